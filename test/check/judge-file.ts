import { createSuite, type Suite } from './conformance/conformance.ts';
import type { SuiteTest } from './conformance/suite.ts';
import { type IngressFile, judgeIngress } from './ingress.ts';
import { type BehaviourFile, type Judging, judgeBehaviour } from './istio-behaviour.ts';
import { judgeValidation, type ValidationFile } from './istio-validation.ts';
import type { Verdict } from './verdict.ts';

type Data = Readonly<Record<string, unknown>>;

/**
 * The verdicts on one file of cases, whose format is told from its content. Throws with a sentence where it is none of the known ones.
 * `suite` is what tests of the Gateway API's conformance suite share; absent: one for this file alone.
 */
export async function judgeFile(content: unknown, how?: Judging, suite?: Suite): Promise<readonly Verdict[]> {
  const data = content as Data;
  const cases = list(data.cases);
  const conventions = (data.conventions ?? {}) as Data;
  if ('behaviour' in conventions && cases) return judgeBehaviour(data as unknown as BehaviourFile, how);
  if ('validation' in conventions && cases) return judgeValidation(data as unknown as ValidationFile);
  if (list(data.scenarios) && list(data.validation)) return judgeIngress(data as unknown as IngressFile, how);
  if (typeof data.manifests === 'string' && cases) return judgeSuiteTest(data as unknown as SuiteTest, how, suite);
  throw new Error(
    'the file is in none of the known formats: Istio behaviour, Istio validation, Ingress, Gateway API conformance',
  );
}

const list = (value: unknown): readonly unknown[] | undefined => (Array.isArray(value) ? value : undefined);

async function judgeSuiteTest(
  test: SuiteTest,
  how: Judging = { live: true },
  suite?: Suite,
): Promise<readonly Verdict[]> {
  if (suite !== undefined) return suite.judge(test, how);
  const own = createSuite();
  return own.judge(test, how).finally(own.close);
}
