import { byteString } from '../../../match/byte-string.ts';
import type { GrpcRouteMatch } from '../../../resource/gateway-api/grpc-route.ts';
import type { HttpRouteMatch } from '../../../resource/gateway-api/http-route.ts';
import type { Condition, PathMatch, Route, TextMatch } from '../../table.ts';
import type { Regexes } from '../regexes.ts';

/** What a match asks for, and how it ranks among others: the first difference decides, the larger number wins (reference 2.4, 2.8). */
export type Matched = {
  readonly conditions: readonly Condition[];
  readonly matchedPath: Route['matchedPath'];
  readonly rank: readonly number[];
};

/** A regular expression that RE2 refuses. */
export type RefusedMatch = { readonly refused: string };

const exact = 2;
const prefix = 1;
const regex = 0;

/** One element of an HTTPRoute's `matches`. Of headers and parameters of one name the first counts. */
export const translateHttpMatch = (match: HttpRouteMatch, regexes: Regexes): Matched | RefusedMatch => {
  const conditions: Condition[] = [];
  const { type = 'PathPrefix', value = '/' } = match.path ?? {};
  const path: PathMatch =
    type === 'Exact'
      ? { type: 'exact', value }
      : type === 'PathPrefix'
        ? { type: 'segments', value: value.replace(/\/+$/, '') }
        : { type: 'regex', value };
  conditions.push({ on: 'path', match: path, ignoreCase: false });
  if (match.method) conditions.push({ on: 'method', match: { type: 'exact', value: match.method } });
  const headers = firstOfEach(match.headers ?? [], ({ name }) => name.toLowerCase());
  for (const { name, ...text } of headers) {
    conditions.push({ on: 'header', name: name.toLowerCase(), match: textOf(text), without: false });
  }
  const queries = firstOfEach(match.queryParams ?? [], ({ name }) => name);
  for (const { name, ...text } of queries) conditions.push({ on: 'query', name, match: textOf(text), decoded: true });
  const form = path.type === 'exact' ? exact : path.type === 'segments' ? prefix : regex;
  // A slash at the end of a prefix is ignored, so it does not make one longer than another.
  const length = path.type === 'segments' ? Math.max(1, path.value.length) : value.length;
  const rank = [form, length, match.method ? 1 : 0, headers.length, queries.length];
  return checked({ conditions, matchedPath: matchedBy(path), rank }, regexes);
};

/** One element of a GRPCRoute's `matches`: service and method are the two parts of the path. */
export const translateGrpcMatch = (match: GrpcRouteMatch, regexes: Regexes): Matched | RefusedMatch => {
  const { type = 'Exact', service = '', method = '' } = match.method ?? {};
  const path = grpcPath(type === 'RegularExpression', service, method);
  const headers = firstOfEach(match.headers ?? [], ({ name }) => name.toLowerCase());
  const conditions: Condition[] = [
    { on: 'path', match: path, ignoreCase: false },
    ...headers.map(
      ({ name, ...text }): Condition => ({
        on: 'header',
        name: name.toLowerCase(),
        match: textOf(text),
        without: false,
      }),
    ),
  ];
  // Ranked so that HTTPRoutes of the same host can be compared with it: by form and length of the path, then by headers.
  const form = path.type === 'exact' ? exact : path.type === 'regex' ? regex : prefix;
  const length =
    path.type === 'regex' ? service.length * longestName + method.length : Math.max(1, byteString(path.value).length);
  return checked({ conditions, matchedPath: matchedBy(path), rank: [form, length, 0, headers.length, 0] }, regexes);
};

/** No method is longer, so that the length of the service comes first. */
const longestName = 1025;

const grpcPath = (isRegex: boolean, service: string, method: string): PathMatch => {
  if (service === '' && method === '') return { type: 'segments', value: '' };
  if (isRegex) return { type: 'regex', value: `/${grouped(service)}/${grouped(method)}` };
  if (service === '') return { type: 'regex', value: `/[^/]+/${quoted(method)}` };
  return method === '' ? { type: 'prefix', value: `/${service}/` } : { type: 'exact', value: `/${service}/${method}` };
};

/** Alternatives stay inside their part of the path. */
const grouped = (pattern: string): string => (pattern === '' ? '[^/]+' : `(?:${pattern})`);
const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const textOf = ({ type = 'Exact', value }: { readonly type?: string; readonly value: string }): TextMatch =>
  type === 'Exact' ? { type: 'exact', value } : { type: 'regex', value };

const firstOfEach = <T>(list: readonly T[], keyOf: (one: T) => string): readonly T[] => {
  const seen = new Set<string>();
  return list.filter((one) => {
    const key = keyOf(one);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
};

/** In bytes, because paths are compared and cut as bytes. */
const matchedBy = (path: PathMatch): Route['matchedPath'] =>
  path.type === 'segments' || path.type === 'prefix'
    ? { kind: 'prefix', length: byteString(path.value).length }
    : { kind: 'whole', length: 0 };

const checked = (matched: Matched, regexes: Regexes): Matched | RefusedMatch => {
  for (const { match } of matched.conditions) {
    if (match.type === 'regex' && !regexes(match.value).ok) return { refused: match.value };
  }
  return matched;
};

/** Sorts what a listener offers for one host: by rank, then by the order they come in, which is that of routes, rules and matches. */
export const byPrecedence = <T extends { readonly rank: readonly number[] }>(list: readonly T[]): readonly T[] =>
  [...list].sort((a, b) => compareRanks(a.rank, b.rank));

const compareRanks = (a: readonly number[], b: readonly number[]): number => {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (b[i] ?? 0) - (a[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};
