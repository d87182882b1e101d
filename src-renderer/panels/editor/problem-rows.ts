import type { Suppressed } from '#core/advice/suppress.ts';
import type { Diagnostic, Severity } from '#core/text/diagnostic.ts';
import { distinct } from '../../state/problems.ts';

/** One line of the list: a problem, or one that is suppressed, with the reason. */
export type ProblemRow = { readonly diagnostic: Diagnostic; readonly because?: string };

export type ProblemGroup = { readonly file: string; readonly rows: readonly ProblemRow[] };

export type ProblemFilter = { readonly hidden: ReadonlySet<Severity>; readonly words: string };

const rank = { error: 0, warning: 1, information: 2 };

/** The problems by file, the worst file first; in a file the worst first, then as they stand. */
export const groupProblems = (
  diagnostics: readonly Diagnostic[],
  suppressed: readonly Suppressed[],
  { hidden, words }: ProblemFilter,
): readonly ProblemGroup[] => {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const rows: ProblemRow[] = [
    ...distinct(diagnostics).map((diagnostic) => ({ diagnostic })),
    ...suppressed.map(({ diagnostic, because }) => ({ diagnostic, because })),
  ];
  const kept = rows.filter(({ diagnostic, because = '' }) => {
    const { severity, message, code, istio = '', place } = diagnostic;
    const text = `${message} ${code} ${istio} ${place.file} ${because}`.toLowerCase();
    return !hidden.has(severity) && wanted.every((word) => text.includes(word));
  });
  return [...Map.groupBy(kept, ({ diagnostic }) => diagnostic.place.file)]
    .map(([file, own]) => ({ file, rows: own.sort(worstFirst) }))
    .sort((a, b) => worst(a) - worst(b) || (a.file < b.file ? -1 : 1));
};

/** How many there are of each severity. */
export const countSeverities = (diagnostics: readonly Diagnostic[]): Readonly<Record<Severity, number>> => {
  const counts = { error: 0, warning: 0, information: 0 };
  for (const { severity } of distinct(diagnostics)) counts[severity] += 1;
  return counts;
};

const worst = ({ rows }: ProblemGroup): number => Math.min(...rows.map(({ diagnostic }) => rank[diagnostic.severity]));

const worstFirst = (a: ProblemRow, b: ProblemRow): number =>
  Number(a.because !== undefined) - Number(b.because !== undefined) ||
  rank[a.diagnostic.severity] - rank[b.diagnostic.severity] ||
  a.diagnostic.place.range[0] - b.diagnostic.place.range[0];
