import { expect, test } from 'vitest';
import { accessLogText } from '#core/traffic/access-log.ts';
import { redactLines } from '#core/traffic/redact-lines.ts';
import { exchangeRaw, headerIn, startRig, startService } from './rig.ts';
import { at, destination, forward, prefix, route, table } from './tables.ts';

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
  expect(redactLines(exchange.requestHeaders)).toContain('[redacted]');
  expect(JSON.parse(JSON.stringify(exchange))).toEqual(exchange);
});

test('the access log has what Istio’s default format asks for', async () => {
  const service = await startService((request, response) => {
    request.resume();
    request.on('end', () => response.end('hello'));
  });
  const rig = await startRig(table({ endpoints: [at(service)] }), {
    peerOf: () => ({ address: '203.0.113.7', port: 40000 }),
  });
  await exchangeRaw(
    rig.port,
    'POST /a HTTP/1.1\r\nHost: shop.local\r\nUser-Agent: probe\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc',
  );
  const exchange = await rig.nextExchange();
  const line = accessLogText(exchange);
  expect(line).toMatch(
    /^\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\] "POST \/a HTTP\/1\.1" 200 - via_upstream - "-" 3 5 \d+ \d+ /,
  );
  expect(line).toContain(
    `"203.0.113.7" "probe" "${exchange.requestId}" "shop.local" "127.0.0.1:${service}" outbound|80||web.default.svc.cluster.local ${exchange.upstream?.localAddress} 127.0.0.1:${rig.port} 203.0.113.7:40000 - main`,
  );
  await exchangeRaw(rig.port, 'HELLO\r\n\r\n');
  expect(accessLogText(await rig.nextExchange())).toContain(' 400 DPE http1.codec_error ');
});

test('hop-by-hop lines of a service stay behind, repeated lines stay apart, an open answer is chunked', async () => {
  const service = await startService((_, response) => {
    response.writeHead(200, [
      'Connection',
      'X-Inner',
      'X-Inner',
      '1',
      'Set-Cookie',
      'a=1',
      'Set-Cookie',
      'b=2',
      'X-Envoy-Decorator-Operation',
      'x',
      'Date',
      'then',
    ]);
    response.write('one');
    response.end('two');
  });
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const answer = await exchangeRaw(rig.port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  expect(headerIn(answer, 'x-inner')).toBeUndefined();
  expect(headerIn(answer, 'x-envoy-decorator-operation')).toBeUndefined();
  expect(headerIn(answer, 'date')).toBe('then');
  expect(answer.match(/^set-cookie: /gm)).toHaveLength(2);
  expect(answer).toMatch(/\r\ntransfer-encoding: chunked\r\n/);
  expect(
    answer
      .split('\r\n\r\n')[0]
      ?.split('\r\n')
      .slice(1)
      .filter((line) => /^[^:]*[A-Z]/.test(line.split(':')[0] ?? '')),
  ).toEqual([]);
  const { responseHeaders } = await rig.nextExchange();
  expect(responseHeaders).toContain('a=1');
  expect(redactLines(responseHeaders).join('\n')).not.toContain('a=1');
});

test('rewrites and weighted destinations: path, authority and the words left behind', async () => {
  let seen: { url: string | undefined; host: string | undefined; headers: NodeJS.Dict<string | string[]> } | undefined;
  const service = await startService((request, response) => {
    seen = { url: request.url, host: request.headers.host, headers: request.headers };
    response.end('ok');
  });
  const two = [destination({ authority: 'inner.local' }), destination({ authority: 'inner.local' })];
  const routes = [
    route(forward({ rewrite: { kind: 'uri', value: '/ü x' }, destinations: two, totalWeight: 2 }), [prefix('/api')]),
  ];
  const rig = await startRig(table({ endpoints: [at(service)], routes }));
  const answer = await exchangeRaw(rig.port, 'GET /api/v1?q=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(seen?.host).toBe('inner.local');
  expect(seen?.url).toBe('/%C3%BC%20x/v1?q=1');
  expect(seen?.headers['x-envoy-original-path']).toBe('/api/v1?q=1');
  expect(seen?.headers['x-envoy-decorator-operation']).toBe('shop:80/api*');
});
