import { nameOf, type Resource } from '../../resource/resource.ts';
import { createSurveyor, type Hidden, type Judged, surveyTable, surveyWritten } from '../../route/cover/survey.ts';
import { isUsedUp, type Learnt, learnNothing, namesOf, type SurveyMemory } from '../../route/cover/survey-memory.ts';
import type { Origin, Table } from '../../route/table.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Diagnostic, Place, Severity } from '../../text/diagnostic.ts';
import type { Rule } from '../rule.ts';

/**
 * Routes that no request reaches, because an earlier one of the same host takes all of theirs, or because they contradict themselves
 * (reference 3.6; analyzers IST0130 and IST0131, rules V12 to V14, and beyond them). Judged on the table, so that merged
 * VirtualServices, delegates and the order of other APIs are what they are; only what no gateway has taken in is judged as it is written.
 */
export const hiddenRoute: Rule = (snapshot, table, { survey: memory = {} }) => {
  const mode = table.settings.pathNormalization;
  const { learnt } = memory;
  if (learnt?.mode === mode && !isUsedUp(learnt)) {
    const found = findAll(snapshot, table, learnt);
    if (!isUsedUp(learnt)) return found;
  }
  const fresh = learnNothing(mode);
  memory.learnt = fresh;
  return findAll(snapshot, table, fresh);
};

/** Judges the routes of a part of the workspace, for the memory alone: the survey of the whole finds them there. */
export const surveyAhead = (snapshot: Snapshot, table: Table, memory: SurveyMemory): void => {
  const mode = table.settings.pathNormalization;
  if (memory.learnt?.mode !== mode) memory.learnt = learnNothing(mode);
  const { learnt } = memory;
  if (isUsedUp(learnt)) return;
  const { lists, written } = learnt;
  surveyAll(snapshot, table, learnt);
  learnt.lists = new Map([...lists, ...learnt.lists]);
  learnt.written = new Map([...written, ...learnt.written]);
};

const findAll = (snapshot: Snapshot, table: Table, learnt: Learnt): readonly Diagnostic[] => {
  const all = surveyAll(snapshot, table, learnt);
  const entryOf = ({ origin }: Judged) => namesOf(learnt, origin).entry;
  const entries = new Map<string, Judged[]>(all.flatMap((one) => (one.fate ? [[entryOf(one), []]] : [])));
  for (const one of all) entries.get(entryOf(one))?.push(one);
  return [...entries.values()].flatMap((judged) => reportEntry(judged, snapshot));
};

const surveyAll = (snapshot: Snapshot, table: Table, learnt: Learnt): readonly Judged[] => {
  const survey = createSurveyor(learnt);
  const inTable = surveyTable(table, survey, learnt);
  const seen = new Set(inTable.map(({ origin }) => namesOf(learnt, origin).own));
  const isSeen = (origin: Origin) => seen.has(namesOf(learnt, origin).own);
  const written = surveyWritten(snapshot.virtualServices, isSeen, survey, learnt);
  return [...inTable, ...written];
};

const keyOf = ({ kind, namespace, name, path }: Origin): string => `${kind} ${namespace}/${name} ${path}`;

/** What is to be said of one entry, all its alternatives at all its places. */
const reportEntry = (judged: readonly Judged[], snapshot: Snapshot): readonly Diagnostic[] => {
  const matches = [...Map.groupBy(judged, ({ origin }) => origin.path).values()];
  const hidden = firstHidden(judged);
  if (hidden && judged.every(({ fate }) => fate)) {
    return [entryHidden(judged as [Judged, ...Judged[]], hidden, snapshot)];
  }
  const lost = matches.filter((one) => one.every(({ fate }) => fate));
  const found = lost.map((one): Diagnostic => {
    const { origin, fate } = one[0] as Judged;
    const by = firstHidden(one);
    return by ? matchHidden(one, origin, by) : impossible(origin, fate?.is === 'impossible' ? fate.subject : '');
  });
  const rest = matches.filter((one) => !lost.includes(one)).flat();
  return [...found, ...hiddenHere(rest)];
};

const firstHidden = (judged: readonly Judged[]): Hidden | undefined => hiddenOf(judged)[0];

const hiddenOf = (judged: readonly Judged[]): readonly Hidden[] =>
  judged.flatMap(({ fate }) => (fate?.is === 'hidden' ? [fate] : []));

/** Where only Istio's order decides, a hidden route is a mistake; the order of the other APIs is meant to solve conflicts. */
const severityOf = ({ kind }: Origin): Severity => (kind === 'VirtualService' ? 'warning' : 'information');

/** An entry whose every route is lost: named by the first that hides one of them, with the places of all. */
const entryHidden = (judged: readonly [Judged, ...Judged[]], first: Hidden, snapshot: Snapshot): Diagnostic => {
  const [{ origin }] = judged;
  const isOnly = judged.every((one) => one.origin.path === origin.path);
  const same = isOnly && first.same && !first.byAll;
  return {
    ...kindOf(origin, first.by, 'route/unreachable', 'IST0130'),
    message: `this entry is never reached, because ${said(first.by, origin)} comes first and ${takes(first, same)}; ${remedy(origin, first)}`,
    place: entryPlace(origin, snapshot),
    related: relatedOf(hiddenOf(judged)),
  };
};

const matchHidden = (judged: readonly Judged[], origin: Origin, first: Hidden): Diagnostic => {
  const same = first.same && !first.byAll;
  return {
    ...kindOf(origin, first.by, same ? 'route/duplicate-match' : 'route/covered-match', 'IST0131'),
    message: `this one is never reached, because ${said(first.by, origin)} comes first and ${takes(first, same)}; ${remedy(origin, first)}`,
    place: origin.place,
    related: relatedOf(hiddenOf(judged)),
  };
};

/** Under Istio's code only what its analyzer looks at too: entries of one VirtualService. */
const kindOf = (
  origin: Origin,
  by: Origin,
  code: string,
  istio: string,
): Pick<Diagnostic, 'severity' | 'code' | 'istio'> => {
  const severity = severityOf(origin);
  return isSameResource(origin, by) && origin.kind === 'VirtualService'
    ? { severity, code, istio }
    : { severity, code };
};

const isSameResource = (a: Origin, b: Origin): boolean => nameOf(a) === nameOf(b);

const takes = ({ byAll, example }: Hidden, same: boolean): string => {
  if (byAll) return 'takes every request';
  if (same) return 'has the same conditions';
  const sample = example();
  return sample === undefined ? 'takes all of its requests' : `takes all of its requests, such as ${sample}`;
};

const mostRelated = 5;

/** The hiding routes, each once, that of the message first. */
const relatedOf = (hidden: readonly Hidden[]): NonNullable<Diagnostic['related']> =>
  [...new Map(hidden.map((one) => [keyOf(one.by), one])).values()].slice(0, mostRelated).map(({ by, byAll }) => ({
    message: byAll ? 'takes every request' : 'takes these requests',
    place: by.place,
  }));

const remedy = (origin: Origin, { by, same }: Hidden): string => {
  if (same) return 'remove one of the two';
  if (origin.kind !== 'VirtualService') return 'narrow that one, or remove this';
  if (isSameResource(origin, by))
    return `move this entry in front of "${shortPath(by).replace(/\.match\[\d+\]$/, '')}"`;
  return 'narrow that one, or write both into one VirtualService in the order that you mean';
};

/** `"http[0]"`, or with its resource and place where that is another one. */
const said = (by: Origin, origin: Origin): string =>
  isSameResource(origin, by)
    ? `"${shortPath(by)}"`
    : `"${nameOf(by)} ${shortPath(by)}" (${by.place.file}:${by.place.line})`;

const shortPath = ({ path }: Origin): string => path.replace(/^spec\./, '');

/** Routes that are reached somewhere and not elsewhere: one remark for an entry, at its first such route. */
const hiddenHere = (judged: readonly Judged[]): readonly Diagnostic[] => {
  // Within one resource only its own conditions on gateways, ports and sources make such a difference, and who writes them means it.
  const here = judged.filter(({ origin, fate }) => fate?.is === 'hidden' && !isSameResource(origin, fate.by));
  const [first] = here;
  const fate = firstHidden(here);
  if (first === undefined || fate === undefined) return [];
  const places = [...new Set(here.filter(({ origin }) => origin.path === first.origin.path).map(({ where }) => where))];
  // What is reached there all the same, as a route with several parts is, is not hidden there.
  const reached = new Set(
    judged.filter((one) => one.fate === undefined && one.origin.path === first.origin.path).map(({ where }) => where),
  );
  const hidden = places.filter((where) => !reached.has(where));
  if (hidden.length === 0) return [];
  const shown =
    hidden.length > 3 ? `${hidden.slice(0, 3).join(', ')} and ${hidden.length - 3} more` : hidden.join(' and ');
  const { by, byAll } = fate;
  return [
    {
      severity: 'information',
      code: 'route/hidden-here',
      message: `for ${shown} this is never reached, because ${said(by, first.origin)} takes ${byAll ? 'every request' : 'all of its requests'} and comes first; elsewhere it is`,
      place: first.origin.place,
      related: [{ message: 'takes these requests', place: by.place }],
    },
  ];
};

const impossible = (origin: Origin, subject: string): Diagnostic => ({
  severity: severityOf(origin),
  code: 'route/never-matches',
  message: `no request can match this, because ${contradictionIn(subject)}; correct the conditions or remove them`,
  place: origin.place,
});

const contradictionIn = (subject: string): string => {
  const [what, ...rest] = subject.split(' ');
  const name = rest.join(' ');
  switch (what) {
    case 'path':
      return 'no path is as its condition wants it: paths begin with "/", end before "?", have no "." and ".." segments, and write what is not plain ASCII as %XX';
    case 'header':
      return `header "${name}" can neither have such a value nor be missing`;
    case 'query':
      return `no query parameter "${name}" is as it is wanted: names and values are compared as they are sent, with "%20" for a blank`;
    case 'decoded':
      return `query parameter "${name}" cannot be as it is wanted`;
    case 'authority':
      return 'requests for these hosts do not have such an authority';
    default:
      return `the ${what} of no request is as it is wanted`;
  }
};

/** The key of an entry's first field, which is where other messages about entries stand. */
const entryPlace = (origin: Origin, { virtualServices }: Snapshot): Place => {
  const index = /^spec\.http\[(\d+)\]/.exec(origin.path)?.[1];
  const resource: Resource | undefined =
    origin.kind === 'VirtualService' && index !== undefined
      ? virtualServices.find(({ namespace, name }) => namespace === origin.namespace && name === origin.name)
      : undefined;
  return resource ? resource.keyAt(['spec', 'http', Number(index)]) : origin.place;
};
