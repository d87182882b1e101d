import type { ExpectedAnswer } from '../resource/local/route-test.ts';
import type { Decision, Forward } from './decision.ts';
import { isService, sayService } from './named-service.ts';
import type { RouteTest } from './route-tests.ts';
import type { Fault, ForwardAction, Mirror, Rewrite } from './table.ts';

/** What is amiss about what the rule does beside choosing a destination: time, attempts, copies, faults, and its rewrite as written. */
export const policyFaults = (
  decision: Decision,
  forwarded: Forward | undefined,
  { expect, namespace }: RouteTest,
  got: string,
): readonly string[] => {
  const { rewrite, timeout, retries, mirrors, fault } = expect;
  const action =
    decision.outcome !== 'reject' && decision.route.action.do === 'forward' ? decision.route.action : undefined;
  const asked = [
    rewrite !== undefined && 'a rewrite',
    timeout !== undefined && 'a timeout',
    retries !== undefined && 'retries',
    mirrors !== undefined && 'copies',
    fault !== undefined && 'a fault',
  ].filter((one) => one !== false);
  if (asked.length === 0) return [];
  if (action === undefined) return [`the rule was to have ${asked.join(', ')}, and it is ${got}`];
  return [
    ...(rewrite === undefined ? [] : rewriteFault(forwarded?.destination.rewrite ?? action.rewrite, rewrite)),
    ...(timeout === undefined ? [] : timeFault(action, timeout)),
    ...(retries === undefined ? [] : retryFault(action, retries)),
    ...(mirrors === undefined ? [] : mirrorFaults(action.mirrors ?? [], mirrors, namespace)),
    ...(fault === undefined ? [] : faultFaults(action.fault, fault)),
  ];
};

const rewriteFault = (rule: Rewrite | undefined, wanted: string): readonly string[] => {
  const written = rule === undefined ? undefined : rule.kind === 'regex' ? rule.substitution : rule.value;
  if (written === wanted) return [];
  return [
    `the rule was to write "${wanted}" into the path, and writes ${written === undefined ? 'nothing' : `"${written}"`}`,
  ];
};

const timeFault = ({ timeoutMs }: ForwardAction, wanted: number): readonly string[] =>
  (timeoutMs ?? 0) === wanted ? [] : [`${sayLimit(wanted)} was to be set, and it is ${sayLimit(timeoutMs ?? 0)}`];

const sayLimit = (ms: number): string => (ms === 0 ? 'no limit of time' : `a limit of ${ms} ms`);

const retryFault = ({ retry }: ForwardAction, wanted: number): readonly string[] =>
  (retry?.retries ?? 0) === wanted
    ? []
    : [`${wanted} retries were to be made at most, and it is ${retry?.retries ?? 0}`];

const mirrorFaults = (
  mirrors: readonly Mirror[],
  wanted: NonNullable<ExpectedAnswer['mirrors']>,
  namespace: string,
): readonly string[] => {
  const left = new Set(mirrors);
  const missing = wanted.flatMap(({ percent, ...one }): readonly string[] => {
    const found = [...left].find((each) => isService(each, one, namespace));
    if (found === undefined) return [`${sayService(one)} was to get copies, and gets none`];
    left.delete(found);
    const gets = found.perMillion / 10_000;
    return percent === undefined || percent === gets
      ? []
      : [`${sayService(one)} was to get copies of ${percent}%, and gets ${gets}%`];
  });
  return [...missing, ...[...left].map((one) => `${sayService(one)} was not expected to get copies, and does`)];
};

const faultFaults = ({ delay, abort }: Fault = {}, wanted: NonNullable<ExpectedAnswer['fault']>): readonly string[] => {
  const found: string[] = [];
  const check = (words: string, expected: number | undefined, is: number | undefined, unit: string) => {
    if (expected === undefined || expected === is) return;
    found.push(`${words} ${expected}${unit}, and it is ${is === undefined ? 'none' : `${is}${unit}`}`);
  };
  check('requests were to be aborted with', wanted.status, abort && 'status' in abort ? abort.status : undefined, '');
  check('requests were to be aborted by', wanted.abortPercent, abort && abort.perMillion / 10_000, '%');
  check('requests were to be held back for', wanted.delay, delay?.ms, ' ms');
  check('requests were to be held back by', wanted.delayPercent, delay && delay.perMillion / 10_000, '%');
  return found;
};
