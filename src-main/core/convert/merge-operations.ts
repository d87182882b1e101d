import type { HeaderOperations } from '../route/table.ts';

type Pairs = readonly (readonly [name: string, value: string])[];

/** Operations one after another as one; `differs` where one cannot do what several do. Undefined without any. */
export const mergeOperations = (
  list: readonly HeaderOperations[],
): { readonly operations: HeaderOperations; readonly differs: boolean } | undefined => {
  const [first, ...rest] = list.filter(({ remove, set, add }) => remove.length + set.length + add.length > 0);
  if (first === undefined) return undefined;
  let differs = false;
  let { remove, set, add } = first;
  for (const next of rest) {
    const gone = [...next.remove, ...next.set.map(([name]) => name)];
    // A value that is worked out from the headers sees what came before it; a later removal also takes what was added.
    set = [...without(set, gone), ...next.set];
    add = [...without(add, gone), ...next.add];
    remove = [...new Set([...remove, ...next.remove])];
  }
  const added = firstOfEach(add);
  if (added.length < add.length) differs = true;
  // Of two values that overwrite one header the later stays anyway.
  return { operations: { remove, set: [...new Map(set)], add: added }, differs };
};

const firstOfEach = (pairs: Pairs): Pairs => [...new Map([...pairs].reverse())].reverse();

const without = (pairs: Pairs, names: readonly string[]): Pairs => pairs.filter(([name]) => !names.includes(name));
