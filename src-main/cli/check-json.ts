import type { CheckReport } from './check-report.ts';
import { countDiagnostics } from './count-diagnostics.ts';

/** For programs of one's own: everything that is known, with fixes as edits (offsets in UTF-16 units of the file's text). */
export const checkJson = ({ sources, findings, suppressed, failures }: CheckReport): string => {
  const diagnostics = findings.map(({ diagnostic, fixes }) => ({ ...diagnostic, ...(fixes.length > 0 && { fixes }) }));
  const counts = countDiagnostics(findings.map(({ diagnostic }) => diagnostic));
  const summary = { files: sources.length, ...counts, suppressed: suppressed.length, unreadable: failures.length };
  return JSON.stringify({ diagnostics, suppressed, failures, summary }, null, 2);
};
