import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { startCaptureRig, textOf } from './capture-rig.ts';
import { exchangeRaw, openWire, startService } from './rig.ts';
import { at, cluster, forward, inTurn, operations, origin, route, table } from './tables.ts';

const post = (body: string, more = '') =>
  `POST /a?b=c HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${body.length}\r\n${more}\r\n${body}`;
const get = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

const echo = () =>
  startService((request, response) => {
    response.setHeader('x-from-service', 'raw');
    response.setHeader('content-type', 'text/plain');
    request.pipe(response);
  });

test('both sides of an exchange: heads as they were sent and received, bodies, times', async () => {
  const action = forward(
    { rewrite: { kind: 'uri', value: '/new' } },
    {
      requestHeaders: [operations({ set: [['x-set', 'yes']] })],
      responseHeaders: [operations({ remove: ['x-from-service'] })],
      authority: 'inner.local',
    },
  );
  const rig = await startCaptureRig(table({ endpoints: [at(await echo())], routes: [route(action)] }));
  await exchangeRaw(rig.port, post('hello', 'Authorization: Bearer abc\r\n'));
  const details = await rig.nextDetails();
  expect(details.exchange.requestHeaders).toContain('Bearer abc');
  expect(details.exchange.responseHeaders).not.toContain('x-from-service');
  expect(details.sent).toMatchObject({ method: 'POST', authority: 'inner.local' });
  expect(details.sent?.headers).toEqual(expect.arrayContaining(['x-set', 'yes', 'Bearer abc']));
  expect(details.sent?.headers).not.toContain('host');
  expect(details.received?.status).toBe(200);
  expect(details.received?.headers).toContain('x-from-service');
  expect(details.requestBody).toMatchObject({ size: 5, truncated: false });
  expect(textOf(details.requestBody)).toBe('hello');
  expect(details.responseBody).toMatchObject({ size: 5, truncated: false, contentType: 'text/plain' });
  expect(textOf(details.responseBody)).toBe('hello');
  const {
    dispatched = -1,
    connected = -1,
    answered = -1,
    requested = -1,
    ended,
  } = details.exchange.timing ?? { ended: -1 };
  expect(dispatched).toBeGreaterThanOrEqual(0);
  expect(connected).toBeGreaterThanOrEqual(dispatched);
  expect(answered).toBeGreaterThanOrEqual(connected);
  expect(requested).toBeGreaterThanOrEqual(0);
  expect(ended).toBeGreaterThanOrEqual(answered);
});

test('of a large body the beginning is kept, and its size told', async () => {
  const rig = await startCaptureRig(table({ endpoints: [at(await echo())] }), 1_024);
  const body = 'abcdefgh'.repeat(40_000);
  const answer = await exchangeRaw(rig.port, post(body));
  expect(answer.endsWith('0\r\n\r\n')).toBe(true);
  const details = await rig.nextDetails();
  for (const one of [details.requestBody, details.responseBody]) {
    expect(one).toMatchObject({ size: body.length, truncated: true });
    expect(textOf(one)).toBe(body.slice(0, 1_024));
  }
});

test('nothing of a body is kept where that was not asked for', async () => {
  const rig = await startCaptureRig(table({ endpoints: [at(await echo())] }));
  rig.gateway.setCapture({ bodies: false, bodyBytes: 1_024 });
  await exchangeRaw(rig.port, post('hello'));
  const details = await rig.nextDetails();
  expect(details.requestBody).toBeUndefined();
  expect(details.responseBody).toBeUndefined();
  expect(details.sent?.headers.length).toBeGreaterThan(0);
  expect(details.exchange).toMatchObject({ bytesReceived: 5, bytesSent: 5 });
});

test('a stream is told of when it opens, whether or not it is kept', async () => {
  const port = await startService((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: one\n\n');
  });
  const rig = await startCaptureRig(table({ endpoints: [at(port)] }));
  rig.gateway.setCapture({ bodies: false, bodyBytes: 1_024 });
  const wire = await openWire(rig.port);
  wire.write(get);
  await wire.until(/data: one/);
  const opened = await rig.nextOpen();
  expect(opened).toMatchObject({ open: true, stream: 'events', status: 200 });
  wire.socket.destroy();
  const details = await rig.nextDetails();
  expect(details.exchange).toMatchObject({ id: opened.id, stream: 'events' });
  expect(details.messages).toBeUndefined();
});

test('a retried request has its body once, and the head of the last attempt', async () => {
  const statuses = [503, 200];
  const port = await startService((request, response) => {
    request.resume();
    request.on('end', () =>
      response.writeHead(statuses.shift() ?? 200, { 'x-try': String(statuses.length) }).end('done'),
    );
  });
  const retry = {
    retries: 2,
    on: ['retriable-status-codes' as const],
    statusCodes: [503],
    backoffMs: 1,
    avoidPrevious: false,
    remoteLocalities: false,
  };
  const rig = await startCaptureRig(
    table({ endpoints: [at(port)], policy: inTurn, routes: [route(forward({ retry }))] }),
  );
  await exchangeRaw(rig.port, post('again'));
  const details = await rig.nextDetails();
  expect(details.exchange.upstream?.attempts).toBe(2);
  expect(details.sent?.headers.join('\n')).toContain('x-envoy-attempt-count\n2');
  expect(details.received).toMatchObject({ status: 200 });
  expect(details.requestBody).toMatchObject({ size: 5 });
  expect(textOf(details.requestBody)).toBe('again');
});

test('a mirrored request is one exchange with its whole body', async () => {
  const copied = await startService((request, response) => {
    request.resume();
    response.end('copy');
  });
  const shadow = 'outbound|80||shadow.default.svc.cluster.local';
  const mirror = {
    cluster: shadow,
    host: 'shadow',
    port: 80,
    perMillion: 1_000_000,
    origin: origin('VirtualService', 'x'),
  };
  const one = cluster([at(await echo())]);
  const other = cluster([at(copied)], { name: shadow, host: 'shadow' });
  const rig = await startCaptureRig(
    table({ clusters: { [one.name]: one, [shadow]: other }, routes: [route(forward({ mirrors: [mirror] }))] }),
  );
  await exchangeRaw(rig.port, post('mirrored'));
  const details = await rig.nextDetails();
  expect(textOf(details.requestBody)).toBe('mirrored');
  expect(textOf(details.responseBody)).toBe('mirrored');
  expect(details.sent?.authority).toBe('a');
});

test('an answer of the gateway itself has its body, and no other side', async () => {
  const rig = await startCaptureRig(
    table({ routes: [route({ do: 'respond', status: 418, body: { kind: 'text', text: 'teapot' } } as never)] }),
  );
  await exchangeRaw(rig.port, get);
  const details = await rig.nextDetails();
  expect(details).toMatchObject({ exchange: { status: 418 } });
  expect(details.responseBody?.size).toBe(details.exchange.bytesSent);
  expect(details.sent).toBeUndefined();
  expect(details.received).toBeUndefined();
});

test.each([
  ['gzip', gzipSync('plain text')],
  ['deflate', deflateSync('plain text')],
  ['zstd', zstdCompressSync('plain text')],
] as const)('a body in %s is decoded when it is looked at, and passes as it is', async (coding, bytes) => {
  const port = await startService((_, response) => response.writeHead(200, { 'content-encoding': coding }).end(bytes));
  const rig = await startCaptureRig(table({ endpoints: [at(port)] }));
  await exchangeRaw(rig.port, get);
  const { responseBody } = await rig.nextDetails();
  expect(responseBody).toMatchObject({ size: bytes.length, encoding: { name: coding, decoded: true } });
  expect(textOf(responseBody)).toBe('plain text');
});

test('a body that would become huge, or is damaged, stays as it came', async () => {
  const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024));
  const port = await startService((request, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(request.url === '/bomb' ? bomb : 'no gzip'),
  );
  const rig = await startCaptureRig(table({ endpoints: [at(port)] }));
  await exchangeRaw(rig.port, get.replace('/', '/bomb'));
  const large = (await rig.nextDetails()).responseBody;
  expect(large).toMatchObject({ size: bomb.length, truncated: false, encoding: { decoded: false } });
  await exchangeRaw(rig.port, get);
  expect((await rig.nextDetails()).responseBody).toMatchObject({ encoding: { decoded: false } });
});

test('of a request that was cut off, what came is kept', async () => {
  const rig = await startCaptureRig(table({ endpoints: [at(await echo())] }));
  const wire = await openWire(rig.port);
  wire.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nonly this');
  await wire.until(/only this/);
  wire.socket.destroy();
  const details = await rig.nextDetails();
  expect(details.exchange.flags).not.toBe('-');
  expect(textOf(details.requestBody)).toBe('only this');
  expect(details.requestBody?.size).toBe(9);
});
