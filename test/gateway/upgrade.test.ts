import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { exchangeRaw, headerIn, openWire, startRig, startService } from './rig.ts';
import { at, forward, operations, prefix, route, table } from './tables.ts';

const handshake = (path = '/', upgrade = 'websocket', more = '') =>
  `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: ${upgrade}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${more}\r\n`;

/** A text frame as a client sends it (RFC 6455 section 5.2), masked with zeros. */
const frame = (text: string): string => `\x81${String.fromCharCode(0x80 | text.length)}\0\0\0\0${text}`;

const echoService = (note: (headers: readonly string[], url: string) => void = () => {}) =>
  startService(
    (_, response) => response.writeHead(400, { 'content-length': 2 }).end('no'),
    (server) =>
      server.on('upgrade', (request, socket) => {
        note(request.rawHeaders, request.url ?? '');
        socket.on('error', () => socket.destroy());
        if (request.url?.startsWith('/refuse')) {
          socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 4\r\nServer: app\r\n\r\nnope');
          return;
        }
        const accept = createHash('sha1')
          .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
          .digest('base64');
        socket.write(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nServer: app\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
        );
        // Whoever echoes unmasks; zeros as a mask make that the removal of five bytes.
        socket.on('data', (bytes: Buffer) => {
          const text = bytes.subarray(6);
          if (text.toString() === 'bye') return void socket.end();
          socket.write(Buffer.concat([Buffer.from([0x81, text.length]), text]));
        });
        socket.on('end', () => socket.end());
      }),
  );

test('a WebSocket is opened, echoes frames, and is recorded when it closes', async () => {
  let seen: readonly string[] = [];
  let url = '';
  const service = await echoService((headers, path) => {
    seen = headers;
    url = path;
  });
  const add = operations({ add: [['x-added', 'yes']] });
  const rig = await startRig(
    table({
      endpoints: [at(service)],
      routes: [route(forward({}, { responseHeaders: [add], requestHeaders: [add] }))],
    }),
  );
  const wire = await openWire(rig.port);
  wire.write(
    handshake('//a//b?c=//d', 'WebSocket', 'X-Envoy-Retry-On: 5xx\r\nKeep-Alive: 5\r\nX-Two: 1\r\nX-Two: 2\r\n'),
  );
  const head = await wire.until(/\r\n\r\n/);
  expect(head).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
  expect(headerIn(head, 'sec-websocket-accept')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  expect(headerIn(head, 'server')).toBe('istio-envoy');
  expect(headerIn(head, 'x-added')).toBe('yes');
  expect(headerIn(head, 'upgrade')).toBe('websocket');
  expect(url).toBe('//a//b?c=//d');
  const names = seen.filter((_, i) => i % 2 === 0).map((n) => n.toLowerCase());
  expect(names).toContain('x-request-id');
  expect(names).toContain('x-added');
  expect(names.filter((n) => n === 'x-two')).toHaveLength(2);
  for (const gone of ['keep-alive', 'x-envoy-retry-on']) expect(names).not.toContain(gone);
  wire.write(frame('hello'));
  await wire.until(/hello$/);
  wire.write(frame('again'));
  expect((await wire.until(/again$/)).slice(head.length)).toBe('\x81\x05hello\x81\x05again');
  wire.write(frame('bye'));
  await wire.ended;
  wire.socket.destroy();
  expect(await rig.nextExchange()).toMatchObject({ status: 101, details: 'via_upstream', flags: '-', bytesSent: 14 });
});

test('the service hears at once that the client of a WebSocket has gone, and the other way round', async () => {
  let gone: () => void = () => {};
  const left = new Promise<void>((resolve) => {
    gone = resolve;
  });
  const service = await startService(
    () => {},
    (server) =>
      server.on('upgrade', (request, socket) => {
        socket.on('error', () => {});
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
        socket.on('end', gone);
        socket.resume();
        if (request.url === '/drop') socket.destroy();
      }),
  );
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const wire = await openWire(rig.port);
  wire.write(handshake());
  await wire.until(/101 Switching/);
  wire.socket.destroy();
  await left;
  const dropped = await openWire(rig.port);
  dropped.write(handshake('/drop'));
  await dropped.ended;
});

test('a service that refuses the upgrade is heard as it is', async () => {
  const rig = await startRig(table({ endpoints: [at(await echoService())] }));
  const answer = await exchangeRaw(rig.port, handshake('/refuse'));
  expect(answer).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n[\s\S]*\r\n\r\nnope$/);
  expect(headerIn(answer, 'server')).toBe('istio-envoy');
  expect(await rig.nextExchange()).toMatchObject({ status: 401, bytesSent: 4 });
});

test('an upgrade to nobody: 503 with the words of a plain request', async () => {
  const rig = await startRig(table({ endpoints: [at(1)] }));
  expect(await exchangeRaw(rig.port, handshake())).toMatch(/^HTTP\/1\.1 503 [\s\S]*remote connection failure/);
  expect(await rig.nextExchange()).toMatchObject({ status: 503, flags: 'UF' });
});

test('the route timeout counts until the service has agreed', async () => {
  const service = await startService(
    () => {},
    (server) => server.on('upgrade', (_, socket) => void socket.on('error', () => {})),
  );
  const rig = await startRig(table({ endpoints: [at(service)], routes: [route(forward({ timeoutMs: 100 }))] }));
  expect(await exchangeRaw(rig.port, handshake())).toMatch(/^HTTP\/1\.1 504 [\s\S]*upstream request timeout$/);
});

test('another protocol is refused on a matched route, unknown on an unmatched one, and h2c is no upgrade', async () => {
  const service = await startService((_, response) => response.end('plain'));
  const rig = await startRig(table({ endpoints: [at(service)], routes: [route(forward(), [prefix('/api')])] }));
  const matched = await exchangeRaw(rig.port, handshake('/api', 'foo'));
  expect(matched).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
  expect(headerIn(matched, 'connection')).toBe('close');
  expect(headerIn(matched, 'content-length')).toBe('0');
  expect(await rig.nextExchange()).toMatchObject({ status: 403, details: 'upgrade_failed' });
  const wire = await openWire(rig.port);
  wire.write(handshake('/x', 'foo'));
  await wire.until(/^HTTP\/1\.1 404 [\s\S]*\r\n\r\n$/);
  const h2c = await openWire(rig.port);
  h2c.write(handshake('/api', 'h2c', 'HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n'));
  expect(await h2c.until(/plain/)).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(await exchangeRaw(rig.port, handshake('/x'))).toMatch(/^HTTP\/1\.1 404 /);
});

test('an answer instead of a WebSocket that breaks off is recorded with why', async () => {
  const port = await startService(
    () => {},
    (server) =>
      server.on('upgrade', (_, socket) => {
        socket.on('error', () => {});
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfour');
      }),
  );
  const rig = await startRig(table({ endpoints: [at(port)] }));
  const answer = await exchangeRaw(
    rig.port,
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(await rig.nextExchange()).toMatchObject({
    status: 200,
    flags: 'UC',
    details: 'upstream_reset_after_response_started{connection_termination}',
  });
});
