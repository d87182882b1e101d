import { checks } from './checks.ts';
import { type Check, everywhere, type Finding } from './finding.ts';
import type { Observations } from './observations.ts';
import { consequences } from './precedence.ts';
import type { CheckResult, Fix } from './report.ts';

/**
 * What the observations come to, in the order of the checks: a line for each that is well or could not be looked at, and one for each cause.
 * A finding that comes of another one (`consequences`) is never told as a cause; a check that has only such ones is skipped and says of
 * what they come. `only`: the checks that are asked for; what the others find still explains, and is not told.
 */
export const judge = (seen: Observations, only?: readonly string[]): readonly CheckResult[] => {
  const all = checks.map((check) => ({ check, looked: check.look(seen) }));
  const findings = all.flatMap(({ looked }) => (looked.is === 'looked' ? looked.findings : []));
  const rootOf = createRoots(findings);
  return all
    .filter(({ check }) => only === undefined || only.includes(check.id))
    .flatMap(({ check, looked }) => {
      if (looked.is === 'not') return [line(check, 'skipped', looked.why)];
      if (looked.findings.length === 0) return [{ ...line(check, 'ok', looked.well), ...fixed(looked.fix) }];
      const roots = looked.findings.filter((one) => rootOf(one) === one);
      const [first] = looked.findings;
      if (roots.length > 0) return linesOf(check, roots);
      return first === undefined ? [] : [skipped(check, rootOf(first))];
    });
};

/** Leads from a finding to the one of which it comes, which may be itself. */
const createRoots = (findings: readonly Finding[]): ((finding: Finding) => Finding) => {
  const known = new Map<Finding, Finding>();
  const rootOf = (finding: Finding, path: readonly Finding[] = []): Finding => {
    const before = known.get(finding);
    if (before !== undefined) return before;
    const above = findings.find(
      (other) =>
        other !== finding &&
        !path.includes(other) &&
        consequences[other.cause]?.includes(finding.cause) === true &&
        meets(other, finding),
    );
    const root = above === undefined ? finding : rootOf(above, [...path, finding]);
    known.set(finding, root);
    return root;
  };
  return (finding) => rootOf(finding);
};

const meets = (cause: Finding, symptom: Finding): boolean =>
  cause.touches.includes(everywhere) ||
  symptom.touches.includes(everywhere) ||
  cause.touches.some((one) => symptom.touches.includes(one));

/** One line for each cause, the worst first. */
const linesOf = (check: Check, roots: readonly Finding[]): readonly CheckResult[] => {
  const byCause = Map.groupBy(roots, ({ cause }) => cause);
  const lines = [...byCause].flatMap(([cause, group]): readonly CheckResult[] => {
    const [first] = group;
    if (first === undefined) return [];
    const about = [...new Set(group.map((one) => one.about))];
    const says = about.length > 1 ? (check.many[cause]?.(about) ?? first.says) : first.says;
    const worst = group.some(({ result }) => result === 'failure') ? 'failure' : 'warning';
    const fix = (about.length > 1 ? check.fixMany?.[cause] : undefined) ?? first.fix;
    return [{ ...line(check, worst, says), cause, fix, about }];
  });
  return lines.sort((a, b) => Number(b.result === 'failure') - Number(a.result === 'failure'));
};

const skipped = (check: Check, root: Finding): CheckResult =>
  line(check, 'skipped', `nothing of its own: it comes of ${root.cause}, because ${root.says}`);

const line = ({ id, group, title }: Check, result: CheckResult['result'], says: string): CheckResult => ({
  id,
  group,
  title,
  result,
  says,
});

const fixed = (fix: Fix | undefined) => (fix === undefined ? {} : { fix });
