import { count, type Verdict } from '../verdict.ts';

/** What became of the tests of a suite: one line for each test, one for each feature, one for all. Empty without such tests. */
export function summariseSuite(verdicts: readonly Verdict[]): readonly string[] {
  const tests = Map.groupBy(
    verdicts.filter(({ test }) => test !== undefined),
    ({ test }) => test ?? '',
  );
  if (tests.size === 0) return [];
  const byFeature = new Map<string, Verdict[]>();
  for (const one of tests.values())
    for (const verdict of one)
      for (const feature of verdict.features ?? [])
        byFeature.set(feature, [...(byFeature.get(feature) ?? []), verdict]);
  const results = [...tests.values()].map(resultOf);
  const many = (is: Verdict['is']) => results.filter((one) => one === is).length;
  return [
    'tests',
    ...lines(tests),
    'features',
    ...lines(new Map([...byFeature].sort(([a], [b]) => (a < b ? -1 : 1)))),
    `${many('passed')} tests passed, ${many('failed')} failed, ${many('skipped')} skipped`,
  ];
}

/** A test has failed with any of its cases, and is skipped where all of them are. */
const resultOf = (verdicts: readonly Verdict[]): Verdict['is'] =>
  verdicts.some(({ is }) => is === 'failed')
    ? 'failed'
    : verdicts.some(({ is }) => is === 'passed')
      ? 'passed'
      : 'skipped';

function lines(groups: ReadonlyMap<string, readonly Verdict[]>): readonly string[] {
  const width = Math.max(...[...groups.keys()].map(({ length }) => length));
  return [...groups].map(([name, verdicts]) => {
    const { passed, failed, skipped } = count(verdicts);
    const parts = [
      ...(passed > 0 ? [`${passed} passed`] : []),
      ...(failed > 0 ? [`${failed} FAILED`] : []),
      ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ];
    const reason = verdicts.find(({ is }) => is === 'skipped')?.details[0];
    return `  ${name.padEnd(width)}  ${parts.join(', ')}${reason !== undefined && passed === 0 ? ` (${reason})` : ''}`;
  });
}
