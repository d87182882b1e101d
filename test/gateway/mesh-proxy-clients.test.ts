import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import type { GatewayOptions } from '../../src-main/gateway/gateway.ts';
import { meshTable, service, to, virtualHost } from './mesh-tables.ts';
import { exchangeRaw, openWire, startRig, startService } from './rig.ts';
import { at } from './tables.ts';

/** The forward proxy of the mesh, as those see it who are no workload of this machine. */

async function start(policy: 'ALLOW_ANY' | 'REGISTRY_ONLY', options: Partial<GatewayOptions> = {}) {
  const seen: string[] = [];
  const port = await startService((request, response) => {
    seen.push(request.headers.host ?? '');
    response.end('news');
  });
  const looked: string[] = [];
  const rig = await startRig(
    meshTable({
      policy,
      hosts: { 80: [virtualHost('news.example', to('news.example'))] },
      clusters: [service('news.example', [at(port)])],
    }),
    {
      lookup: async (name) => {
        looked.push(name);
        return [];
      },
      ...options,
    },
  );
  return { ...rig, proxy: rig.gateway.state().mesh?.bound ?? 0, seen, looked };
}
const get = (target: string, host = 'news.example') =>
  `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;

test.each(['192.168.1.20', '10.1.2.3', '172.17.0.2', 'fe80::1', '2001:db8::7', '::ffff:10.1.2.3', '0.0.0.0', ''])(
  'a client at %j is let go without a word, whatever it asks for',
  async (address) => {
    const { proxy, seen, looked, exchanges } = await start('ALLOW_ANY', { peerOf: () => ({ address, port: 4_000 }) });
    for (const text of [
      get('http://news.example/'),
      get('http://elsewhere.example/'),
      'CONNECT news.example:80 HTTP/1.1\r\nHost: news.example:80\r\n\r\n',
      get('/'),
    ])
      expect(await exchangeRaw(proxy, text)).toBe('');
    expect([seen, looked, exchanges]).toEqual([[], [], []]);
  },
);

test.each(['127.0.0.1', '127.0.1.1', '::1', '::ffff:127.0.0.1'])(
  'a client at %s is of this machine',
  async (address) => {
    const { proxy } = await start('REGISTRY_ONLY', { peerOf: () => ({ address, port: 4_000 }) });
    expect(await exchangeRaw(proxy, get('http://news.example/'))).toMatch(/^HTTP\/1\.1 200 [\s\S]*news/);
  },
);

const others = Object.values(networkInterfaces()).flatMap((list) =>
  (list ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80'))
    .map(({ address }) => address),
);

test.skipIf(others.length === 0)('nobody listens on the addresses that other machines reach', async () => {
  const { proxy } = await start('ALLOW_ANY');
  for (const host of others) {
    const heard = await new Promise<string>((resolve) => {
      const socket = connect({ host, port: proxy });
      socket.once('connect', () => {
        socket.destroy();
        resolve('connected');
      });
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'failed'));
    });
    expect(heard, host).not.toBe('connected');
  }
});

test('names that look like one of the mesh are none, and nobody looks them up', async () => {
  const { proxy, seen, looked } = await start('REGISTRY_ONLY');
  for (const name of [
    'news.example.attacker.test',
    'xnews.example',
    'news.example%00.attacker.test',
    'news.example.localhost',
    'news-example',
    'sub.news.example',
    '127.0.0.1',
    '2130706433',
    '[::1]',
  ])
    expect(await exchangeRaw(proxy, get(`http://${name}/`)), name).toMatch(/^HTTP\/1\.1 502 /);
  // Who asks for one and names another in Host gets what the target says.
  expect(await exchangeRaw(proxy, get('http://elsewhere.example/', 'news.example'))).toMatch(/^HTTP\/1\.1 502 /);
  expect(await exchangeRaw(proxy, get('http://NEWS.example/', 'elsewhere.example'))).toMatch(/^HTTP\/1\.1 200 /);
  expect([seen, looked]).toEqual([['NEWS.example'], []]);
});

test('user information, broken ports and controls in a target are refused as no target', async () => {
  const { proxy, seen, looked } = await start('ALLOW_ANY');
  for (const target of [
    'http://news.example@attacker.test/',
    'http://news.example:80@attacker.test/',
    'http://news.example:80:81/',
    'http://news.example:99999/',
    'http://news.example\\@attacker.test/',
    'http://news.example\u007f/',
    'ftp://news.example/',
    'http:news.example',
  ])
    expect(await exchangeRaw(proxy, get(target)), target).toMatch(/^HTTP\/1\.1 400 /);
  expect([seen, looked]).toEqual([[], []]);
});

test('a tunnel to a name that nobody declares carries nothing', async () => {
  const { proxy, looked, seen } = await start('REGISTRY_ONLY');
  for (const target of ['elsewhere.example:80', 'news.example.attacker.test:80', '127.0.0.1:22']) {
    const wire = await openWire(proxy);
    wire.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
    await wire.until(/\r\n\r\n/);
    wire.write(`GET / HTTP/1.1\r\nHost: ${target.replace(/:\d+$/, '')}\r\nConnection: close\r\n\r\n`);
    expect((await wire.ended).replace(/^[\s\S]*?\r\n\r\n/, ''), target).toMatch(/^(?:HTTP\/1\.1 502 [\s\S]*)?$/);
  }
  expect([seen, looked]).toEqual([[], []]);
});

test('a page in a browser, which can only send requests in origin form, is no client', async () => {
  const { proxy, seen, looked } = await start('ALLOW_ANY');
  for (const host of ['news.example', `127.0.0.1:${proxy}`, 'attacker.test'])
    expect(await exchangeRaw(proxy, get('/', host))).toMatch(/^HTTP\/1\.1 4\d\d [\s\S]*http_proxy/);
  expect([seen, looked]).toEqual([[], []]);
});
