import { createServer, type Server, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTls } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createLocalCa } from '../../src-main/gateway/tls/local-ca.ts';
import {
  bytesChain,
  httpChain,
  meshListener,
  meshTable,
  nameOf,
  service,
  tcpTo,
  tlsChain,
  to,
  virtualHost,
} from './mesh-tables.ts';
import { openWire, type Rig, startRig, startService, type Wire } from './rig.ts';
import { at } from './tables.ts';

const ca = createLocalCa({ clock: Date.now });

async function listen(server: Server): Promise<number> {
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
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

/** A server of TLS that says which name it was asked for. */
async function startTlsService(name: string): Promise<number> {
  const { key, certificate: cert } = await ca.leafFor([name]);
  return listen(
    createTls({ key, cert }, (socket) => socket.end(`hello ${String((socket as { servername?: string }).servername)}`)),
  );
}

const proxyOf = (rig: Rig): number => rig.gateway.state().mesh?.bound ?? 0;

async function openTunnel(rig: Rig, target: string, version = '1.1'): Promise<Wire> {
  const wire = await openWire(proxyOf(rig));
  wire.write(`CONNECT ${target} HTTP/${version}\r\nHost: ${target}\r\n\r\n`);
  await wire.until(/^HTTP\/1\.1 200 Connection established\r\n\r\n/);
  return wire;
}

/** What a TLS server says through a tunnel, to a client that trusts our authority alone. */
async function talkTls(rig: Rig, target: string, servername: string): Promise<string> {
  const { socket } = await openTunnel(rig, target);
  socket.removeAllListeners('data');
  const authority = await ca.certificate();
  return new Promise((resolve, reject) => {
    const tls = connectTls({ socket, servername, ca: authority });
    let text = '';
    tls.on('data', (part: Buffer) => {
      text += part.toString();
    });
    tls.on('error', reject);
    tls.on('end', () => {
      socket.destroy();
      resolve(text);
    });
  });
}

test('TLS goes by its server name to the chain of the port, untouched', async () => {
  const port = await startTlsService('news.example');
  const rig = await startRig(
    meshTable({
      listeners: [meshListener(443, tlsChain('news.example', tcpTo(nameOf('news.example', 443))))],
      clusters: [service('news.example', [at(port)], 443, { protocol: 'tls' })],
    }),
  );
  expect(await talkTls(rig, 'news.example:443', 'news.example')).toBe('hello news.example');
  expect(await rig.nextExchange()).toMatchObject({
    proxy: 'mesh',
    listener: 'mesh_443',
    serverName: 'news.example',
    protocol: '-',
    upstream: { cluster: 'outbound|443||news.example', host: `127.0.0.1:${port}` },
  });
});

test('TLS of unknown names passes through to where it was going', async () => {
  const port = await startTlsService('elsewhere.example');
  const rig = await startRig(meshTable());
  expect(await talkTls(rig, `127.0.0.1:${port}`, 'elsewhere.example')).toBe('hello elsewhere.example');
  expect(await rig.nextExchange()).toMatchObject({
    listener: 'mesh_others',
    serverName: 'elsewhere.example',
    upstream: { cluster: 'PassthroughCluster', host: `127.0.0.1:${port}` },
  });
});

test('REGISTRY_ONLY closes connections of unknown names: one line with the black hole', async () => {
  const port = await startTlsService('elsewhere.example');
  const rig = await startRig(meshTable({ policy: 'REGISTRY_ONLY' }));
  expect(await talkTls(rig, `127.0.0.1:${port}`, 'elsewhere.example')).toBe('');
  expect(await rig.nextExchange()).toMatchObject({ flags: 'UH', upstream: { cluster: 'BlackHoleCluster' } });
  const bytes = await openTunnel(rig, `127.0.0.1:${port}`);
  bytes.write('\x01\x02');
  await bytes.ended;
  expect(await rig.nextExchange()).toMatchObject({ flags: 'UH', upstream: { cluster: 'BlackHoleCluster' } });
});

test.each(['1.1', '1.0'])(
  'HTTP in a tunnel (asked for with HTTP/%s) follows the routes of its port',
  async (version) => {
    const port = await startService((request, response) => response.end(`${request.headers.host}${request.url}.`));
    const rig = await startRig(
      meshTable({
        hosts: { 80: [virtualHost('news.example', to('news.example'))] },
        clusters: [service('news.example', [at(port)])],
      }),
    );
    const wire = await openTunnel(rig, 'news.example:80', version);
    wire.write('GET /one HTTP/1.1\r\nHost: news.example\r\n\r\n');
    await wire.until(/news\.example\/one\.$/);
    wire.write('GET /two HTTP/1.1\r\nHost: news.example\r\n\r\n');
    await wire.until(/news\.example\/two\.$/);
    expect(await rig.nextExchange()).toMatchObject({ listener: 'mesh_80', path: '/one', proxy: 'mesh' });
    expect(await rig.nextExchange()).toMatchObject({ path: '/two', upstream: { host: `127.0.0.1:${port}` } });
  },
);

test('HTTP in a tunnel to an unknown host and port passes through, and what is no HTTP is not', async () => {
  const port = await startService((request, response) => response.end(`${request.headers.host}.`));
  const rig = await startRig(meshTable());
  const wire = await openTunnel(rig, `127.0.0.1:${port}`);
  wire.write('GET / HTTP/1.1\r\n');
  wire.write('Host: any.example\r\n\r\n');
  await wire.until(/any\.example\.$/);
  expect(await rig.nextExchange()).toMatchObject({ method: 'GET', upstream: { cluster: 'PassthroughCluster' } });
  const echo = await listen(createServer((socket) => socket.pipe(socket)));
  const bytes = await openTunnel(rig, `127.0.0.1:${echo}`);
  bytes.write('PING\r\n');
  await bytes.until(/PING\r\n$/);
  bytes.socket.end();
  await bytes.ended;
  expect(await rig.nextExchange()).toMatchObject({
    protocol: '-',
    bytesReceived: 6,
    bytesSent: 6,
    upstream: { cluster: 'PassthroughCluster' },
  });
});

test('a server that speaks first is heard, at once where its port is known', async () => {
  const port = await listen(createServer((socket) => socket.end('220 ready')));
  const rig = await startRig(
    meshTable({
      listeners: [meshListener(25, bytesChain(tcpTo(nameOf('mail.example', 25))))],
      clusters: [service('mail.example', [at(port)], 25, { protocol: 'tcp' })],
    }),
  );
  const known = await openTunnel(rig, 'mail.example:25');
  expect(await known.ended).toMatch(/220 ready$/);
  known.socket.end();
  expect(await rig.nextExchange()).toMatchObject({ upstream: { cluster: 'outbound|25||mail.example' } });
  const unknown = await openTunnel(rig, `127.0.0.1:${port}`);
  expect(await unknown.ended).toMatch(/220 ready$/);
  unknown.socket.end();
  expect(await rig.nextExchange()).toMatchObject({ upstream: { cluster: 'PassthroughCluster' } });
});

test('services of TCP on one port are told apart by the name that was asked for', async () => {
  const [one, two] = await Promise.all(
    ['one', 'two'].map((text) => listen(createServer((socket) => socket.end(text)))),
  );
  const named = (host: string) => ({ ...bytesChain(tcpTo(nameOf(host, 6379))), sni: [host] });
  const rig = await startRig(
    meshTable({
      listeners: [meshListener(6379, named('one.example'), named('two.example'))],
      clusters: [
        service('one.example', [at(one ?? 0)], 6379, { protocol: 'tcp' }),
        service('two.example', [at(two ?? 0)], 6379, { protocol: 'tcp' }),
      ],
    }),
  );
  expect(await (await openTunnel(rig, 'two.example:6379')).ended).toMatch(/two$/);
  expect(await (await openTunnel(rig, 'One.example:6379')).ended).toMatch(/one$/);
});

test('WebSockets go through a tunnel and by an absolute target', async () => {
  const sockets = new WebSocketServer({ noServer: true });
  const port = await startService(
    (_, response) => response.end(),
    (server) =>
      server.on('upgrade', (request, socket, head) =>
        sockets.handleUpgrade(request, socket, head, (client) =>
          client.on('message', (text) => client.send(`heard ${String(text)}`)),
        ),
      ),
  );
  const rig = await startRig(
    meshTable({
      listeners: [meshListener(80, httpChain(80))],
      hosts: { 80: [virtualHost('chat.example', to('chat.example'))] },
      clusters: [service('chat.example', [at(port)])],
    }),
  );
  const { socket } = await openTunnel(rig, 'chat.example:80');
  socket.removeAllListeners('data');
  const chat = new WebSocket('ws://chat.example/', { createConnection: () => socket });
  const heard = await new Promise<string>((resolve, reject) => {
    chat.on('open', () => chat.send('you'));
    chat.on('message', (text) => resolve(String(text)));
    chat.on('error', reject);
  });
  chat.terminate();
  expect(heard).toBe('heard you');
  expect(await rig.nextExchange()).toMatchObject({ status: 101, proxy: 'mesh', authority: 'chat.example' });
  const wire = await openWire(proxyOf(rig));
  wire.write(
    'GET http://chat.example/ HTTP/1.1\r\nHost: chat.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  expect(await wire.until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 101 /);
});

test('who opens a tunnel and says nothing leaves no line', async () => {
  const rig = await startRig(meshTable());
  const wire = await openTunnel(rig, '127.0.0.1:9');
  wire.socket.destroy();
  const next = await openWire(proxyOf(rig));
  next.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await next.ended;
  expect(await rig.nextExchange()).toMatchObject({ details: 'mesh_not_a_proxy_request' });
});

test('a gateway that closes does not leave tunnels behind whose mesh has gone before', async () => {
  const port = await listen(createServer((socket) => void socket.pipe(socket)));
  const rig = await startRig(meshTable());
  const tunnel = await openTunnel(rig, `127.0.0.1:${port}`);
  tunnel.write('before');
  await tunnel.until(/before/);
  const { mesh: _, ...without } = meshTable();
  await rig.gateway.apply(without);
  tunnel.write('meanwhile');
  await tunnel.until(/meanwhile/);
  await rig.gateway.close(0);
  await tunnel.ended;
});
