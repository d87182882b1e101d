import { describe, expect, it } from 'vitest';
import { printTable } from '../../src-main/core/route/print.ts';
import type { ForwardAction } from '../../src-main/core/route/table.ts';
import { main, routesOf, service, shop, tableOf } from './compile/world.ts';

const actionOf = (fields: string, ...more: readonly string[]): ForwardAction => {
  const table = tableOf(
    main + shop(`[{ ${fields} route: [{ destination: { host: web } }] }]`) + service('web', 80),
    ...more,
  );
  const [route] = routesOf(table);
  if (route?.action.do !== 'forward') throw new Error('the route forwards nothing');
  return route.action;
};

describe('retries', () => {
  it('are Istio’s own where the route says nothing', () => {
    expect(actionOf('').retry).toEqual({
      retries: 2,
      on: ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', 'retriable-status-codes'],
      statusCodes: [],
      backoffMs: 25,
      avoidPrevious: true,
      remoteLocalities: false,
    });
  });

  it('are off without attempts', () => {
    expect(actionOf('retries: { attempts: 0 },').retry).toBeUndefined();
    expect(actionOf('retries: {},').retry).toBeUndefined();
  });

  it('keep the list of conditions where none is written', () => {
    const { retry } = actionOf('retries: { attempts: 5, perTryTimeout: 2s, backoff: 100ms },');
    expect(retry).toMatchObject({ retries: 5, perTryTimeoutMs: 2000, backoffMs: 100, statusCodes: [] });
    expect(retry?.on).toContain('connect-failure');
    expect(retry?.origin?.path).toBe('spec.http[0].retries');
  });

  it.each([
    ['5xx,reset', ['5xx', 'reset'], []],
    ['503,429', ['retriable-status-codes'], [503, 429]],
    ['retriable-status-codes,503', ['retriable-status-codes'], [503]],
    ['connect-failure,503', ['connect-failure', 'retriable-status-codes'], [503]],
  ])('on "%s"', (retryOn, on, statusCodes) => {
    expect(actionOf(`retries: { attempts: 1, retryOn: "${retryOn}" },`).retry).toMatchObject({ on, statusCodes });
  });

  it('go where the key belongs when a destination balances by hash', () => {
    const rule = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec:
  host: web
  trafficPolicy: { loadBalancer: { consistentHash: { httpHeaderName: x-user } } }
`;
    expect(actionOf('', rule).retry?.avoidPrevious).toBe(false);
    expect(actionOf('retries: { attempts: 1 },', rule).retry?.avoidPrevious).toBe(false);
    const written = actionOf('retries: { attempts: 1, retryIgnorePreviousHosts: true },', rule);
    expect(written.retry?.avoidPrevious).toBe(true);
  });
});

describe('faults', () => {
  it('are there as far as they can happen', () => {
    expect(actionOf('fault: { abort: { httpStatus: 503 } },').fault).toBeUndefined();
    expect(actionOf('fault: { delay: { percent: 5, fixedDelay: 2s } },').fault).toEqual({
      delay: { perMillion: 50_000, ms: 2000 },
    });
    expect(
      actionOf(
        'fault: { abort: { grpcStatus: UNAVAILABLE, percentage: { value: 0.0001 } }, delay: { percentage: { value: 1 } } },',
      ).fault,
    ).toEqual({ abort: { perMillion: 1, grpcStatus: 14, grpcName: 'UNAVAILABLE' } });
  });
});

describe('CORS', () => {
  it('takes its lists as they go into headers', () => {
    const written =
      'allowOrigins: [{ exact: "https://a.test" }, { prefix: "https://b" }, { regex: "c.*" }], allowMethods: [GET, PUT], maxAge: 90m, unmatchedPreflights: IGNORE';
    expect(actionOf(`corsPolicy: { ${written} },`).cors).toEqual({
      origins: [
        { type: 'exact', value: 'https://a.test' },
        { type: 'prefix', value: 'https://b' },
        { type: 'regex', value: 'c.*' },
      ],
      methods: 'GET,PUT',
      maxAgeSeconds: 5400,
      credentials: false,
      forwardUnmatched: false,
    });
  });
});

describe('mirrors', () => {
  it('come with their share', () => {
    const { mirrors } = actionOf(
      'mirrors: [{ destination: { host: web } }, { destination: { host: other, port: { number: 9 } }, percentage: { value: 12.5 } }],',
    );
    expect(mirrors?.map(({ host, port, perMillion }) => [host.split('.')[0], port, perMillion])).toEqual([
      ['web', 80, 1_000_000],
      ['other', 9, 125_000],
    ]);
    expect(mirrors?.[1]?.origin.path).toBe('spec.http[0].mirrors[1]');
  });

  it('are left out where they get nothing', () => {
    expect(actionOf('mirror: { host: web }, mirrorPercentage: { value: 0 },').mirrors).toBeUndefined();
    expect(actionOf('mirror: { host: web }, mirrorPercent: 0,').mirrors).toBeUndefined();
  });
});

it('the printed table says what happens beside', () => {
  const fields =
    'fault: { abort: { httpStatus: 503, percentage: { value: 5 } } }, retries: { attempts: 1, retryOn: 5xx }, mirror: { host: web },';
  const table = tableOf(main + shop(`[{ ${fields} route: [{ destination: { host: web } }] }]`) + service('web', 80));
  const text = printTable(table);
  expect(text).toContain('abort 5% with 503');
  expect(text).toContain('retry once on 5xx');
  expect(text).toContain('copy 100% to web.default.svc.cluster.local:80');
});
