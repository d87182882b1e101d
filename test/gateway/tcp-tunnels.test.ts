import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, connect, type Server as NetServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { ClusterPolicy } from '#core/route/cluster-policy.ts';
import { openWire, startRig } from './rig.ts';
import { at, origin } from './tables.ts';
import { pool, tcpTable } from './tcp-tables.ts';

const tunnel = (protocol: 'CONNECT' | 'POST'): ClusterPolicy => ({
  tunnel: {
    protocol,
    host: 'db.test',
    port: 5432,
    origin: origin('DestinationRule', 'shop', 'spec.trafficPolicy.tunnel'),
  },
});

async function listen(server: Server | NetServer): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

test('CONNECT through a proxy: what is asked for, both directions, both ends', async () => {
  const asked: string[] = [];
  const server = createServer();
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    asked.push(`${request.method} ${request.url} host=${request.headers.host}`);
    // Bytes right behind the head belong to the tunnel.
    socket.write('HTTP/1.1 200 Connection established\r\n\r\nwelcome ');
    let heard = '';
    socket.on('data', (bytes) => {
      heard += bytes;
    });
    socket.on('end', () => socket.end(`heard ${heard}`));
  });
  const rig = await startRig(tcpTable([at(await listen(server))], { policy: tunnel('CONNECT') }));
  const wire = await openWire(rig.port);
  await wire.until(/welcome/);
  wire.socket.end('question');
  expect(await wire.ended).toBe('welcome heard question');
  expect(asked).toEqual(['CONNECT db.test:5432 host=db.test:5432']);
  expect(await rig.nextExchange()).toMatchObject({ flags: '-', bytesReceived: 8, bytesSent: 22 });
});

test('POST through a proxy: the body and the answer are the directions', async () => {
  const asked: string[] = [];
  const server = createServer((request, answer) => {
    asked.push(`${request.method} ${request.url} host=${request.headers.host}`);
    answer.writeHead(200);
    answer.write('welcome ');
    request.on('data', (bytes) => answer.write(`heard ${bytes} `));
    request.on('end', () => answer.end('bye'));
  });
  const rig = await startRig(tcpTable([at(await listen(server))], { policy: tunnel('POST') }));
  const wire = await openWire(rig.port);
  await wire.until(/welcome/);
  wire.write('one');
  await wire.until(/heard one/);
  wire.socket.end();
  expect(await wire.ended).toBe('welcome heard one bye');
  expect(asked).toEqual(['POST / host=db.test:5432']);
  expect(await rig.nextExchange()).toMatchObject({ flags: '-', bytesReceived: 3 });
});

test.each(['CONNECT', 'POST'] as const)('%s over HTTP/2', async (protocol) => {
  const asked: string[] = [];
  const server = createHttp2Server();
  server.on('stream', (stream, headers) => {
    asked.push(`${headers[':method']} ${headers[':authority']} ${headers[':path'] ?? '-'}`);
    stream.respond({ ':status': 200 });
    stream.on('error', () => {});
    stream.pipe(stream);
  });
  const rig = await startRig(tcpTable([at(await listen(server))], { policy: tunnel(protocol), protocol: 'http2' }));
  const wire = await openWire(rig.port);
  wire.write('hello');
  await wire.until(/hello/);
  wire.socket.end('!');
  expect(await wire.ended).toBe('hello!');
  expect(asked).toEqual([protocol === 'CONNECT' ? 'CONNECT db.test:5432 -' : 'POST db.test:5432 /']);
  expect(await rig.nextExchange()).toMatchObject({ flags: '-', bytesReceived: 6, bytesSent: 6 });
});

test.each(['CONNECT', 'POST'] as const)('a proxy that refuses, and one that says nothing (%s)', async (protocol) => {
  const refusing = createServer((_, answer) => {
    answer.writeHead(403);
    answer.end();
  });
  refusing.on('connect', (_, socket: Socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
  const rig = await startRig(tcpTable([at(await listen(refusing))], { policy: tunnel(protocol) }));
  const wire = await openWire(rig.port);
  expect(await wire.ended).toBe('');
  expect(await rig.nextExchange()).toMatchObject({
    flags: 'UF,URX',
    upstream: { transportFailure: 'the tunnel to db.test:5432 was refused with 403' },
  });
  const silent = createServer(() => {});
  silent.on('connect', () => {});
  await rig.gateway.apply(
    tcpTable([at(await listen(silent))], { policy: { ...tunnel(protocol), ...pool({ connectTimeoutMs: 50 }) } }),
  );
  const other = await openWire(rig.port);
  expect(await other.ended).toBe('');
  expect(await rig.nextExchange()).toMatchObject({
    flags: 'UF,URX',
    upstream: { transportFailure: 'connection timeout' },
  });
});

test('a connection that is cut while its tunnel is being opened leaves nothing behind', async () => {
  let closed: (() => void) | undefined;
  const gone = new Promise<void>((resolve) => {
    closed = resolve;
  });
  let asked: (() => void) | undefined;
  const begun = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const server = createServer();
  server.on('connect', (_, socket: Socket) => {
    socket.on('close', () => closed?.());
    socket.on('end', () => socket.end());
    socket.resume();
    asked?.();
  });
  const rig = await startRig(tcpTable([at(await listen(server))], { policy: tunnel('CONNECT') }));
  const client = connect({ host: '127.0.0.1', port: rig.port });
  client.on('error', () => {});
  await begun;
  await rig.gateway.close(0);
  await gone;
  expect(await rig.nextExchange()).toMatchObject({ flags: '-', bytesSent: 0 });
});
