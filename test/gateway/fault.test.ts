import { expect, test } from 'vitest';
import { exchangeRaw, headerIn, openWire, startRig, startService } from './rig.ts';
import { at, forward, operations, route, table } from './tables.ts';

const get = (more = '') => `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${more}\r\n`;
const million = 1_000_000;

test('an abort answers by itself, with the header operations of the route; no service is asked', async () => {
  let asked = 0;
  const service = await startService((_, response) => {
    asked += 1;
    response.end('ok');
  });
  const action = forward(
    { fault: { abort: { perMillion: million, status: 503 } } },
    { responseHeaders: [operations({ set: [['x-injected', 'yes']] })] },
  );
  const rig = await startRig(table({ endpoints: [at(service)], routes: [route(action)] }));
  const answer = await exchangeRaw(rig.port, get());
  expect(answer).toMatch(/^HTTP\/1\.1 503 /);
  expect(answer).toMatch(/\r\n\r\nfault filter abort$/);
  expect(headerIn(answer, 'content-type')).toBe('text/plain');
  expect(headerIn(answer, 'x-injected')).toBe('yes');
  const exchange = await rig.nextExchange();
  expect(exchange).toMatchObject({ status: 503, flags: 'FI', details: 'fault_filter_abort' });
  expect(exchange.upstream).toBeUndefined();
  expect(asked).toBe(0);
});

test('a gRPC client gets the status of the abort, mapped from HTTP or as it is written', async () => {
  for (const [abort, status] of [
    [{ perMillion: million, status: 404 }, '12'],
    [{ perMillion: million, grpcStatus: 8, grpcName: 'RESOURCE_EXHAUSTED' }, '8'],
  ] as const) {
    const rig = await startRig(table({ routes: [route(forward({ fault: { abort } }))] }));
    const answer = await exchangeRaw(rig.port, get('content-type: application/grpc\r\n'));
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(headerIn(answer, 'grpc-status')).toBe(status);
    expect(headerIn(answer, 'grpc-message')).toBe('fault filter abort');
  }
});

test('the dice decides about delay and abort one after the other', async () => {
  const service = await startService((_, response) => response.end('ok'));
  const fault = {
    delay: { perMillion: million / 2, ms: 1 },
    abort: { perMillion: million / 4, status: 429 },
  };
  for (const [rolls, flags, status] of [
    [[0.6, 0.6], '-', 200],
    [[0.4, 0.6], 'DI', 200],
    [[0.6, 0.2], 'FI', 429],
    [[0.4, 0.2], 'DI,FI', 429],
  ] as const) {
    let thrown = 0;
    // The request id is made of the same dice before the route is known.
    const dice = () => rolls[thrown++ - idThrows] ?? 0.5;
    const rig = await startRig(table({ endpoints: [at(service)], routes: [route(forward({ fault }))] }), { dice });
    await exchangeRaw(rig.port, get());
    expect(await rig.nextExchange()).toMatchObject({ flags, status });
  }
});

/** How often the dice is thrown for a request id. */
const idThrows = 4;

test('a delayed request that is left by its client is let go', async () => {
  let asked = 0;
  const service = await startService((_, response) => {
    asked += 1;
    response.end('ok');
  });
  const fault = { delay: { perMillion: million, ms: 3_600_000 } };
  const rig = await startRig(table({ endpoints: [at(service)], routes: [route(forward({ fault }))] }));
  const wire = await openWire(rig.port);
  wire.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc');
  await new Promise((resolve) => setImmediate(resolve));
  wire.socket.destroy();
  expect(await rig.nextExchange()).toMatchObject({ status: 0, flags: 'DI,DC' });
  expect(asked).toBe(0);
});

test('a delay holds the body back and loses nothing of it', async () => {
  const service = await startService((request, response) => void request.pipe(response));
  const fault = { delay: { perMillion: million, ms: 20 } };
  const rig = await startRig(table({ endpoints: [at(service)], routes: [route(forward({ fault }))] }));
  const body = 'x'.repeat(300_000);
  const answer = await exchangeRaw(
    rig.port,
    `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(await rig.nextExchange()).toMatchObject({ flags: 'DI', bytesReceived: 300_000, bytesSent: 300_000 });
});

test('an abort and a delay apply to WebSocket requests', async () => {
  const fault = { abort: { perMillion: million, status: 418 } };
  const rig = await startRig(table({ routes: [route(forward({ fault }))] }));
  const answer = await exchangeRaw(
    rig.port,
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1\.1 418 /);
  expect(await rig.nextExchange()).toMatchObject({ flags: 'FI' });
});
