/**
 * What makes one plain JSON value out of another, as a list of small steps that can be sent in several messages and applied in order.
 * `set` puts a value at a path, `splice` replaces some items of a list by as many nulls as said (later steps fill them),
 * `keys` brings a map's keys into this order and drops all others.
 */
export type PatchStep =
  | { readonly do: 'set'; readonly path: PatchPath; readonly value: unknown; readonly weight: number }
  | {
      readonly do: 'splice';
      readonly path: PatchPath;
      readonly at: number;
      readonly removed: number;
      readonly added: number;
      readonly weight: 1;
    }
  | { readonly do: 'keys'; readonly path: PatchPath; readonly keys: readonly string[]; readonly weight: number };

type PatchPath = readonly (string | number)[];

/** No step carries more values than this; larger ones are set up empty and filled. */
const heaviestStep = 500;

/** The steps from `before` to `after`, both plain JSON. Parts that are the same object are not looked into. */
export const diff = (before: unknown, after: unknown): PatchStep[] => {
  const steps: PatchStep[] = [];
  compare(before, after, [], steps);
  return steps;
};

const compare = (before: unknown, after: unknown, path: PatchPath, steps: PatchStep[]): void => {
  if (before === after) return;
  if (Array.isArray(before) && Array.isArray(after)) compareLists(before, after, path, steps);
  else if (isMap(before) && isMap(after)) compareMaps(before, after, path, steps);
  else put(after, path, steps);
};

const compareMaps = (before: JsonMap, after: JsonMap, path: PatchPath, steps: PatchStep[]): void => {
  const keys = Object.keys(after);
  const known = Object.keys(before);
  for (const key of keys) compare(before[key], after[key], [...path, key], steps);
  if (keys.length !== known.length || keys.some((key, index) => key !== known[index])) {
    steps.push({ do: 'keys', path, keys, weight: keys.length });
  }
};

/** Items that came or went move all that follow: what is equal at both ends stays. */
const compareLists = (
  before: readonly unknown[],
  after: readonly unknown[],
  path: PatchPath,
  steps: PatchStep[],
): void => {
  let start = 0;
  let tail = 0;
  if (before.length !== after.length) {
    const most = Math.min(before.length, after.length);
    while (start < most && isSame(before[start], after[start])) start += 1;
    while (tail < most - start && isSame(before[before.length - 1 - tail], after[after.length - 1 - tail])) tail += 1;
    const added = after.length - start - tail;
    steps.push({ do: 'splice', path, at: start, removed: before.length - start - tail, added, weight: 1 });
    for (let index = start; index < start + added; index += 1) put(after[index], [...path, index], steps);
    return;
  }
  for (const [index, item] of after.entries()) compare(before[index], item, [...path, index], steps);
};

const put = (value: unknown, path: PatchPath, steps: PatchStep[]): void => {
  const weight = weigh(value, heaviestStep);
  if (weight <= heaviestStep) {
    steps.push({ do: 'set', path, value, weight });
    return;
  }
  if (Array.isArray(value)) {
    steps.push({ do: 'set', path, value: [], weight: 1 });
    steps.push({ do: 'splice', path, at: 0, removed: 0, added: value.length, weight: 1 });
    for (const [index, item] of value.entries()) put(item, [...path, index], steps);
  } else if (isMap(value)) {
    steps.push({ do: 'set', path, value: {}, weight: 1 });
    for (const key of Object.keys(value)) put(value[key], [...path, key], steps);
  }
};

/** How many values are in it, counted only until there are more than `most`. */
const weigh = (value: unknown, most: number): number => {
  if (typeof value !== 'object' || value === null) return 1;
  let weight = 1;
  for (const one of Object.values(value)) {
    weight += weigh(one, most - weight);
    if (weight > most) return weight;
  }
  return weight;
};

/** Whether two plain JSON values are alike; the order of keys does not count. */
export const isSame = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  if (!isMap(a) || !isMap(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
};

/** The value after the steps. `before` stays as it was, and what no step touches is shared with it. */
export const applySteps = (before: unknown, steps: readonly PatchStep[]): unknown => {
  const own = new Set<object>();
  const owned = (value: unknown): JsonMap => {
    const container = (value ?? {}) as JsonMap;
    if (own.has(container)) return container;
    const copy = (Array.isArray(container) ? [...container] : { ...container }) as JsonMap;
    own.add(copy);
    return copy;
  };
  const top: JsonMap = { root: before };
  for (const step of steps) {
    const path = ['root', ...step.path];
    const last = path.pop() ?? 'root';
    let at = top;
    for (const key of path) {
      const next = owned(at[key]);
      at[key] = next;
      at = next;
    }
    if (step.do === 'set') {
      at[last] = step.value;
      continue;
    }
    const target = owned(at[last]);
    if (step.do === 'splice') {
      const list = target as unknown as unknown[];
      const kept = list.slice(step.at + step.removed);
      list.length = step.at;
      for (let count = 0; count < step.added; count += 1) list.push(null);
      for (const item of kept) list.push(item);
      at[last] = target;
    } else {
      const ordered: JsonMap = Object.fromEntries(step.keys.map((key) => [key, target[key]]));
      own.add(ordered);
      at[last] = ordered;
    }
  }
  return top.root;
};

type JsonMap = Record<string | number, unknown>;

const isMap = (value: unknown): value is JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
