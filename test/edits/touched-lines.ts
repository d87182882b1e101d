import { toPlain } from '#core/schema/read.ts';
import { entryOf, treeAt } from '#core/text/cursor.ts';
import type { Path, Tree } from '#core/text/tree.ts';
import type { Change } from '#core/visual/change.ts';

/**
 * The lines of a document, counted from 0, that a change may touch; every other one has to stay to the byte, in order. Worked out from
 * the ranges of the tree alone:
 * - a value that is set: from the line of its key to its last one; of a map or list the parts that are different then;
 * - what is removed: the same, with the comments directly above it in its column and those further in below it; and the line behind it,
 *   where that one moves up to a dash;
 * - what is added: nothing, but between brackets the lines of what is between them, and of an empty value its own;
 * - an item that is moved: its lines with the comments directly above it; between brackets all of these;
 * - a key that is renamed: its line;
 * - in what an alias stands for: the line of the alias; in what a merge key brings in: nothing, because a key of its own is added.
 */
export const touchedLines = (text: string, tree: Tree, change: Change): ReadonlySet<number> => {
  const look = looker(text, tree);
  const elsewhere = look.elsewhere(change.path);
  if (elsewhere) return new Set(elsewhere);
  switch (change.do) {
    case 'set':
      return new Set(look.existing(change.path) ? look.differing(change.path, change.value) : look.added(change.path));
    case 'remove':
      return new Set(look.removed(change.path));
    case 'insert':
      return new Set(look.added([...change.path, change.index]));
    case 'move':
      return new Set(
        look.isFlow(change.path) ? look.whole(change.path) : look.withComments([...change.path, change.from]),
      );
    case 'rename':
      return new Set(look.whole(change.path).slice(0, 1));
  }
};

/**
 * The lines whose comments a change may take along: those of what is removed, with what stands directly above it; and of what is no
 * longer in a map or list that is set.
 */
export const goneLines = (text: string, tree: Tree, change: Change): readonly number[] => {
  const look = looker(text, tree);
  return change.do === 'remove'
    ? look.gone(change.path)
    : change.do === 'set'
      ? look.without(change.path, change.value)
      : [];
};

/** The lines of an item with what belongs to it, as a text; undefined between brackets. */
export const itemText = (text: string, tree: Tree, path: Path): string | undefined => {
  const look = looker(text, tree);
  if (look.isFlow(path.slice(0, -1))) return undefined;
  const lines = text.split('\n');
  return look
    .withComments(path)
    .map((at) => lines[at]?.trimEnd())
    .join('\n');
};

const looker = (text: string, tree: Tree) => {
  const lines = text.split('\n');
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length - 1;
  const upTo = (from: number, to: number): readonly number[] =>
    Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  const existing = (path: Path): boolean => treeAt(tree, path) !== undefined;
  const isFlow = (path: Path): boolean =>
    path.some((_, depth) => isBracket(treeAt(tree, path.slice(0, depth)))) || isBracket(treeAt(tree, path));
  const isBracket = (at: Tree | undefined): boolean =>
    at !== undefined && at.is !== 'scalar' && /[[{]/.test(text.charAt(at.range[0]));

  const whole = (path: Path): readonly number[] => {
    const at = treeAt(tree, path);
    const parent = treeAt(tree, path.slice(0, -1));
    if (!at) return [];
    const key = entryOf(parent, String(path.at(-1)))?.keyRange;
    // Block text ends behind its last line end.
    const end = text[at.range[1] - 1] === '\n' ? at.range[1] - 1 : at.range[1];
    const start = key ? key[0] : isFlow(path.slice(0, -1)) ? at.range[0] : dashAbove(at.range[0]);
    return upTo(lineOf(start), lineOf(Math.max(start, end)));
  };
  const dashAbove = (offset: number): number => {
    let line = lineOf(offset);
    const first = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
    if (/^\s*(- *)+(\S+ *)?$/.test(first) || /\S/.test(first.replace(/#.*/, ''))) return offset;
    while (line > 0 && !/^\s*-(\s|$)/.test(lines[line] ?? '')) line--;
    return lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0);
  };
  const withComments = (path: Path): readonly number[] => {
    const own = whole(path);
    const [first = 0] = own;
    const column = /^\s*/.exec(lines[first] ?? '')?.[0].length ?? 0;
    let from = first;
    while (from > 0 && /^ *#/.test(lines[from - 1] ?? '') && (lines[from - 1] ?? '').indexOf('#') === column) from--;
    return [...upTo(from, first - 1), ...own];
  };
  /** Up to what would be empty. */
  const climb = (path: Path): Path => {
    let gone = path;
    for (
      let parent = treeAt(tree, gone.slice(0, -1));
      gone.length > 0 && sizeOf(parent) === 1;
      parent = treeAt(tree, gone.slice(0, -1))
    )
      gone = gone.slice(0, -1);
    return gone;
  };
  const isBehindDash = (path: Path): boolean =>
    typeof path.at(-1) === 'string' && /^\s*-\s/.test(lines[whole(path)[0] ?? 0] ?? '');
  const beginsLine = (path: Path): boolean => {
    const at = entryOf(treeAt(tree, path.slice(0, -1)), String(path.at(-1)))?.keyRange ?? treeAt(tree, path)?.range;
    return at !== undefined && /(?:^|\n)[ \t]*$/.test(text.slice(0, at[0]));
  };
  /** Those further in than what stands above them, in block style. */
  const commentsBelow = (path: Path): readonly number[] => {
    if (isFlow(path.slice(0, -1))) return [];
    const own = whole(path);
    const column = /^[\s-]*/.exec(lines[own[0] ?? 0] ?? '')?.[0].length ?? 0;
    const last = own.at(-1) ?? 0;
    let next = last + 1;
    while (
      next < lines.length &&
      (/^\s*$/.test(lines[next] ?? '') || (/^( *)#/.exec(lines[next] ?? '')?.[1]?.length ?? 0) > column)
    )
      next++;
    return upTo(last + 1, next - 1);
  };
  const gone = (path: Path): readonly number[] => {
    const top = climb(path);
    const isAmongOthers = isFlow(top.slice(0, -1)) ? !beginsLine(top) : isBehindDash(top);
    return [...(isAmongOthers ? whole(top) : withComments(top)), ...commentsBelow(top)];
  };
  const without = (path: Path, value: unknown): readonly number[] => {
    const at = treeAt(tree, path);
    if (at?.is === 'map' && isMap(value))
      return at.entries.flatMap(({ key }) =>
        Object.hasOwn(value, key) ? without([...path, key], value[key]) : gone([...path, key]),
      );
    if (at?.is !== 'list' || !Array.isArray(value)) return [];
    const wanted = value.map((one) => JSON.stringify(one));
    const items = at.items.map((item) => JSON.stringify(toPlain(item)));
    const count = (all: readonly string[], one: string): number => all.filter((other) => other === one).length;
    // Of items that are the same, any may be the one that goes.
    return items.flatMap((item, index) =>
      count(items, item) <= count(wanted, item) ? [] : withComments([...path, index]),
    );
  };
  const removed = (path: Path): readonly number[] => {
    const top = climb(path);
    if (isFlow(top.slice(0, -1))) return whole(top.slice(0, -1));
    const own = whole(top);
    if (!isBehindDash(top)) return [...withComments(top), ...commentsBelow(top)];
    let next = (own.at(-1) ?? 0) + 1;
    while (lines[next]?.trim() === '') next++;
    return upTo(own[0] ?? 0, next);
  };
  const added = (path: Path): readonly number[] => {
    let parent = path.slice(0, -1);
    while (parent.length > 0 && !existing(parent)) parent = parent.slice(0, -1);
    const at = treeAt(tree, parent);
    return isFlow(parent) || sizeOf(at) === 0 ? whole(parent) : [];
  };
  const differing = (path: Path, value: unknown): readonly number[] => {
    const at = treeAt(tree, path);
    // What a merge key brings in cannot be taken away alone.
    const isMerged = at?.is === 'map' && at.entries.some(({ keyRange }) => keyRange[0] < at.range[0]);
    if (!at || isFlow(path) || isMerged) return whole(path);
    if (JSON.stringify(toPlain(at)) === JSON.stringify(value)) return [];
    if (
      at.is === 'map' &&
      isMap(value) &&
      at.entries.length > 0 &&
      at.entries.some(({ key }) => Object.hasOwn(value, key))
    ) {
      return at.entries.flatMap(({ key }) =>
        Object.hasOwn(value, key) ? differing([...path, key], value[key]) : removed([...path, key]),
      );
    }
    if (at.is === 'list' && Array.isArray(value) && value.length > 0) {
      const items = at.items.map((item) => JSON.stringify(toPlain(item)));
      const wanted = value.map((one) => JSON.stringify(one));
      let same = 0;
      while (same < items.length && items[same] === wanted[same]) same++;
      let behind = 0;
      while (behind < Math.min(items.length, wanted.length) && items.at(-1 - behind) === wanted.at(-1 - behind))
        behind++;
      if (same + behind === 0) return whole(path);
      // Of items that are the same, any may be the one that goes.
      const fewer = Math.min(items.length, wanted.length);
      const from = Math.min(same, fewer - behind);
      const to = items.length - 1 - Math.min(behind, fewer - same);
      return upTo(from, to).flatMap((index) => withComments([...path, index]));
    }
    return whole(path);
  };
  const elsewhere = (path: Path): readonly number[] | undefined => {
    for (let depth = 1; depth <= path.length; depth++) {
      const [parent, at] = [treeAt(tree, path.slice(0, depth - 1)), treeAt(tree, path.slice(0, depth))];
      const entry = entryOf(parent, String(path[depth - 1]));
      if (entry && parent && entry.keyRange[0] < parent.range[0])
        return isFlow(path.slice(0, depth - 1)) ? whole(path.slice(0, depth - 1)) : [];
      if (at && text.charAt(at.range[0]) === '*')
        return depth < path.length || at.is !== 'scalar' ? whole(path.slice(0, depth)) : undefined;
    }
    return undefined;
  };
  return { elsewhere, existing, gone, without, isFlow, whole, withComments, removed, added, differing };
};

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const sizeOf = (tree: Tree | undefined): number =>
  tree?.is === 'map' ? tree.entries.length : tree?.is === 'list' ? tree.items.length : 0;
