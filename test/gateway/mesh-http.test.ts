import { expect, test } from 'vitest';
import { accessLogText } from '#core/traffic/access-log.ts';
import { meshTable, service, to, virtualHost } from './mesh-tables.ts';
import { exchangeRaw, headerIn, openWire, type Rig, startRig, startService } from './rig.ts';
import { at } from './tables.ts';

/** A proxy that knows `news.example` on port 80, at a service that answers with what it was asked. */
async function startNews(more: Parameters<typeof meshTable>[0] = {}): Promise<Rig & { proxy: number; seen: string[] }> {
  const seen: string[] = [];
  const port = await startService((request, response) => {
    seen.push(`${request.method} ${request.url}`, ...request.rawHeaders);
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => response.end(`news ${Buffer.concat(parts)}.`));
  });
  const rig = await startRig(
    meshTable({
      hosts: { 80: [virtualHost('news.example', to('news.example'))] },
      clusters: [service('news.example', [at(port)])],
      ...more,
    }),
  );
  return { ...rig, proxy: rig.gateway.state().mesh?.bound ?? 0, seen };
}

const lineOf = (seen: readonly string[], name: string): string | undefined =>
  seen.find((_, i) => i % 2 === 0 && seen[i - 1]?.toLowerCase() === name);

test('a request in absolute form goes where its target says, as a sidecar sends it', async () => {
  const { proxy, seen, nextExchange } = await startNews();
  const answer = await exchangeRaw(
    proxy,
    'GET http://News.example/politics?x=1 HTTP/1.1\r\nHost: other.example\r\nProxy-Connection: keep-alive\r\nProxy-Authorization: Basic eA==\r\nX-Request-Id: mine\r\nX-Forwarded-For: 198.51.100.1\r\nX-Envoy-Retry-On: 5xx\r\nConnection: close\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nnews \.$/);
  expect(headerIn(answer, 'server')).toBe('envoy');
  expect(headerIn(answer, 'x-envoy-upstream-service-time')).toMatch(/^\d+$/);
  expect(seen[0]).toBe('GET /politics?x=1');
  expect(lineOf(seen, 'host')).toBe('News.example');
  expect(lineOf(seen, 'x-request-id')).toBe('mine');
  expect(lineOf(seen, 'x-forwarded-for')).toBe('198.51.100.1');
  expect(lineOf(seen, 'x-forwarded-proto')).toBe('http');
  for (const name of ['proxy-connection', 'proxy-authorization', 'x-envoy-retry-on', 'x-envoy-external-address'])
    expect(lineOf(seen, name)).toBeUndefined();
  const exchange = await nextExchange();
  expect(exchange).toMatchObject({
    proxy: 'mesh',
    listener: 'mesh_80',
    authority: 'News.example',
    path: '/politics?x=1',
    status: 200,
    forwardedFor: '198.51.100.1',
    upstream: { cluster: 'outbound|80||news.example' },
  });
  expect(accessLogText(exchange)).toContain('"GET /politics?x=1 HTTP/1.1" 200 - via_upstream');
});

test('one connection goes to different hosts, each as it is known', async () => {
  const other = await startService((_, response) => response.end('weather.'));
  const { proxy, nextExchange } = await startNews({
    hosts: {
      80: [virtualHost('news.example', to('news.example')), virtualHost('weather.example', to('weather.example'))],
    },
    clusters: [service('weather.example', [at(other)])],
  });
  const wire = await openWire(proxy);
  wire.write('GET http://weather.example/ HTTP/1.1\r\nHost: weather.example\r\n\r\n');
  await wire.until(/weather\.$/);
  wire.write('GET http://news.example/ HTTP/1.1\r\nHost: news.example\r\n\r\n');
  // Its cluster is not in this table.
  await wire.until(/HTTP\/1\.1 503 [\s\S]*\r\n\r\n$/);
  wire.write('GET http://weather.example/again HTTP/1.1\r\nHost: weather.example\r\n\r\n');
  await wire.until(/weather\.[\s\S]*weather\.$/);
  expect((await nextExchange()).virtualHost).toBe('weather.example:80');
  expect(await nextExchange()).toMatchObject({ virtualHost: 'news.example:80', flags: 'NC' });
  expect((await nextExchange()).path).toBe('/again');
});

test('unknown hosts go where they would have gone, to the port of the target', async () => {
  const port = await startService((request, response) => response.end(`${request.headers.host}${request.url}`));
  const { proxy, nextExchange } = await startNews();
  const answer = await exchangeRaw(
    proxy,
    `GET http://127.0.0.1:${port}/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
  );
  expect(answer).toMatch(new RegExp(`\r\n\r\n127\\.0\\.0\\.1:${port}/x$`));
  const exchange = await nextExchange();
  expect(exchange).toMatchObject({
    listener: 'mesh_others',
    route: { name: 'allow_any' },
    upstream: { cluster: 'PassthroughCluster', host: `127.0.0.1:${port}` },
  });
  expect(accessLogText(exchange)).toMatch(/ PassthroughCluster 127\.0\.0\.1:\d+ .* allow_any\n$/);
});

test('unknown names are led to a stand-in by the settings', async () => {
  const port = await startService((request, response) => response.end(`stand-in for ${request.headers.host}`));
  const { proxy } = await startNews({
    settings: { resolve: [{ host: '*.invalid', port: 80, address: '127.0.0.1', toPort: port }] },
  });
  const answer = await exchangeRaw(proxy, 'GET http://cdn.invalid/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect(answer).toMatch(/stand-in for cdn\.invalid$/);
});

test('REGISTRY_ONLY answers 502 for hosts that nobody declares', async () => {
  const { proxy, nextExchange, seen } = await startNews({ policy: 'REGISTRY_ONLY' });
  for (const target of ['http://unknown.invalid/', 'http://unknown.invalid:8123/']) {
    const answer = await exchangeRaw(proxy, `GET ${target} HTTP/1.1\r\nHost: u\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
    expect(headerIn(answer, 'server')).toBe('envoy');
    expect(headerIn(answer, 'content-length')).toBe('0');
    expect(await nextExchange()).toMatchObject({
      status: 502,
      details: 'direct_response',
      route: { name: 'block_all' },
    });
  }
  expect(seen).toEqual([]);
});

test('bodies go both ways, and a client may leave in the middle', async () => {
  const { proxy, seen, nextExchange } = await startNews();
  const answer = await exchangeRaw(
    proxy,
    'POST http://news.example/ HTTP/1.1\r\nHost: news.example\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
  );
  expect(answer).toMatch(/news abcde\.$/);
  expect((await nextExchange()).bytesReceived).toBe(5);
  const wire = await openWire(proxy);
  wire.write('POST http://news.example/left HTTP/1.1\r\nHost: n\r\nContent-Length: 10\r\n\r\nabc');
  while (!seen.includes('POST /left')) await new Promise((resolve) => setTimeout(resolve, 5));
  wire.socket.resetAndDestroy();
  expect(await nextExchange()).toMatchObject({ flags: 'DC', proxy: 'mesh', path: '/left' });
});

test.each([
  ['GET http://user:secret@news.example/ HTTP/1.1', 'mesh_bad_target'],
  ['GET http://news.example:0/ HTTP/1.1', 'mesh_bad_target'],
  ['GET http://news.example:70000/ HTTP/1.1', 'mesh_bad_target'],
  ['GET http:///path HTTP/1.1', 'mesh_bad_target'],
  ['GET ftp://news.example/ HTTP/1.1', 'mesh_bad_target'],
  ['GET https://news.example/ HTTP/1.1', 'http1.scheme_mismatch'],
  ['OPTIONS * HTTP/1.1', 'mesh_bad_target'],
  ['CONNECT news.example HTTP/1.1', 'mesh_bad_connect_target'],
  ['CONNECT news.example:0 HTTP/1.1', 'mesh_bad_connect_target'],
  ['CONNECT user@news.example:80 HTTP/1.1', 'mesh_bad_connect_target'],
  ['GET / HTTP/1.1', 'mesh_not_a_proxy_request'],
])('%s goes nowhere: 400, one line', async (line, details) => {
  const { proxy, seen, nextExchange } = await startNews();
  const answer = await exchangeRaw(proxy, `${line}\r\nHost: news.example\r\nConnection: close\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(await nextExchange()).toMatchObject({ status: 400, details, proxy: 'mesh' });
  expect(seen).toEqual([]);
});

test.each([
  'GET http://news.example/ HTTP/1.1\r\nHost: news.example\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET http://evil.example/ HTTP/1.1\r\nHost: e\r\n\r\n',
  'GET http://news.example/ HTTP/1.1\r\nHost: news.example\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd',
  'GET http://news.example/ HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n',
  'GET http://news.example/ HTTP/1.1\r\nHost : news.example\r\n\r\n',
])('what can be read in two ways is read in none: %j', async (text) => {
  const { proxy, seen, nextExchange } = await startNews();
  expect(await exchangeRaw(proxy, text)).toMatch(/^HTTP\/1\.1 400 /);
  expect(await nextExchange()).toMatchObject({ status: 400, flags: 'DPE', proxy: 'mesh' });
  expect(seen).toEqual([]);
});

test('a request for the proxy itself is told what it is for, not sent round', async () => {
  const { proxy, exchanges } = await startNews();
  const answer = await exchangeRaw(
    proxy,
    `GET http://127.0.0.1:${proxy}/ HTTP/1.1\r\nHost: 127.0.0.1:${proxy}\r\nConnection: close\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain(`http_proxy=http://127.0.0.1:${proxy}`);
  while (exchanges.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(exchanges.map(({ status, proxy: whose }) => [status, whose])).toEqual([
    [400, 'mesh'],
    [400, 'mesh'],
  ]);
});

test('the proxy listens on loopback while the table has a mesh, at the same port over reloads', async () => {
  const withMesh = meshTable();
  const { mesh: _mesh, ...without } = withMesh;
  const rig = await startRig(without);
  expect(rig.gateway.state().mesh).toBeUndefined();
  const first = (await rig.gateway.apply(withMesh)).mesh;
  expect(first).toMatchObject({ address: '127.0.0.1', bound: expect.any(Number) });
  expect((await rig.gateway.apply(meshTable({ policy: 'REGISTRY_ONLY' }))).mesh).toEqual(first);
  expect((await rig.gateway.apply(without)).mesh).toBeUndefined();
  const again = (await rig.gateway.apply(withMesh)).mesh;
  expect(again?.bound).toBeDefined();
  const answer = await exchangeRaw(
    again?.bound ?? 0,
    'GET http://127.0.0.1:1/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1\.1 503 /);
});

test('a port of the settings is taken if it is free, and what is used in its place is told', async () => {
  const taken = await startService((_, response) => response.end());
  const rig = await startRig(meshTable({ settings: { meshPort: taken } }));
  const { mesh } = rig.gateway.state();
  expect(mesh?.bound).toBeGreaterThan(taken);
  expect(mesh?.moved).toContain(`port ${taken} is taken by`);
  expect((await rig.gateway.apply(meshTable({ settings: { meshPort: taken } }))).mesh).toEqual(mesh);
});
