import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { site, startNamed } from './localhost-rig.ts';
import { exchangeRaw } from './rig.ts';

/** `Trailer: X` says that trailers may follow, and harms nobody where none can. */
const trailer = 'Trailer: X-A\r\n';
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';

/** A service that answers with these bytes; what it was asked stands in `asked`. */
const start = async (answer: string) => {
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    let came = '';
    socket.on('data', (chunk) => {
      came += chunk;
      if (!/\r\n\r\n(ab|2\r\nab\r\n0\r\n.*\r\n\r\n)?$/s.test(came)) return;
      asked.push(came);
      socket.write(answer, 'latin1');
    });
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((done) => server.once('listening', done));
  const address = server.address();
  const rig = await startNamed(site('shop.test', typeof address === 'object' ? (address?.port ?? 0) : 0), {});
  const ask = (head: string, body = '') =>
    exchangeRaw(rig.open(80), `${head}Host: shop.test\r\nConnection: close\r\n\r\n${body}`);
  return { asked, ask };
};

test('a request whose length is known, with a line about trailers, is answered as any other', async () => {
  const { asked, ask } = await start(ok);
  const got = await ask(`POST / HTTP/1.1\r\n${trailer}Content-Length: 2\r\n`, 'ab');
  expect(got).toMatch(/^HTTP\/1\.1 200 OK\r\n.*hi$/s);
  expect(asked[0]).toMatch(/^POST \/ HTTP\/1\.1\r\n.*ab$/s);
  expect(asked[0]?.toLowerCase()).not.toContain('trailer:');
});

test('where trailers can follow the line stays', async () => {
  const { asked, ask } = await start(ok);
  await ask(`POST / HTTP/1.1\r\n${trailer}Transfer-Encoding: chunked\r\n`, '2\r\nab\r\n0\r\n\r\n');
  expect(asked[0]?.toLowerCase()).toContain('trailer: x-a');
});

test('an upgrade with such a line is refused or granted, as the service says', async () => {
  const { ask } = await start('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno');
  const upgrade = `GET / HTTP/1.1\r\n${trailer}Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n`;
  const got = await ask(upgrade.replace('GET / HTTP/1.1\r\n', 'GET / HTTP/1.1\r\nConnection: Upgrade\r\n'));
  expect(got).toMatch(/^HTTP\/1\.1 403 /);
});

test.each([
  ['a known length', 'GET', `HTTP/1.1 200 OK\r\n${trailer}Content-Length: 2\r\n\r\nhi`],
  ['no body', 'GET', `HTTP/1.1 304 Not Modified\r\n${trailer}\r\n`],
  ['HEAD', 'HEAD', `HTTP/1.1 200 OK\r\n${trailer}Transfer-Encoding: chunked\r\n\r\n`],
])('an answer with such a line and %s reaches the client', async (_, method, answer) => {
  const { ask } = await start(answer);
  const got = await ask(`${method} / HTTP/1.1\r\n`);
  expect(got.slice(0, 12)).toBe(answer.slice(0, 12));
  if (answer.endsWith('hi')) expect(got.endsWith('\r\n\r\nhi')).toBe(true);
});
