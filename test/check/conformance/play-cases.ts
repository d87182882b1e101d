import { X509Certificate } from 'node:crypto';
import type { Pair } from '../../gateway/certificates.ts';
import { judged, type Verdict } from '../verdict.ts';
import { ask } from './client.ts';
import type { Data } from './cluster.ts';
import { judgeAnswer } from './judge.ts';
import type { Material } from './material.ts';
import type { Pods } from './pods.ts';
import type { Stage } from './stage.ts';
import type { SuiteCase } from './suite.ts';

type Shared = { readonly material: Material; readonly pods: Pods };

/** Plays every case through sockets; cases that wait for each other (an object is deleted before one) go one by one, the others a few at a time. */
export async function playCases(
  cases: readonly SuiteCase[],
  stage: Stage,
  shared: Shared,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const one of cases) {
    if (one.after) {
      const { kind, namespace, name } = one.after.delete;
      stage.cluster.remove(kind, namespace, name);
      await stage.apply();
    }
    let differences = await playCase(one, stage, shared);
    // A slow machine may spend the little time of such a case by itself.
    for (let again = 0; again < 2 && differences.length > 0 && isTimed(one); again++)
      differences = await playCase(one, stage, shared);
    verdicts.push(judged(one.id, differences, true));
  }
  return verdicts;
}

const isTimed = ({ request }: SuiteCase): boolean => /delay|timeout/i.test(request.path ?? '');

async function playCase(one: SuiteCase, stage: Stage, { material, pods }: Shared): Promise<readonly string[]> {
  const { request, expect, gateway, port } = one;
  const at = stage.placeOf(gateway, port);
  const address = stage.addressOf(gateway);
  if (at === undefined || address === undefined)
    return [`the Gateway "${gateway.namespace}/${gateway.name}" has no address`];
  const host = port === 80 || port === 443 ? address : `${address}:${port}`;
  const client: Pair | undefined = request.clientCertificate
    ? await material.clientPair(request.clientCertificate)
    : undefined;
  const how = { at, host, ...(client ? { client } : {}) };
  const secretOf = (name: string) => {
    const secret = stage.cluster.objects().find((o) => o.kind === 'Secret' && o.metadata.name === name) as Data;
    return secret && new X509Certificate(secret.stringData['tls.crt']).fingerprint256;
  };
  const times = one.repeat ?? (expect.mirroredTo?.some(({ percent }) => percent !== undefined) ? 500 : 1);
  const token = `mark=${crypto.randomUUID()}`;
  const differences = new Map<string, number>();
  const answeredBy = new Map<string, number>();
  let failures = 0;
  const send = async () => {
    const uuid = crypto.randomUUID();
    // Copies are told apart by a mark in the path of the requests that they are copies of.
    const marked = (path: string): string => {
      const own = path.replace('{{uuid}}', uuid);
      return expect.mirroredTo ? `${own}${own.includes('?') ? '&' : '?'}${token}` : own;
    };
    const sent = request.path === undefined ? request : { ...request, path: marked(request.path) };
    const answer = await ask(sent, how);
    if (answer.is === 'failed') failures++;
    const world = { knowsCertificate: material.knows, fingerprintOf: secretOf, port, marked };
    for (const what of judgeAnswer(one, answer, world)) differences.set(what, (differences.get(what) ?? 0) + 1);
    const pod = 'echoed' in answer ? answer.echoed?.pod : undefined;
    if (pod !== undefined) answeredBy.set(pod, (answeredBy.get(pod) ?? 0) + 1);
  };
  await inTurn(times, one.concurrency ?? (times > 1 ? 10 : 1), send, () => failures < manyFailures);
  return [
    ...[...differences].map(([what, count]) => (times > 1 ? `${what} (${count} of ${times} times)` : what)),
    ...(expect.weights ? judgeShares(expect.weights, expect.tolerance ?? 0.05, answeredBy, times) : []),
    ...(await judgeMirrors(one, token, times, pods)),
  ];
}

/** So many connections that fail show enough: each may cost seconds. */
const manyFailures = 5;

/** Does something a number of times, so many at once, as long as it is of use. */
async function inTurn(times: number, atOnce: number, act: () => Promise<void>, isOfUse: () => boolean): Promise<void> {
  let begun = 0;
  const worker = async () => {
    while (begun++ < times && isOfUse()) await act();
  };
  await Promise.all(Array.from({ length: Math.min(times, atOnce) }, worker));
}

/** The tolerance is of the share itself; who has no weight must never have answered. */
function judgeShares(
  weights: Readonly<Record<string, number>>,
  tolerance: number,
  answeredBy: ReadonlyMap<string, number>,
  times: number,
): readonly string[] {
  return Object.entries(weights).flatMap(([backend, weight]) => {
    let count = 0;
    for (const [pod, answers] of answeredBy) if (pod.startsWith(backend)) count += answers;
    const share = count / times;
    const fits = weight === 0 ? count === 0 : Math.abs(share - weight) <= tolerance;
    return fits ? [] : [`${backend} answered ${count} of ${times}, a share of ${share} in place of ${weight}`];
  });
}

/** How long a copy may be behind the answer. */
const copiesWithinMs = 2000;

/** Copies arrive by themselves: all of them are waited for, shares (three standard deviations) are counted when no more come. */
async function judgeMirrors(
  { expect }: SuiteCase,
  token: string,
  times: number,
  pods: Pods,
): Promise<readonly string[]> {
  const differences: string[] = [];
  for (const { backend, namespace, percent = 100 } of expect.mirroredTo ?? []) {
    const chosen = (await pods.all()).filter((pod) => pod.namespace === namespace && pod.name.startsWith(backend));
    const count = () => chosen.flatMap(({ received }) => received.filter(({ path }) => path.includes(token))).length;
    const wanted = (times * percent) / 100;
    const spread = 3 * Math.sqrt((wanted * (100 - percent)) / 100);
    const fits = () => Math.abs(count() - wanted) <= spread;
    for (let waited = 0; waited < copiesWithinMs && !fits(); waited += 20) await pause(20);
    // One copy too many would come late.
    await pause(50);
    if (!fits())
      differences.push(
        `${backend} got ${count()} copies of ${times} requests in place of ${wanted} ± ${Math.round(spread)}`,
      );
  }
  return differences;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
