import { judged, skipped, type Verdict } from '../verdict.ts';
import { decideCases } from './decided.ts';
import { skipReason } from './features.ts';
import { createMaterial, type Material } from './material.ts';
import { playCases } from './play-cases.ts';
import { createPods, type Pods } from './pods.ts';
import { hasLoopbacks, openStage } from './stage.ts';
import { differencesOf, type StatusExpect } from './status.ts';
import { type PlayedStep, playedSteps } from './steps.ts';
import type { SuiteTest } from './suite.ts';

/** What the tests of one run share: certificates, and pods in place of Deployments. */
export type Suite = {
  /** Verdicts on every status, request and step of one test, in the order of the data. */
  readonly judge: (test: SuiteTest, how: { readonly live: boolean }) => Promise<readonly Verdict[]>;
  readonly close: () => Promise<void>;
};

export function createSuite(): Suite {
  const material = createMaterial();
  const pods = createPods();
  return { judge: (test, how) => judgeTest(test, how, { material, pods }), close: pods.close };
}

type Shared = { readonly material: Material; readonly pods: Pods };

async function judgeTest(
  test: SuiteTest,
  how: { readonly live: boolean },
  shared: Shared,
): Promise<readonly Verdict[]> {
  const belongs = { test: test.name, features: test.features };
  const statuses = (test.statusExpect ?? []).map((expected, index) => ({
    id: `${test.name}/status-${index + 1}`,
    expected,
  }));
  const reason = skipReason(test.name, test.features) ?? (hasLoopbacks() ? undefined : whyAlone(test));
  const played = playedSteps(test);
  const ids = [...statuses, ...test.cases, ...(played?.steps ?? [])].map(({ id }) => id);
  const same = (verdict: (id: string) => Verdict) => ids.map((id) => ({ ...verdict(id), ...belongs }));
  if (reason !== undefined) return same((id) => ({ ...skipped(id, ''), details: [reason] }));
  if (played === undefined) return same((id) => judged(id, ['cannot judge: nobody here knows the steps of this test']));
  const verdicts: Verdict[] = [];
  const note = (...more: readonly Verdict[]) => void verdicts.push(...more.map((one) => ({ ...one, ...belongs })));
  try {
    const stage = await openStage(test, shared, how);
    const judgeStatus = (id: string, expected: readonly StatusExpect[]) =>
      judged(
        id,
        expected.flatMap((one) => differencesOf(stage.statuses(), one, generationOf(stage.cluster, one))),
        how.live,
      );
    const playSteps = async (steps: readonly PlayedStep[]) => {
      for (const step of steps) {
        await step.act(stage.cluster, shared.pods);
        await stage.apply();
        const { generation } = step;
        const grown =
          generation && generationOf(stage.cluster, { namespace: namespaceOf(generation.kind), ...generation });
        const verdict = judgeStatus(step.id, step.expect);
        const extra = generation && grown !== generation.is ? [`generation ${grown} in place of ${generation.is}`] : [];
        note(extra.length > 0 ? judged(step.id, [...extra, ...verdict.details], how.live) : verdict);
      }
    };
    try {
      if (played.first) await playSteps(played.steps);
      for (const { id, expected } of statuses) note(judgeStatus(id, [expected]));
      if (how.live) note(...(await playCases(test.cases, stage, shared)));
      else note(...decideCases(test));
      if (!played.first) await playSteps(played.steps);
    } finally {
      await stage.close();
    }
  } catch (error) {
    const missing = new Set(ids);
    for (const { id } of verdicts) missing.delete(id);
    const why = `the judge or the gateway threw: ${error instanceof Error ? error.stack : String(error)}`;
    note(...[...missing].map((id) => judged(id, [why])));
  }
  return verdicts;
}

/** Two Gateways on the same ports need two addresses. */
const whyAlone = ({ manifests }: SuiteTest): string | undefined =>
  (manifests.match(/kind: Gateway$|"kind":"Gateway"/gm)?.length ?? 0) > 1
    ? 'a loopback address for each Gateway, which this system has not'
    : undefined;

const namespaceOf = (kind: string): string => (kind === 'GatewayClass' ? '' : 'gateway-conformance-infra');

type Generations = { readonly generationOf: (kind: string, namespace: string, name: string) => number };

const generationOf = (
  cluster: Generations,
  { kind, namespace = '', name }: { readonly kind: string; readonly namespace?: string; readonly name: string },
): number => cluster.generationOf(kind, namespace, name);
