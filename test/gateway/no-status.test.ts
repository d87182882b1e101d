import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { site, startNamed } from './localhost-rig.ts';
import { exchangeRaw } from './rig.ts';

const webSocket =
  'GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nHost: shop.test\r\n\r\n';

test.each([
  ['a request', 'GET / HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n', 'connection termination'],
  [
    'a request with a body',
    'POST / HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab',
    'protocol error',
  ],
  ['an upgrade', webSocket, 'protocol error'],
])('a service that answers %s with a status that is none is at fault, and nobody else', async (_, asked, why) => {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => socket.write('HTTP/1.1 042 x\r\nContent-Length: 2\r\n\r\nhi'));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((done) => server.once('listening', done));
  const address = server.address();
  const rig = await startNamed(site('shop.test', typeof address === 'object' ? (address?.port ?? 0) : 0), {});
  const got = await exchangeRaw(rig.open(80), asked);
  expect(got).toMatch(/^HTTP\/1\.1 50[23] /);
  expect(got).toContain(`reset reason: ${why}`);
});
