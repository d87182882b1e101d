import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { exchangeRaw, openWire, startRig, startService } from './rig.ts';
import { at, forward, route, table } from './tables.ts';

const get = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

test('a client that leaves takes its request to the service with it', async () => {
  let closed: () => void = () => {};
  let arrived: () => void = () => {};
  const gone = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const here = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const service = await startService((request) => {
    request.on('close', closed);
    arrived();
  });
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const wire = await openWire(rig.port);
  wire.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await here;
  wire.socket.destroy();
  await gone;
  expect(await rig.nextExchange()).toMatchObject({ status: 0, flags: 'DC', details: 'downstream_remote_disconnect' });
});

test('a client that leaves in the middle of an upload or of a stream is noticed by the service', async () => {
  const closed: string[] = [];
  const waiting: (() => void)[] = [];
  const service = await startService((request, response) => {
    if (request.method === 'GET') response.write('first');
    response.on('close', () => {
      closed.push(request.method ?? '');
      for (const w of waiting.splice(0)) w();
    });
    request.resume();
  });
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const upload = await openWire(rig.port);
  upload.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf');
  const stream = await openWire(rig.port);
  stream.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await stream.until(/first/);
  upload.socket.destroy();
  stream.socket.destroy();
  while (closed.length < 2) await new Promise<void>((resolve) => waiting.push(resolve));
  expect(closed.sort()).toEqual(['GET', 'POST']);
});

test('nothing listens at the address: 503 UF with the words of Envoy', async () => {
  const blocked = createServer();
  await new Promise<void>((resolve) => blocked.listen(0, '127.0.0.1', resolve));
  const { port } = blocked.address() as { port: number };
  await new Promise((resolve) => blocked.close(resolve));
  const rig = await startRig(table({ endpoints: [at(port)] }));
  const why =
    'upstream connect error or disconnect/reset before headers. reset reason: remote connection failure, transport failure reason: delayed connect error: Connection refused';
  for (const request of [get, `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab`]) {
    const answer = await exchangeRaw(rig.port, request);
    expect(answer).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
    expect(answer.endsWith(`\r\n\r\n${why}`)).toBe(true);
    expect(answer).toContain(`content-length: ${why.length}\r\n`);
    expect(answer).toContain('content-type: text/plain\r\n');
    expect(await rig.nextExchange()).toMatchObject({
      status: 503,
      flags: 'UF',
      details:
        'upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_Connection_refused}',
      upstream: { transportFailure: 'delayed connect error: Connection refused' },
    });
  }
});

test('a service that closes before it answers: 503 UC', async () => {
  const service = await startService((request) => request.socket.destroy());
  const rig = await startRig(table({ endpoints: [at(service)] }));
  for (const request of [get, `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab`]) {
    const answer = await exchangeRaw(rig.port, request);
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toMatch(/reset before headers\. reset reason: connection termination$/);
    expect(await rig.nextExchange()).toMatchObject({
      flags: 'UC',
      details: 'upstream_reset_before_response_started{connection_termination}',
    });
  }
});

test('a service that closes in the middle of its answer: the client sees a broken answer, not a short one', async () => {
  const service = await startService((request, response) => {
    response.writeHead(200, request.url === '/sized' ? { 'content-length': 100 } : {});
    response.write('some', () => request.socket.destroy());
  });
  const rig = await startRig(table({ endpoints: [at(service)] }));
  for (const path of ['/sized', '/chunked']) {
    const answer = await exchangeRaw(rig.port, get.replace('/', path));
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(answer).not.toMatch(/\r\n0\r\n\r\n$/);
    expect(await rig.nextExchange()).toMatchObject({
      status: 200,
      flags: 'UC',
      details: 'upstream_reset_after_response_started{connection_termination}',
    });
  }
});

test('a service that does not speak HTTP: 502 UPE', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end('SSH-2.0-OpenSSH\r\n\r\n'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const rig = await startRig(table({ endpoints: [at((server.address() as { port: number }).port)] }));
  const answer = await exchangeRaw(rig.port, get);
  expect(answer).toMatch(/^HTTP\/1\.1 502 Bad Gateway/);
  expect(answer).toMatch(/reset reason: protocol error$/);
  expect(await rig.nextExchange()).toMatchObject({ flags: 'UPE' });
});

test('the route timeout answers 504, and cuts an answer that has begun', async () => {
  let expected: string | undefined;
  const service = await startService((request, response) => {
    expected = request.headers['x-envoy-expected-rq-timeout-ms'] as string;
    if (request.url === '/begun') response.write('some');
  });
  const rig = await startRig(table({ endpoints: [at(service)], routes: [route(forward({ timeoutMs: 150 }))] }));
  const answer = await exchangeRaw(rig.port, get);
  expect(answer).toMatch(/^HTTP\/1\.1 504 Gateway Timeout\r\n[\s\S]*\r\n\r\nupstream request timeout$/);
  expect(expected).toBe('150');
  expect(await rig.nextExchange()).toMatchObject({ status: 504, flags: 'UT', details: 'response_timeout' });
  expect(await exchangeRaw(rig.port, get.replace('/', '/begun'))).toMatch(/some\r\n$/);
  expect(await rig.nextExchange()).toMatchObject({ status: 200, flags: 'UT', details: 'response_timeout' });
});

test('the timeout starts when the upload is complete', async () => {
  const service = await startService((request, response) => {
    request.resume();
    request.on('end', () => response.end('in time'));
  });
  const rig = await startRig(table({ endpoints: [at(service)], routes: [route(forward({ timeoutMs: 400 }))] }));
  const wire = await openWire(rig.port);
  wire.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab');
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(wire.text()).toBe('');
  wire.write('cd');
  await wire.until(/in time$/);
});
