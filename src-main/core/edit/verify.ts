import { parseText } from '../text/document.ts';
import type { EditedDocument } from './find-node.ts';
import { plainOf } from './model.ts';
import type { Plain } from './render.ts';
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
  return same(plainOf(after.tree), expected) ? edits : undefined;
};

/** Equal as data; the order of keys counts for nothing. */
const same = (a: Plain | undefined, b: Plain | undefined): boolean => {
  if (
    a === undefined ||
    b === undefined ||
    typeof a !== 'object' ||
    typeof b !== 'object' ||
    a === null ||
    b === null
  ) {
    return a === b;
  }
  const [left, right] = [Object.entries(a), Object.keys(b)];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    left.length === right.length &&
    left.every(([key, value]) => Object.hasOwn(b, key) && same(value, (b as Readonly<Record<string, Plain>>)[key]))
  );
};
