import { once } from 'node:events';
import { constants } from 'node:http2';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { accessLogText } from '#core/traffic/access-log.ts';
import { answerOf, ask, openHttp2 } from './http2-client.ts';
import { exchangeRaw, openWire, startRig, startService } from './rig.ts';
import { at, forward, listener, prefix, route, table } from './tables.ts';

const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

test('a client that speaks HTTP/2 by prior knowledge is served on the port of HTTP/1.1', async () => {
  let seen: readonly string[] = [];
  let version = '';
  const service = await startService((request, response) => {
    seen = [...request.rawHeaders];
    version = request.httpVersion;
    response.writeHead(201, { 'X-Upstream': 'yes', 'Set-Cookie': ['a=1', 'b=2'], Connection: 'close' });
    request.pipe(response);
  });
  const rig = await startRig(table({ endpoints: [at(service)] }), {
    peerOf: () => ({ address: '203.0.113.7', port: 40000 }),
  });
  const client = openHttp2(rig.port);
  const answer = await ask(
    client,
    {
      ':method': 'POST',
      ':path': '/a?b=c',
      ':authority': 'Shop.local:8080',
      cookie: ['x=1', 'y=2'],
      'user-agent': 'probe',
    },
    'hello',
  );
  expect(answer).toMatchObject({ status: 201, body: 'hello', reset: 0 });
  expect(answer.headers).toMatchObject({ server: 'istio-envoy', 'x-upstream': 'yes', 'set-cookie': ['a=1', 'b=2'] });
  expect(answer.headers['transfer-encoding'] ?? answer.headers.connection).toBeUndefined();
  const lines = new Map(seen.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), seen[i + 1]] as const] : [])));
  expect(version).toBe('1.1');
  expect(lines.get('host')).toBe('Shop.local:8080');
  expect(lines.get('cookie')).toBe('x=1; y=2');
  expect(lines.get('transfer-encoding')).toBe('chunked');
  expect([...lines.keys()].filter((name) => name.startsWith(':'))).toEqual([]);
  const exchange = await rig.nextExchange();
  expect(exchange).toMatchObject({ protocol: 'HTTP/2', status: 201, flags: '-', bytesReceived: 5, bytesSent: 5 });
  expect(exchange.authority).toBe('Shop.local:8080');
  expect(exchange.responseHeaders).not.toContain('transfer-encoding');
  expect(accessLogText(exchange)).toContain('"POST /a?b=c HTTP/2" 201 - via_upstream');
  expect(await exchangeRaw(rig.port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 201 /,
  );
  expect(await rig.nextExchange()).toMatchObject({ protocol: 'HTTP/1.1' });
});

test('first bytes that come one by one are understood; those that break off are HTTP/1.1', async () => {
  const rig = await startRig(table({ routes: [route({ do: 'respond', status: 200, responseHeaders: [] })] }));
  const slow = await openWire(rig.port);
  for (const character of preface) {
    slow.write(character);
    await delay(1);
  }
  slow.write('\0\0\0\x04\0\0\0\0\0');
  // SETTINGS of the gateway: its type is the fourth byte.
  await slow.until(/^...\x04/s);
  const http1 = await openWire(rig.port);
  for (const character of 'PUT / HTTP/1.1\r\nHost: a\r\n\r\n') {
    http1.write(character);
    await delay(1);
  }
  await http1.until(/^HTTP\/1\.1 200 /);
  const broken = await openWire(rig.port);
  broken.socket.end('PRI * HT');
  expect(await broken.ended).toMatch(/^HTTP\/1\.1 400 /);
});

test('a preface followed by something else ends the connection and is recorded', async () => {
  const rig = await startRig(table());
  const wire = await openWire(rig.port);
  wire.write(`${preface}GET / HTTP/1.1\r\n\r\n`);
  await wire.ended;
  expect(await rig.nextExchange()).toMatchObject({ protocol: 'HTTP/2', flags: 'DPE', details: 'http2.codec_error' });
});

test('local replies are HTTP/2 as well, and an upload that nobody wants is stopped', async () => {
  const routes = [
    route({ do: 'respond', status: 418, body: { text: 'short' }, responseHeaders: [] }, [prefix('/stop')]),
    route({ do: 'redirect', status: 301, uri: '/there', responseHeaders: [] }, [prefix('/move')]),
  ];
  const rig = await startRig(table({ routes }));
  const client = openHttp2(rig.port);
  expect(await ask(client, { ':path': '/none' })).toMatchObject({ status: 404, body: '', endedByHead: true });
  expect(await rig.nextExchange()).toMatchObject({ status: 404, flags: 'NR', protocol: 'HTTP/2' });
  expect((await ask(client, { ':path': '/move' })).headers.location).toMatch(/\/there$/);
  const upload = client.request({ ':path': '/stop', ':method': 'POST' });
  upload.write(Buffer.alloc(1000));
  expect(await answerOf(upload)).toMatchObject({ status: 418, body: 'short', reset: 0 });
  expect(upload.closed).toBe(true);
  expect(await ask(client, { ':path': '/stop' })).toMatchObject({ status: 418 });
});

test('CONNECT has no route, and extended CONNECT is not offered', async () => {
  const rig = await startRig(table());
  const client = openHttp2(rig.port);
  const tunnel = client.request({ ':method': 'CONNECT', ':authority': 'a:80' });
  expect(await answerOf(tunnel)).toMatchObject({ status: 404 });
  expect(await rig.nextExchange()).toMatchObject({ method: 'CONNECT', flags: 'NR' });
  expect(client.remoteSettings.enableConnectProtocol ?? false).toBe(false);
});

test('more than 100 header lines or 60 KiB of them: 431', async () => {
  const rig = await startRig(table());
  const client = openHttp2(rig.port);
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`x-${i}`, '1']));
  expect(await ask(client, many)).toMatchObject({ status: 431, reset: 0 });
  expect(await rig.nextExchange()).toMatchObject({ status: 431, details: 'too_many_headers' });
  const large = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`x-${i}`, 'x'.repeat(8000)]));
  expect(await ask(client, large)).toMatchObject({ status: 431, reset: 0 });
  expect(await rig.nextExchange()).toMatchObject({ status: 431, details: 'request_headers_too_large' });
  expect(await ask(client)).toMatchObject({ status: 503 });
});

test('a stream that the client resets is DR and leaves the service; the other streams go on', async () => {
  const closed = Promise.withResolvers<void>();
  const service = await startService((request, response) => {
    if (request.url === '/slow') {
      request.on('close', () => closed.resolve());
      response.write('first');
    } else response.end('quick');
  });
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const client = openHttp2(rig.port);
  const stream = client.request({ ':path': '/slow', ':authority': 'a' });
  await once(stream, 'data');
  stream.close(constants.NGHTTP2_CANCEL);
  await closed.promise;
  expect(await rig.nextExchange()).toMatchObject({ status: 200, flags: 'DR', details: 'http2.remote_reset' });
  expect(await ask(client)).toMatchObject({ status: 200, body: 'quick' });
});

test('a client that closes its connection is DC on every stream', async () => {
  let arrived = 0;
  const both = Promise.withResolvers<void>();
  const service = await startService(() => {
    if (++arrived === 2) both.resolve();
  });
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const socket = connect(rig.port, '127.0.0.1');
  const client = openHttp2(rig.port, { createConnection: () => socket });
  void ask(client);
  void ask(client);
  await both.promise;
  socket.destroy();
  for (let i = 0; i < 2; i++) expect(await rig.nextExchange()).toMatchObject({ status: 0, flags: 'DC' });
});

test('a service that breaks off in mid-body resets its stream only', async () => {
  const service = await startService((request, response) => {
    if (request.url === '/cut') response.write('some', () => setTimeout(() => request.socket.destroy(), 20));
    else response.end('whole');
  });
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const client = openHttp2(rig.port);
  const answer = await ask(client, { ':path': '/cut' });
  expect(answer).toMatchObject({ status: 200, reset: constants.NGHTTP2_INTERNAL_ERROR });
  expect(await rig.nextExchange()).toMatchObject({ flags: 'UC' });
  expect(await ask(client)).toMatchObject({ body: 'whole' });
});

test('heads that HTTP/2 cannot carry cost one stream and never the gateway', async () => {
  const service = await startService((request, response) => {
    if (request.url === '/status') response.writeHead(700);
    else response.writeHead(200, { TE: 'gzip', 'Proxy-Connection': 'close', 'Content-Type': ['a/b', 'c/d'] });
    response.end('ok');
  });
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const client = openHttp2(rig.port);
  expect(await ask(client, { ':path': '/status' })).toMatchObject({
    status: 0,
    reset: constants.NGHTTP2_INTERNAL_ERROR,
  });
  const answer = await ask(client);
  expect(answer).toMatchObject({ status: 200, body: 'ok' });
  expect(answer.headers.te ?? answer.headers['proxy-connection']).toBeUndefined();
});

test('100-continue of the service reaches the client', async () => {
  const service = await startService(
    () => {},
    (server) =>
      server.on('checkContinue', (request, response) => {
        response.writeContinue();
        request.pipe(response);
      }),
  );
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const client = openHttp2(rig.port);
  const stream = client.request({ ':path': '/', ':method': 'PUT', ':authority': 'a', expect: '100-continue' });
  const answer = answerOf(stream);
  await once(stream, 'continue');
  stream.end('body');
  expect(await answer).toMatchObject({ status: 200, body: 'body' });
});

test('a thousand streams at once on one connection', async () => {
  const waiting: (() => void)[] = [];
  const service = await startService((request, response) => {
    waiting.push(() => response.end(request.url));
    if (waiting.length === 1000) for (const answer of waiting) answer();
  });
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const client = openHttp2(rig.port, { peerMaxConcurrentStreams: 1000 });
  const answers = await Promise.all(Array.from({ length: 1000 }, (_, i) => ask(client, { ':path': `/${i}` })));
  expect(answers.map((a) => a.body)).toEqual(Array.from({ length: 1000 }, (_, i) => `/${i}`));
});

test('a client that does not read holds the service back, and the other streams go on', async () => {
  const chunk = Buffer.alloc(64 * 1024);
  let sent = 0;
  const held = Promise.withResolvers<void>();
  const service = await startService((request, response) => {
    if (request.url !== '/big') return void response.end('small');
    const more = () => {
      while (sent < 64 * 1024 * 1024) {
        sent += chunk.length;
        if (!response.write(chunk)) return void response.once('drain', more);
      }
      response.end();
    };
    more();
    held.resolve();
  });
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const client = openHttp2(rig.port);
  const stream = client.request({ ':path': '/big', ':authority': 'a' });
  await once(stream, 'response');
  await held.promise;
  let before = -1;
  while (before !== sent) {
    before = sent;
    await delay(100);
  }
  expect(sent).toBeLessThan(32 * 1024 * 1024);
  expect(await ask(client)).toMatchObject({ body: 'small' });
  let received = 0;
  for await (const bytes of stream) received += (bytes as Buffer).length;
  expect(received).toBe(64 * 1024 * 1024);
});

test('a service that does not read holds the client back', async () => {
  const proceed = Promise.withResolvers<void>();
  const service = await startService((request, response) => {
    let received = 0;
    void proceed.promise.then(() => {
      request.on('data', (bytes: Buffer) => {
        received += bytes.length;
      });
      request.on('end', () => response.end(String(received)));
    });
  });
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const client = openHttp2(rig.port);
  const stream = client.request({ ':path': '/', ':method': 'POST', ':authority': 'a' });
  const answer = answerOf(stream);
  const size = 48 * 1024 * 1024;
  const chunk = Buffer.alloc(64 * 1024);
  let written = 0;
  const more = () => {
    while (written < size) {
      written += chunk.length;
      if (!stream.write(chunk)) return void stream.once('drain', more);
    }
    stream.end();
  };
  more();
  let before = -1;
  while (before !== written) {
    before = written;
    await delay(100);
  }
  expect(written).toBeLessThan(size / 2);
  proceed.resolve();
  expect(await answer).toMatchObject({ body: String(size) });
});

test('a listener that leaves says GOAWAY and lets its streams end', async () => {
  let answer: () => void = () => {};
  const arrived = Promise.withResolvers<void>();
  const service = await startService((_, response) => {
    answer = () => response.end('late');
    arrived.resolve();
  });
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const client = openHttp2(rig.port);
  const idle = openHttp2(rig.port);
  await Promise.all([once(client, 'remoteSettings'), once(idle, 'remoteSettings')]);
  const late = ask(client);
  await arrived.promise;
  const [goaway] = [once(client, 'goaway'), rig.gateway.apply(table({ listeners: [listener(81)] }))];
  await goaway;
  if (!idle.destroyed) await once(idle, 'close');
  answer();
  expect(await late).toMatchObject({ status: 200, body: 'late', reset: 0 });
  if (!client.destroyed) await once(client, 'close');
});

test('a reload changes nothing for a stream under way and everything for the next one', async () => {
  let answer: () => void = () => {};
  const arrived = Promise.withResolvers<void>();
  const service = await startService((_, response) => {
    answer = () => response.end('old');
    arrived.resolve();
  });
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const client = openHttp2(rig.port);
  const old = ask(client);
  await arrived.promise;
  await rig.gateway.apply(table({ routes: [route({ do: 'respond', status: 204, responseHeaders: [] })] }));
  expect(await ask(client)).toMatchObject({ status: 204 });
  answer();
  expect(await old).toMatchObject({ body: 'old' });
});

test('a flood of resets ends its connection and nothing else', async () => {
  const service = await startService(() => {});
  const rig = await startRig(table({ endpoints: [at(service)], routes: [route(forward(), [prefix('/slow')])] }));
  const client = openHttp2(rig.port);
  const other = openHttp2(rig.port);
  let gone = false;
  client.on('close', () => {
    gone = true;
  });
  await once(client, 'remoteSettings');
  for (let i = 0; i < 200 && !gone; i++) {
    for (let k = 0; k < 50 && !client.destroyed; k++) {
      const stream = client.request({ ':path': '/slow', ':authority': 'a' });
      stream.on('error', () => {});
      stream.close(constants.NGHTTP2_CANCEL);
    }
    await delay(1);
  }
  expect(gone).toBe(true);
  expect(await ask(other)).toMatchObject({ status: 404 });
});
