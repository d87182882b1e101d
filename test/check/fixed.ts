import { build } from '#core/build.ts';
import { fixesOf } from '#core/complete/fix/fixes-of.ts';
import { applyEdits } from '#core/edit/text-edit.ts';
import type { CaseFile } from '../case-file.ts';

/** The lines of each file that the fix of a case changes, afterwards; undefined where no finding offers a fix of that title. */
export function applyFix(file: CaseFile): ReadonlyMap<string, readonly string[]> | undefined {
  if (file.fix === undefined) return undefined;
  const built = build(file.sources);
  const fix = built.diagnostics.flatMap((one) => fixesOf(built, one)).find(({ title }) => title === file.fix);
  if (!fix) return undefined;
  const texts = new Map(file.sources.map((source) => [source.file, source.text]));
  return new Map(
    fix.edits.map(({ file: path, edits }) => [
      path,
      applyEdits(texts.get(path) ?? '', edits)
        .replace(/\n$/, '')
        .split('\n'),
    ]),
  );
}
