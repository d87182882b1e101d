import type { Diagnostic, Range, Severity } from './diagnostic.ts';
import { foremost } from './foremost.ts';
import type { Locate } from './position.ts';

/** A diagnostic whose ranges count from the start of its document, so that it stays true when the document moves in its file. */
export type Problem = {
  readonly severity: Severity;
  readonly code: string;
  readonly istio?: string;
  readonly message: string;
  readonly range: Range;
  readonly related?: readonly { readonly message: string; readonly range: Range }[];
};

export const shift = (range: Range, by: number): Range => [range[0] + by, range[1] + by];

/** The diagnostic of a problem in a document that starts at `start`. */
export const placeProblem = (problem: Problem, start: number, locate: Locate): Diagnostic => ({
  severity: problem.severity,
  code: problem.code,
  ...(problem.istio && { istio: problem.istio }),
  message: problem.message,
  place: locate(shift(problem.range, start)),
  ...(problem.related && {
    related: problem.related.map(({ message, range }) => ({ message, place: locate(shift(range, start)) })),
  }),
});

/** More problems than anybody corrects before saving again. */
const mostPerDocument = 200;

/** The worst problems of one document, with a last one that counts the rest. */
export const worstProblems = (problems: readonly Problem[]): readonly Problem[] => {
  const { kept, worstLeft, left } = foremost(problems, mostPerDocument);
  return worstLeft
    ? [...kept, { ...moreProblems(worstLeft.severity, left, 'document'), range: worstLeft.range }]
    : kept;
};

/** What stands for problems that are left out. */
export const moreProblems = (severity: Severity, left: number, where: 'document' | 'file') => ({
  severity,
  code: 'file/more-problems',
  message: `${left} more problems of this ${where} are left out; correct the others first`,
});
