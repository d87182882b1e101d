import type { Resource } from '../resource/resource.ts';
import { nginxPrefix } from '../route/compile/ingress/select.ts';
import type { Origin } from '../route/table.ts';
import type { Path } from '../text/tree.ts';
import type { RouteKind } from './answers.ts';

/** Something that a route does or asks for, whatever its kind calls it. */
export type Aspect =
  | 'path'
  | 'method'
  | 'authority'
  | 'scheme'
  | 'source'
  | 'destinations'
  | 'subset'
  | 'headers'
  | 'rewrite'
  | 'authority-rewrite'
  | 'redirect'
  | 'respond'
  | 'timeout'
  | 'retry'
  | 'fault'
  | 'cors'
  | 'mirrors'
  | 'session'
  | 'auth'
  | 'name'
  | `header ${string}`
  | `without ${string}`
  | `query ${string}`;

/** `spec.http[0].match[1]` as steps. */
export const stepsOf = (path: string): Path =>
  [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, name]) =>
    index === undefined ? (quoted ?? name ?? '') : Number(index),
  );

/** The rule around a place in a route, and the place itself: `http[0]` and `http[0].match[1]`. */
export const rulePath = (kind: RouteKind, at: Path): Path =>
  kind === 'Ingress' ? at.slice(0, at[1] === 'rules' ? 6 : 2) : at.slice(0, 3);

type Body = Readonly<Record<string, unknown>>;

/** The fields of a resource that an aspect of the route at `origin` comes from; those that are not set are none. */
export const fieldsOf = (resource: Resource, kind: RouteKind, origin: Origin, aspect: Aspect): readonly Path[] => {
  const at = stepsOf(origin.path);
  const rule = rulePath(kind, at);
  const candidates =
    kind === 'VirtualService'
      ? ofVirtualService(resource, rule, at, aspect)
      : kind === 'HTTPRoute'
        ? ofHttpRoute(resource, rule, at, aspect)
        : ofIngress(rule, aspect);
  return candidates.filter((path) => valueAt(resource, path) !== undefined);
};

export const valueAt = (resource: Resource, path: Path): unknown => {
  if (path[0] === 'metadata') return resource.annotations[String(path[2])];
  let value: unknown = resource.spec;
  for (const step of path.slice(1)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Body)[String(step)];
  }
  return value;
};

const keysAt = (resource: Resource, path: Path): readonly string[] => {
  const value = valueAt(resource, path);
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
};

/** The items of a list, as numbers. */
const itemsAt = (resource: Resource, path: Path): readonly number[] => keysAt(resource, path).map(Number);

const named = (resource: Resource, path: Path, name: string): readonly Path[] =>
  keysAt(resource, path).flatMap((key): Path[] => (key.toLowerCase() === name.toLowerCase() ? [[...path, key]] : []));

const ofVirtualService = (resource: Resource, rule: Path, at: Path, aspect: Aspect): readonly Path[] => {
  const [word, name = ''] = splitAspect(aspect);
  const each = itemsAt(resource, [...rule, 'route']).map((index): Path => [...rule, 'route', index]);
  switch (word) {
    case 'path':
      return [...under(at, 'uri', 'ignoreUriCase'), ...(at.length > 3 ? [] : under(rule, 'match'))];
    case 'method':
    case 'authority':
    case 'scheme':
      return under(at, word);
    case 'header':
      return named(resource, [...at, 'headers'], name);
    case 'without':
      return named(resource, [...at, 'withoutHeaders'], name);
    case 'query':
      return named(resource, [...at, 'queryParams'], name);
    case 'name':
      return [...under(rule, 'name'), ...under(at, 'name')];
    case 'destinations':
      return each.flatMap((one) => [
        [...one, 'destination', 'host'],
        [...one, 'destination', 'port'],
        [...one, 'weight'],
      ]);
    case 'subset':
      return each.map((one) => [...one, 'destination', 'subset']);
    case 'headers':
      return [...under(rule, 'headers'), ...each.map((one) => [...one, 'headers'])];
    case 'rewrite':
      return under([...rule, 'rewrite'], 'uri', 'uriRegexRewrite');
    case 'authority-rewrite':
      return under([...rule, 'rewrite'], 'authority');
    case 'redirect':
      return under(rule, 'redirect');
    case 'respond':
      return under(rule, 'directResponse');
    case 'timeout':
      return under(rule, 'timeout');
    case 'retry':
      return under(rule, 'retries');
    case 'fault':
      return under(rule, 'fault');
    case 'cors':
      return under(rule, 'corsPolicy');
    case 'mirrors':
      return under(rule, 'mirror', 'mirrors', 'mirrorPercent', 'mirrorPercentage');
    default:
      return [];
  }
};

const filterTypes: Readonly<Partial<Record<string, readonly string[]>>> = {
  headers: ['RequestHeaderModifier', 'ResponseHeaderModifier'],
  rewrite: ['URLRewrite'],
  'authority-rewrite': ['URLRewrite'],
  redirect: ['RequestRedirect'],
  mirrors: ['RequestMirror'],
  cors: ['CORS'],
  auth: ['ExternalAuth'],
};

const ofHttpRoute = (resource: Resource, rule: Path, at: Path, aspect: Aspect): readonly Path[] => {
  const [word, name = ''] = splitAspect(aspect);
  const each = itemsAt(resource, [...rule, 'backendRefs']).map((index): Path => [...rule, 'backendRefs', index]);
  const types = filterTypes[word];
  if (types) {
    return [rule, ...each].flatMap((around) =>
      itemsAt(resource, [...around, 'filters']).flatMap((index): Path[] => {
        const path = [...around, 'filters', index];
        if (!types.includes(String(valueAt(resource, [...path, 'type'])))) return [];
        if (word === 'rewrite')
          return [
            [...path, 'type'],
            [...path, 'urlRewrite', 'path'],
          ];
        if (word === 'authority-rewrite')
          return [
            [...path, 'type'],
            [...path, 'urlRewrite', 'hostname'],
          ];
        return [path];
      }),
    );
  }
  switch (word) {
    case 'path':
      return [...under(at, 'path'), ...(at.length > 3 ? [] : under(rule, 'matches'))];
    case 'method':
      return under(at, 'method');
    case 'header':
    case 'query': {
      const list = [...at, word === 'header' ? 'headers' : 'queryParams'];
      return itemsAt(resource, list).flatMap((index): Path[] =>
        String(valueAt(resource, [...list, index, 'name'])).toLowerCase() === name.toLowerCase()
          ? [[...list, index]]
          : [],
      );
    }
    case 'name':
      return under(rule, 'name');
    case 'destinations':
      return each.flatMap((one) => under(one, 'group', 'kind', 'namespace', 'name', 'port', 'weight'));
    case 'timeout':
      return under([...rule, 'timeouts'], 'request');
    case 'retry':
      return [...under(rule, 'retry'), ...under([...rule, 'timeouts'], 'backendRequest')];
    case 'session':
      return under(rule, 'sessionPersistence');
    default:
      return [];
  }
};

const annotations: Readonly<Partial<Record<string, readonly string[]>>> = {
  rewrite: ['rewrite-target', 'use-regex'],
  'authority-rewrite': ['upstream-vhost'],
  redirect: [
    'permanent-redirect',
    'permanent-redirect-code',
    'temporal-redirect',
    'temporal-redirect-code',
    'app-root',
    'ssl-redirect',
    'force-ssl-redirect',
  ],
  timeout: ['proxy-read-timeout'],
  cors: [
    'enable-cors',
    'cors-allow-origin',
    'cors-allow-methods',
    'cors-allow-headers',
    'cors-allow-credentials',
    'cors-expose-headers',
    'cors-max-age',
  ],
  source: ['whitelist-source-range', 'allowlist-source-range'],
};

const ofIngress = (rule: Path, aspect: Aspect): readonly Path[] => {
  const [word] = splitAspect(aspect);
  if (word === 'path') {
    return [...under(rule, 'path', 'pathType'), ['metadata', 'annotations', `${nginxPrefix}use-regex`]];
  }
  if (word === 'destinations') return rule.length === 2 ? [rule] : under(rule, 'backend');
  return (annotations[word] ?? []).map((name) => ['metadata', 'annotations', nginxPrefix + name]);
};

const under = (path: Path, ...names: readonly string[]): readonly Path[] => names.map((name) => [...path, name]);

const splitAspect = (aspect: Aspect): readonly [string, string?] => {
  const space = aspect.indexOf(' ');
  return space < 0 ? [aspect] : [aspect.slice(0, space), aspect.slice(space + 1)];
};
