import { applyEdits, type FileEdit, type TextEdit } from '#core/edit/text-edit.ts';
import { sayIn } from '../words/words.ts';
import { type FilesStore, textOf } from './files.ts';
import type { StepLabel } from './history.ts';

export type Applied =
  | { readonly ok: true; readonly files: readonly string[] }
  | { readonly ok: false; readonly message: string };

/**
 * Changes the drafts of all files that the edits name, or of none: `texts` are those the edits were made for. Files that are not there
 * yet are made as drafts. Nothing is saved. `label` is what undo calls it.
 */
export const applyToDrafts = (
  files: FilesStore,
  texts: ReadonlyMap<string, string>,
  edits: readonly FileEdit[],
  label: StepLabel = () => sayIn(files.words, 'store')('severalFiles'),
): Applied => {
  const t = sayIn(files.words, 'store');
  const open = new Map(files.getState().files.map((one) => [one.file, one]));
  for (const { file } of edits) {
    const one = open.get(file);
    if (one?.disk?.writable === false) return { ok: false, message: t('readOnly', { file }) };
    if ((one && textOf(one)) !== texts.get(file)) {
      return { ok: false, message: t('fileChangedMeanwhile', { file }) };
    }
  }
  for (const { file, edits: changes } of edits) {
    const before = texts.get(file);
    if (before === undefined) files.create(file, applyEdits('', changes));
    else files.edit(file, applyEdits(before, inLinesOf(before, changes)), { label });
  }
  return { ok: true, files: edits.map(({ file }) => file) };
};

/** What is written into a file with Windows line ends gets them too. */
const inLinesOf = (text: string, edits: readonly TextEdit[]): readonly TextEdit[] =>
  text.includes('\r\n') ? edits.map((one) => ({ ...one, text: one.text.replace(/\r?\n/g, '\r\n') })) : edits;
