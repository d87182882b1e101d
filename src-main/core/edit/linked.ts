import type { Path, Tree } from '../text/tree.ts';
import { colonEnd, type EditedDocument } from './find-node.ts';

/**
 * How a value is written elsewhere than where it counts. `alias`: `*name` stands for it. `merge-key`: `<<` brings it in.
 * `anchor`: `&name` makes it count in other places too. `tag`: `!name` says how it is read.
 */
export type Link = { readonly by: 'alias' | 'merge-key' | 'anchor' | 'tag'; readonly name: string };

/**
 * The first link on the way to a value (its own included), seen from the document's root; undefined where the value is written plainly,
 * in its place alone. An anchor that no alias names is no link.
 */
export const linkAt = ({ text, tree }: EditedDocument, path: Path): Link | undefined => {
  let at: Tree = tree;
  let from = 0;
  for (const step of path) {
    if (at.is === 'map') {
      const entry = at.entries.find(({ key }) => key === String(step));
      if (!entry) return undefined;
      const { range } = at;
      if (entry.keyRange[0] < range[0] || entry.keyRange[1] > range[1]) return { by: 'merge-key', name: '<<' };
      from = colonEnd(text, entry.keyRange[1]);
      at = entry.value;
    } else if (at.is === 'list') {
      const item: Tree | undefined = at.items[Number(step)];
      if (!item) return undefined;
      from = at.items[Number(step) - 1]?.range[1] ?? at.range[0];
      at = item;
    } else return undefined;
    const link = linkBetween(text, from, at);
    if (link) return link;
  }
  return undefined;
};

const linkBetween = (text: string, from: number, { range }: Tree): Link | undefined => {
  const [start, end] = range;
  if (text.charAt(start) === '*' && end > start) return { by: 'alias', name: text.slice(start, end).trim() };
  // A value that is not written may have properties all the same, behind where it would stand.
  const stop = start === end ? text.indexOf('\n', from) : start;
  const gap = text.slice(from, stop < 0 ? text.length : stop).replace(/(^|\s)#[^\n]*/g, ' ');
  const anchor = /(?:^|[\s,[{-])&([^\s,[\]{}]+)/.exec(gap)?.[1];
  if (anchor !== undefined && isNamed(text, anchor)) return { by: 'anchor', name: `&${anchor}` };
  const tag = /(?:^|[\s,[{-])(![^\s,[\]{}]*)/.exec(gap)?.[1];
  return tag === undefined ? undefined : { by: 'tag', name: tag };
};

/** Whether an alias with this name stands somewhere; rather once too often, as in a text that only looks like it. */
const isNamed = (text: string, anchor: string): boolean => {
  for (let at = text.indexOf(`*${anchor}`); at >= 0; at = text.indexOf(`*${anchor}`, at + 1))
    if (/[\s,[\]{}]|^$/.test(text.charAt(at + anchor.length + 1)) && /[\s,[{:-]/.test(text.charAt(at - 1))) return true;
  return false;
};
