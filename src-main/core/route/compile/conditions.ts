import { byteString } from '../../match/byte-string.ts';
import type { StringMatch } from '../../resource/istio/string-match.ts';
import type { Place } from '../../text/diagnostic.ts';
import type { Path } from '../../text/tree.ts';
import type { Condition, Route, TextMatch } from '../table.ts';
import type { Match } from './entry.ts';
import type { Regexes } from './regexes.ts';
import type { Report } from './report.ts';

export type Conditions = {
  readonly conditions: readonly Condition[];
  readonly matchedPath: Route['matchedPath'];
};

/** What no condition on the path means: the prefix `/` matched (reference 5.7). */
export const anyPath: Route['matchedPath'] = { kind: 'prefix', length: 1 };

/**
 * The conditions that are left for the time of the request (reference 4.1 to 4.5), or the pattern that RE2 refuses.
 * A path condition that is empty asks nothing; an empty one on a header or parameter asks for its presence.
 */
export const translateConditions = (
  match: Match,
  regexes: Regexes,
  report: Report,
): Conditions | { readonly refused: string } => {
  const { spec } = match;
  const conditions: Condition[] = [];
  let refused: string | undefined;
  const checked = <M extends TextMatch | Presence>(text: M, at: Path): M => {
    if (text.type !== 'regex') return text;
    const regex = regexes(text.value);
    if (regex.ok) return text;
    refused ??= text.value;
    report.add({
      severity: 'error',
      code: 'match/regex-refused',
      message: `the regular expression "${text.value}" is refused, because ${regex.reason}; ${regex.remedy}`,
      place: placeOf(match, [...at, 'regex']),
    });
    return text;
  };

  const path = spec.uri && textMatch(spec.uri);
  if (path) conditions.push({ on: 'path', match: checked(path, ['uri']), ignoreCase: spec.ignoreUriCase ?? false });
  for (const on of ['method', 'authority', 'scheme'] as const) {
    const text = spec[on];
    // These are always there, so asking for presence asks nothing; but it is a condition, and the route is no catch-all.
    if (text) conditions.push({ on, match: checked(valueOrPresence(text, anyText), [on]) });
  }
  for (const [field, without] of [
    ['headers', false],
    ['withoutHeaders', true],
  ] as const) {
    for (const [name, text] of Object.entries(spec[field] ?? {})) {
      const value = checked(valueOrPresence(text, present), [field, name]);
      conditions.push({ on: 'header', name: name.toLowerCase(), match: value, without });
    }
  }
  for (const [name, text] of Object.entries(spec.queryParams ?? {})) {
    const value = checked(valueOrPresence(text, present), ['queryParams', name]);
    conditions.push({ on: 'query', name, match: value });
  }
  return refused === undefined ? { conditions, matchedPath: matchedBy(path) } : { refused };
};

type Presence = { readonly type: 'present' };

const present: Presence = { type: 'present' };

const anyText: TextMatch = { type: 'prefix', value: '' };

/** Of several forms the one counts that the schema of Istio declares last (reference 1.1). */
const textMatch = (text: StringMatch): TextMatch | undefined => {
  if (text.regex !== undefined) return { type: 'regex', value: text.regex };
  if (text.prefix !== undefined) return { type: 'prefix', value: text.prefix };
  if (text.exact !== undefined) return { type: 'exact', value: text.exact };
  return undefined;
};

/** `regex: "*"` is an old spelling of presence (reference 4.4). */
const valueOrPresence = <P extends TextMatch | Presence>(text: StringMatch, presence: P): TextMatch | P => {
  const match = textMatch(text);
  return match === undefined || (match.type === 'regex' && match.value === '*') ? presence : match;
};

const matchedBy = (path: TextMatch | undefined): Route['matchedPath'] => {
  if (path === undefined) return anyPath;
  // In bytes, because paths are compared and cut as bytes.
  return path.type === 'prefix'
    ? { kind: 'prefix', length: byteString(path.value).length }
    : { kind: 'whole', length: 0 };
};

/** The place of a value of a match: in the part that has it, so that a delegate's value is not shown in the root. */
const placeOf = ({ parts }: Match, path: Path): Place => {
  const owner = parts.find(({ spec }) => has(spec, path)) ?? parts[0];
  return owner.in.at([...owner.path, ...path]);
};

const has = (value: unknown, path: Path): boolean => {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return false;
    current = (current as Record<string | number, unknown>)[step];
  }
  return true;
};
