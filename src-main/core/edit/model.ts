import type { Path, Tree } from '../text/tree.ts';
import { isList, isMap, type Plain } from './render.ts';

/** A tree as plain JSON. */
export const plainOf = (tree: Tree): Plain => {
  if (tree.is === 'scalar') return tree.value;
  if (tree.is === 'list') return tree.items.map(plainOf);
  return Object.fromEntries(tree.entries.map(({ key, value }) => [key, plainOf(value)]));
};

/** Whether two values are the same data; the order of keys counts for nothing. */
export const isSame = (one: Plain | undefined, other: Plain): boolean =>
  one !== undefined && dataKey(one) === dataKey(other);

/** The same text for the same data, whatever the order of its keys. */
export const dataKey = (value: Plain): string => {
  if (isList(value)) return `[${value.map(dataKey).join()}]`;
  if (!isMap(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${dataKey(value[key] ?? null)}`).join()}}`;
};

/** The part of plain data that a path leads to. */
export const plainAt = (value: Plain, path: Path): Plain | undefined =>
  path.reduce<Plain | undefined>((at, step) => {
    if (at === undefined) return undefined;
    if (isList(at)) return at[Number(step)];
    return isMap(at) && Object.hasOwn(at, step) ? at[String(step)] : undefined;
  }, value);

/** What a document should say after each kind of edit; undefined where the edit makes no sense there. */
export const modelAfter = {
  set: (tree: Tree, path: Path, value: Plain): Plain | undefined => changed(plainOf(tree), path, () => value),
  remove: (tree: Tree, path: Path): Plain | undefined => without(plainOf(tree), path),
  insert: (tree: Tree, path: Path, index: number, value: Plain): Plain | undefined =>
    changed(plainOf(tree), path, (list) => (isListed(list) ? list.toSpliced(index, 0, value) : undefined)),
  move: (tree: Tree, path: Path, from: number, to: number): Plain | undefined =>
    changed(plainOf(tree), path, (list) => {
      if (!isListed(list)) return undefined;
      const moved = list[from];
      return moved === undefined ? undefined : list.toSpliced(from, 1).toSpliced(to, 0, moved);
    }),
  rename: (tree: Tree, path: Path, key: string): Plain | undefined =>
    changed(plainOf(tree), path.slice(0, -1), (map) => {
      if (map === undefined || !isMap(map) || Object.hasOwn(map, key)) return undefined;
      const old = String(path.at(-1));
      return Object.fromEntries(Object.entries(map).map(([name, value]) => [name === old ? key : name, value]));
    }),
};

const isListed = (value: Plain | undefined): value is readonly Plain[] => value !== undefined && isList(value);

const changed = (
  value: Plain | undefined,
  [step, ...rest]: Path,
  change: (value: Plain | undefined) => Plain | undefined,
): Plain | undefined => {
  if (step === undefined) return change(value);
  if (typeof step === 'number') {
    const list = value === undefined || value === null ? [] : value;
    if (!isList(list) || step > list.length) return undefined;
    const inner = changed(list[step], rest, change);
    return inner === undefined ? undefined : list.toSpliced(step, 1, inner);
  }
  const map = value === undefined || value === null ? {} : value;
  if (!isMap(map)) return undefined;
  const inner = changed(Object.hasOwn(map, step) ? map[step] : undefined, rest, change);
  return inner === undefined ? undefined : { ...map, [step]: inner };
};

/** Without the value at a path, and without what would be empty then. */
const without = (value: Plain | undefined, [step, ...rest]: Path): Plain | undefined => {
  if (value === undefined || step === undefined) return undefined;
  const inner = isList(value) ? value[Number(step)] : isMap(value) ? value[String(step)] : undefined;
  const left = rest.length === 0 ? undefined : without(inner, rest);
  if (isList(value)) {
    const list = left === undefined ? value.toSpliced(Number(step), 1) : value.toSpliced(Number(step), 1, left);
    return list.length === 0 ? undefined : list;
  }
  if (!isMap(value)) return undefined;
  const entries = Object.entries(value).flatMap(([key, one]): [string, Plain][] =>
    key !== String(step) ? [[key, one]] : left === undefined ? [] : [[key, left]],
  );
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
};
