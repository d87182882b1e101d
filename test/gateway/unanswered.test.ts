import { expect, test } from 'vitest';
import type { Route } from '#core/route/table.ts';
import { exchangeRaw, headerIn, openWire, startRig, startService } from './rig.ts';
import { at, forward, inTurn, operations, origin, prefix, route, table } from './tables.ts';

const get = (path = '/', more = '', method = 'GET') =>
  `${method} ${path} HTTP/1.1\r\nHost: shop.local\r\nConnection: close\r\n${more}\r\n`;

const bodyOf = (answer: string) => answer.slice(answer.indexOf('\r\n\r\n') + 4);

test('Envoy’s local replies, byte for byte', async () => {
  const mark = operations({ set: [['x-mark', 'yes']] });
  const rig = await startRig(
    table({
      routes: [
        route(forward({}, { cluster: 'outbound|1||gone', responseHeaders: [mark] }), [prefix('/missing')]),
        route(forward({}, { responseHeaders: [mark] }), [prefix('/unbound')]),
      ],
    }),
  );
  const unmatched = await exchangeRaw(rig.port, get('/'));
  expect(unmatched).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
  expect(headerIn(unmatched, 'content-length')).toBe('0');
  expect(headerIn(unmatched, 'content-type')).toBeUndefined();
  expect(headerIn(unmatched, 'server')).toBe('istio-envoy');
  expect(bodyOf(unmatched)).toBe('');
  expect(await rig.nextExchange()).toMatchObject({ status: 404, flags: 'NR', details: 'route_not_found' });
  const missing = await exchangeRaw(rig.port, get('/missing'));
  expect(missing).toMatch(/^HTTP\/1\.1 503 /);
  expect(bodyOf(missing)).toBe('');
  expect(headerIn(missing, 'x-mark')).toBe('yes');
  expect(await rig.nextExchange()).toMatchObject({ status: 503, flags: 'NC', details: 'cluster_not_found' });
  const unbound = await exchangeRaw(rig.port, get('/unbound'));
  expect(bodyOf(unbound)).toBe('no healthy upstream');
  expect(headerIn(unbound, 'content-type')).toBe('text/plain');
  expect(await rig.nextExchange()).toMatchObject({ status: 503, flags: 'UH', details: 'no_healthy_upstream' });
  const head = await exchangeRaw(rig.port, get('/unbound', '', 'HEAD'));
  expect(headerIn(head, 'content-length')).toBe('19');
  expect(bodyOf(head)).toBe('');
});

test('gRPC clients get the status in the words of gRPC', async () => {
  const rig = await startRig(table());
  const answer = await exchangeRaw(rig.port, get('/', 'Content-Type: application/grpc\r\n', 'POST'));
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(headerIn(answer, 'content-type')).toBe('application/grpc');
  expect(headerIn(answer, 'grpc-status')).toBe('14');
  expect(headerIn(answer, 'grpc-message')).toBe('no healthy upstream');
  expect(bodyOf(answer)).toBe('');
});

test('direct responses and redirects follow their rules for type, length and location', async () => {
  const type = operations({ set: [['content-type', 'application/json']] });
  const responds = (status: number, body?: { text: string }, more = [] as (typeof type)[]): Route['action'] => ({
    do: 'respond',
    status,
    responseHeaders: more,
    ...(body ? { body } : {}),
  });
  const rig = await startRig(
    table({
      routes: [
        route(responds(200, { text: 'grüße' }), [prefix('/text')]),
        route(responds(200, { text: '{}' }, [type]), [prefix('/json')]),
        route(responds(201), [prefix('/made')]),
        route(responds(204, undefined, [type]), [prefix('/none')]),
        route({ do: 'redirect', status: 308, uri: '/n', responseHeaders: [operations({ add: [['x-a', 'b']] })] }, [
          prefix('/go'),
        ]),
      ],
    }),
  );
  const text = await exchangeRaw(rig.port, get('/text'));
  expect(Buffer.from(bodyOf(text), 'latin1').toString()).toBe('grüße');
  expect(headerIn(text, 'content-type')).toBe('text/plain');
  expect(headerIn(text, 'content-length')).toBe('7');
  expect(headerIn(text, 'location')).toBeUndefined();
  expect(headerIn(await exchangeRaw(rig.port, get('/json')), 'content-type')).toBe('application/json');
  expect(headerIn(await exchangeRaw(rig.port, get('/made?x')), 'location')).toBe('http://shop.local/made?x');
  const none = await exchangeRaw(rig.port, get('/none'));
  expect(none).toMatch(/^HTTP\/1\.1 204 /);
  expect(headerIn(none, 'content-type')).toBeUndefined();
  const gone = await exchangeRaw(rig.port, get('/go?x=1'));
  expect(gone).toMatch(/^HTTP\/1\.1 308 /);
  expect(headerIn(gone, 'location')).toBe('http://shop.local/n?x=1');
  expect(headerIn(gone, 'x-a')).toBe('b');
  expect(headerIn(gone, 'content-length')).toBe('0');
});

test('a browser gets a page that explains, with the same status and nothing unescaped', async () => {
  const rig = await startRig(
    table({ settings: { explainErrors: 'browsers' }, routes: [route(forward(), [prefix('/status')])] }),
  );
  const html = 'Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n';
  const page = await exchangeRaw(rig.port, get('/headers?<script>alert(1)</script>', html));
  expect(page).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
  expect(headerIn(page, 'content-type')).toBe('text/html; charset=utf-8');
  expect(page).toContain('VirtualService default/shop');
  expect(page).toContain('routes.yaml:7');
  expect(page).toContain('&lt;script&gt;');
  expect(page).not.toContain('<script>');
  const unbound = await exchangeRaw(rig.port, get('/status', html));
  expect(unbound).toMatch(/^HTTP\/1\.1 503 [\s\S]*<!doctype html>[\s\S]*no healthy upstream/);
  for (const other of [
    '',
    'Accept: */*\r\n',
    'Accept: application/json, text/html;q=0.5\r\n',
    `${html}Sec-Fetch-Mode: cors\r\n`,
  ]) {
    expect(bodyOf(await exchangeRaw(rig.port, get('/', other)))).toBe('');
  }
  expect(bodyOf(await exchangeRaw(rig.port, get('/', html, 'POST')))).toBe('');
});

test('a bug costs one request: 500 with an id that is also in the log', async () => {
  const service = await startService((_, response) => response.end('fine'));
  const broken = { ...route(forward(), [prefix('/broken')]), action: { ...forward(), destinations: [null as never] } };
  const rig = await startRig(table({ endpoints: [at(service)], routes: [broken, route(forward())] }));
  const answer = await exchangeRaw(rig.port, get('/broken'));
  expect(answer).toMatch(/^HTTP\/1\.1 500 /);
  const id = /internal error ([0-9a-f]{8})/.exec(answer)?.[1] ?? 'none';
  expect(rig.logged.join('\n')).toContain(id);
  expect(bodyOf(await exchangeRaw(rig.port, get('/')))).toBe('fine');
});

test('header operations see the request, keep the framing and send text as UTF-8', async () => {
  let seen = new Map<string, string>();
  const service = await startService((request, response) => {
    seen = new Map(
      request.rawHeaders.flatMap((n, i) =>
        i % 2 === 0 ? [[n.toLowerCase(), request.rawHeaders[i + 1] ?? ''] as const] : [],
      ),
    );
    response.setHeader('x-old', '1');
    response.end('hello');
  });
  const request = operations({
    remove: ['x-drop'],
    set: [
      ['x-client', '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%'],
      ['x-path', '%REQ(:PATH)%'],
      ['x-word', 'grüße\nx-evil: 1'],
      ['content-length', '99'],
    ],
  });
  const response = operations({
    remove: ['x-old'],
    add: [['x-from', '%UPSTREAM_HOST%']],
    set: [
      ['content-length', '1'],
      ['server', 'mine'],
    ],
  });
  const rig = await startRig(
    table({
      endpoints: [at(service)],
      routes: [route(forward({}, { requestHeaders: [request], responseHeaders: [response] }))],
    }),
    {
      peerOf: () => ({ address: '203.0.113.9', port: 1 }),
    },
  );
  const answer = await exchangeRaw(rig.port, get('/a?b', 'X-Drop: 1\r\nX-Forwarded-For: 198.51.100.1\r\n'));
  expect(seen.has('x-drop')).toBe(false);
  expect(seen.get('x-client')).toBe('203.0.113.9');
  expect(seen.get('x-path')).toBe('/a?b');
  expect(Buffer.from(seen.get('x-word') ?? '', 'latin1').toString()).toBe('grüßex-evil: 1');
  expect(seen.get('content-length')).toBeUndefined();
  expect(seen.get('x-forwarded-for')).toBe('198.51.100.1,203.0.113.9');
  expect(headerIn(answer, 'x-old')).toBeUndefined();
  expect(headerIn(answer, 'x-from')).toBe(`127.0.0.1:${service}`);
  expect(headerIn(answer, 'server')).toBe('istio-envoy');
  expect(bodyOf(answer)).toBe('hello');
});

test('endpoints take turns', async () => {
  const names = ['a', 'b', 'c'];
  const ports = await Promise.all(names.map((name) => startService((_, response) => response.end(name))));
  const rig = await startRig(table({ endpoints: ports.map((p) => at(p)), policy: inTurn }), { dice: () => 0 });
  const wire = await openWire(rig.port);
  let bodies = '';
  for (let i = 0; i < 6; i++) {
    const before = wire.text().length;
    wire.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await wire.until(new RegExp(`^[\\s\\S]{${before + 50},}\\r\\n\\r\\n[abc]$`));
    bodies += wire.text().at(-1);
  }
  expect(bodies).toBe('abcabc');
});

test('a sample is asked for when it is first needed', async () => {
  const service = await startService((_, response) => response.end('sample'));
  const asked: string[] = [];
  const rig = await startRig(table({ endpoints: [{ at: 'sample', sample: 'httpbin', labels: {} }] }), {
    samples: {
      addressOf: async (sample) => {
        asked.push(String(sample));
        return { address: '127.0.0.1', port: service };
      },
    },
  });
  expect(asked).toEqual([]);
  for (let i = 0; i < 2; i++) expect(bodyOf(await exchangeRaw(rig.port, get()))).toBe('sample');
  expect(asked).toEqual(['httpbin']);
});

test('a route keeps its origin in the record', async () => {
  const service = await startService((_, response) => response.end('ok'));
  const rig = await startRig(table({ endpoints: [at(service)] }));
  await exchangeRaw(rig.port, get());
  expect((await rig.nextExchange()).route).toEqual({
    id: 'VirtualService default/shop http[0]',
    name: 'main',
    origin: origin('VirtualService', 'shop', 'spec.http[0]'),
  });
});
