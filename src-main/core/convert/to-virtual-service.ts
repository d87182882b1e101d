import type { Plain } from '../edit/render.ts';
import { pathText } from '../route/compile/origin.ts';
import type { Condition, PathMatch, Route, TextMatch } from '../route/table.ts';
import type { Context } from './context.ts';
import type { Front } from './fronts.ts';
import type { Group } from './isolate.ts';
import { entryAction } from './virtual-service-action.ts';
import { commentsAt, type Draft } from './write-document.ts';

type PlainMap = { readonly [key: string]: Plain };
type Entry = {
  readonly match: PlainMap[];
  readonly action: PlainMap;
  readonly comments: readonly string[];
  readonly from: string;
};

/** VirtualServices that do what the groups do: their entries are asked in order, as the routes are. */
export const toVirtualServices = (context: Context, fronts: readonly Front[]): readonly Draft[] => {
  const { source, isolated } = context;
  const gateways = fronts
    .filter(({ servers }) => servers.length > 0)
    .map(({ namespace, name }) => (namespace === source.namespace ? name : `${namespace}/${name}`));
  return isolated.groups.flatMap((group, index): Draft[] => {
    const entries = entriesOf(group, context);
    if (entries.length === 0) return [];
    tellHosts(group, context);
    return [
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        namespace: source.namespace,
        name: index === 0 ? source.name : `${source.name}-${index + 1}`,
        labels: source.labels,
        spec: {
          hosts: group.hosts,
          ...(gateways.length > 0 && { gateways }),
          http: entries.map(({ match, action }) => ({ ...(match.length > 0 && { match }), ...action })),
        },
        from: Object.fromEntries(entries.map((entry, number) => [`spec.http[${number}]`, entry.from])),
        comments: { http: Object.fromEntries(entries.map(({ comments }, number) => [number, comments])) },
      },
    ];
  });
};

const tellHosts = ({ hosts, oneLabel }: Group, { ledger, source }: Context): void => {
  const wild = hosts.find((host) => host.startsWith('*.'));
  if (oneLabel && wild) {
    ledger.tell(
      'approximated',
      source,
      ['spec', 'rules'],
      `"${wild}" takes any number of labels in place of the "*" now, not one`,
    );
  }
};

const entriesOf = (group: Group, context: Context): readonly Entry[] => {
  const entries: (Entry & { readonly key: string })[] = [];
  for (const route of group.routes) {
    const matches = matchesOf(route, context);
    if (matches === undefined) continue;
    for (const { match, path } of matches) {
      const action = entryAction(route, path, group, context);
      const { resource, rule } = context.placeOf(route);
      const key = JSON.stringify([resource.name, rule, action]);
      const last = entries.at(-1);
      if (last?.key === key && Object.keys(match).length > 0 && last.match.length > 0) last.match.push(match);
      else {
        const from = pathText(rule);
        const comments = last?.from === from ? [] : commentsAt(context.files, resource, rule);
        entries.push({ key, match: Object.keys(match).length > 0 ? [match] : [], action, comments, from });
      }
    }
  }
  return entries;
};

/** The path as one form of Istio; a prefix by segments is two: the path itself, and what is below it. */
export type IstioPath = {
  readonly type: 'exact' | 'prefix' | 'regex';
  readonly value: string;
  readonly ignoreCase: boolean;
};

type Match = { readonly match: PlainMap; readonly path: IstioPath };

const everything: IstioPath = { type: 'prefix', value: '/', ignoreCase: false };

const matchesOf = (route: Route, context: Context): readonly Match[] | undefined => {
  const headers: Record<string, Plain> = {};
  const withoutHeaders: Record<string, Plain> = {};
  const queryParams: Record<string, Plain> = {};
  const others: Record<string, Plain> = {};
  let paths: readonly IstioPath[] = [everything];
  for (const condition of route.conditions) {
    switch (condition.on) {
      case 'path':
        paths = pathsOf(condition.match, condition.ignoreCase);
        break;
      case 'source': {
        const message =
          'a VirtualService does not ask for the address of the client, so that everybody is let in now; add an AuthorizationPolicy with these ranges';
        context.tell('lost', route, 'source', message);
        return undefined;
      }
      case 'header': {
        const list = condition.without ? withoutHeaders : headers;
        if (Object.hasOwn(list, condition.name)) {
          context.leaveOut(route, `two conditions on "${condition.name}" cannot stand in one match; it is left out`);
          return undefined;
        }
        list[condition.name] = textOf(condition.match);
        context.carry(route, `header ${condition.name}`, `without ${condition.name}`);
        break;
      }
      case 'query':
        queryParams[condition.name] = textOf(condition.match);
        context.carry(route, `query ${condition.name}`);
        tellDecoded(route, condition, context);
        break;
      default:
        others[condition.on] = textOf(condition.match);
        context.carry(route, condition.on);
    }
  }
  context.carry(route, 'path', 'name');
  const conditions: PlainMap = {
    ...others,
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(Object.keys(withoutHeaders).length > 0 && { withoutHeaders }),
    ...(Object.keys(queryParams).length > 0 && { queryParams }),
  };
  return paths.map((path): Match => {
    const isEvery = path.type === 'prefix' && path.value === '/';
    if (isEvery) return { match: conditions, path };
    const uri = { uri: { [path.type]: path.value }, ...(path.ignoreCase && { ignoreUriCase: true }) };
    return { match: { ...uri, ...conditions }, path };
  });
};

const tellDecoded = (route: Route, condition: Extract<Condition, { on: 'query' }>, context: Context): void => {
  const value = 'value' in condition.match ? condition.match.value : '';
  if (!condition.decoded || !/[^A-Za-z0-9._~*()|\\[\]{}^$?-]/.test(condition.name + value)) return;
  const message = `"${condition.name}" is compared as it is written in the address now, where blanks are "%20" or "+"`;
  context.tell('approximated', route, `query ${condition.name}`, message);
};

const pathsOf = (match: PathMatch, ignoreCase: boolean): readonly IstioPath[] => {
  if (match.type !== 'segments') return [{ type: match.type, value: match.value, ignoreCase }];
  if (match.value === '') return [everything];
  return [
    { type: 'exact', value: match.value, ignoreCase },
    { type: 'prefix', value: `${match.value}/`, ignoreCase },
  ];
};

const textOf = (match: TextMatch | { readonly type: 'present' }): PlainMap =>
  match.type === 'present' ? {} : { [match.type]: match.value };
