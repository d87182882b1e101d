/** What became of one case. `details` are the differences, or the reason of a skip. */
export type Verdict = {
  readonly id: string;
  readonly is: 'passed' | 'failed' | 'skipped';
  readonly details: readonly string[];
  /** Played through sockets too. */
  readonly live?: true;
  /** The test of a suite that the case belongs to, and the features that it declares. */
  readonly test?: string;
  readonly features?: readonly string[];
};

export const passed = (id: string): Verdict => ({ id, is: 'passed', details: [] });
export const failed = (id: string, details: readonly string[]): Verdict => ({ id, is: 'failed', details });
export const skipped = (id: string, feature: string): Verdict => ({ id, is: 'skipped', details: [`needs ${feature}`] });
export const judged = (id: string, differences: readonly string[], live = false): Verdict => ({
  ...(differences.length === 0 ? passed(id) : failed(id, differences)),
  ...(live ? { live } : {}),
});

export type Count = { readonly passed: number; readonly failed: number; readonly skipped: number };

export const count = (verdicts: readonly Verdict[]): Count => ({
  passed: verdicts.filter((v) => v.is === 'passed').length,
  failed: verdicts.filter((v) => v.is === 'failed').length,
  skipped: verdicts.filter((v) => v.is === 'skipped').length,
});

export const summary = (verdicts: readonly Verdict[]): string => {
  const sum = count(verdicts);
  const live = verdicts.filter((v) => v.is === 'passed' && v.live).length;
  const both = live === 0 ? '' : ` (${live} of them live as well)`;
  return `${sum.passed} passed${both}, ${sum.failed} failed, ${sum.skipped} skipped`;
};

/** One block for each case that failed, one line for each that was skipped; passed ones are silent. */
export const report = (verdicts: readonly Verdict[]): readonly string[] =>
  verdicts.flatMap((v) => {
    if (v.is === 'passed') return [];
    if (v.is === 'skipped') return [`skipped ${v.id}: ${v.details.join('; ')}`];
    return [`FAILED  ${v.id}`, ...v.details.map((d) => `        ${d}`)];
  });
