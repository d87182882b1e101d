import { findKind } from '../../../src-main/core/resource/index.ts';
import type { Schema } from '../../../src-main/core/schema/schema.ts';
import { parseText } from '../../../src-main/core/text/document.ts';
import type { Path, Tree } from '../../../src-main/core/text/tree.ts';
import { type Change, changeDocument } from '../../../src-main/core/visual/change.ts';

export const documentOf = (text: string): { readonly text: string; readonly tree: Tree } => {
  const { tree } = parseText(text);
  if (!tree) throw new Error('the test needs a document');
  return { text, tree };
};

/** What is declared about a place in the spec of a kind. */
export const schemaAt = (group: string, kind: string, path: Path): Schema => {
  const found = findKind(group, kind);
  if (found?.is !== 'acted') throw new Error(`no kind ${kind}`);
  return path.reduce<Schema>((at, step) => {
    const next =
      typeof step === 'number' && at.is === 'list' ? at.item : at.is === 'object' ? at.fields[step]?.schema : undefined;
    if (!next) throw new Error(`nothing is declared at ${step}`);
    return next;
  }, found.schema);
};

/** The text after changes, which must be possible. */
export const changed = (text: string, changes: readonly Change[]): string => {
  const result = changeDocument(text, 0, changes);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
};

/** The lines that are only in one of two texts, `-` before and `+` after. */
export const changedLines = (before: string, after: string): readonly string[] => {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `-${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ];
};
