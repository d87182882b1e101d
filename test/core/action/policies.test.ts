import { describe, expect, it } from 'vitest';
import { happens, perMillionOf, sayShare } from '../../../src-main/core/action/chance.ts';
import { explainCors, loadCors } from '../../../src-main/core/action/cors.ts';
import { drawFault, explainFault } from '../../../src-main/core/action/fault.ts';
import { drawMirrors } from '../../../src-main/core/action/mirror.ts';
import { type AttemptEnd, backoffMs, explainRetry, isRetriable } from '../../../src-main/core/action/retry.ts';
import type { CorsPolicy, Mirror, RetryCondition, RetryPolicy } from '../../../src-main/core/route/table.ts';

const never = (): number => {
  throw new Error('the dice decides nothing here');
};

describe('a share of requests', () => {
  it.each([
    [100, 1_000_000],
    [0.0001, 1],
    [0.00001, 0],
    // As a double it is a little less than written, and what is finer is cut off.
    [0.57, 5699],
    [12.5, 125_000],
  ])('%d percent are %d of a million', (percent, perMillion) => {
    expect(perMillionOf(percent)).toBe(perMillion);
  });

  it('is drawn only where the dice decides', () => {
    expect([happens(1_000_000, never), happens(0, never)]).toEqual([true, false]);
    expect([0, 0.2499999, 0.25, 0.9].map((roll) => happens(250_000, () => roll))).toEqual([true, true, false, false]);
    expect(sayShare(125_000)).toBe('12.5%');
  });
});

describe('a fault', () => {
  const fault = { delay: { perMillion: 500_000, ms: 20 }, abort: { perMillion: 1_000_000, status: 503 } };

  it('is drawn part by part', () => {
    expect(drawFault(fault, () => 0.4)).toEqual({ delayMs: 20, abort: { status: 503 } });
    expect(drawFault(fault, () => 0.6)).toEqual({ abort: { status: 503 } });
    expect(drawFault({ delay: fault.delay }, () => 0.6)).toBeUndefined();
  });

  it('is told', () => {
    expect(explainFault(fault)).toEqual(['delay 50% by 20 ms', 'abort 100% with 503']);
    expect(explainFault({ abort: { perMillion: 1, grpcStatus: 14, grpcName: 'UNAVAILABLE' } })).toEqual([
      'abort 0.0001% with gRPC status UNAVAILABLE',
    ]);
  });
});

describe('CORS', () => {
  const policy = (more: Partial<CorsPolicy> = {}): CorsPolicy => ({
    origins: [{ type: 'exact', value: 'https://a.test' }],
    credentials: false,
    forwardUnmatched: true,
    ...more,
  });
  const preflight = ['origin', 'https://a.test', 'access-control-request-method', 'PUT'];

  it.each([
    ['no origin', 'GET', []],
    ['an empty origin', 'GET', ['origin', '']],
    ['another origin', 'GET', ['origin', 'https://b.test']],
    ['a preflight of another origin', 'OPTIONS', ['origin', 'https://b.test', 'access-control-request-method', 'PUT']],
  ])('leaves a request alone: %s', (_, method, headers) => {
    expect(loadCors(policy())(method, headers)).toBeUndefined();
  });

  it('tells preflight and actual requests apart', () => {
    const judge = loadCors(policy());
    expect(judge('OPTIONS', preflight)?.is).toBe('preflight');
    expect(judge('GET', preflight)?.is).toBe('actual');
    expect(judge('OPTIONS', ['origin', 'https://a.test'])?.is).toBe('actual');
    expect(judge('OPTIONS', ['origin', 'https://a.test', 'access-control-request-method', ''])?.is).toBe('actual');
  });

  it('takes every origin where a matcher takes the star', () => {
    for (const origin of [
      { type: 'exact', value: '*' },
      { type: 'regex', value: '.*' },
    ] as const) {
      const judge = loadCors(policy({ origins: [origin] }));
      expect(judge('GET', ['origin', 'https://b.test'])?.lines).toEqual([
        'access-control-allow-origin',
        'https://b.test',
      ]);
    }
    expect(loadCors(policy({ origins: [{ type: 'regex', value: '(' }] }))('GET', preflight)).toBeUndefined();
  });

  it('is told', () => {
    expect(explainCors(policy())).toBe('CORS for an origin that is "https://a.test"');
    expect(explainCors(policy({ origins: [] }))).toBe('CORS for no origin');
  });
});

describe('a retry', () => {
  const policy = (on: readonly RetryCondition[], more: Partial<RetryPolicy> = {}): RetryPolicy => ({
    retries: 2,
    on,
    statusCodes: [],
    backoffMs: 25,
    avoidPrevious: true,
    remoteLocalities: false,
    ...more,
  });
  const answer = (status: number, ...headers: readonly string[]): AttemptEnd => ({ is: 'answer', status, headers });
  const reset = (why: Extract<AttemptEnd, { is: 'reset' }>['why']): AttemptEnd => ({ is: 'reset', why });

  it.each<readonly [RetryCondition, readonly AttemptEnd[], readonly AttemptEnd[]]>([
    ['5xx', [answer(500), answer(599), reset('connecting'), reset('timeout')], [answer(499), reset('overflow')]],
    ['gateway-error', [answer(502), answer(503), answer(504), reset('other')], [answer(500), answer(505)]],
    ['reset', [reset('other'), reset('connecting'), reset('timeout')], [answer(503), reset('overflow')]],
    ['reset-before-request', [reset('connecting')], [reset('other'), reset('timeout')]],
    ['connect-failure', [reset('connecting')], [reset('other'), answer(503)]],
    ['retriable-4xx', [answer(409)], [answer(404), answer(429)]],
    ['refused-stream', [reset('refused-stream')], [reset('other')]],
    ['retriable-headers', [], [answer(500), reset('connecting')]],
    ['http3-post-connect-failure', [], [reset('connecting')]],
    ['envoy-ratelimited', [answer(429, 'X-Envoy-RateLimited', 'true')], [answer(429)]],
    ['cancelled', [answer(200, 'grpc-status', '1')], [answer(200, 'grpc-status', '14'), answer(200)]],
    ['deadline-exceeded', [answer(200, 'grpc-status', '4')], [answer(200, 'grpc-status', '0')]],
    ['resource-exhausted', [answer(200, 'grpc-status', '8')], []],
    ['internal', [answer(200, 'grpc-status', '13')], []],
    ['unavailable', [answer(200, 'grpc-status', '14')], [answer(503)]],
  ])('on %s', (condition, yes, no) => {
    expect(yes.filter((end) => !isRetriable(policy([condition]), end))).toEqual([]);
    expect(no.filter((end) => isRetriable(policy([condition]), end))).toEqual([]);
  });

  it('by status code', () => {
    const codes = policy(['retriable-status-codes'], { statusCodes: [418] });
    expect([isRetriable(codes, answer(418)), isRetriable(codes, answer(503))]).toEqual([true, false]);
  });

  it('never where the service is overloaded or limits', () => {
    expect(isRetriable(policy(['5xx']), answer(503, 'x-envoy-overloaded', 'true'))).toBe(false);
    expect(isRetriable(policy(['5xx']), answer(503, 'x-envoy-ratelimited', 'true'))).toBe(false);
  });

  it('waits below an interval that doubles up to ten times of the first', () => {
    const longest = [1, 2, 3, 4, 5, 60].map((nth) => backoffMs(policy([]), nth, () => 0.999999));
    expect(longest).toEqual([24, 49, 99, 199, 249, 249]);
    expect(backoffMs(policy([], { backoffMs: 1000 }), 9, () => 0.5)).toBe(5000);
    expect(backoffMs(policy([]), 1, () => 0)).toBe(0);
  });

  it('is told where the user wrote it', () => {
    const origin = { kind: 'VirtualService', namespace: 'a', name: 'b', path: 'spec', place: {} as never };
    const written = policy(['5xx', 'retriable-status-codes'], {
      statusCodes: [429],
      perTryTimeoutMs: 9,
      retries: 3,
      origin,
    });
    expect(explainRetry(written)).toEqual(['retry up to 3 times on 5xx or 429, each attempt within 9 ms']);
    expect(explainRetry(policy(['5xx']))).toEqual([]);
  });
});

it('mirrors are drawn each for itself', () => {
  const mirror = (perMillion: number) => ({ perMillion }) as Mirror;
  const rolls = [0.9, 0.1];
  const drawn = drawMirrors([mirror(1_000_000), mirror(500_000), mirror(500_000)], () => rolls.shift() ?? 0);
  expect(drawn.map(({ perMillion }) => perMillion)).toEqual([1_000_000, 500_000]);
});
