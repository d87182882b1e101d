import { rowsInTurn } from '#core/route/rows.ts';
import { sayListener, sayMatch, sayTarget } from '#core/route/rows-words.ts';
import type { Table } from '#core/route/table.ts';
import type { Diagnostic, Place } from '#core/text/diagnostic.ts';
import { guessIdentity } from '#core/text/guess-identity.ts';
import { indexLines, positionAt } from '#core/text/position.ts';
import { chunksOf } from '#core/visual/document.ts';
import type { Words } from '../words/words.ts';
import { textOf } from './files.ts';
import { problemKey } from './problems.ts';
import { type Hay, hayOf } from './search-rank.ts';
import type { Stores } from './stores.ts';

/** In this order groups are shown. */
export const foundGroups = [
  'command',
  'file',
  'resource',
  'host',
  'route',
  'service',
  'problem',
  'test',
  'traffic',
  'text',
] as const;
export type FoundGroup = (typeof foundGroups)[number];

/** Something that somebody may look for. */
export type Found = {
  /** Unique in its group. */
  readonly id: string;
  readonly group: FoundGroup;
  readonly title: string;
  readonly detail: string;
  /** Of commands. */
  readonly keys?: string;
  /** False for a command that cannot be done now. */
  readonly enabled: boolean;
  readonly go: () => void;
  /** What it is found by. */
  readonly hay: Hay;
};

/** So many are handed out at once. */
const portion = 250;

/** What was made for an earlier question, and is good for as long as its text or table is. */
export type KeptIndex = {
  resources: ReadonlyMap<string, { readonly text: string; readonly found: Portions } | undefined>;
  problems?: { readonly of: readonly Diagnostic[]; readonly found: Portions };
  routes?: { readonly of: Table; readonly found: Portions };
};

type Portions = readonly (readonly Found[])[];

export const createIndex = (): KeptIndex => ({ resources: new Map() });

/** The files, which are known at once. */
export const filesOf = ({ files, navigation }: Stores): readonly Found[] =>
  files
    .getState()
    .files.map(({ file }) =>
      findable({ id: file, group: 'file', title: file, detail: '', go: () => navigation.openFile(file) }),
    );

/**
 * Everything else in the workspace that has a name, in portions, so that whoever asks can let others work in between; all of it is of the
 * moment in which the asking began. What is kept is not made again.
 */
export function* indexOf(stores: Stores, kept: KeptIndex): Generator<readonly Found[]> {
  const { navigation } = stores;
  const open = stores.files.getState().files;
  const { diagnostics, table } = stores.draft.getState();
  const jump = (place: Place) => () => navigation.jumpTo(place);
  const resources = new Map(open.map(({ file }) => [file, kept.resources.get(file)]));
  for (const one of open) {
    const [file, text] = [one.file, textOf(one)];
    const known = resources.get(file);
    const found = yield* known?.text === text ? again(known.found) : gathered(resourcesIn(file, text, jump));
    resources.set(file, { text, found });
  }
  kept.resources = resources;
  const { problems, routes } = kept;
  kept.problems = {
    of: diagnostics,
    found: yield* problems?.of === diagnostics ? again(problems.found) : gathered(problemsOf(diagnostics, jump)),
  };
  if (table === undefined) return;
  kept.routes = {
    of: table,
    found: yield* routes?.of === table ? again(routes.found) : gathered(routesOf(table, stores, jump)),
  };
}

function* again(portions: Portions): Generator<readonly Found[], Portions> {
  yield* portions;
  return portions;
}

/** In portions, which it gives once more at its end. */
function* gathered(things: Iterable<Found>): Generator<readonly Found[], Portions> {
  const portions: (readonly Found[])[] = [];
  let next: Found[] = [];
  for (const thing of things) {
    next.push(thing);
    if (next.length < portion) continue;
    portions.push(next);
    yield next;
    next = [];
  }
  portions.push(next);
  yield next;
  return portions;
}

/** With what it is found by. */
const findable = (found: Omit<Found, 'hay' | 'enabled'>): Found => ({
  ...found,
  enabled: true,
  hay: hayOf(found.title, found.detail),
});

/** The route tests, which the analysis knows; they may come a moment later than everything else. */
export const testsOf = async ({ language, navigation }: Stores): Promise<readonly Found[]> => {
  const tests = (await language.tests().catch(() => undefined)) ?? []; // the analysis is broken, which is said elsewhere
  return tests.map(({ name, request, place }, at) =>
    findable({
      id: `${at}`,
      group: 'test',
      title: name,
      detail: `${request.method} ${request.url} · ${placeWords(place)}`,
      go: () => navigation.jumpTo(place),
    }),
  );
};

function* resourcesIn(file: string, text: string, jump: (place: Place) => () => void): Generator<Found> {
  const lines = indexLines(text);
  for (const chunk of chunksOf(text)) {
    const { kind, name = '', namespace } = guessIdentity(chunk.text);
    if (kind === undefined) continue;
    const start = chunk.start + Math.max(0, chunk.text.search(/^[a-zA-Z]/m));
    const place: Place = { file, range: [start, start], ...positionAt(lines, start) };
    yield findable({
      id: `${file} ${chunk.index}`,
      group: 'resource',
      title: `${kind} ${name}`,
      detail: namespace === undefined ? placeWords(place) : `${namespace} · ${placeWords(place)}`,
      go: jump(place),
    });
  }
}

/** Each once, whoever else found it. */
function* problemsOf(diagnostics: readonly Diagnostic[], jump: (place: Place) => () => void): Generator<Found> {
  const known = new Set<string>();
  for (const one of diagnostics) {
    const id = problemKey(one);
    if (known.has(id)) continue;
    known.add(id);
    const { message, code, place } = one;
    yield findable({ id, group: 'problem', title: message, detail: `${code} · ${placeWords(place)}`, go: jump(place) });
  }
}

/** The routes, and before the first of each host and service these. */
function* routesOf(table: Table, { navigation }: Stores, jump: (place: Place) => () => void): Generator<Found> {
  const hosts = new Set<string>();
  const services = new Set<string>();
  for (const row of rowsInTurn(table)) {
    const { origin, host } = row;
    if (origin === undefined) continue;
    const go = jump(origin.place);
    if (host !== '' && !hosts.has(host)) {
      hosts.add(host);
      yield findable({ id: host, group: 'host', title: host, detail: sayListener(row.listener), go });
    }
    for (const { host: service, port } of row.targets) {
      const title = `${service}:${port}`;
      if (service === '' || services.has(title)) continue;
      services.add(title);
      const open = () => navigation.openPanel('services');
      yield findable({ id: title, group: 'service', title, detail: '', go: open });
    }
    yield findable({
      id: row.id,
      group: 'route',
      title: `${host} ${sayMatch(row).join(', ')}`,
      detail: [row.targets.map(sayTarget).join(', '), placeWords(origin.place)].filter(Boolean).join(' · '),
      go,
    });
  }
}

/** The last of them: what is older is looked for in the panel. */
const mostExchanges = 500;

/** The last requests, the newest first; main has them. */
export const exchangesOf = async ({ wire, traffic, navigation }: Stores): Promise<readonly Found[]> => {
  const last = await wire.call('traffic.list', { last: mostExchanges }).catch(() => []); // the wire is lost, which is said elsewhere
  return last.toReversed().map(({ id, method, authority, path, status, flags }) =>
    findable({
      id: String(id),
      group: 'traffic',
      title: `${method} ${authority}${path}`,
      detail: [status === 0 ? '' : String(status), flags === '-' ? '' : flags].filter(Boolean).join(' '),
      go: () => {
        navigation.openPanel('traffic');
        traffic.select(id);
      },
    }),
  );
};

const placeWords = ({ file, line }: Place): string => `${file}:${line}`;

/** So many lines with the text are shown. */
const mostLines = 200;

/** The lines of all files that hold the text, upper or lower case alike, file by file. */
export function* textIn(stores: Stores, typed: string, words: Words): Generator<readonly Found[]> {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return;
  let left = mostLines;
  for (const one of stores.files.getState().files) {
    const text = textOf(one);
    const found: Found[] = [];
    const lower = text.toLowerCase();
    // Where lower case has another length (İ), offsets would be wrong; such a text is rare, and looked through as it is written.
    const hay = lower.length === text.length ? lower : text;
    let at = hay.indexOf(wanted);
    // Most files have none.
    const lines = at === -1 ? undefined : indexLines(text);
    while (lines !== undefined && at !== -1 && left > 0) {
      const position = positionAt(lines, at);
      const start = text.lastIndexOf('\n', at - 1) + 1;
      const end = text.indexOf('\n', at);
      const place: Place = { file: one.file, range: [at, at + wanted.length], ...position };
      found.push(
        findable({
          id: `${one.file} ${position.line}`,
          group: 'text',
          title: text
            .slice(start, end === -1 ? undefined : end)
            .trim()
            .slice(0, 200),
          detail: `${one.file} · ${words.t('flow:found.line', { line: position.line })}`,
          go: () => stores.navigation.jumpTo(place),
        }),
      );
      left -= 1;
      // Each line once.
      at = end === -1 ? -1 : hay.indexOf(wanted, end);
    }
    yield found;
    if (left <= 0) return;
  }
}
