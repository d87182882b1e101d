import type { HttpMatch } from '../../resource/istio/http-route.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import type { Rule } from '../rule.ts';

type Seen = { readonly route: number; readonly index: number; readonly match: HttpMatch; readonly rest: string };

/** A condition that an earlier entry of the same VirtualService has, or has with a shorter prefix, is never looked at (9.3 V13, V14). */
export const coveredMatch: Rule = ({ virtualServices }) =>
  virtualServices.flatMap((resource) => {
    const found: Diagnostic[] = [];
    /** By everything but the path, so that a long list is compared only with what may cover it. */
    const earlier = new Map<string, Seen[]>();
    for (const [route, { match: matches = [] }] of (resource.spec.http ?? []).entries()) {
      const own: Seen[] = [];
      for (const [index, match] of matches.entries()) {
        const { uri, name: _, ...others } = match;
        const rest = JSON.stringify(sorted(others));
        const cover = (earlier.get(rest) ?? []).find((one) => covers(one.match, match));
        own.push({ route, index, match, rest });
        if (!cover) continue;
        const equal = JSON.stringify(sorted(cover.match.uri ?? {})) === JSON.stringify(sorted(uri ?? {}));
        const by = `http[${cover.route}].match[${cover.index}]`;
        found.push({
          severity: 'warning',
          code: equal ? 'route/duplicate-match' : 'route/covered-match',
          message: equal
            ? `"${by}" has the same conditions and comes first, so this one is never reached; remove it`
            : `"${by}" takes every path that begins with "${cover.match.uri?.prefix}" and comes first, so this one is never reached; move this entry in front of it`,
          place: resource.at(['spec', 'http', route, 'match', index]),
          related: [
            {
              message: 'takes these requests',
              place: resource.at(['spec', 'http', cover.route, 'match', cover.index]),
            },
          ],
        });
      }
      for (const one of own) {
        const list = earlier.get(one.rest);
        if (list) list.push(one);
        else earlier.set(one.rest, [one]);
      }
    }
    return found;
  });

/** All else being equal. What takes every path is told as an entry that hides those behind it. */
const covers = (earlier: HttpMatch, later: HttpMatch): boolean => {
  const [a, b] = [earlier.uri, later.uri];
  if (!a || !b) return false;
  if (a.prefix !== undefined && a.prefix !== '/' && b.prefix !== undefined) return b.prefix.startsWith(a.prefix);
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)) && a.prefix !== '/';
};

/** With keys in order at every level, so that equal conditions are equal texts. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, sorted(one)]));
};
