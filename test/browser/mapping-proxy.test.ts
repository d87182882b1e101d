import { Agent } from 'node:http';
import { createServer as createNet, type Socket } from 'node:net';
import { createServer as createTls, connect as tlsConnect } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import type { Door } from '#core/reach/doors.ts';
import { createLocalCa } from '../../src-main/gateway/tls/local-ca.ts';
import { door, exchange, listen, recordingLookup, startProxy, through, tunnel, web } from './proxy-world.ts';

test('a request for a name of the table reaches the gateway as a browser would have sent it', async () => {
  const seen: string[][] = [];
  const port = await listen(
    web((request, reply) => {
      seen.push([request.method ?? '', request.url ?? '', ...request.rawHeaders]);
      reply.writeHead(201, 'Made', ['X-One', 'a', 'X-One', 'b']);
      reply.end('hello');
    }),
  );
  const { asked, lookup } = recordingLookup();
  const proxy = await startProxy(() => [door('shop.test', 80, port)], { lookup });
  const got = await exchange(
    proxy.port,
    'GET http://Shop.Test/a?b=c HTTP/1.1\r\nHost: other.test\r\nProxy-Connection: keep-alive\r\nProxy-Authorization: Basic x\r\nX-Own: 1\r\nConnection: X-Own, close\r\n\r\n',
  );
  expect(seen).toEqual([['GET', '/a?b=c', 'Host', 'Shop.Test', 'Connection', 'keep-alive']]);
  expect(got).toMatch(/^HTTP\/1\.1 201 Made\r\nX-One: a\r\nX-One: b\r\n/);
  expect(got).toContain('hello');
  expect(asked).toEqual([]);
});

test('bodies, lengths, chunks and trailers pass both ways', async () => {
  const port = await listen(
    web((request, reply) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        reply.writeHead(200, { trailer: 'x-sum', 'x-length': request.headers['content-length'] ?? 'none' });
        reply.write(`${request.method} ${body} `);
        reply.addTrailers({ 'x-sum': '42' });
        reply.end(request.rawTrailers.join('='));
      });
    }),
  );
  const proxy = await startProxy(() => [door('shop.test', 80, port)]);
  const sent = await through(proxy, 'http://shop.test/', { method: 'POST', body: 'abc' });
  expect(sent.body).toBe('POST abc ');
  expect(sent.headers).toContain('3');
  expect(sent.trailers).toEqual(['x-sum', '42']);
  expect((await through(proxy, 'http://shop.test/', { method: 'POST' })).headers).toContain('0');
  const chunked = await exchange(
    proxy.port,
    'PUT http://shop.test/ HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\nTrailer: x-t\r\nConnection: close\r\n\r\n3\r\nxyz\r\n0\r\nx-t: end\r\n\r\n',
  );
  expect(chunked).toContain('PUT xyz ');
  expect(chunked).toContain('x-t=end');
});

test('answers without a body, and those that are waited for', async () => {
  const port = await listen(
    web((request, reply) => {
      if (request.url === '/204') reply.writeHead(204).end();
      else reply.writeHead(200, { 'content-length': '5' }).end(request.method === 'HEAD' ? undefined : 'hello');
    }),
  );
  const proxy = await startProxy(() => [door('shop.test', 80, port)]);
  expect(await through(proxy, 'http://shop.test/204')).toMatchObject({ status: 204, body: '' });
  const head = await through(proxy, 'http://shop.test/', { method: 'HEAD' });
  expect(head).toMatchObject({ status: 200, body: '' });
  expect(head.headers.map((one) => one.toLowerCase())).toContain('content-length');
  const waited = await exchange(
    proxy.port,
    'POST http://shop.test/ HTTP/1.1\r\nHost: shop.test\r\nExpect: 100-continue\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
  );
  expect(waited).toContain('hello');
});

test('requests of one client share a connection, and answers of requests in one go keep their order', async () => {
  const ports = new Set<number>();
  const port = await listen(
    web((request, reply) => {
      ports.add(request.socket.remotePort ?? 0);
      reply.end(request.url);
    }),
  );
  const proxy = await startProxy(() => [door('shop.test', 80, port)]);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  for (const path of ['/a', '/b', '/c'])
    expect((await through(proxy, `http://shop.test${path}`, { agent })).body).toBe(path);
  expect(ports.size).toBe(1);
  const one = (path: string, close = '') => `GET http://shop.test${path} HTTP/1.1\r\nHost: shop.test\r\n${close}\r\n`;
  const got = await exchange(proxy.port, one('/first') + one('/second', 'Connection: close\r\n'));
  expect(got.indexOf('/first')).toBeGreaterThan(0);
  expect(got.indexOf('/second')).toBeGreaterThan(got.indexOf('/first'));
});

test('a kept connection that ended meanwhile is no fault of a request without a body', async () => {
  const server = web((_request, reply) => reply.end('ok'));
  server.keepAliveTimeout = 1;
  const sockets: Socket[] = [];
  server.on('connection', (socket) => sockets.push(socket));
  const port = await listen(server);
  const proxy = await startProxy(() => [door('shop.test', 80, port)]);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  for (let i = 0; i < 20; i++) {
    expect((await through(proxy, 'http://shop.test/', { agent })).body).toBe('ok');
    for (const socket of sockets.splice(0)) socket.resetAndDestroy();
  }
});

test('an answer that is cut off does not look whole', async () => {
  const port = await listen(
    createNet((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n', () => socket.destroy());
      });
    }),
  );
  const proxy = await startProxy(() => [door('shop.test', 80, port)]);
  await expect(through(proxy, 'http://shop.test/')).rejects.toThrow(/aborted|hang up|reset/i);
});

test('WebSockets pass, in absolute form and in a tunnel', async () => {
  const server = web((_request, reply) => reply.writeHead(426).end('no'));
  server.on('upgrade', (request, socket) => {
    if (request.url === '/no')
      return socket.end('HTTP/1.1 403 No\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnono');
    socket.write(`HTTP/1.1 101 Switching\r\nUpgrade: ${request.headers.upgrade}\r\nConnection: Upgrade\r\n\r\n`);
    socket.pipe(socket);
  });
  const port = await listen(server);
  const proxy = await startProxy(() => [door('shop.test', 80, port)]);
  const ask = (path: string) =>
    `GET http://shop.test${path} HTTP/1.1\r\nHost: shop.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`;
  const got = await exchange(proxy.port, `${ask('/chat')}frames`, 'frames');
  expect(got).toMatch(/^HTTP\/1\.1 101 Switching\r\n/);
  expect(got.toLowerCase()).toContain('upgrade: websocket');
  expect(await exchange(proxy.port, ask('/no'))).toMatch(/^HTTP\/1\.1 403 No\r\n.*nono$/s);
  const socket = await tunnel(proxy, 'shop.test:80');
  expect(socket).not.toBeTypeOf('number');
});

test('TLS passes untouched: the name that the client asks for reaches the server, and its certificate the client', async () => {
  const ca = createLocalCa({ clock: Date.now });
  const { certificate, key } = await ca.leafFor(['httpbin.example.com']);
  const names: unknown[] = [];
  const port = await listen(
    createTls({ cert: certificate, key }, (socket) => {
      names.push(socket.servername);
      socket.end('secret');
    }),
  );
  const proxy = await startProxy(() => [door('httpbin.example.com', 443, port, 'https')]);
  const socket = (await tunnel(proxy, 'httpbin.example.com:443')) as Socket;
  const pem = await ca.certificate();
  const got = await new Promise<string>((done, fail) => {
    const tls = tlsConnect({ socket, servername: 'httpbin.example.com', ca: pem });
    tls.on('data', (chunk) => done(chunk.toString()));
    tls.on('error', fail);
  });
  expect(got).toBe('secret');
  expect(names).toContain('httpbin.example.com');
});

test('a name that comes into the table works at once', async () => {
  const port = await listen(web((request, reply) => reply.end(request.headers.host)));
  const doors: Door[] = [];
  const proxy = await startProxy(() => doors);
  expect((await through(proxy, 'http://late.test/')).status).toBe(502);
  doors.push(door('late.test', 80, port));
  expect(await through(proxy, 'http://late.test/')).toMatchObject({ status: 200, body: 'late.test' });
  doors.length = 0;
  expect((await through(proxy, 'http://late.test/')).status).toBe(502);
});

test('a tunnel passes an end by itself, at the pace of its reader', async () => {
  const size = 8 * 1024 * 1024;
  const port = await listen(
    createNet({ allowHalfOpen: true }, (socket) => {
      let got = 0;
      socket.on('data', (chunk) => {
        got += chunk.length;
      });
      socket.on('end', () => socket.end(String(got)));
    }),
  );
  const proxy = await startProxy(() => [door('db.test', 5432, port, 'tcp')]);
  const socket = (await tunnel(proxy, 'db.test:5432')) as Socket;
  socket.end(Buffer.alloc(size));
  const got = await new Promise<string>((done) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('end', () => done(text));
  });
  expect(got).toBe(String(size));
});

test('the gateway can tell its connections from others, as long as they are open', async () => {
  const from: number[] = [];
  const port = await listen(
    createNet((socket) => {
      from.push(socket.remotePort ?? 0);
      socket.write('x');
    }),
  );
  const proxy = await startProxy(() => [door('db.test', 5432, port, 'tcp')]);
  const socket = (await tunnel(proxy, 'db.test:5432')) as Socket;
  await new Promise((done) => socket.once('data', done));
  expect(proxy.isFrom(from[0] ?? 0)).toBe(true);
  expect(proxy.isFrom(1)).toBe(false);
  socket.destroy();
  await expect.poll(() => proxy.isFrom(from[0] ?? 0)).toBe(false);
});

test('closing waits for what is under way, and ends what does not', async () => {
  const port = await listen(createNet());
  const proxy = await startProxy(() => [door('db.test', 5432, port, 'tcp')]);
  const socket = (await tunnel(proxy, 'db.test:5432')) as Socket;
  const ended = new Promise((done) => socket.once('close', done));
  socket.on('error', () => {});
  await proxy.close(10);
  socket.resume();
  await ended;
  await expect(exchange(proxy.port, '')).rejects.toThrow(/ECONNREFUSED/);
});
