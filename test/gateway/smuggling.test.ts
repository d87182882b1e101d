import { expect, test } from 'vitest';
import { exchangeRaw, startRig, startService } from './rig.ts';
import { at, table } from './tables.ts';

/**
 * Requests that two parsers might read differently. Each is refused with one line in the log and nothing of it reaches the service, or
 * it is one request for the service as well: what stands behind its end is never taken for another one.
 */

const rigFor = async () => {
  const received: string[] = [];
  const service = await startService((request, response) => {
    let body = '';
    request.on('data', (bytes: Buffer) => {
      body += bytes.toString('latin1');
    });
    request.on('error', () => {});
    request.on('end', () => {
      received.push(`${request.method} ${request.url} ${request.headers.host} ${JSON.stringify(body)}`);
      response.end('ok');
    });
  });
  return { rig: await startRig(table({ endpoints: [at(service)] })), received };
};

const hidden = 'GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n';
const post = (lines: string, body = '') => `POST / HTTP/1.1\r\nHost: a\r\n${lines}\r\n\r\n${body}`;
const chunks = `0\r\n\r\n${hidden}`;

test.each([
  ['a length and chunks', post('Content-Length: 6\r\nTransfer-Encoding: chunked', chunks)],
  ['chunks and a length', post('Transfer-Encoding: chunked\r\nContent-Length: 6', chunks)],
  ['two different lengths', post(`Content-Length: 0\r\nContent-Length: ${hidden.length}`, hidden)],
  ['two lengths in one line', post('Content-Length: 0, 30', hidden)],
  ['the same length twice', post('Content-Length: 2\r\nContent-Length: 2', `ab${hidden}`)],
  ['a length with a sign', post('Content-Length: +2', `ab${hidden}`)],
  ['a negative length', post('Content-Length: -1', hidden)],
  ['a length in hexadecimal', post('Content-Length: 0x2', `ab${hidden}`)],
  ['a length beyond 64 bits', post('Content-Length: 18446744073709551616', hidden)],
  ['an empty length', post('Content-Length:', hidden)],
  ['chunked twice', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked', chunks)],
  ['chunked, then identity', post('Transfer-Encoding: chunked, identity', chunks)],
  ['identity, then chunked', post('Transfer-Encoding: identity, chunked', chunks)],
  ['an unknown coding', post('Transfer-Encoding: xchunked', chunks)],
  ['a coding in quotes', post('Transfer-Encoding: "chunked"', chunks)],
  ['a coding behind a vertical tab', post('Transfer-Encoding: \x0bchunked', chunks)],
  ['a space before the colon of a coding', post('Transfer-Encoding : chunked', chunks)],
  ['a tab before the colon of a length', post('Content-Length\t: 2', `ab${hidden}`)],
  ['a length on a folded line', post('X-A: b\r\n Content-Length: 5', hidden)],
  ['a coding on a folded line', post('Transfer-Encoding:\r\n chunked\r\nContent-Length: 5', chunks)],
  ['a fold before the first line', `GET / HTTP/1.1\r\n Host: a\r\n\r\n${hidden}`],
  ['bare line feeds', `POST / HTTP/1.1\nHost: a\nContent-Length: 0\n\n${hidden}`],
  ['one bare line feed among the lines', `GET / HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n${hidden}`],
  [
    'a bare carriage return in a value',
    `GET / HTTP/1.1\r\nHost: a\r\nX-A: b\rTransfer-Encoding: chunked\r\n\r\n${hidden}`,
  ],
  ['a NUL in a value', `GET / HTTP/1.1\r\nHost: a\r\nX-A: b\0c\r\n\r\n${hidden}`],
  ['a NUL in a name', `GET / HTTP/1.1\r\nHost: a\r\nX\0A: b\r\n\r\n${hidden}`],
  ['a name with a space', `GET / HTTP/1.1\r\nHost: a\r\nX A: b\r\n\r\n${hidden}`],
  ['a line without a colon', `GET / HTTP/1.1\r\nHost: a\r\nContent-Length\r\n\r\n${hidden}`],
  ['an empty name', `GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n${hidden}`],
  ['a space in the target', `GET /a b HTTP/1.1\r\nHost: a\r\n\r\n${hidden}`],
  ['a line end in the target', `GET /a\nb HTTP/1.1\r\nHost: a\r\n\r\n${hidden}`],
  ['a version that is none', `GET / HTTP/1.10\r\nHost: a\r\n\r\n${hidden}`],
  ['two Host lines', `GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n${hidden}`],
  ['two equal Host lines', `GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n${hidden}`],
])('refused: %s', async (_, request) => {
  const { rig, received } = await rigFor();
  const answer = await exchangeRaw(rig.port, request);
  expect(answer).toMatch(/^HTTP\/1\.1 (400|501|426) /);
  expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  await rig.nextExchange();
  expect(rig.exchanges).toHaveLength(1);
  expect(received).toEqual([]);
});

/** Bodies that end badly: the head may have reached the service, the end must not. */
test.each([
  ['a chunk size that is no number', 'zz\r\nab\r\n'],
  ['a chunk size with a sign', '+2\r\nab\r\n'],
  ['a chunk size with a prefix', '0x2\r\nab\r\n'],
  ['a chunk size beyond 64 bits', 'ffffffffffffffff2\r\nab\r\n'],
  ['a chunk size behind a space', ' 2\r\nab\r\n'],
  ['a chunk that is longer than its size', '1\r\nab\r\n'],
  ['a chunk size that ends in a line feed', '2\nab\r\n'],
  ['chunk data that end in a line feed', '2\r\nab\n'],
  ['an extension that ends in a line feed', '2;a=b\nab\r\n'],
  ['a length among the trailers', '2\r\nab\r\n0\r\nContent-Length: 9\r\n\r\n'],
  ['an extension with a carriage return', '2;a\rb=c\r\nab\r\n'],
])('a body with %s is cut off', async (_, chunk) => {
  const { rig, received } = await rigFor();
  const answer = await exchangeRaw(rig.port, post('Transfer-Encoding: chunked', `${chunk}0\r\n\r\n${hidden}`));
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  expect(await rig.nextExchange()).toMatchObject({ status: 400, flags: 'DPE' });
  expect(rig.exchanges).toHaveLength(1);
  expect(received).toEqual([]);
});

const last = 'Connection: close';

test.each([
  [
    'chunk extensions are dropped',
    post(`Transfer-Encoding: chunked\r\n${last}`, '2;a=b\r\nab\r\n0;c="d"\r\n\r\n'),
    'a',
    '"ab"',
  ],
  ['leading zeros of a size', post(`Transfer-Encoding: chunked\r\n${last}`, '0002\r\nab\r\n000\r\n\r\n'), 'a', '"ab"'],
  ['CHUNKED in capitals', post(`Transfer-Encoding: CHUNKED\r\n${last}`, '2\r\nab\r\n0\r\n\r\n'), 'a', '"ab"'],
  [
    'trailers do not become headers',
    post(`Transfer-Encoding: chunked\r\n${last}`, '2\r\nab\r\n0\r\nHost: b\r\nX-A: b\r\n\r\n'),
    'a',
    '"ab"',
  ],
  [
    'Connection cannot name the length away',
    post(`Connection: content-length, close\r\nContent-Length: ${hidden.length}`, hidden),
    'a',
    JSON.stringify(hidden),
  ],
  ['an absolute target wins over Host', `GET http://b/ HTTP/1.1\r\nHost: a\r\n${last}\r\n\r\n`, 'b', '""'],
])('one request for both: %s', async (_, request, host, body) => {
  const { rig, received } = await rigFor();
  const answer = await exchangeRaw(rig.port, request);
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(received).toEqual([`${request.split(' ')[0]} / ${host} ${body}`]);
  await rig.nextExchange();
  expect(rig.exchanges).toHaveLength(1);
});
