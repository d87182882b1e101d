import { createHash, randomBytes } from 'node:crypto';
import { request as sendRequest } from 'node:http';
import { expect, test } from 'vitest';
import { openWire, startRig, startService } from './rig.ts';
import { at, table } from './tables.ts';

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

test('large bodies arrive unchanged in both directions, by length and in chunks', async () => {
  const big = randomBytes(5 * 1024 * 1024);
  const service = await startService((request, response) => {
    const hash = createHash('sha256');
    request.on('data', (bytes) => hash.update(bytes));
    request.on('end', () => {
      response.setHeader('x-got', hash.digest('hex'));
      response.setHeader('x-framing', request.headers['content-length'] ?? request.headers['transfer-encoding'] ?? '');
      response.end(big);
    });
  });
  const rig = await startRig(table({ endpoints: [at(service)] }));
  for (const chunked of [false, true]) {
    const answer = await new Promise<{ headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
      const headers = chunked ? {} : { 'content-length': big.length };
      const outgoing = sendRequest({
        host: '127.0.0.1',
        port: rig.port,
        method: 'POST',
        path: '/',
        headers,
        agent: false,
      });
      outgoing.on('error', reject);
      outgoing.on('response', (response) => {
        const parts: Buffer[] = [];
        response.on('data', (bytes) => parts.push(bytes));
        response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(parts) }));
      });
      outgoing.write(big.subarray(0, 1_000_000));
      outgoing.end(big.subarray(1_000_000));
    });
    expect(answer.headers['x-got']).toBe(hashOf(big));
    expect(answer.headers['x-framing']).toBe(chunked ? 'chunked' : String(big.length));
    expect(hashOf(answer.body)).toBe(hashOf(big));
    const exchange = await rig.nextExchange();
    expect(exchange).toMatchObject({ bytesReceived: big.length, bytesSent: big.length, flags: '-' });
  }
});

test('a client that does not read holds the service back, and memory stays bounded', async () => {
  const total = 256 * 1024 * 1024;
  let produced = 0;
  let stalled: () => void = () => {};
  const stall = new Promise<void>((resolve) => {
    stalled = resolve;
  });
  const service = await startService((_, response) => {
    const piece = Buffer.alloc(64 * 1024, 'x');
    const more = () => {
      while (produced < total) {
        produced += piece.length;
        if (!response.write(piece)) {
          // When nothing drains for a while, the chain is full from end to end.
          const timer = setTimeout(stalled, 500);
          response.once('drain', () => {
            clearTimeout(timer);
            more();
          });
          return;
        }
      }
      response.end();
    };
    more();
  });
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const wire = await openWire(rig.port);
  wire.socket.pause();
  wire.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await stall;
  expect(produced).toBeLessThan(total / 4);
  wire.socket.destroy();
  expect(await rig.nextExchange()).toMatchObject({ status: 200, flags: 'DC', details: 'downstream_remote_disconnect' });
});

test('a service that does not read holds the client back', async () => {
  let release: () => void = () => {};
  const service = await startService((request, response) => {
    request.pause();
    release = () => {
      request.resume();
      request.on('end', () => response.end('done'));
    };
  });
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const total = 128 * 1024 * 1024;
  const piece = Buffer.alloc(256 * 1024);
  let written = 0;
  const answer = await new Promise<string>((resolve, reject) => {
    const outgoing = sendRequest({ host: '127.0.0.1', port: rig.port, method: 'PUT', path: '/', agent: false });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      let body = '';
      response.on('data', (bytes) => {
        body += bytes;
      });
      response.on('end', () => resolve(body));
    });
    let full = false;
    const more = () => {
      while (written < total) {
        written += piece.length;
        if (!outgoing.write(piece)) {
          const timer = setTimeout(() => {
            if (full) return;
            full = true;
            expect(written).toBeLessThan(total / 2);
            release();
          }, 500);
          outgoing.once('drain', () => {
            clearTimeout(timer);
            more();
          });
          return;
        }
      }
      outgoing.end();
    };
    more();
  });
  expect(answer).toBe('done');
  expect(await rig.nextExchange()).toMatchObject({ bytesReceived: total });
});

test('trailers of the service reach a client that asked for them, and no other', async () => {
  const service = await startService((_, response) => {
    response.writeHead(200, { trailer: 'x-sum' });
    response.write('part');
    response.addTrailers({ 'X-Sum': 'abc' });
    response.end();
  });
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const asking = await openWire(rig.port);
  asking.write('GET / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: te\r\n\r\n');
  expect(await asking.until(/\r\n0\r\n([^\r]+\r\n)*\r\n$/)).toMatch(/\r\n0\r\nx-sum: abc\r\n\r\n$/i);
  const other = await openWire(rig.port);
  other.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  expect(await other.until(/\r\n0\r\n([^\r]+\r\n)*\r\n$/)).not.toMatch(/x-sum: abc/i);
});

test('an upload that waits for 100 Continue works end to end', async () => {
  let expectation: string | undefined;
  const service = await startService(
    () => {},
    (server) =>
      server.on('checkContinue', (request, response) => {
        expectation = request.headers.expect;
        response.writeContinue();
        let body = '';
        request.on('data', (bytes) => {
          body += bytes;
        });
        request.on('end', () => response.end(`got ${body}`));
      }),
  );
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const wire = await openWire(rig.port);
  wire.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n');
  expect(await wire.until(/\r\n\r\n/)).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  expect(expectation).toBe('100-continue');
  wire.write('hello');
  expect(await wire.until(/got hello$/)).toMatch(/HTTP\/1\.1 200 OK/);
});

test('a refusal instead of 100 Continue ends the connection, because the body may or may not follow', async () => {
  const service = await startService(
    () => {},
    (server) => server.on('checkContinue', (_, response) => response.writeHead(417, { 'content-length': 0 }).end()),
  );
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const wire = await openWire(rig.port);
  wire.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n');
  const answer = await wire.ended;
  expect(answer).toMatch(/^HTTP\/1\.1 417 /);
  expect(answer).toMatch(/\r\nconnection: close\r\n/);
});

test('an early answer is delivered at once and the rest of the body still reaches the service', async () => {
  let got = 0;
  let complete: () => void = () => {};
  const whole = new Promise<void>((resolve) => {
    complete = resolve;
  });
  const service = await startService((request, response) => {
    response.end('early');
    request.on('data', (bytes) => {
      got += bytes.length;
    });
    request.on('end', complete);
  });
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const wire = await openWire(rig.port);
  wire.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n0123456789');
  await wire.until(/early$/);
  wire.write('0123456789');
  await whole;
  expect(got).toBe(20);
  // The connection is still good for the next request.
  wire.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab');
  expect(await wire.until(/early[\s\S]*early$/)).toContain('HTTP/1.1 200 OK');
});

test('answers without a body have none: HEAD, 204, 304', async () => {
  const service = await startService((request, response) => {
    if (request.url === '/204') return void response.writeHead(204).end();
    if (request.url === '/304') return void response.writeHead(304, { etag: '"a"' }).end();
    response.writeHead(200, { 'content-length': 5 }).end(request.method === 'HEAD' ? undefined : 'hello');
  });
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const wire = await openWire(rig.port);
  for (const line of ['HEAD /', 'GET /204', 'GET /304']) wire.write(`${line} HTTP/1.1\r\nHost: a\r\n\r\n`);
  wire.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const text = await wire.until(/hello$/);
  expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 204', 'HTTP/1.1 304', 'HTTP/1.1 200']);
  expect(text).not.toMatch(/transfer-encoding/i);
});
