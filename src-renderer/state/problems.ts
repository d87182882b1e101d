import type { Diagnostic } from '#core/text/diagnostic.ts';

/** Errors and warnings, counted. */
export type Count = { readonly errors: number; readonly warnings: number };

/** Whose problems they are: of the text on disk, which runs, and of what was typed since. */
export type Problems = {
  /** On disk, and in the window too. */
  readonly both: Count;
  /** In the window only: nothing that runs has them. */
  readonly typed: Count;
  /** On disk, but mended in the window. */
  readonly mended: Count;
};

/** The same problem said once, even where two routes lead to the same line. */
export const distinct = (diagnostics: readonly Diagnostic[]): Diagnostic[] => [
  ...new Map(diagnostics.map((one) => [problemKey(one), one])).values(),
];

export const problemKey = ({ place, code, message }: Diagnostic): string =>
  `${place.file} ${place.range[0]} ${place.range[1]} ${code} ${message}`;

/** Compares the problems of the drafts with those of the text on disk. Where text has only moved, a problem is the same one. */
export const compareProblems = (draft: readonly Diagnostic[], disk: readonly Diagnostic[]): Problems => {
  const left = new Map<string, number>();
  const onDisk = distinct(disk);
  for (const one of onDisk) left.set(kindOf(one), (left.get(kindOf(one)) ?? 0) + 1);
  const both: Diagnostic[] = [];
  const typed: Diagnostic[] = [];
  for (const one of distinct(draft)) {
    const count = left.get(kindOf(one)) ?? 0;
    left.set(kindOf(one), count - 1);
    (count > 0 ? both : typed).push(one);
  }
  const mended = onDisk.filter((one) => {
    const count = left.get(kindOf(one)) ?? 0;
    left.set(kindOf(one), count - 1);
    return count > 0;
  });
  return { both: countOf(both), typed: countOf(typed), mended: countOf(mended) };
};

const kindOf = ({ place, code, message }: Diagnostic): string => `${place.file} ${code} ${message}`;

export const countOf = (diagnostics: readonly Diagnostic[]): Count => ({
  errors: diagnostics.filter(({ severity }) => severity === 'error').length,
  warnings: diagnostics.filter(({ severity }) => severity === 'warning').length,
});

/** How many errors and warnings stand in each file that has any. */
export const countByFile = (diagnostics: readonly Diagnostic[]): ReadonlyMap<string, Count> =>
  new Map(
    [...Map.groupBy(distinct(diagnostics), ({ place }) => place.file)].map(([file, own]) => [file, countOf(own)]),
  );
