import { expect, test } from 'vitest';
import { exchangeRaw, openWire, startRig, startService } from './rig.ts';
import { at, table } from './tables.ts';

const rigFor = async () => {
  const received: string[] = [];
  const service = await startService((request, response) => {
    received.push(`${request.method} ${request.url}`);
    request.resume();
    request.on('end', () => response.end('ok'));
  });
  return { rig: await startRig(table({ endpoints: [at(service)] })), received };
};

test.each([
  ['HTTP/1.0', 'GET / HTTP/1.0\r\nHost: a\r\n\r\n', 426, 'low_version', '-'],
  ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400, 'missing_host_header', '-'],
  ['two Hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400, 'http1.multiple_host_headers', 'DPE'],
  ['101 header lines', `GET / HTTP/1.1\r\nHost: a\r\n${'x-a: b\r\n'.repeat(100)}\r\n`, 431, 'too_many_headers', '-'],
  [
    '61 KiB of headers',
    `GET / HTTP/1.1\r\nHost: a\r\nx-a: ${'b'.repeat(61 * 1024)}\r\n\r\n`,
    431,
    'request_headers_too_large',
    'DPE',
  ],
  ['not HTTP', 'HELLO\r\n\r\n', 400, 'http1.codec_error', 'DPE'],
  [
    'a target that is no path',
    'OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    404,
    'absolute_path_rejected',
    '-',
  ],
  ['CONNECT', 'CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n', 404, 'route_not_found', 'NR'],
  ['https over plaintext', 'GET https://a/ HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'http1.scheme_mismatch', '-'],
])('%s', async (_, request, status, details, flags) => {
  const { rig, received } = await rigFor();
  const answer = await exchangeRaw(rig.port, request);
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(answer).toMatch(/\r\nconnection: close\r\n/);
  expect(await rig.nextExchange()).toMatchObject({ status, details, flags });
  expect(received).toEqual([]);
});

test('100 header lines and 59 KiB of them are fine', async () => {
  const service = await startService((_, response) => response.end('ok'), undefined, { maxHeaderSize: 80 * 1024 });
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const many = await exchangeRaw(
    rig.port,
    `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${'x-a: b\r\n'.repeat(98)}\r\n`,
  );
  expect(many).toMatch(/^HTTP\/1\.1 200 /);
  const long = await exchangeRaw(
    rig.port,
    `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nx-a: ${'b'.repeat(59 * 1024)}\r\n\r\n`,
  );
  expect(long).toMatch(/^HTTP\/1\.1 200 /);
});

const hidden = 'GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n';

test.each([
  [
    'length beside chunks',
    `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
  ],
  [
    'chunks beside length',
    `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n${hidden}`,
  ],
  [
    'two lengths',
    `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
  ],
  ['a length that is no number', `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n${hidden}`],
  [
    'an unknown transfer encoding',
    `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`,
  ],
  [
    'two transfer encodings',
    `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n${hidden}`,
  ],
  ['a space before the colon', `POST / HTTP/1.1\r\nHost: a\r\nContent-Length : ${hidden.length}\r\n\r\n${hidden}`],
  [
    'a folded line',
    `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${hidden}`,
  ],
  ['bare line feeds', `POST / HTTP/1.1\nHost: a\nContent-Length: 0\n\n${hidden}`],
])('a smuggling attempt is refused: %s', async (_, request) => {
  const { rig, received } = await rigFor();
  const answer = await exchangeRaw(rig.port, request);
  expect(answer).toMatch(/^HTTP\/1\.1 (400|501) /);
  expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  expect(received).not.toContain('GET /hidden');
});

test('a bad chunk ends the request on both sides', async () => {
  const { rig, received } = await rigFor();
  const answer = await exchangeRaw(
    rig.port,
    `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n${hidden}`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(await rig.nextExchange()).toMatchObject({ status: 400, flags: 'DPE' });
  expect(received).not.toContain('GET /hidden');
});

test('requests sent ahead are answered in their order', async () => {
  const { rig, received } = await rigFor();
  const wire = await openWire(rig.port);
  wire.write(
    'GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nabGET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  );
  const answer = await wire.ended;
  expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(3);
  expect(received.sort()).toEqual(['GET /1', 'GET /3', 'POST /2']);
});

test('a client that is slow or has closed its half is still answered', async () => {
  const { rig } = await rigFor();
  const wire = await openWire(rig.port);
  for (const piece of ['GET /', ' HTTP/1.1\r\nHo', 'st: a\r\n', '\r\n']) {
    wire.write(piece);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  wire.socket.end();
  expect(await wire.ended).toMatch(/^HTTP\/1\.1 200 [\s\S]*ok$/);
});

test('an absolute target replaces the Host line', async () => {
  let host: string | undefined;
  const service = await startService((request, response) => {
    host = request.headers.host;
    response.end(request.url);
  });
  const rig = await startRig(table({ endpoints: [at(service)] }));
  const answer = await exchangeRaw(
    rig.port,
    'GET http://shop.local:81/a?b HTTP/1.1\r\nHost: other\r\nConnection: close\r\n\r\n',
  );
  expect(answer).toMatch(/\/a\?b$/);
  expect(host).toBe('shop.local:81');
});
