import { pathText } from '../route/compile/origin.ts';
import type { Origin } from '../route/table.ts';
import type { NewDocument, ReportEntry, RouteKind } from './answers.ts';
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
  documents: readonly NewDocument[],
  report: readonly ReportEntry[],
): readonly ReportEntry[] => {
  const entries = new Map<string, ReportEntry>();
  for (const difference of differences) {
    if (isTold(difference, { kind: context.kind, documents }, report)) continue;
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

/**
 * Whether the report speaks of the rule that had the request or of the one that has it now, or of the hosts and ports of the resource
 * as a whole. What a person has to decide explains no difference.
 */
export const isTold = (
  { before, after }: Difference,
  { kind, documents }: { readonly kind: RouteKind; readonly documents: readonly NewDocument[] },
  report: readonly ReportEntry[],
): boolean => {
  const rules = [
    before.origin && pathText(rulePath(kind, stepsOf(before.origin.path))),
    after.origin && sourceOf(after.origin, documents),
  ];
  return report.some(({ is, field }) => {
    if (is === 'decide') return false;
    if (/^(?:metadata\.name|spec\.(?:hosts|hostnames|gateways|parentRefs|tls|rules$))/.test(field)) return true;
    // Annotations are those of every path.
    if (field.startsWith('metadata.annotations')) return true;
    return rules.some(
      (rule) => rule !== undefined && (field === rule || field.startsWith(`${rule}.`) || field.startsWith(`${rule}[`)),
    );
  });
};

/** The rule of the original that a new rule is made of. */
const sourceOf = ({ kind, namespace, name, path }: Origin, documents: readonly NewDocument[]): string | undefined => {
  const document = documents.find((one) => one.kind === kind && one.namespace === namespace && one.name === name);
  const rule = Object.keys(document?.from ?? {}).find((one) => path === one || path.startsWith(`${one}.`));
  return rule === undefined ? undefined : document?.from[rule];
};
