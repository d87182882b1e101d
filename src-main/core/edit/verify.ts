import { parseText } from '../text/document.ts';
import type { Tree } from '../text/tree.ts';
import type { EditedDocument } from './find-node.ts';
import { isList, isMap, type Plain } from './render.ts';
import { applyEdits, type TextEdit } from './text-edit.ts';

/** The edits, if the document says after them what it should; a wrong edit is never given to anybody. */
export const verified = (
  { text }: EditedDocument,
  edits: readonly TextEdit[] | undefined,
  expected: Plain | undefined,
): readonly TextEdit[] | undefined => {
  if (!edits || expected === undefined) return undefined;
  const after = parseText(applyEdits(text, edits));
  if (!after.tree || after.problems.some(({ severity }) => severity === 'error')) return undefined;
  return says(after.tree, expected) ? edits : undefined;
};

/** Whether a tree is this data; the order of keys counts for nothing. */
const says = (tree: Tree, data: Plain | undefined): boolean => {
  if (data === undefined || tree.is === 'scalar') return tree.is === 'scalar' && tree.value === data;
  if (tree.is === 'list') {
    return (
      isList(data) && data.length === tree.items.length && tree.items.every((item, index) => says(item, data[index]))
    );
  }
  return (
    isMap(data) &&
    Object.keys(data).length === tree.entries.length &&
    tree.entries.every(({ key, value }) => Object.hasOwn(data, key) && says(value, data[key]))
  );
};
