import { parseDocument } from 'yaml';
import type { Path } from '#core/text/tree.ts';
import type { Change } from '#core/visual/change.ts';

/** What a text says, by the library alone; throws where it is no YAML. Keys keep their order. */
export const dataOf = (text: string): unknown => {
  const document = parseDocument(text, { merge: true, uniqueKeys: false, logLevel: 'silent', version: '1.2' });
  if (document.errors[0]) throw document.errors[0];
  return JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: -1 })));
};

type Box = Record<string | number, unknown>;

/** What a document should say after a change, worked out on plain data; undefined where the change makes no sense there. */
export const intended = (data: unknown, change: Change): unknown => {
  const root = { document: structuredClone(data) };
  const path: Path = ['document', ...change.path];
  const done = act(root, path, change);
  return done ? root.document : undefined;
};

const act = (root: unknown, path: Path, change: Change): boolean => {
  const last = path.at(-1) ?? '';
  switch (change.do) {
    case 'set': {
      const holder = descend(root, path.slice(0, -1), path);
      if (!holder || !fits(holder, last)) return false;
      holder[last] = structuredClone(change.value);
      return true;
    }
    case 'remove': {
      for (let length = path.length; length > 1; length--) {
        const holder = valueAt(root, path.slice(0, length - 1)) as Box | unknown[] | undefined;
        const step = path[length - 1] ?? '';
        if (holder === undefined || holder === null || !Object.hasOwn(holder, step)) return false;
        if (Array.isArray(holder)) holder.splice(Number(step), 1);
        else delete holder[step];
        if (Object.keys(holder).length > 0) return true;
      }
      return false;
    }
    case 'insert': {
      const list = valueAt(root, path);
      if (!Array.isArray(list)) return false;
      list.splice(change.index, 0, structuredClone(change.value));
      return true;
    }
    case 'move': {
      const list = valueAt(root, path);
      if (!Array.isArray(list)) return false;
      list.splice(change.to, 0, ...list.splice(change.from, 1));
      return true;
    }
    case 'rename': {
      const holder = valueAt(root, path.slice(0, -1)) as Box;
      if (Object.hasOwn(holder, change.key)) return false;
      const renamed = Object.entries(holder).map(([key, value]) => [key === last ? change.key : key, value]);
      for (const key of Object.keys(holder)) delete holder[key];
      Object.assign(holder, Object.fromEntries(renamed));
      return true;
    }
  }
};

const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>((at, step) => (at as Box | undefined)?.[step], root);

/** Items are numbered without gaps, and entries are not. */
const fits = (holder: Box, step: string | number): boolean =>
  Array.isArray(holder) ? typeof step === 'number' && step <= holder.length : typeof step === 'string';

/** The map or list that a path leads to, made on the way where nothing or `null` stands. */
const descend = (root: unknown, path: Path, whole: Path): Box | undefined => {
  let at = root as Box;
  for (const [depth, step] of path.entries()) {
    if (!fits(at, step)) return undefined;
    at[step] ??= typeof whole[depth + 1] === 'number' ? [] : {};
    if (typeof at[step] !== 'object') return undefined;
    at = at[step] as Box;
  }
  return at;
};
