import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { build } from '#core/build.ts';
import { type Rig, startRig } from './rig.ts';

/** A gateway on these servers and routes; every declared port gets one of the system's choice. */
async function startFrom(servers: string, routes: string): Promise<Rig> {
  const text = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
${servers}
---
${routes}`;
  const { table } = build([{ file: 'routes.yaml', text }]);
  const declared = table.listeners.flatMap(({ declaredPorts }) => declaredPorts);
  const ports = Object.fromEntries(declared.map((port) => [String(port), 0]));
  return startRig({ ...table, settings: { ...table.settings, addresses: ['127.0.0.1'], ports } });
}

const routesTo = (name: string, kind: 'tcp' | 'tls', port: number, match: string) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name} }
spec:
  hosts: ['${name}.test']
  gateways: [main]
  ${kind}: [{ ${match}route: [{ destination: { host: ${name}, port: { number: 9 } } }] }]
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: ${name} }
spec: { address: ${port} }
---
`;

/** Answers every connection with what it was sent, once the client has ended its half. */
async function startEcho(mark = ''): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.write(mark);
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Sends bytes, ends its half, and resolves with all that came back. */
async function talk(port: number, bytes: Buffer | string): Promise<Buffer> {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  const received: Buffer[] = [];
  socket.on('data', (part: Buffer) => received.push(part));
  socket.on('error', () => {});
  socket.end(bytes);
  await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(received);
}

/** A ClientHello of TLS 1.2 with this server name and nothing else that matters (RFC 8446 section 4.1.2, RFC 6066 section 3). */
function hello(name: string): Buffer {
  const sized = (bytes: number, content: Buffer): Buffer => {
    const length = Buffer.alloc(bytes);
    length.writeUIntBE(content.length, 0, bytes);
    return Buffer.concat([length, content]);
  };
  const entry = Buffer.concat([Buffer.from([0]), sized(2, Buffer.from(name))]);
  const extension = Buffer.concat([Buffer.from([0, 0]), sized(2, sized(2, entry))]);
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 7),
    sized(1, Buffer.alloc(0)),
    sized(2, Buffer.from([0x13, 0x01])),
    sized(1, Buffer.from([0])),
    sized(2, extension),
  ]);
  const handshake = Buffer.concat([Buffer.from([1]), sized(3, body)]);
  return Buffer.concat([Buffer.from([22, 3, 1]), sized(2, handshake)]);
}

const tcpServer = "  - { port: { number: 9000, name: tcp, protocol: TCP }, hosts: ['*'] }";
const passServer =
  "  - { port: { number: 443, name: tls, protocol: TLS }, hosts: ['*.test'], tls: { mode: PASSTHROUGH } }";

test('TCP is carried both ways, each side ending on its own, with one line in the log', async () => {
  const rig = await startFrom(tcpServer, routesTo('echo', 'tcp', await startEcho(), ''));
  const sent = Buffer.alloc(3_000_000, 'abc');
  expect((await talk(rig.port, sent)).equals(sent)).toBe(true);
  expect(await rig.nextExchange()).toMatchObject({
    status: 0,
    flags: '-',
    bytesReceived: sent.length,
    bytesSent: sent.length,
    upstream: { cluster: 'outbound|9||echo.default.svc.cluster.local', attempts: 1 },
  });
});

test('a service that refuses ends the connection with UF,URX', async () => {
  const closed = createServer();
  closed.listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  await once(closed, 'close');
  const rig = await startFrom(tcpServer, routesTo('gone', 'tcp', port, ''));
  expect((await talk(rig.port, 'hello')).length).toBe(0);
  expect(await rig.nextExchange()).toMatchObject({ flags: 'UF,URX' });
});

test('a TCP server without a route opens nothing', async () => {
  const { table } = build([
    {
      file: 'a.yaml',
      text: `apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: main }\nspec:\n  servers:\n${tcpServer}\n`,
    },
  ]);
  expect(table.listeners).toEqual([]);
});

test('TLS is passed through by server name, byte for byte', async () => {
  const one = routesTo('one', 'tls', await startEcho('1'), 'match: [{ sniHosts: [one.test] }], ');
  const two = routesTo('two', 'tls', await startEcho('2'), 'match: [{ sniHosts: [two.test] }], ');
  const rig = await startFrom(passServer, one + two);
  for (const [name, mark] of [
    ['one.test', '1'],
    ['TWO.test', '2'],
  ] as const) {
    const bytes = Buffer.concat([hello(name), Buffer.from('and more')]);
    expect((await talk(rig.port, bytes)).equals(Buffer.concat([Buffer.from(mark), bytes]))).toBe(true);
    expect(await rig.nextExchange()).toMatchObject({ flags: '-', serverName: name.toLowerCase() });
  }
});

test('a server name nobody routes, and what is no TLS, are closed with NR', async () => {
  const rig = await startFrom(
    passServer,
    routesTo('one', 'tls', await startEcho(), 'match: [{ sniHosts: [one.test] }], '),
  );
  expect((await talk(rig.port, hello('other.test'))).length).toBe(0);
  expect(await rig.nextExchange()).toMatchObject({ flags: 'NR', details: 'filter_chain_not_found' });
  expect((await talk(rig.port, 'GET / HTTP/1.1\r\n\r\n')).length).toBe(0);
  expect(await rig.nextExchange()).toMatchObject({ flags: 'NR', details: 'filter_chain_not_found' });
});
