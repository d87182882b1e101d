import { pathText } from '../route/compile/origin.ts';
import type { ReportEntry } from './answers.ts';
import type { Context } from './context.ts';
import type { Difference } from './find-differences.ts';
import { rulePath, stepsOf } from './source-fields.ts';

/**
 * An entry for each rule whose requests are answered otherwise now and of which the report says nothing: what the writers did not foresee
 * is told nevertheless, with the first such request.
 */
export const untoldDifferences = (
  differences: readonly Difference[],
  context: Context,
  report: readonly ReportEntry[],
): readonly ReportEntry[] => {
  const entries = new Map<string, ReportEntry>();
  for (const difference of differences) {
    if (isTold(difference, context, report)) continue;
    const { request, before, after } = difference;
    const path = before.origin ? rulePath(context.kind, stepsOf(before.origin.path)) : ['spec'];
    const field = pathText(path);
    if (entries.has(field)) continue;
    const headers = request.headers.map(([name, value]) => ` "${name}: ${value}"`).join('');
    entries.set(field, {
      is: 'approximated',
      field,
      message: `${untold}, as ${request.method} ${request.url}${headers}: ${before.said} before, ${after.said} now`,
      place: before.origin?.place ?? context.source.keyAt(path),
    });
  }
  return [...entries.values()];
};

/** How such entries begin. */
export const untold = 'some requests are answered otherwise';

/** Whether the report speaks of the rule that had the request, of the resource as a whole, or of matches that take more or less now. */
export const isTold = (
  { before }: Difference,
  { kind }: Pick<Context, 'kind'>,
  report: readonly ReportEntry[],
): boolean => {
  const rule = before.origin && pathText(rulePath(kind, stepsOf(before.origin.path)));
  return report.some(({ is, field }) => {
    if (is === 'decide') return false;
    if (rule !== undefined && (field === rule || field.startsWith(`${rule}.`) || field.startsWith(`${rule}[`)))
      return true;
    if (/^(?:metadata|spec\.(?:hosts|hostnames|gateways|parentRefs|tls|rules$))/.test(field)) return true;
    if (!/^spec\.(?:http|rules)\[/.test(field)) return false;
    return is === 'approximated' ? /\.(match|matches|uri|path)\b/.test(field) : rule === undefined;
  });
};
