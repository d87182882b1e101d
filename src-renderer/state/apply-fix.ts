import type { Diagnostic } from '#core/text/diagnostic.ts';
import { sayIn } from '../words/words.ts';
import { type Applied, applyToDrafts } from './apply-edits.ts';
import { askSettled } from './ask-settled.ts';
import type { Stores } from './stores.ts';

type Needed = Pick<Stores, 'files' | 'draft' | 'language'>;

/**
 * Applies the fix of a problem that has this title, worked out anew for the text as it is now. `diagnostic` may be one of an older text:
 * the same problem nearest to where it was is meant.
 */
export const applyFixNamed = async (
  { files, draft, language }: Needed,
  diagnostic: Diagnostic,
  title: string,
): Promise<Applied> => {
  const found = await askSettled({ files, draft }, async ({ diagnostics }) => {
    const same = nearest(diagnostics, diagnostic);
    return same && language.fixes(same);
  }).catch(() => undefined);
  const fix = found?.answer?.find((one) => one.title === title);
  if (found === undefined || fix === undefined) {
    return { ok: false, message: sayIn(files.words, 'store')('changedMeanwhile') };
  }
  return applyToDrafts(files, found.texts, fix.edits, title);
};

const nearest = (diagnostics: readonly Diagnostic[], { code, message, place }: Diagnostic): Diagnostic | undefined => {
  const away = (one: Diagnostic) => Math.abs(one.place.range[0] - place.range[0]);
  return diagnostics
    .filter((one) => one.code === code && one.message === message && one.place.file === place.file)
    .sort((a, b) => away(a) - away(b))[0];
};
