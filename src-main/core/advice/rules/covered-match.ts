import type { HttpMatch } from '../../resource/istio/http-route.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import type { Rule } from '../rule.ts';

type Seen = { readonly route: number; readonly index: number; readonly uri: NonNullable<HttpMatch['uri']> };

/** Earlier paths beside the same other conditions: all of them by their text, prefixes by themselves. */
type Earlier = { readonly equal: Map<string, Seen>; readonly prefixes: Map<string, Seen> };

/** A condition that an earlier entry of the same VirtualService has, or has with a shorter prefix, is never looked at (9.3 V13, V14). */
export const coveredMatch: Rule = ({ virtualServices }) =>
  virtualServices.flatMap((resource) => {
    const found: Diagnostic[] = [];
    const earlier = new Map<string, Earlier>();
    for (const [route, { match: matches = [] }] of (resource.spec.http ?? []).entries()) {
      const own: (() => void)[] = [];
      for (const [index, { uri, name: _, ...others }] of matches.entries()) {
        // What takes every path is told as an entry that hides those behind it.
        if (!uri || uri.prefix === '/') continue;
        const rest = textOf(others);
        const beside = earlier.get(rest) ?? { equal: new Map(), prefixes: new Map() };
        earlier.set(rest, beside);
        const key = textOf(uri);
        const same = beside.equal.get(key);
        const cover = same ?? shorter(beside.prefixes, uri.prefix);
        own.push(() => {
          const seen = { route, index, uri };
          if (!beside.equal.has(key)) beside.equal.set(key, seen);
          if (uri.prefix && !beside.prefixes.has(uri.prefix)) beside.prefixes.set(uri.prefix, seen);
        });
        if (!cover) continue;
        const by = `http[${cover.route}].match[${cover.index}]`;
        found.push({
          severity: 'warning',
          code: same ? 'route/duplicate-match' : 'route/covered-match',
          message: same
            ? `"${by}" has the same conditions and comes first, so this one is never reached; remove it`
            : `"${by}" takes every path that begins with "${cover.uri.prefix}" and comes first, so this one is never reached; move this entry in front of it`,
          place: resource.at(['spec', 'http', route, 'match', index]),
          related: [
            {
              message: 'takes these requests',
              place: resource.at(['spec', 'http', cover.route, 'match', cover.index]),
            },
          ],
        });
      }
      // Conditions of one entry lead to the same place, so that they hide nothing of each other.
      for (const remember of own) remember();
    }
    return found;
  });

/** The shortest earlier prefix of a prefix; as many lookups as it has characters, however many came before. */
const shorter = (prefixes: ReadonlyMap<string, Seen>, prefix: string | undefined): Seen | undefined => {
  if (prefix === undefined || prefixes.size === 0) return undefined;
  for (let length = 1; length < prefix.length; length++) {
    const seen = prefixes.get(prefix.slice(0, length));
    if (seen) return seen;
  }
  return undefined;
};

const textOf = (value: object): string => JSON.stringify(sorted(value));

/** With keys in order at every level, so that equal conditions are equal texts. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, sorted(one)]));
};
