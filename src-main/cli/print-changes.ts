import { createTwoFilesPatch } from 'diff';
import type { Source } from '#core/text/source.ts';

/** What changed between two states of the same files, as a unified diff that `git apply` and `patch -p1` take. Empty without changes. */
export const printChanges = (before: readonly Source[], after: readonly Source[]): string => {
  const old = new Map(before.map(({ file, text }) => [file, text]));
  return after
    .filter(({ file, text }) => old.get(file) !== text)
    .map(({ file, text }) => {
      const from = old.has(file) ? `a/${file}` : '/dev/null';
      const patch = createTwoFilesPatch(from, `b/${file}`, old.get(file) ?? '', text, '', '', { context: 3 });
      return patch.replace(/^=+\n/, '').replaceAll('\t\n', '\n').trimEnd();
    })
    .join('\n');
};
