import { compileRegex } from '../match/regex.ts';

export type Value = { readonly type: 'Exact' | 'RegularExpression'; readonly value: string };
export type AtomPath =
  | { readonly type: 'Exact' | 'RegularExpression'; readonly value: string }
  /** By segments, without a slash at its end; empty: every path. */
  | { readonly type: 'PathPrefix'; readonly value: string };

/** One match of a target that chooses by how specific a match is. */
export type Atom<Rule = unknown> = {
  /** Of two that could take a request the one with the lower number should. */
  readonly order: number;
  readonly rule: Rule;
  readonly path: AtomPath;
  readonly method?: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, Value>>;
  readonly queries: Readonly<Record<string, Value>>;
};

export type Ordered<Rule> = {
  /** In the order in which they should be asked. */
  readonly atoms: readonly Atom<Rule>[];
  /** `later` takes requests that `earlier` should have. */
  readonly conflicts: readonly { readonly earlier: Atom<Rule>; readonly later: Atom<Rule> }[];
  /** There are so many matches that not all of them were compared. */
  readonly unchecked: boolean;
  /** Nothing is left for them. */
  readonly hidden: readonly Atom<Rule>[];
};

/** How specific a match is: the first difference decides, the larger number wins. */
export type RankOf = (atom: Atom) => readonly number[];

/** Every pair is compared, so that there is an end to what is looked at, and to what is added. */
const mostWritten = 1500;
const mostAdded = 500;

/**
 * Makes precedence by specificity come out as the order that was written: where a more specific later match would take requests of an
 * earlier one, the earlier rule gets a further match for just those. What cannot be written so is a conflict.
 */
export const keepOrder = <Rule>(written: readonly Atom<Rule>[], rankOf: RankOf): Ordered<Rule> => {
  const byKey = new Map<string, Atom<Rule>>();
  const hidden: Atom<Rule>[] = [];
  for (const atom of written) {
    const key = keyOf(atom);
    if (byKey.has(key)) hidden.push(atom);
    else byKey.set(key, atom);
  }
  const conflicts = new Map<string, { earlier: Atom<Rule>; later: Atom<Rule> }>();
  const queue = [...byKey.values()];
  const enough = byKey.size > mostWritten ? 0 : byKey.size + mostAdded;
  let next = 0;
  for (; next < queue.length && byKey.size < enough; next++) {
    const one = queue[next] as Atom<Rule>;
    for (const other of [...byKey.values()]) {
      const [earlier, later] = one.order < other.order ? [one, other] : [other, one];
      if (earlier.order === later.order || compareRanks(rankOf(later), rankOf(earlier)) <= 0) continue;
      if (!mayMeet(earlier, later)) continue;
      const both = intersection(earlier, later);
      if (both === undefined || compareRanks(rankOf(both), rankOf(later)) < 0) {
        conflicts.set(`${keyOf(earlier)}\n${keyOf(later)}`, { earlier, later });
        continue;
      }
      const key = keyOf(both);
      const there = byKey.get(key);
      if (there && there.order <= earlier.order) continue;
      if (there) hidden.push(there);
      byKey.set(key, both);
      queue.push(both);
    }
  }
  const atoms = [...byKey.values()].sort((a, b) => a.order - b.order);
  return { atoms, conflicts: [...conflicts.values()], hidden, unchecked: next < queue.length };
};

export const compareRanks = (a: readonly number[], b: readonly number[]): number => {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

const keyOf = ({ path, method, headers, queries }: Atom): string =>
  JSON.stringify([path, method ?? '', sorted(headers), sorted(queries)]);

const sorted = (values: Atom['headers']) => Object.entries(values).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

/** Whether some request could be taken by both; where it cannot be told: yes. */
export const mayMeet = (a: Atom, b: Atom): boolean =>
  joinedPath(a.path, b.path) !== 'never' &&
  (a.method === undefined || b.method === undefined || a.method === b.method) &&
  joinedValues(a.headers, b.headers) !== 'never' &&
  joinedValues(a.queries, b.queries) !== 'never';

/** What takes the requests that both take, with the rule of the first; undefined where one match cannot say that. */
const intersection = <Rule>(a: Atom<Rule>, b: Atom<Rule>): Atom<Rule> | undefined => {
  const path = joinedPath(a.path, b.path);
  const headers = joinedValues(a.headers, b.headers);
  const queries = joinedValues(a.queries, b.queries);
  if (path === undefined || headers === undefined || queries === undefined) return undefined;
  if (path === 'never' || headers === 'never' || queries === 'never') return undefined;
  const method = a.method ?? b.method;
  return { order: a.order, rule: a.rule, path, ...(method !== undefined && { method }), headers, queries };
};

const isUnder = (path: string, prefix: string): boolean =>
  path === prefix || path.startsWith(`${prefix}/`) || prefix === '';

const fits = (pattern: string, text: string): boolean => {
  const regex = compileRegex(pattern);
  return regex.ok && regex.matches(text);
};

const joinedPath = (a: AtomPath, b: AtomPath): AtomPath | 'never' | undefined => {
  if (a.type === b.type && a.value === b.value) return a;
  if (a.type === 'PathPrefix' && a.value === '') return b;
  if (b.type === 'PathPrefix' && b.value === '') return a;
  if (a.type !== 'Exact' && b.type === 'Exact') return joinedPath(b, a);
  if (a.type === 'Exact') {
    const both =
      b.type === 'Exact' ? false : b.type === 'PathPrefix' ? isUnder(a.value, b.value) : fits(b.value, a.value);
    return both ? a : 'never';
  }
  if (a.type === 'PathPrefix' && b.type === 'PathPrefix') {
    if (isUnder(a.value, b.value)) return a;
    return isUnder(b.value, a.value) ? b : 'never';
  }
  return undefined;
};

const joinedValues = (a: Atom['headers'], b: Atom['headers']): Atom['headers'] | 'never' | undefined => {
  const joined: Record<string, Value> = { ...a };
  for (const [name, value] of Object.entries(b)) {
    const own = Object.hasOwn(a, name) ? a[name] : undefined;
    if (own === undefined || (own.type === value.type && own.value === value.value)) {
      joined[name] = value;
      continue;
    }
    if (own.type === 'RegularExpression' && value.type === 'RegularExpression') return undefined;
    const [exact, pattern] = own.type === 'Exact' ? [own, value] : [value, own];
    if (pattern.type === 'Exact' || !fits(pattern.value, exact.value)) return 'never';
    joined[name] = exact;
  }
  return joined;
};
