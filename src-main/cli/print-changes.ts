import { createTwoFilesPatch } from 'diff';
import type { Source } from '#core/text/source.ts';

/**
 * What changed between two states of the same files, as a unified diff that `git apply` and `patch -p1` take; files that are in one
 * state alone are new or removed. Empty without changes.
 */
export const printChanges = (before: readonly Source[], after: readonly Source[]): string => {
  const old = new Map(before.map(({ file, text }) => [file, text]));
  const now = new Map(after.map(({ file, text }) => [file, text]));
  const gone = before.filter(({ file }) => !now.has(file)).map(({ file }) => file);
  const changed = after.filter(({ file, text }) => old.get(file) !== text).map(({ file }) => file);
  return [...changed, ...gone].map((file) => patchOf(file, old.get(file), now.get(file))).join('\n');
};

const patchOf = (file: string, before: string | undefined, after: string | undefined): string => {
  const from = before === undefined ? '/dev/null' : `a/${file}`;
  const to = after === undefined ? '/dev/null' : `b/${file}`;
  const patch = createTwoFilesPatch(from, to, before ?? '', after ?? '', '', '', { context: 3 });
  return patch.replace(/^=+\n/, '').replaceAll('\t\n', '\n').trimEnd();
};
