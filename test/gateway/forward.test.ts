import { expect, test } from 'vitest';
import { exchangeRaw, headerIn, startRig, startService } from './rig.ts';
import { at, table } from './tables.ts';

test('a request is forwarded and its answer comes back with the headers of a gateway', async () => {
  let seen: readonly string[] = [];
  const port = await startService((request, response) => {
    seen = request.rawHeaders;
    response.setHeader('X-Upstream', 'yes');
    response.setHeader('Server', 'upstream-app');
    response.end('hello');
  });
  const rig = await startRig(table({ endpoints: [at(port)] }), {
    peerOf: () => ({ address: '203.0.113.7', port: 40000 }),
  });
  const answer = await exchangeRaw(
    rig.port,
    'GET /a?b=c HTTP/1.1\r\nHost: Shop.local:8080\r\nX-Request-Id: mine\r\nX-Envoy-Retry-On: 5xx\r\nX-Secret: s\r\nKeep-Alive: timeout=5\r\nTE: gzip\r\nConnection: close, X-Secret\r\nAuthorization: Basic eA==\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer).toMatch(/\r\n\r\nhello$/);
  expect(headerIn(answer, 'server')).toBe('istio-envoy');
  expect(headerIn(answer, 'x-upstream')).toBe('yes');
  expect(headerIn(answer, 'x-envoy-upstream-service-time')).toMatch(/^\d+$/);
  expect(headerIn(answer, 'connection')).toBe('close');
  expect(headerIn(answer, 'keep-alive')).toBeUndefined();
  const lines = new Map(seen.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), seen[i + 1]] as const] : [])));
  expect(lines.get('host')).toBe('Shop.local:8080');
  expect(lines.get('x-forwarded-for')).toBe('203.0.113.7');
  expect(lines.get('x-forwarded-proto')).toBe('http');
  expect(lines.get('x-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(lines.get('x-envoy-external-address')).toBe('203.0.113.7');
  expect(lines.get('x-envoy-attempt-count')).toBe('1');
  expect(lines.get('x-envoy-decorator-operation')).toBe('web.default.svc.cluster.local:80/*');
  for (const name of ['x-envoy-retry-on', 'x-secret', 'keep-alive', 'te']) expect(lines.has(name)).toBe(false);
  const exchange = await rig.nextExchange();
  expect(exchange).toMatchObject({
    status: 200,
    flags: '-',
    details: 'via_upstream',
    bytesSent: 5,
    path: '/a?b=c',
    authority: 'Shop.local:8080',
    forwardedFor: '203.0.113.7',
    upstream: { host: `127.0.0.1:${port}`, attempts: 1, path: '/a?b=c' },
  });
  expect(exchange.upstream?.localAddress).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(exchange.requestHeaders).toContain('[redacted]');
  expect(JSON.parse(JSON.stringify(exchange))).toEqual(exchange);
});
