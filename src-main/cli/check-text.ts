import { harmless, printDiagnostic } from '#core/text/print-diagnostic.ts';
import type { CheckReport } from './check-report.ts';
import { countDiagnostics, plural, sayCounts } from './count-diagnostics.ts';

/** For people: each finding with its line and carets and the likeliest remedy, then the counts. */
export const checkText = ({ sources, findings, suppressed, failures }: CheckReport, colour: boolean): string => {
  const texts = new Map(sources.map(({ file, text }) => [file, text]));
  const silent = suppressed.length === 0 ? '' : `, ${suppressed.length} suppressed`;
  return [
    ...findings.map(({ diagnostic, fixes }) => {
      const [fix] = fixes.toSorted((a, b) => Number(b.preferred) - Number(a.preferred));
      const remedy = fix ? `  fix: ${harmless(fix.title)}\n` : '';
      return `${printDiagnostic(diagnostic, texts.get(diagnostic.place.file) ?? '', { colour })}\n${remedy}`;
    }),
    ...failures.map(({ code, message }) => `error ${code}: ${message}\n`),
    `${sayCounts(countDiagnostics(findings.map(({ diagnostic }) => diagnostic)))}${silent} in ${plural(sources.length, 'file')}`,
  ].join('\n');
};
