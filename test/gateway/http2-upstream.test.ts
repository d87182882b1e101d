import { once } from 'node:events';
import { constants } from 'node:http2';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { Cluster, Table } from '#core/route/table.ts';
import { answerOf, ask, openHttp2 } from './http2-client.ts';
import { startHttp2Service } from './http2-service.ts';
import { exchangeRaw, openWire, startRig } from './rig.ts';
import { at, cluster, forward, route, table } from './tables.ts';

/** Everything goes to one service that speaks HTTP/2. */
const toHttp2 = (port: number, parts: Parameters<typeof table>[0] = {}): Table => {
  const one: Cluster = cluster([at(port)], { protocol: 'http2' });
  return table({ ...parts, clusters: { [one.name]: one } });
};

const get = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

test('an HTTP/1.1 client and an HTTP/2 service understand each other', async () => {
  let seen: readonly string[] = [];
  const service = await startHttp2Service((stream, _, lines) => {
    seen = lines;
    stream.respond({ ':status': 201, 'x-upstream': 'yes', 'set-cookie': ['a=1', 'b=2'] }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-behind': '1' }));
    stream.pipe(stream);
  });
  const rig = await startRig(toHttp2(service.port));
  const answer = await exchangeRaw(
    rig.port,
    'POST /a?b=c HTTP/1.1\r\nHost: Shop.local:8080\r\nTransfer-Encoding: chunked\r\nKeep-Alive: 1\r\nX-Mine: 1\r\nConnection: close\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1\.1 201 Created\r\n/);
  expect(answer).toMatch(/\r\ntransfer-encoding: chunked\r\n/);
  expect(answer).toMatch(/\r\n\r\n5\r\nhello\r\n0\r\n\r\n$/);
  expect(answer.match(/^set-cookie: /gm)).toHaveLength(2);
  const lines = new Map(seen.flatMap((name, i) => (i % 2 === 0 ? [[name, seen[i + 1]] as const] : [])));
  expect(Object.fromEntries(lines)).toMatchObject({
    ':method': 'POST',
    ':path': '/a?b=c',
    ':authority': 'Shop.local:8080',
    ':scheme': 'http',
    'x-mine': '1',
  });
  for (const name of ['host', 'keep-alive', 'connection', 'transfer-encoding']) expect(lines.has(name)).toBe(false);
  const exchange = await rig.nextExchange();
  expect(exchange).toMatchObject({ protocol: 'HTTP/1.1', status: 201, flags: '-', bytesReceived: 5, bytesSent: 5 });
  expect(exchange.upstream?.localAddress).toMatch(/^127\.0\.0\.1:\d+$/);
});

test('HTTP/2 on both sides: one connection, trailers in both directions', async () => {
  const service = await startHttp2Service((stream) => {
    let trailers: unknown;
    stream.on('trailers', (headers) => {
      trailers = headers['x-sum'];
    });
    stream.respond({ ':status': 200 }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': `got ${trailers}` }));
    stream.resume();
    stream.on('end', () => stream.end('done'));
  });
  const rig = await startRig(toHttp2(service.port));
  const client = openHttp2(rig.port);
  const sum = async (value: string) => {
    const stream = client.request({ ':path': '/', ':method': 'POST' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': value }));
    stream.end('body');
    return answerOf(stream);
  };
  const answers = await Promise.all(['1', '2', '3'].map(sum));
  expect(answers.map((a) => [a.status, a.body, a.trailers['x-sum']])).toEqual(
    ['1', '2', '3'].map((n) => [200, 'done', `got ${n}`]),
  );
  expect(service.sessions.size).toBe(1);
});

test('a service that takes few streams gets more connections, and nobody waits for ever', async () => {
  const waiting: (() => void)[] = [];
  const service = await startHttp2Service(
    (stream) => {
      waiting.push(() => {
        stream.respond({ ':status': 200 });
        stream.end('ok');
      });
      if (waiting.length === 6) for (const answer of waiting) answer();
    },
    { maxConcurrentStreams: 2 },
  );
  const rig = await startRig(toHttp2(service.port));
  const client = openHttp2(rig.port);
  const answers = await Promise.all(Array.from({ length: 6 }, () => ask(client)));
  expect(answers.map((a) => a.body)).toEqual(Array.from({ length: 6 }, () => 'ok'));
  expect(service.sessions.size).toBe(3);
});

test('a service that resets a stream: 503 UR before its head, a reset behind it', async () => {
  const service = await startHttp2Service((stream, headers) => {
    if (headers[':path'] === '/refused') return void stream.close(constants.NGHTTP2_REFUSED_STREAM);
    if (headers[':path'] === '/before') return void stream.close(constants.NGHTTP2_CANCEL);
    // Without this node would end the stream before it resets it.
    stream.respond({ ':status': 200 }, { waitForTrailers: true });
    stream.write('some', () => stream.close(constants.NGHTTP2_CANCEL));
  });
  const rig = await startRig(toHttp2(service.port));
  const answer = await exchangeRaw(rig.port, get.replace('/', '/before'));
  expect(answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*reset reason: remote reset$/);
  expect(await rig.nextExchange()).toMatchObject({
    flags: 'UR',
    details: 'upstream_reset_before_response_started{remote_reset}',
  });
  expect(await exchangeRaw(rig.port, get.replace('/', '/refused'))).toMatch(/remote refused stream reset$/);
  expect(await rig.nextExchange()).toMatchObject({ flags: 'UR' });
  const client = openHttp2(rig.port);
  expect((await ask(client, { ':path': '/behind' })).reset).toBe(constants.NGHTTP2_INTERNAL_ERROR);
  expect(await rig.nextExchange()).toMatchObject({ status: 200, flags: 'UR' });
});

test('a service that closes its connection: 503 UC, and the next request gets another one', async () => {
  const service = await startHttp2Service((stream, headers) => {
    if (headers[':path'] === '/close') return service.cut();
    stream.respond({ ':status': 200 });
    stream.end('ok');
  });
  const rig = await startRig(toHttp2(service.port));
  const client = openHttp2(rig.port);
  expect(await ask(client, { ':path': '/close' })).toMatchObject({ status: 503 });
  expect(await rig.nextExchange()).toMatchObject({ flags: 'UC' });
  expect(await ask(client)).toMatchObject({ status: 200, body: 'ok' });
});

test('nothing listens: 503 UF; a service of HTTP/1.1: 502 UPE', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const rig = await startRig(toHttp2(port));
  expect(await exchangeRaw(rig.port, get)).toMatch(/^HTTP\/1\.1 502 [\s\S]*reset reason: protocol error$/);
  expect(await rig.nextExchange()).toMatchObject({ flags: 'UPE' });
  await new Promise((resolve) => server.close(resolve));
  expect(await exchangeRaw(rig.port, get)).toMatch(/^HTTP\/1\.1 503 [\s\S]*Connection refused$/);
  expect(await rig.nextExchange()).toMatchObject({ flags: 'UF' });
});

test('GOAWAY of the service lets streams end and sends the next one elsewhere', async () => {
  let answer: () => void = () => {};
  const arrived = Promise.withResolvers<void>();
  const service = await startHttp2Service((stream, headers) => {
    stream.respond({ ':status': 200 });
    if (headers[':path'] !== '/slow') return void stream.end('ok');
    answer = () => stream.end('late');
    arrived.resolve();
  });
  const rig = await startRig(toHttp2(service.port));
  const client = openHttp2(rig.port);
  const slow = ask(client, { ':path': '/slow' });
  await arrived.promise;
  for (const session of service.sessions) session.close();
  await delay(50);
  expect(await ask(client)).toMatchObject({ status: 200, body: 'ok' });
  answer();
  expect(await slow).toMatchObject({ body: 'late', reset: 0 });
});

test('the route timeout and a client that leaves reset the stream of the service', async () => {
  const codes: number[] = [];
  let closed = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const service = await startHttp2Service((stream, headers) => {
    if (headers[':path'] === '/leave') arrived.resolve();
    stream.on('close', () => {
      codes.push(stream.rstCode);
      closed.resolve();
    });
  });
  const rig = await startRig(toHttp2(service.port, { routes: [route(forward({ timeoutMs: 300 }))] }));
  expect(await exchangeRaw(rig.port, get)).toMatch(/^HTTP\/1\.1 504 /);
  await closed.promise;
  closed = Promise.withResolvers();
  const stream = openHttp2(rig.port).request({ ':path': '/leave' });
  stream.on('error', () => {});
  await arrived.promise;
  stream.close(constants.NGHTTP2_CANCEL);
  await closed.promise;
  expect(codes).toEqual([constants.NGHTTP2_CANCEL, constants.NGHTTP2_CANCEL]);
});

test('an upload that breaks off is never a whole one to the service', async () => {
  const ends: string[] = [];
  const closed = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const service = await startHttp2Service((stream) => {
    stream.once('data', () => arrived.resolve());
    stream.resume();
    stream.on('aborted', () => ends.push('aborted'));
    stream.on('end', () => ends.push(stream.rstCode === 0 ? 'whole' : 'cut'));
    stream.on('close', () => closed.resolve());
  });
  const rig = await startRig(toHttp2(service.port));
  const wire = await openWire(rig.port);
  wire.write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n');
  await arrived.promise;
  wire.socket.destroy();
  await closed.promise;
  expect(ends).not.toContain('whole');
});

test('slow readers on either side hold the other one back', async () => {
  const size = 32 * 1024 * 1024;
  const chunk = Buffer.alloc(64 * 1024);
  let sent = 0;
  const service = await startHttp2Service((stream) => {
    stream.respond({ ':status': 200 });
    const more = () => {
      while (sent < size) {
        sent += chunk.length;
        if (!stream.write(chunk)) return void stream.once('drain', more);
      }
      stream.end();
    };
    more();
  });
  const rig = await startRig(toHttp2(service.port));
  const stream = openHttp2(rig.port).request({ ':path': '/' });
  await once(stream, 'response');
  for (let before = -1; before !== sent; await delay(100)) before = sent;
  expect(sent).toBeLessThan(size / 2);
  let received = 0;
  for await (const bytes of stream) received += (bytes as Buffer).length;
  expect(received).toBe(size);
});

test('an answer before the end of the upload ends both sides', async () => {
  const service = await startHttp2Service((stream) => {
    stream.respond({ ':status': 413 });
    stream.end('too much');
  });
  const rig = await startRig(toHttp2(service.port));
  const client = openHttp2(rig.port);
  const upload = client.request({ ':path': '/', ':method': 'POST' });
  upload.write(Buffer.alloc(1000));
  expect(await answerOf(upload)).toMatchObject({ status: 413, body: 'too much', reset: 0 });
  expect(await ask(client)).toMatchObject({ status: 413 });
  onTestFinished(() => client.destroy());
});
