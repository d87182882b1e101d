import { describe, expect, test } from 'vitest';
import { loadCors } from '#core/action/cors.ts';
import { backoffMs } from '#core/action/retry.ts';
import { replacePath } from '#core/action/rewrite.ts';
import { build } from '#core/build.ts';
import { translateCorsFilter } from '#core/route/compile/gateway-api/cors.ts';
import type { Action, ForwardAction } from '#core/route/table.ts';

const builtWith = (rule: object, kind = 'HTTPRoute', services = ['oven']) => {
  const documents = [
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'main' },
      spec: { gatewayClassName: 'any', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
    },
    ...services.map((name) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { ports: [{ port: 80 }] },
    })),
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind,
      metadata: { name: 'shop' },
      spec: { parentRefs: [{ name: 'main' }], rules: [rule] },
    },
  ];
  return build([{ file: 'a.yaml', text: documents.map((one) => JSON.stringify(one)).join('\n---\n') }]);
};

const actionOf = (rule: object, kind?: string): Action => {
  const { table } = builtWith(rule, kind);
  const [route] = Object.values(table.routeConfigs)[0]?.virtualHosts[0]?.routes ?? [];
  if (!route) throw new Error('there is no route');
  return route.action;
};

const forwarded = (rule: object, kind?: string): ForwardAction => {
  const action = actionOf(rule, kind);
  if (action.do !== 'forward') throw new Error(`it does ${action.do}`);
  return action;
};

const oven = [{ name: 'oven', port: 80 }];

describe('the path of a redirect or rewrite', () => {
  // Reference 2.6: request, what matched, replacement, result.
  test.each([
    ['/foo/bar', '/foo', '/xyz', '/xyz/bar'],
    ['/foo/bar', '/foo', '/xyz/', '/xyz/bar'],
    ['/foo', '/foo', '/xyz', '/xyz'],
    ['/foo/', '/foo', '/xyz', '/xyz/'],
    ['/foo/bar', '/foo', '', '/bar'],
    ['/foo/', '/foo', '', '/'],
    ['/foo/', '/foo', '/', '/'],
    ['/foo', '/foo', '/', '/'],
    ['/foo', '', '/xyz', '/xyz/foo'],
  ])('%s behind %s with %j', (path, matched, value, result) => {
    expect(replacePath(path, 'segments', value, { kind: 'prefix', length: matched.length })).toBe(result);
  });
});

describe('retry', () => {
  test('codes come on top of connections that fail or break', () => {
    const { retry } = forwarded({ retry: { codes: [500, 503], attempts: 4 }, backendRefs: oven });
    expect(retry).toMatchObject({ retries: 4, statusCodes: [500, 503] });
    expect(retry?.on).toEqual(expect.arrayContaining(['connect-failure', 'reset', 'retriable-status-codes']));
  });

  test('the back-off is the least that is waited', () => {
    const { retry } = forwarded({ retry: { backoff: '200ms' }, backendRefs: oven });
    if (!retry) throw new Error('there is no retry');
    expect(backoffMs(retry, 1, () => 0)).toBe(200);
    expect(backoffMs(retry, 3, () => 0.999)).toBeGreaterThan(200);
  });

  test.each([
    [{ timeouts: { request: '10s', backendRequest: '2s' } }, { timeoutMs: 2000 }, undefined],
    [{ timeouts: { backendRequest: '2s' } }, { timeoutMs: 2000 }, undefined],
    [{ timeouts: { request: '10s', backendRequest: '2s' }, retry: {} }, { timeoutMs: 10_000 }, 2000],
    [{ timeouts: { request: '10s', backendRequest: '0s' }, retry: {} }, { timeoutMs: 10_000 }, undefined],
  ])('%j', (rule, limits, perTry) => {
    const action = forwarded({ ...rule, backendRefs: oven });
    expect(action).toMatchObject(limits);
    expect(action.retry?.perTryTimeoutMs).toBe(perTry);
  });

  test('0s is no limit', () => {
    expect(forwarded({ timeouts: { request: '0s' }, backendRefs: oven })).not.toHaveProperty('timeoutMs');
  });
});

describe('CORS', () => {
  const judge = (filter: object, origin: string, headers: readonly string[] = [], method = 'OPTIONS') =>
    loadCors(translateCorsFilter(filter))(method, ['origin', origin, ...headers]);
  const asked = ['access-control-request-method', 'PUT'];

  test.each([
    ['https://www.foo.com', 'https://www.foo.com', true],
    ['https://www.foo.com', 'https://www.foo.com:443', true],
    ['https://www.foo.com:443', 'https://www.foo.com', true],
    ['http://www.foo.com', 'http://www.foo.com:80', true],
    ['https://www.foo.com', 'https://www.foo.com:8443', false],
    ['https://www.foo.com', 'http://www.foo.com', false],
    ['https://www.foo.com', 'https://www.foo.com.evil.test', false],
    ['https://www.foo.com', 'https://wwwxfoo.com', false],
    ['https://*.foo.com', 'https://a.b.foo.com', true],
    ['https://*.foo.com', 'https://foo.com', false],
    ['https://*.foo.com', 'https://evil.test/.foo.com', false],
    ['https://*', 'https://any.test', true],
    ['https://*', 'http://any.test', false],
    ['*', 'null', true],
  ])('%s for %s', (allowed, origin, fits) => {
    const outcome = judge({ allowOrigins: [allowed] }, origin, asked);
    expect(outcome?.lines.includes('access-control-allow-origin')).toBe(fits);
  });

  test('with credentials nothing is exposed by a star, and what was asked for is echoed', () => {
    const filter = {
      allowOrigins: ['*'],
      allowMethods: ['*'],
      allowHeaders: ['*'],
      exposeHeaders: ['*', 'x-a'],
      allowCredentials: true,
    };
    const { lines } = judge(filter, 'https://a.test', [...asked, 'access-control-request-headers', 'x-b']) ?? {};
    expect(lines).not.toContain('*');
    expect(lines).toEqual(expect.arrayContaining(['https://a.test', 'PUT', 'x-b', 'x-a', '5']));
  });
});

describe('session persistence', () => {
  test('names are made where none are written, one for each rule', () => {
    const { session } = forwarded({ sessionPersistence: {}, backendRefs: oven });
    expect(session).toMatchObject({ in: 'cookie', name: expect.stringMatching(/^session-[0-9a-f]{8}$/) });
    const again = forwarded({ name: 'other', sessionPersistence: {}, backendRefs: oven });
    expect(again.session?.name).not.toBe(session?.name);
  });

  test('a header has its name in lower case; only a permanent cookie outlives the browser', () => {
    const header = { type: 'Header', sessionName: 'X-S', absoluteTimeout: '1h' };
    expect(forwarded({ sessionPersistence: header, backendRefs: oven }).session).toMatchObject({
      in: 'header',
      name: 'x-s',
      lifetimeMs: 3_600_000,
    });
    const cookie = forwarded({ sessionPersistence: { absoluteTimeout: '1h' }, backendRefs: oven });
    expect(cookie.session).not.toHaveProperty('permanent');
  });
});

describe('what cannot be forwarded', () => {
  test.each<readonly [string, object, string]>([
    ['no backend', {}, 'has no backend'],
    ['no weight', { backendRefs: [{ name: 'oven', port: 80, weight: 0 }] }, 'weight above 0'],
    ['no such Service', { backendRefs: [{ name: 'ghost', port: 80 }] }, 'no Service "ghost"'],
    ['no such port', { backendRefs: [{ name: 'oven', port: 81 }] }, 'no port 81'],
    ['no grant', { backendRefs: [{ name: 'oven', namespace: 'x', port: 80 }] }, 'no ReferenceGrant'],
    [
      'a filter that is not known',
      { filters: [{ type: 'ExtensionRef', extensionRef: { group: 'a.b', kind: 'C', name: 'd' } }], backendRefs: oven },
      '"ExtensionRef"',
    ],
  ])('%s is answered with 500, and says why', (_, rule, why) => {
    expect(actionOf(rule)).toMatchObject({ do: 'respond', status: 500, because: expect.stringContaining(why) });
  });

  test('calls of gRPC get UNAVAILABLE', () => {
    expect(actionOf({}, 'GRPCRoute')).toMatchObject({ status: 500, grpcStatus: 14 });
  });

  test('a share that leads nowhere stays a share', () => {
    const { destinations, totalWeight } = forwarded({
      backendRefs: [
        { name: 'oven', port: 80, weight: 3 },
        { name: 'ghost', port: 80, weight: 1 },
      ],
    });
    expect(totalWeight).toBe(4);
    expect(destinations.map(({ weight, instead }) => [weight, instead?.do])).toEqual([
      [3, undefined],
      [1, 'respond'],
    ]);
  });
});

test('services of a GRPCRoute are asked in HTTP/2, beside an HTTPRoute that asks them as they say', () => {
  const { table } = builtWith({ backendRefs: oven }, 'GRPCRoute');
  const [route] = Object.values(table.routeConfigs)[0]?.virtualHosts[0]?.routes ?? [];
  if (route?.action.do !== 'forward') throw new Error('nothing is forwarded');
  const name = route.action.destinations[0]?.cluster ?? '';
  expect(table.clusters[name]).toMatchObject({ name, protocol: 'http2' });
  expect(table.clusters[name.replace(' @ http2', '')]?.protocol).not.toBe('http2');
});

test('a percent sign in a header’s value is no operator', () => {
  const filters = [
    { type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'a', value: '100%PROTOCOL%' }] } },
  ];
  const { destinations } = forwarded({ filters, backendRefs: oven });
  expect(destinations[0]?.requestHeaders).toEqual([{ remove: [], set: [['a', '100%%PROTOCOL%%']], add: [] }]);
});
