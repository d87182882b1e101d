import { createServer as createNet, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { door, exchange, listen, recordingLookup, startProxy, through, tunnel, web } from './proxy-world.ts';

/** The person's own proxy: notes what it is asked, answers requests itself and grants tunnels that lead to an echo. */
const parent = async (grant = true) => {
  const seen: { line: string; headers: string[] }[] = [];
  const server = web((request, reply) => {
    seen.push({ line: `${request.method} ${request.url}`, headers: request.rawHeaders });
    reply.end(`parent ${request.url}`);
  });
  server.on('connect', (request, socket) => {
    seen.push({ line: `CONNECT ${request.url}`, headers: request.rawHeaders });
    if (!grant) return socket.end('HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n');
    socket.write('HTTP/1.1 200 Fine\r\nX-More: 1\r\n\r\nhead');
    return socket.pipe(socket);
  });
  return { seen, port: await listen(server) };
};

const proxied = async (port: number, no_proxy = '') => {
  const { asked, lookup } = recordingLookup({ 'proxy.corp': '127.0.0.1', 'direct.corp': '127.0.0.1' });
  const url = `http://ann:s%20cret@proxy.corp:${port}`;
  const own = await listen(web((request, reply) => reply.end(`gateway ${request.headers.host}`)));
  const proxy = await startProxy(() => [door('shop.test', 80, own)], {
    lookup,
    environment: { http_proxy: url, https_proxy: url, no_proxy },
  });
  return { asked, proxy };
};

const secret = `Basic ${Buffer.from('ann:s cret').toString('base64')}`;

test('everything but names of the table goes by the person’s own proxy, which alone is asked for addresses', async () => {
  const { seen, port } = await parent();
  const { asked, proxy } = await proxied(port);
  expect((await through(proxy, 'http://www.example.org/a?b')).body).toBe('parent http://www.example.org/a?b');
  expect(seen[0]?.line).toBe('GET http://www.example.org/a?b');
  expect(seen[0]?.headers).toEqual(expect.arrayContaining(['Proxy-Authorization', secret, 'Via']));
  const socket = (await tunnel(proxy, 'www.example.org:443')) as Socket;
  expect(seen[1]?.line).toBe('CONNECT www.example.org:443');
  expect(seen[1]?.headers).toContain(secret);
  socket.write('ping');
  const got = await new Promise<string>((done) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
      if (text.length >= 8) done(text);
    });
  });
  expect(got).toBe('headping');
  expect((await through(proxy, 'http://shop.test/')).body).toBe('gateway shop.test');
  expect(seen).toHaveLength(2);
  expect(new Set(asked)).toEqual(new Set(['proxy.corp']));
});

test('what no_proxy names goes directly', async () => {
  const { seen, port } = await parent();
  const direct = await listen(web((_request, reply) => reply.end('direct')));
  const { asked, proxy } = await proxied(port, 'box');
  await through(proxy, `http://box:${direct}/`);
  expect(seen).toEqual([]);
  expect(asked).toEqual(['box']);
});

test('a refusal and a fault of it are told', async () => {
  const { port } = await parent(false);
  const { proxy } = await proxied(port);
  const refused = await exchange(proxy.port, 'CONNECT www.example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(refused).toMatch(/^HTTP\/1\.1 502 the proxy "proxy\.corp" port \d+ refused with 407/);
  const silent = await listen(createNet((socket) => socket.end('SSH-2.0\r\n\r\n')));
  const other = await proxied(silent);
  expect(await tunnel(other.proxy, 'www.example.org:443')).toBe(502);
  expect((await through(other.proxy, 'http://www.example.org/')).status).toBe(502);
});

test('a request that has come here before is refused, so that two proxies do not lead each other', async () => {
  const ports: number[] = [];
  const back = web((request, reply) => {
    void exchange(
      ports[0] ?? 0,
      `GET ${request.url} HTTP/1.1\r\nHost: x\r\nVia: ${request.headers.via}\r\nConnection: close\r\n\r\n`,
    ).then((text) => reply.end(text));
  });
  const { proxy } = await proxied(await listen(back));
  ports.push(proxy.port);
  expect((await through(proxy, 'http://www.example.org/')).body).toMatch(/^HTTP\/1\.1 508 /);
});
