import { createHash } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import type { ForwardAction, RetryPolicy } from '#core/route/table.ts';
import type { GatewayOptions } from '../../src-main/gateway/gateway.ts';
import { exchangeRaw, openWire, type Rig, startRig, startService } from './rig.ts';
import { at, forward, inTurn, route, table } from './tables.ts';

const get = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
const post = (body: string) =>
  `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

const policy = (more: Partial<RetryPolicy> = {}): RetryPolicy => ({
  retries: 2,
  on: ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', 'retriable-status-codes'],
  statusCodes: [],
  backoffMs: 1,
  avoidPrevious: true,
  remoteLocalities: false,
  ...more,
});

const rigFor = (
  ports: readonly number[],
  retry: Partial<RetryPolicy>,
  more: Partial<ForwardAction> = {},
  options: Partial<GatewayOptions> = {},
): Promise<Rig> =>
  startRig(
    table({
      endpoints: ports.map((port) => at(port)),
      policy: inTurn,
      routes: [route(forward({ retry: policy(retry), ...more }))],
    }),
    { dice: () => 0, ...options },
  );

/** A service whose attempts are handled one after the other, the last handler for all that follow. */
async function startTries(
  ...tries: ((request: IncomingMessage, response: ServerResponse) => void)[]
): Promise<{ readonly port: number; readonly attempts: string[]; readonly connections: () => Promise<number> }> {
  const attempts: string[] = [];
  let server: Server | undefined;
  const port = await startService(
    (request, response) => {
      attempts.push(String(request.headers['x-envoy-attempt-count']));
      tries[Math.min(attempts.length, tries.length) - 1]?.(request, response);
    },
    (own) => {
      server = own;
    },
  );
  const connections = () =>
    new Promise<number>((resolve, reject) => {
      server?.getConnections((error, count) => (error ? reject(error) : resolve(count)));
    });
  return { port, attempts, connections };
}

const destroys = (request: IncomingMessage): void => void request.socket.destroy();
const answers =
  (status: number, headers: Record<string, string> = {}) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    request.resume();
    response.writeHead(status, headers).end(String(status));
  };
const stalls = (): void => {};

async function refusingPort(): Promise<number> {
  const blocked = createServer();
  await new Promise<void>((resolve) => blocked.listen(0, '127.0.0.1', resolve));
  const { port } = blocked.address() as { port: number };
  await new Promise((resolve) => blocked.close(resolve));
  return port;
}

test('a service that refuses is asked three times by default: 503 URX,UF, and the body says that it was retried', async () => {
  const rig = await rigFor([await refusingPort()], {});
  for (const request of [get, post('ab')]) {
    const answer = await exchangeRaw(rig.port, request);
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toMatch(
      /before headers\. retried and the latest reset reason: remote connection failure, transport failure reason: delayed connect error: Connection refused$/,
    );
    expect(await rig.nextExchange()).toMatchObject({ status: 503, flags: 'URX,UF', upstream: { attempts: 3 } });
  }
});

test('another endpoint is taken where there is one', async () => {
  const { port, attempts } = await startTries(answers(200));
  const rig = await rigFor([await refusingPort(), port], {});
  expect(await exchangeRaw(rig.port, get)).toMatch(/^HTTP\/1\.1 200 /);
  expect(await rig.nextExchange()).toMatchObject({
    status: 200,
    flags: '-',
    upstream: { attempts: 2, host: `127.0.0.1:${port}` },
  });
  expect(attempts).toEqual(['2']);
});

test('what the default policy does not name is not retried', async () => {
  for (const [first, seen] of [
    [answers(503), { status: 503, flags: '-' }],
    [destroys, { status: 503, flags: 'UC' }],
  ] as const) {
    const service = await startTries(first, answers(200));
    const rig = await rigFor([service.port], {});
    await exchangeRaw(rig.port, get);
    expect(await rig.nextExchange()).toMatchObject({ ...seen, upstream: { attempts: 1 } });
    expect(service.attempts).toEqual(['1']);
  }
});

test('answers are retried by status, by gRPC status and by reset; the last one is what the client gets', async () => {
  for (const [retry, tries, status, flags, attempts] of [
    [{ on: ['5xx'] }, [answers(500), answers(200)], 200, '-', 2],
    [{ on: ['gateway-error'] }, [answers(502)], 502, 'URX', 3],
    [{ on: ['gateway-error'] }, [answers(500)], 500, '-', 1],
    [{ on: ['retriable-4xx'] }, [answers(409), answers(404)], 404, '-', 2],
    [{ on: ['retriable-status-codes'], statusCodes: [418] }, [answers(418), answers(200)], 200, '-', 2],
    [{}, [answers(200, { 'grpc-status': '14' }), answers(200, { 'grpc-status': '0' })], 200, '-', 2],
    [{ on: ['reset'] }, [destroys, destroys, answers(200)], 200, '-', 3],
    [{ on: ['reset'], retries: 1 }, [destroys], 503, 'URX,UC', 2],
    [{ on: ['5xx'] }, [answers(503, { 'x-envoy-overloaded': 'true' })], 503, '-', 1],
  ] as const) {
    const service = await startTries(...tries);
    const rig = await rigFor([service.port], retry);
    const answer = await exchangeRaw(rig.port, get);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(await rig.nextExchange()).toMatchObject({ status, flags, upstream: { attempts } });
    expect(service.attempts).toEqual(Array.from({ length: attempts }, (_, i) => String(i + 1)));
  }
});

test('behind the head of an answer there are no retries', async () => {
  const service = await startTries((_, response) => {
    response.writeHead(200, { 'content-length': 10 });
    response.write('half', () => response.destroy());
  }, answers(200));
  const rig = await rigFor([service.port], { on: ['reset', '5xx'] });
  expect(await exchangeRaw(rig.port, get)).toMatch(/^HTTP\/1\.1 200 /);
  expect(await rig.nextExchange()).toMatchObject({ flags: 'UC', upstream: { attempts: 1 } });
});

test('an attempt has its own limit, and its end is an end like another', async () => {
  const service = await startTries(stalls, answers(200));
  const rig = await rigFor([service.port], { on: ['reset'], perTryTimeoutMs: 30 });
  expect(await exchangeRaw(rig.port, post('abc'))).toMatch(/^HTTP\/1\.1 200 /);
  expect(await rig.nextExchange()).toMatchObject({ flags: '-', upstream: { attempts: 2 } });

  const deaf = await startTries(stalls);
  const tired = await rigFor([deaf.port], { on: ['5xx'], perTryTimeoutMs: 20, retries: 1 });
  const answer = await exchangeRaw(tired.port, get);
  expect(answer).toMatch(/^HTTP\/1\.1 504 /);
  expect(answer).toMatch(/\r\n\r\nupstream request timeout$/);
  expect(await tired.nextExchange()).toMatchObject({
    flags: 'URX,UT',
    details: 'upstream_per_try_timeout',
    upstream: { attempts: 2 },
  });

  const untold = await rigFor([deaf.port], { perTryTimeoutMs: 20 });
  await exchangeRaw(untold.port, get);
  expect(await untold.nextExchange()).toMatchObject({ status: 504, flags: 'UT', upstream: { attempts: 1 } });
});

test('the limit of the route counts for all attempts and for the waits between them', async () => {
  const deaf = await startTries(destroys, stalls);
  const rig = await rigFor([deaf.port], { on: ['reset'], perTryTimeoutMs: 5000 }, { timeoutMs: 60 });
  expect(await exchangeRaw(rig.port, get)).toMatch(/^HTTP\/1\.1 504 /);
  expect(await rig.nextExchange()).toMatchObject({
    flags: 'UT',
    details: 'response_timeout',
    upstream: { attempts: 2 },
  });

  const gone = await startTries(destroys);
  const waiting = await rigFor(
    [gone.port],
    { on: ['reset'], backoffMs: 3_600_000 },
    { timeoutMs: 30 },
    { dice: () => 0.9 },
  );
  expect(await exchangeRaw(waiting.port, get)).toMatch(/^HTTP\/1\.1 504 /);
  expect(await waiting.nextExchange()).toMatchObject({ flags: 'UT', details: 'response_timeout' });
  expect(gone.attempts).toHaveLength(1);
});

test('services are told of the time that is left', async () => {
  const told: number[] = [];
  const note =
    (next: (request: IncomingMessage, response: ServerResponse) => void) =>
    (request: IncomingMessage, response: ServerResponse) => {
      told.push(Number(request.headers['x-envoy-expected-rq-timeout-ms']));
      next(request, response);
    };
  const service = await startTries(note(destroys), note(answers(200)));
  let now = 1_000_000;
  const rig = await rigFor([service.port], { on: ['reset'] }, { timeoutMs: 60_000 }, { clock: () => (now += 10) });
  await exchangeRaw(rig.port, get);
  expect(told[0]).toBe(60_000);
  expect(told[1]).toBeLessThan(60_000);

  told.length = 0;
  const limited = await startTries(note(answers(200)));
  const each = await rigFor([limited.port], { perTryTimeoutMs: 5_000 }, { timeoutMs: 60_000 });
  await exchangeRaw(each.port, get);
  expect(told).toEqual([5_000]);
});

test('a body is sent again from its beginning, whatever had come of it', async () => {
  const body = Buffer.alloc(900_000, 'abcdefghij').toString('latin1');
  const digest = createHash('sha256').update(body).digest('hex');
  const hash = (request: IncomingMessage, response: ServerResponse) => {
    const sum = createHash('sha256');
    request.on('data', (bytes: Buffer) => sum.update(bytes));
    request.on('end', () => response.end(sum.digest('hex')));
  };
  // The first attempt ends in the middle of the body, the second behind it.
  const service = await startTries(
    (request) => request.once('data', () => request.socket.destroy()),
    (request) => request.resume().on('end', () => request.socket.destroy()),
    hash,
  );
  const rig = await rigFor([service.port], { on: ['reset'] });
  expect(await exchangeRaw(rig.port, post(body))).toMatch(new RegExp(`\r\n\r\n${digest}$`));
  expect(await rig.nextExchange()).toMatchObject({
    status: 200,
    flags: '-',
    bytesReceived: 900_000,
    upstream: { attempts: 3 },
  });
});

test('a body that arrives in pieces goes on where the attempts are', async () => {
  let failed: () => void = () => {};
  const first = new Promise<void>((resolve) => {
    failed = resolve;
  });
  const service = await startTries(
    (request) =>
      request.once('data', () => {
        request.socket.destroy();
        failed();
      }),
    (request, response) => void request.pipe(response),
  );
  const rig = await rigFor([service.port], { on: ['reset'] });
  const wire = await openWire(rig.port);
  wire.write('POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n');
  await first;
  wire.write('3\r\ntwo\r\n');
  await wire.until(/two/);
  wire.write('5\r\nthree\r\n0\r\n\r\n');
  expect((await wire.ended).replace(/\r\n[0-9a-f]+\r\n/g, '')).toMatch(/one.*two.*three/s);
});

test('a body beyond the buffer is sent once', async () => {
  const service = await startTries(
    (request) => request.resume().on('end', () => request.socket.destroy()),
    answers(200),
  );
  const rig = await rigFor([service.port], { on: ['reset'] });
  expect(await exchangeRaw(rig.port, post('x'.repeat(1_100_000)))).toMatch(/^HTTP\/1\.1 503 /);
  expect(await rig.nextExchange()).toMatchObject({ flags: 'UC', upstream: { attempts: 1 } });
});

test('a body that outgrows the buffer between two attempts: 507', async () => {
  let failed: () => void = () => {};
  const first = new Promise<void>((resolve) => {
    failed = resolve;
  });
  const service = await startTries((request) => {
    request.socket.destroy();
    failed();
  });
  const rig = await rigFor([service.port], { on: ['reset'], backoffMs: 3_600_000 }, {}, { dice: () => 0.9 });
  const wire = await openWire(rig.port);
  wire.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\nConnection: close\r\n\r\nabc');
  await first;
  wire.write('x'.repeat(2_000_000));
  const answer = await wire.until(/upstream$/);
  expect(answer).toMatch(/^HTTP\/1\.1 507 /);
  expect(answer).toMatch(/\r\n\r\nexceeded request buffer limit while retrying upstream$/);
  expect(await rig.nextExchange()).toMatchObject({
    status: 507,
    flags: '-',
    details: 'request_payload_exceeded_retry_buffer_limit',
  });
});

test('behind a 100 there are no retries', async () => {
  let asked = 0;
  const service = await startService(
    () => {},
    (server) =>
      server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
        asked += 1;
        response.writeContinue();
        request.once('data', () => request.socket.destroy());
      }),
  );
  const rig = await rigFor([service], { on: ['reset'] });
  const wire = await openWire(rig.port);
  wire.write('POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n');
  await wire.until(/100 Continue/);
  wire.write('abc');
  expect(await wire.ended).toMatch(/HTTP\/1\.1 503 /);
  expect(await rig.nextExchange()).toMatchObject({ flags: 'UC', upstream: { attempts: 1 } });
  expect(asked).toBe(1);
});

test('a client that leaves between two attempts ends them', async () => {
  let failed: () => void = () => {};
  const first = new Promise<void>((resolve) => {
    failed = resolve;
  });
  const service = await startTries((request) => {
    request.socket.destroy();
    failed();
  });
  const rig = await rigFor([service.port], { on: ['reset'], backoffMs: 3_600_000 }, {}, { dice: () => 0.9 });
  const wire = await openWire(rig.port);
  wire.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await first;
  wire.socket.destroy();
  expect(await rig.nextExchange()).toMatchObject({ status: 0, flags: 'DC' });
  expect(service.attempts).toHaveLength(1);
});

test('no connection is left behind, however attempts end', async () => {
  const service = await startTries(
    stalls,
    answers(503),
    destroys,
    (_, response) => {
      response.writeHead(500, { 'content-length': 100 });
      response.write('half');
    },
    answers(200),
  );
  const rig = await rigFor([service.port], { on: ['5xx'], retries: 4, perTryTimeoutMs: 20 });
  expect(await exchangeRaw(rig.port, get)).toMatch(/^HTTP\/1\.1 200 /);
  expect(service.attempts).toHaveLength(5);
  await rig.gateway.close(0);
  while ((await service.connections()) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
});

const handshake =
  'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';

test('a WebSocket is opened at another endpoint, and what came behind its request arrives once', async () => {
  const attempts: string[] = [];
  const service = await startService(
    () => {},
    (server) =>
      server.on('upgrade', (request, socket, head) => {
        attempts.push(String(request.headers['x-envoy-attempt-count']));
        socket.on('error', () => socket.destroy());
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
        socket.write(head);
        socket.pipe(socket);
      }),
  );
  const rig = await rigFor([await refusingPort(), service], {});
  const wire = await openWire(rig.port);
  wire.write(`${handshake}early `);
  await wire.until(/101 Switching Protocols.*early /s);
  wire.write('late');
  expect((await wire.until(/late/)).split('\r\n\r\n')[1]).toBe('early late');
  wire.socket.end();
  await wire.ended;
  expect(await rig.nextExchange()).toMatchObject({ status: 101, flags: '-', upstream: { attempts: 2 } });
  expect(attempts).toEqual(['2']);
});

test('a WebSocket that no endpoint takes: 503 URX,UF', async () => {
  const rig = await rigFor([await refusingPort()], {});
  const answer = await exchangeRaw(rig.port, handshake);
  expect(answer).toMatch(/^HTTP\/1\.1 503 /);
  expect(answer).toMatch(/retried and the latest reset reason: remote connection failure/);
  expect(await rig.nextExchange()).toMatchObject({ flags: 'URX,UF', upstream: { attempts: 3 } });
});
