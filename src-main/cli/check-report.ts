import type { Suppressed } from '#core/advice/suppress.ts';
import type { Fix } from '#core/complete/answers.ts';
import type { Failure } from '#core/failure.ts';
import type { Diagnostic, Severity } from '#core/text/diagnostic.ts';
import type { Source } from '#core/text/source.ts';

/** What a check found, before anybody decides how it is written. */
export type CheckReport = {
  /** The files that were asked about. */
  readonly sources: readonly Source[];
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  /** Files and folders that could not be read. */
  readonly failures: readonly Failure[];
  readonly failOn: FailOn;
};

/** A diagnostic with its remedies, without the one to keep silent about it. */
export type Finding = { readonly diagnostic: Diagnostic; readonly fixes: readonly Fix[] };

/** From which severity on a finding makes the check fail. */
export type FailOn = Severity | 'never';

export const failOnWords: readonly FailOn[] = ['error', 'warning', 'information', 'never'];

const ranks: Readonly<Record<FailOn, number>> = { error: 0, warning: 1, information: 2, never: -1 };

export const isFailure = (severity: Severity, failOn: FailOn): boolean => ranks[severity] <= ranks[failOn];

/** Files that cannot be read fail every check: nobody knows what is in them. */
export const hasFailed = ({ findings, failures, failOn }: CheckReport): boolean =>
  failures.length > 0 || findings.some(({ diagnostic }) => isFailure(diagnostic.severity, failOn));
