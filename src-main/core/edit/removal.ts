import {
  behindLine,
  colonEnd,
  columnOf,
  commentsAbove,
  type EditedDocument,
  lineStart,
  type Node,
} from './find-node.ts';
import { blockItem, flowRemoval } from './list-items.ts';
import type { TextEdit } from './text-edit.ts';

/** An entry or item goes: in block style with its lines and the comments directly above, in brackets with its comma. */
export const removal = (document: EditedDocument, node: Node): readonly TextEdit[] | undefined => {
  const { text } = document;
  const { parent, entry, tree } = node;
  if (!parent) return undefined;
  const key = entry?.keyRange ?? tree.range;
  const end = Math.max(key[1], tree.range[1]);
  if (parent.flow) {
    const [open, close] = parent.tree.range;
    // Where no value is written its colon is all that there is.
    const stop = entry && tree.range[0] === tree.range[1] ? colonEnd(text, key[1]) : end;
    return flowRemoval(text, [open + 1, close - 1], [key[0], stop]);
  }
  if (parent.tree.is === 'list') {
    const block = blockItem(text, tree);
    return block ? [{ range: [block.start, block.end], text: '' }] : undefined;
  }
  if (!entry) return undefined;
  const start = lineStart(text, entry.keyRange[0]);
  const column = columnOf(text, entry.keyRange[0]);
  const stop = behindLine(text, end);
  if (text.slice(start, entry.keyRange[0]).trim() === '') {
    return [{ range: [commentsAbove(text, start, column), stop], text: '' }];
  }
  // The first entry of an item stands behind its dash: the next one moves up there.
  const [gap = ''] = /^\s*/.exec(text.slice(stop)) ?? [];
  return [{ range: [entry.keyRange[0], stop + gap.length], text: '' }];
};

/** The same with the lines of comment below that are further in, which would come to stand in the text before them. */
export const removalWithTail = (document: EditedDocument, node: Node): readonly TextEdit[] | undefined => {
  const edits = removal(document, node);
  const [only, ...more] = edits ?? [];
  if (only === undefined || more.length > 0 || node.parent?.flow) return undefined;
  const column = columnOf(document.text, node.entry?.keyRange[0] ?? node.tree.range[0]);
  const below = new RegExp(`^(?:[ \\t]*\\r?\\n| {${column + 1},}#[^\\n]*(?:\\n|$))+`).exec(
    document.text.slice(only.range[1]),
  );
  return below ? [{ range: [only.range[0], only.range[1] + below[0].length], text: '' }] : undefined;
};
