import { sayIn } from '../words/words.ts';
import { textOf } from './files.ts';
import type { Stores } from './stores.ts';

/** Formats the draft of a file; answers why when that did not work. Whatever is typed in the meantime wins. */
export const formatFile = async (
  { files, language }: Pick<Stores, 'files' | 'language'>,
  file: string,
): Promise<string | undefined> => {
  const t = sayIn(files.words, 'store');
  const one = () => files.getState().files.find((known) => known.file === file);
  const before = one();
  if (before === undefined) return undefined;
  if (before.disk?.writable === false) return t('readOnly', { file });
  const text = textOf(before);
  const formatted = await language.format(text).catch(() => undefined);
  if (formatted === undefined) return t('noAnalysis');
  if (!formatted.ok) return formatted.message;
  const now = one();
  if (now === undefined || textOf(now) !== text) return t('changedMeanwhile');
  files.edit(file, formatted.text, { label: () => t('format') });
  return undefined;
};
