import { createServer as createNet } from 'node:net';
import { expect, test } from 'vitest';
import { door, exchange, listen, startProxy } from './proxy-world.ts';

/** What servers of the internet may answer, whole, and what a client then gets: whatever they write, the proxy lives and nobody waits. */
const answer = async (text: string, lines = 'Connection: close'): Promise<string> => {
  const port = await listen(
    createNet((socket) => {
      socket.once('data', () => socket.end(Buffer.from(text, 'latin1')));
    }),
  );
  const proxy = await startProxy(() => [door('shop.test', 80, port)]);
  return exchange(proxy.port, `GET http://shop.test/ HTTP/1.1\r\nHost: shop.test\r\n${lines}\r\n\r\n`);
};
const withBody = 'Content-Length: 2\r\n\r\nhi';

test.each([
  ['a status below all', `HTTP/1.1 042 x\r\n${withBody}`, 'Invalid status code: 42'],
  ['no status', `HTTP/1.1 000 x\r\n${withBody}`, 'Invalid status code: 0'],
  ['another protocol', 'HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nbytes', 'nobody has asked'],
  ['a sign that no line may have', `HTTP/1.1 200 a\x01b\r\nX-A: a\x01b\r\n${withBody}`, 'Parse Error'],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 9\r\n\r\nabcdefghi', 'Parse Error'],
  ['lines without end', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(200_000)}\r\n\r\n`, 'Header overflow'],
  ['nothing', '', 'socket hang up'],
])('%s is said to be no answer', async (_, text, says) => {
  const got = await answer(text);
  expect(got).toMatch(/^HTTP\/1\.1 502 /);
  expect(got).toContain(says);
});

test.each([
  ['length first', 'Content-Length: 3\r\nTransfer-Encoding: chunked'],
  ['chunks first', 'Transfer-Encoding: chunked\r\nContent-Length: 3'],
])('of a length and chunks (%s) nobody may read a second answer out of the first', async (_, lines) => {
  const hidden = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil';
  const chunk = `abc${hidden}`;
  const got = await answer(`HTTP/1.1 200 OK\r\n${lines}\r\n\r\n${chunk.length.toString(16)}\r\n${chunk}\r\n0\r\n\r\n`);
  expect(got).toMatch(/^HTTP\/1\.1 502 /);
  expect(got).not.toContain('evil');
});

test.each([
  [
    'bytes behind an answer that has none',
    'HTTP/1.1 204 No\r\nContent-Length: 3\r\n\r\nabc',
    /^HTTP\/1\.1 204 No\r\n(?!.*abc)/s,
  ],
  [
    'trailers announced beside a length',
    `HTTP/1.1 200 OK\r\nTrailer: X-A\r\n${withBody}`,
    /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nhi$/s,
  ],
  [
    'letters of other languages',
    `HTTP/1.1 200 \xe9\r\nX-A: \xff\r\n${withBody}`,
    /^HTTP\/1\.1 200 \xe9\r\nX-A: \xff\r\n/,
  ],
  [
    'a hint before it',
    `HTTP/1.1 103 Hint\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n${withBody}`,
    /^HTTP\/1\.1 200 OK\r\n/,
  ],
])('%s: the answer passes', async (_, text, expected) => {
  expect(await answer(text)).toMatch(expected);
});

test('a client that announces trailers and has no place for them is served all the same', async () => {
  expect(await answer(`HTTP/1.1 200 OK\r\n${withBody}`, 'Trailer: X-A\r\nConnection: close')).toMatch(
    /^HTTP\/1\.1 200 /,
  );
});

test('what is cut off within its trailers does not look whole', async () => {
  const got = await answer('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nA B: c\r\n\r\n');
  expect(got.endsWith('0\r\n\r\n')).toBe(false);
});
