import { connect, Server } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Bindable, bind, type PortSystem, type Wish } from '../../src-main/gateway/listener/bind.ts';
import { exchangeRaw, startRig } from './rig.ts';
import { listener, table } from './tables.ts';

const quiet: PortSystem = { platform: 'linux', ownerOf: async () => undefined, answers: async () => false };

/** Servers of a system that refuses as `refuse` says. */
const fake = (refuse: (port: number, host: string) => string | undefined) => {
  const tried: string[] = [];
  const create = (host: string): Bindable & { readonly host: string } => {
    let failed: ((error: Error) => void) | undefined;
    let port = 0;
    return {
      host,
      once: (_, heard) => {
        failed = heard;
      },
      off: () => {},
      close: (closed) => closed(),
      address: () => ({ port, address: host, family: 'IPv4' }),
      listen: (at, listening) => {
        tried.push(`${at.host}:${at.port}`);
        port = at.port;
        const code = refuse(at.port, at.host);
        if (code === undefined) listening();
        else failed?.(Object.assign(new Error(code), { code }));
      },
    };
  };
  return { create, tried };
};

const wish = (system: Partial<PortSystem>, more: Partial<Wish> = {}): Wish => ({
  declared: 80,
  addresses: ['127.0.0.1', '::1'],
  fallbacks: [8080],
  taken: new Set(),
  system: { ...quiet, ...system },
  ...more,
});
const lowOnLoopback = (port: number, host: string) =>
  port < 1024 && host !== '0.0.0.0' && host !== '::' ? 'EACCES' : undefined;

test('Linux: a low port without permission moves, and the reason is data', async () => {
  const { create, tried } = fake((port) => (port < 1024 ? 'EACCES' : undefined));
  expect(await bind(wish({}), create)).toMatchObject({
    is: 'bound',
    port: 8080,
    moved: 'port 80 needs a permission that this program does not have, so 8080 is used',
    refused: { is: 'permission' },
  });
  expect(tried).toEqual(['127.0.0.1:80', '127.0.0.1:8080', '::1:8080']);
});

test('macOS: a low port is had on every address, and said so; clients still dial loopback', async () => {
  const { create, tried } = fake(lowOnLoopback);
  const got = await bind(wish({ platform: 'darwin' }), create);
  expect(got).toMatchObject({ is: 'bound', port: 80, addresses: ['127.0.0.1', '::1'] });
  expect(got).toHaveProperty('wide', expect.stringContaining('connections from other machines are closed at once'));
  expect(got).not.toHaveProperty('moved');
  expect(tried).toEqual(['127.0.0.1:80', '0.0.0.0:80', ':::80']);
});

test('macOS: not where somebody answers on loopback, not for an address of a network, not for datagrams, not above 1023', async () => {
  const taken = fake(lowOnLoopback);
  expect(await bind(wish({ platform: 'darwin', answers: async () => true }), taken.create)).toMatchObject({
    port: 8080,
    refused: { is: 'permission' },
  });
  const network = fake(lowOnLoopback);
  await bind(wish({ platform: 'darwin' }, { addresses: ['192.168.1.5'] }), network.create);
  const datagrams = fake(lowOnLoopback);
  await bind(wish({ platform: 'darwin' }, { datagrams: true }), datagrams.create);
  const high = fake((port) => (port === 5000 ? 'EACCES' : undefined));
  await bind(wish({ platform: 'darwin' }, { declared: 5000, fallbacks: [13000] }), high.create);
  for (const { tried } of [taken, network, datagrams, high])
    expect(tried.filter((one) => one.startsWith('0.0.0.0') || one.startsWith(':::'))).toEqual([]);
});

test('macOS: the port of the person is had the same way', async () => {
  const { create } = fake(lowOnLoopback);
  expect(await bind(wish({ platform: 'darwin' }, { declared: 8080, fixed: 80 }), create)).toMatchObject({
    port: 80,
    moved: 'port 8080 is mapped to 80 on request',
    wide: expect.stringContaining('macOS'),
  });
});

test('Windows: refused and nobody there is a range that Windows keeps; refused by somebody names him', async () => {
  const refuse = (port: number) => (port === 80 ? 'EACCES' : undefined);
  expect(await bind(wish({ platform: 'win32' }), fake(refuse).create)).toMatchObject({
    port: 8080,
    moved:
      'port 80 is set aside by Windows ("netsh int ipv4 show excludedportrange tcp" lists such ports), so 8080 is used',
    refused: { is: 'reserved' },
  });
  const owned = wish({ platform: 'win32', ownerOf: async () => '"System" (process 4)' });
  expect(await bind(owned, fake(refuse).create)).toMatchObject({
    moved: 'port 80 is taken by "System" (process 4), so 8080 is used',
    refused: { is: 'taken', owner: '"System" (process 4)' },
  });
  const fixed = wish({ platform: 'win32' }, { fixed: 80 });
  expect(await bind(fixed, fake(refuse).create)).toMatchObject({
    is: 'failed',
    failure: { code: 'listen/reserved', detail: { port: 80 } },
    refused: { is: 'reserved' },
  });
});

test('who has a taken port is named on every system that tells it', async () => {
  for (const platform of ['linux', 'darwin', 'win32']) {
    const asked: number[] = [];
    const ownerOf = async (port: number) => {
      asked.push(port);
      return '"httpd" (process 7)';
    };
    const { create } = fake((port) => (port === 80 ? 'EADDRINUSE' : undefined));
    expect(await bind(wish({ platform, ownerOf }), create)).toMatchObject({
      moved: 'port 80 is taken by "httpd" (process 7), so 8080 is used',
      refused: { is: 'taken', owner: '"httpd" (process 7)' },
    });
    expect(asked).toEqual([80]);
  }
});

test('a port that is open on every address takes this machine in and turns other ones away', async () => {
  const real = Server.prototype.listen;
  const spy = vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server, ...args: unknown[]) {
    const at = args[0] as { port: number; host: string };
    if (at.port !== 80) return real.apply(this, args as never);
    // As macOS answers; and a high port stands for the low one, which not every machine of a test gives.
    if (at.host === '0.0.0.0') return real.apply(this, [{ ...at, port: 0 }, args[1]] as never);
    this.emit('error', Object.assign(new Error('refused'), { code: 'EACCES' }));
    return this;
  });
  onTestFinished(() => spy.mockRestore());
  let peer = { address: '127.0.0.1', port: 1 };
  const rig = await startRig(table({ listeners: [listener(80)], settings: { ports: {} } }), {
    ports: { ...quiet, platform: 'darwin' },
    peerOf: () => peer,
  });
  const [state] = rig.gateway.state().listeners;
  expect(state).toMatchObject({ port: 80, addresses: ['127.0.0.1'], wide: expect.stringContaining('macOS') });
  const ask = () => exchangeRaw(rig.port, 'GET / HTTP/1.1\r\nHost: any.test\r\nConnection: close\r\n\r\n');
  expect(await ask()).toMatch(/^HTTP\/1\.1 /);
  for (const address of ['192.168.1.7', '10.0.0.1', '::ffff:192.168.1.7', 'fe80::1', '128.0.0.1', '']) {
    peer = { address, port: 2 };
    const socket = connect({ host: '127.0.0.1', port: rig.port });
    socket.on('error', () => {});
    let received = '';
    socket.on('data', (bytes) => {
      received += bytes.toString();
    });
    socket.write('GET / HTTP/1.1\r\nHost: any.test\r\n\r\n');
    await new Promise((resolve) => socket.once('close', resolve));
    expect(received, address).toBe('');
  }
  for (const address of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) {
    peer = { address, port: 2 };
    expect(await ask(), address).toMatch(/^HTTP\/1\.1 /);
  }
});
