import type { Condition } from '../table.ts';
import { type Asked, askedOf } from './asked.ts';
import { contradiction, covers, headsAmong, type Workshop } from './compare.ts';
import { headsOf, type Shape } from './shape.ts';
import type { Universe, Universes } from './universe.ts';

/** A route as it is compared with others. Routes of one `owner` (an entry) lead to the same place and hide nothing of each other. */
export type Listed = {
  readonly conditions: readonly Condition[];
  readonly owner: string;
  /** What is decided before any request; such a route hides only those that say the same. */
  readonly only?: string;
};

/** What becomes of a route: an earlier one takes all its requests, or there can be none. Absent where neither is sure. */
export type Fate =
  | { readonly is: 'hidden'; readonly by: number; readonly same: boolean }
  | { readonly is: 'impossible'; readonly subject: string };

/**
 * The fate of each route of a list in which the first match wins. A route is compared only with those earlier ones that can cover it:
 * their paths begin with a beginning of its own, and what else they want to be exactly so is wanted by it too. Patterns are read once
 * for all lists that share `shapes`.
 */
export const findHidden = (
  routes: readonly Listed[],
  universes: Universes,
  shop: Workshop,
  shapes: Map<string, Shape>,
): readonly (Fate | undefined)[] => {
  const all = routes.map(({ conditions }) => askedOf(conditions, universes, shapes));
  const index = createIndex(universes('path'), shop);
  return routes.map((route, number): Fate | undefined => {
    const asked = all[number] as Asked;
    const impossible = contradiction(asked, universes, shop);
    if (impossible !== undefined) return { is: 'impossible', subject: impossible };
    let by: number | undefined;
    for (const candidates of index.candidatesFor(asked)) {
      for (const candidate of candidates) {
        if (by !== undefined && candidate >= by) break;
        const earlier = routes[candidate] as Listed;
        if (earlier.owner === route.owner || (earlier.only !== undefined && earlier.only !== route.only)) continue;
        if (!covers(all[candidate] as Asked, asked, universes, shop)) continue;
        by = candidate;
        break;
      }
    }
    index.add(number, asked);
    if (by === undefined) return undefined;
    const same = routes[by]?.only === route.only && covers(asked, all[by] as Asked, universes, shop);
    return { is: 'hidden', by, same };
  });
};

/** Routes are told apart by that much of their paths; more would make every look-up longer. */
const longestHead = 128;

type Index = {
  readonly add: (number: number, asked: Asked) => void;
  readonly candidatesFor: (asked: Asked) => Iterable<readonly number[]>;
};

const createIndex = (paths: Universe, shop: Workshop): Index => {
  /** By beginning of the path, then by what is wanted to be exactly so. */
  const buckets = new Map<string, Map<string, number[]>>();
  const lengths = { exact: new Set<number>(), folded: new Set<number>() };
  return {
    add: (number, asked) => {
      const shape = asked.get('path')?.[0]?.shape;
      const folded = shape !== undefined && 'folded' in shape && shape.folded;
      const head = shape === undefined ? '' : folded ? headsOf(shape).folded : headsOf(shape).exact;
      const [first = ''] = exactDemands(asked);
      // Every path begins with a slash.
      const text = head === '/' ? '' : head.slice(0, longestHead);
      lengths[folded ? 'folded' : 'exact'].add(text.length);
      const key = `${folded ? 'folded' : 'exact'} ${text}`;
      const bucket = buckets.get(key) ?? new Map<string, number[]>();
      buckets.set(key, bucket);
      const numbers = bucket.get(first);
      if (numbers) numbers.push(number);
      else bucket.set(first, [number]);
    },
    candidatesFor: function* (asked) {
      const demand = asked.get('path')?.[0];
      const heads = demand === undefined ? { exact: '', folded: '' } : headsAmong(demand, paths, shop);
      const exacts = ['', ...exactDemands(asked)];
      for (const kind of ['exact', 'folded'] as const) {
        for (const length of lengths[kind]) {
          if (length > heads[kind].length) continue;
          const bucket = buckets.get(`${kind} ${heads[kind].slice(0, length)}`);
          if (!bucket) continue;
          for (const one of exacts) {
            const numbers = bucket.get(one);
            if (numbers) yield numbers;
          }
        }
      }
    },
  };
};

/** What is wanted to be exactly so, but for the path: who covers it with such a wish has the same one. */
const exactDemands = (asked: Asked): readonly string[] => {
  const found: string[] = [];
  for (const [subject, demands] of asked) {
    if (subject === 'path') continue;
    for (const { shape, not } of demands) {
      if (!not && shape.is === 'exact' && !shape.folded) found.push(`${subject}\n${shape.value}`);
    }
  }
  return found;
};
