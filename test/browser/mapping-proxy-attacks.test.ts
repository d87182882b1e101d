import { createServer as createNet, connect as netConnect, type Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { door, exchange, listen, recordingLookup, startProxy, through, tunnel, web } from './proxy-world.ts';

/** Whoever reaches `victim` through the proxy without a door to it has won. */
const victim = async () => {
  const hit = vi.fn();
  const port = await listen(
    web((_request, reply) => {
      hit();
      reply.end('secret');
    }),
  );
  return { hit, port };
};

test('what a page of any site can send is refused: origin form, whatever its Host and method', async () => {
  const { hit, port } = await victim();
  const proxy = await startProxy(() => [door('shop.test', 80, port)]);
  for (const host of ['shop.test', `127.0.0.1:${proxy.port}`, 'evil.example', `localhost:${proxy.port}`]) {
    for (const line of ['GET /', 'POST /', 'POST /proxy.pac', 'GET /proxy.pac?', 'OPTIONS *', 'GET //shop.test/']) {
      const got = await exchange(proxy.port, `${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      expect(got, `${line} ${host}`).toMatch(/^HTTP\/1\.1 400 /);
    }
  }
  const upgrade = `GET / HTTP/1.1\r\nHost: shop.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`;
  expect(await exchange(proxy.port, upgrade)).toMatch(/^HTTP\/1\.1 400 /);
  expect(hit).not.toHaveBeenCalled();
});

test('the PAC file is for programs that ask under the own address, and for no page', async () => {
  const proxy = await startProxy(() => [door('shop.test', 80, 1)]);
  const ask = (lines: string) => exchange(proxy.port, `GET /proxy.pac HTTP/1.1\r\n${lines}Connection: close\r\n\r\n`);
  const own = await ask(`Host: 127.0.0.1:${proxy.port}\r\n`);
  expect(own).toMatch(/^HTTP\/1\.1 200 .*application\/x-ns-proxy-autoconfig.*"shop\.test"/s);
  expect(own.toLowerCase()).toContain('x-content-type-options: nosniff');
  expect(own).toContain(`PROXY 127.0.0.1:${proxy.port}`);
  // As Firefox asks for it.
  const firefox = 'Sec-Fetch-Dest: empty\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Site: none\r\n';
  expect(await ask(`Host: 127.0.0.1:${proxy.port}\r\n${firefox}`)).toMatch(/^HTTP\/1\.1 200 /);
  const refused = [
    'Host: evil.example\r\n',
    `Host: evil.example:${proxy.port}\r\n`,
    `Host: 127.0.0.1.nip.io:${proxy.port}\r\n`,
    '',
    `Host: 127.0.0.1:${proxy.port}\r\nSec-Fetch-Site: cross-site\r\n`,
    `Host: 127.0.0.1:${proxy.port}\r\nSec-Fetch-Site: same-origin\r\n`,
    `Host: 127.0.0.1:${proxy.port}\r\nReferer: https://evil.example/\r\n`,
    `Host: 127.0.0.1:${proxy.port}\r\nOrigin: null\r\n`,
  ];
  for (const lines of refused) expect(await ask(lines), lines).toMatch(/^HTTP\/1\.1 400 /);
});

test('names that only look like one of the table lead nowhere near the gateway', async () => {
  const { hit, port } = await victim();
  const { asked, lookup } = recordingLookup();
  const proxy = await startProxy(() => [door('shop.test', 80, port), door('*.pages.test', 80, port)], { lookup });
  const names = ['shop.test.evil.com', 'evilshop.test.com', 'pages.test.evil.com', 'xpages.org'];
  for (const name of names) {
    expect((await through(proxy, `http://${name}/`)).status, name).toBe(502);
    expect(await tunnel(proxy, `${name}:80`), name).toBe(502);
  }
  expect(new Set(asked)).toEqual(new Set(names));
  expect(hit).not.toHaveBeenCalled();
});

test('targets that can be read in two ways are refused', async () => {
  const { hit, port } = await victim();
  const { asked, lookup } = recordingLookup({ 'shop.test': '127.0.0.1', evil: '127.0.0.1' });
  const proxy = await startProxy(() => [door('shop.test', 80, port)], { lookup });
  const targets = [
    'http://shop.test:80@evil.example/',
    'http://evil.example\\@shop.test/',
    'http://shop.test%2eevil.example/',
    'http://shop.test\u007f/',
    'http://0x7f.1/',
    `http://2130706433:${port}/`,
    `http://0177.0.0.1:${port}/`,
    `http://127.1:${port}/`,
    'http://[::1%25lo]/',
    'gopher://shop.test/',
    'https://shop.test/',
    'shop.test/',
  ];
  for (const target of targets) {
    const got = await exchange(proxy.port, `GET ${target} HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n`);
    expect(got, target).toMatch(/^HTTP\/1\.1 400 /);
  }
  for (const target of ['shop.test:80@evil:80', '127.1:80', 'shop.test', ':80', '*:80', 'shop.test:80/x']) {
    const got = await exchange(proxy.port, `CONNECT ${target} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(got, target).toMatch(/^HTTP\/1\.1 400 /);
  }
  expect(asked).toEqual([]);
  expect(hit).not.toHaveBeenCalled();
});

test('services of this machine are out of reach: by address, by name, and by a name of the internet that leads here', async () => {
  const { hit, port } = await victim();
  const near = ['127.0.0.1', '::1', '0.0.0.0', '::ffff:127.0.0.1', '169.254.169.254', 'fe80::1'];
  for (const address of near) {
    const { lookup } = recordingLookup({ 'rebind.example.org': address });
    const proxy = await startProxy(() => [], { lookup });
    expect((await through(proxy, `http://rebind.example.org:${port}/`)).status, address).toBe(403);
    expect(await tunnel(proxy, `rebind.example.org:${port}`), address).toBe(403);
  }
  const proxy = await startProxy(() => []);
  for (const host of [
    '127.0.0.1',
    'localhost',
    'a.localhost',
    '[::1]',
    '0.0.0.0',
    '[::ffff:7f00:1]',
    '169.254.169.254',
  ]) {
    expect((await through(proxy, `http://${host}:${port}/`)).status, host).toBe(502);
    expect(await tunnel(proxy, `${host}:${port}`), host).toBe(502);
  }
  expect(hit).not.toHaveBeenCalled();
});

test('a name that nobody in the internet owns may lead here, but never to the proxy itself', async () => {
  const { hit, port } = await victim();
  const { lookup } = recordingLookup({ 'app.test': '127.0.0.1', 'box.lan': '127.0.0.1' });
  const proxy = await startProxy(() => [], { lookup });
  // Names of .test belong to nobody but a table with a door for any host.
  expect(await through(proxy, `http://app.test:${port}/`)).toMatchObject({ status: 200, body: 'secret' });
  expect(await through(proxy, `http://box.lan:${port}/`)).toMatchObject({ status: 200 });
  expect(hit).toHaveBeenCalledTimes(2);
  expect((await through(proxy, `http://app.test:${proxy.port}/`)).status).toBe(403);
  expect(await tunnel(proxy, `box.lan:${proxy.port}`)).toBe(403);
  for (const host of ['127.0.0.1', 'localhost'])
    expect((await through(proxy, `http://${host}:${proxy.port}/`)).status).toBe(502);
});

test('names that lead here on every machine of a sort are as good as its address, and refused as that', async () => {
  const { hit, port } = await victim();
  const everywhere = ['ip6-localhost', 'ip6-loopback', 'localhost4', 'ubuntu', 'kubernetes.docker.internal'];
  const { lookup } = recordingLookup({
    ...Object.fromEntries(everywhere.map((name) => [name, '127.0.0.1'])),
    'metadata.google.internal': '169.254.169.254',
  });
  const proxy = await startProxy(() => [], { lookup });
  for (const name of [...everywhere, 'metadata.google.internal']) {
    expect((await through(proxy, `http://${name}:${port}/`)).status, name).toBe(403);
    expect(await tunnel(proxy, `${name}:${port}`), name).toBe(403);
  }
  expect(hit).not.toHaveBeenCalled();
});

test('of several addresses those of this machine are left out', async () => {
  const { hit, port } = await victim();
  const proxy = await startProxy(() => [], {
    lookup: (_name, _options, done) =>
      done(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ]),
  });
  expect((await through(proxy, `http://two.example.org:${port}/`)).status).toBe(403);
  expect(hit).not.toHaveBeenCalled();
});

test('a name of the table is never asked of a name server, even where it has no such port', async () => {
  const { asked, lookup } = recordingLookup({ 'shop.test': '127.0.0.1' });
  const proxy = await startProxy(() => [door('shop.test', 80, 1), door('bin.example.com', 443, 1, 'https')], {
    lookup,
  });
  for (const target of [
    'shop.test:443',
    'shop.test:8080',
    'SHOP.TEST.:22',
    'bin.example.com:80',
    'bin.example.com:443',
  ])
    await tunnel(proxy, target);
  for (const url of ['http://shop.test:8080/', 'http://bin.example.com/', 'http://bin.example.com:443/'])
    expect((await through(proxy, url)).status).toBe(502);
  expect(asked).toEqual([]);
  expect(proxy.counts().refused.map(({ target }) => target)).toContain('bin.example.com:80');
});

test('heads without end, slow ones and rubbish cost little', async () => {
  const proxy = await startProxy(() => [door('shop.test', 80, 1)]);
  const long = `GET http://shop.test/ HTTP/1.1\r\nHost: shop.test\r\nX: ${'a'.repeat(200_000)}\r\n\r\n`;
  expect(await exchange(proxy.port, long).catch(() => 'HTTP/1.1 400 ')).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(await exchange(proxy.port, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc')).toMatch(/^HTTP\/1\.1 400 /);
  const smuggled =
    'POST http://shop.test/ HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n';
  expect(await exchange(proxy.port, smuggled)).toMatch(/^HTTP\/1\.1 400 /);
});

test('a client that goes away takes its tunnel and its request with it', async () => {
  let open = 0;
  const port = await listen(
    createNet((socket) => {
      open++;
      socket.on('close', () => open--);
      socket.resume();
    }),
  );
  const proxy = await startProxy(() => [door('shop.test', 80, port)]);
  const socket = (await tunnel(proxy, 'shop.test:80')) as Socket;
  socket.resetAndDestroy();
  const client = netConnect(proxy.port, '127.0.0.1', () =>
    client.write('GET http://shop.test/ HTTP/1.1\r\nHost: shop.test\r\n\r\n'),
  );
  await expect.poll(() => proxy.counts().mapped).toBe(2);
  await expect.poll(() => open).toBe(1);
  client.destroy();
  await expect.poll(() => open).toBe(0);
});
