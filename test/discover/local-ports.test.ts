import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import { createServer as createSecure } from 'node:https';
import { type AddressInfo, createServer as createPlain, type Server, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type Listener, linuxListeners, parseTable } from '../../src-main/discover/linux-listeners.ts';
import { createLocalPorts } from '../../src-main/discover/local-ports.ts';
import { probe, readAnswer } from '../../src-main/discover/probe.ts';
import { scriptName } from '../../src-main/discover/script-name.ts';
import { selfSigned } from './self-signed.ts';

const listening = async (server: Server, host = '127.0.0.1'): Promise<number> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((done) => server.listen(0, host, done));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
};
const page: RequestListener = (_, response) =>
  response.setHeader('server', 'oven/1').end('<html><title>\n Orders &amp;\n more </title>');
const never = new AbortController().signal;

test('a web server says its title and its name', async () => {
  const port = await listening(createServer(page));
  expect(await probe('127.0.0.1', port, never)).toEqual({ speaks: 'http', title: 'Orders & more', server: 'oven/1' });
});

test('a server of HTTPS is asked a second time, whatever its certificate', async () => {
  const port = await listening(createSecure(await selfSigned(), page));
  expect(await probe('127.0.0.1', port, never)).toMatchObject({ speaks: 'https', title: 'Orders & more' });
});

test('whoever speaks first hears nothing', async () => {
  let heard = '';
  const port = await listening(
    createPlain((socket) => {
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        heard += chunk;
      });
      socket.write('220 mail.test ESMTP\r\n');
    }),
  );
  expect(await probe('127.0.0.1', port, never)).toEqual({ speaks: 'other' });
  expect(heard).toBe('');
});

test('a server that says nothing is given up, and nothing is known of it', async () => {
  const port = await listening(createPlain((socket) => socket.on('error', () => {})));
  expect(await probe('127.0.0.1', port, never)).toEqual({ speaks: 'silent' });
});

test('what is no HTTP, and a title that never ends, are no title', () => {
  expect(readAnswer('-ERR unknown command\r\n')).toBeUndefined();
  expect(readAnswer('HTTP/1.1 200 OK\r\n\r\n<title>')).toEqual({});
  expect(readAnswer(`HTTP/1.1 200 OK\r\n\r\n<title>${'x'.repeat(500)}</title>`)?.title).toHaveLength(80);
  expect(readAnswer('HTTP/1.1 200 OK\r\n\r\n<title>a\u0000b\u202e</title>')?.title).not.toMatch(/[\u0000\u202e]/);
});

const candidatesOf = async (listeners: readonly Listener[], own: readonly number[] = []) => {
  const find = createLocalPorts({
    clock: () => 0,
    listeners: async () => listeners,
    ownPorts: () => new Set(own),
    pid: 1,
  });
  const found = await find(never);
  if (!found.ok) throw new Error(found.failure.message);
  return found.value;
};

test('our own ports, other addresses and known protocols are left alone', async () => {
  let asked = 0;
  const port = await listening(
    createPlain(() => {
      asked += 1;
    }),
  );
  const here = { address: '127.0.0.1', pid: 7 };
  expect(await candidatesOf([{ ...here, port }], [port])).toEqual([]);
  expect(await candidatesOf([{ ...here, port, pid: 1 }])).toEqual([]);
  expect(await candidatesOf([{ port, pid: 7, address: '192.0.2.7' }])).toEqual([]);
  // A process of somebody else, and one that is known for what it is.
  expect(await candidatesOf([{ address: '0.0.0.0', port }])).toMatchObject([{ port, about: {} }]);
  expect(await candidatesOf([{ ...here, port, process: 'postgres' }])).toMatchObject([{ about: { speaks: 'other' } }]);
  expect(asked).toBe(0);
});

test('another Slipway is neither asked nor offered, as long as it has the port that it says', async () => {
  let asked = 0;
  const port = await listening(createPlain(() => (asked += 1)));
  const listeners = [
    { address: '127.0.0.1', port, pid: 7, process: 'node' },
    { address: '127.0.0.1', port: 1, pid: 7, process: 'node' },
    { address: '127.0.0.1', port: 2, pid: 8, process: 'postgres' },
  ];
  const find = createLocalPorts({
    clock: () => 0,
    listeners: async () => listeners,
    ownPorts: () => new Set(),
    pid: 1,
    // The second one is gone, and its number is another program's by now.
    others: async () => [
      { pid: 7, port: 1 },
      { pid: 8, port: 1 },
    ],
  });
  expect(await find(never)).toMatchObject({ ok: true, value: [{ port: 2, label: 'postgres' }] });
  expect(asked).toBe(0);
});

test('what only carries for containers or clusters, and what another user runs, is not asked', async () => {
  let asked = 0;
  const port = await listening(createPlain(() => (asked += 1)));
  const here = { address: '127.0.0.1', port, pid: 7 };
  for (const process of ['docker-proxy', 'com.docker.backend', 'rootlesskit', 'kubectl'])
    expect(await candidatesOf([{ ...here, process }])).toMatchObject([{ label: process, about: { pid: 7 } }]);
  for (const process of ['redis-server', 'mongod', 'pgbouncer'])
    expect(await candidatesOf([{ ...here, process }])).toMatchObject([{ about: { speaks: 'other' } }]);
  const find = createLocalPorts({
    clock: () => 0,
    listeners: async () => [{ ...here, process: 'node', uid: 1001 }],
    ownPorts: () => new Set(),
    pid: 1,
    uid: 1000,
  });
  expect(await find(never)).toMatchObject({ value: [{ port, about: { process: 'node' } }] });
  expect(asked).toBe(0);
});

test('a server of HTTP/2 alone is told as that, and hears nothing', async () => {
  const port = await listening(createHttp2() as unknown as Server);
  expect(await probe('127.0.0.1', port, never)).toEqual({ speaks: 'http2' });
});

test('who listens on IPv6 alone is reached there', async () => {
  const server = createServer(page);
  const opened = await new Promise<boolean>((done) => {
    server.once('error', () => done(false));
    server.listen({ port: 0, host: '::', ipv6Only: true }, () => done(true));
  });
  if (!opened) return; // a machine without IPv6
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  expect(await candidatesOf([{ address: '::', port, pid: 7, process: 'node', folder: 'six' }])).toMatchObject([
    { id: `port [::1]:${port}`, to: { address: `[::1]:${port}` }, about: { speaks: 'http' } },
  ]);
});

test('of very many ports all are listed in time, and those that were not asked are in the next look', async () => {
  const port = await listening(createServer(page));
  const listeners = Array.from({ length: 500 }, (_, i) => ({ address: '127.0.0.1', port: 1 + i, pid: 7 }));
  const look = (all: readonly Listener[], askMs?: number) =>
    createLocalPorts({
      clock: () => 0,
      listeners: async () => all,
      ownPorts: () => new Set(),
      pid: 1,
      ...(askMs !== undefined && { askMs }),
    })(never);
  const first = await look(listeners, 0);
  expect(first.ok && first.value.filter(({ about }) => about.speaks !== 'other')).not.toHaveLength(0);
  expect(first.ok && first.value).toHaveLength(500);
  expect(await look([{ address: '127.0.0.1', port, pid: 7 }])).toMatchObject({
    value: [{ about: { speaks: 'http' } }],
  });
});

test('programs that were started in one folder are called by what they run', async () => {
  const all = ['orders', 'cart'].map((script, i) => ({
    address: '127.0.0.1',
    port: 1 + i,
    pid: 7 + i,
    process: 'node',
    folder: 'shop',
    script,
    uid: 9,
  }));
  const find = createLocalPorts({
    clock: () => 0,
    listeners: async () => all,
    ownPorts: () => new Set(),
    pid: 1,
    uid: 1,
  });
  expect(await find(never)).toMatchObject({
    value: [
      { label: 'orders', names: ['node', 'orders'], about: { folder: 'shop' } },
      { label: 'cart', names: ['node', 'cart'] },
    ],
  });
});

test.each([
  [['node', 'services/orders/server.js'], 'orders'],
  [['node', '--require', './hook.js', '--inspect', 'dist/orders.mjs', '--token', 'secret'], 'orders'],
  [['node', 'server.js'], undefined],
  [['node', '-e', 'code'], undefined],
  [['node', '/a/node_modules/.bin/vite'], undefined],
  [['python3', '-m', 'shop.orders'], 'orders'],
  [['java', '-Xmx1g', '-cp', 'a:b', 'com.shop.OrdersApplication'], 'OrdersApplication'],
  [['java', '-jar', '/opt/orders-1.2.jar'], 'orders-1.2'],
  [['dotnet', 'bin/Debug/net8.0/Orders.dll'], 'Orders'],
  [['deno', 'run', '-A', 'cart/main.ts'], 'cart'],
  [['node', 'https://user:password@host/x.js'], undefined],
  [[''], undefined],
] as const)('%j runs %s', (words, name) => {
  expect(scriptName(words)).toBe(name);
});

test('a program that runs others is called by its folder, and asked once in a minute', async () => {
  let asked = 0;
  const port = await listening(
    createServer((request, response) => {
      asked += 1;
      page(request, response);
    }),
  );
  const listener = { address: '127.0.0.1', port, pid: 7, process: 'node', folder: 'orders' };
  const find = createLocalPorts({
    clock: () => asked * 100,
    listeners: async () => [listener],
    ownPorts: () => new Set(),
    pid: 1,
  });
  for (const _ of [1, 2]) {
    expect(await find(never)).toMatchObject({
      ok: true,
      value: [
        { label: 'orders', to: { address: String(port) }, about: { speaks: 'http', title: 'Orders & more', pid: 7 } },
      ],
    });
  }
  expect(asked).toBe(1);
});

test('the table of the kernel says address, port and socket of what listens', () => {
  const text = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 100 0 0 10 0',
    '   1: 0100007F:1F90 0100007F:C001 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0 20 4 30 10 -1',
    '   2: 00000000000000000000000001000000:0BB8 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4713 1 0 100 0 0 10 0',
  ].join('\n');
  expect(parseTable(text)).toEqual([
    { address: '127.0.0.1', port: 8080, socket: '4711', uid: 1000 },
    { address: '::1', port: 3000, socket: '4713', uid: 0 },
  ]);
});

test.runIf(process.platform === 'linux')('a listener of this very process is found with its process', async () => {
  const port = await listening(createPlain());
  const found = (await linuxListeners()).find((one) => one.port === port);
  expect(found).toMatchObject({ address: '127.0.0.1', pid: process.pid, process: 'node' });
});
