import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTls } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { createMappedNames } from '../../src-main/gateway/mapped-names.ts';
import { localCa, site, startNamed } from './localhost-rig.ts';
import { headerIn, openWire, startService } from './rig.ts';

const host = 'shop.test';

async function start() {
  const held: (() => void)[] = [];
  const port = await startService((asked, answer) => {
    if (asked.url === '/slow') held.push(() => answer.end('late'));
    else if (asked.url === '/parts') {
      answer.write('first ');
      held.push(() => answer.end('last'));
    } else answer.end('here');
  });
  const mapped = createMappedNames();
  const rig = await startNamed(site(host, port), { mapped });
  mapped.set([host]);
  return { ...rig, mapped, held };
}
const get = (path: string, name = host) => `GET ${path} HTTP/1.1\r\nHost: ${name}\r\n\r\n`;

test('an idle connection of a name that is gone ends now; one of another name, and one that never asked for it, go on', async () => {
  const { mapped, open } = await start();
  const gone = await openWire(open(80));
  const stays = await openWire(open(80));
  gone.write(get('/'));
  stays.write(get('/', 'kept.test'));
  await gone.until(/here$/);
  await stays.until(/404/);
  mapped.set([host, 'kept.test']);
  mapped.set(['kept.test']);
  expect(await gone.ended).toMatch(/here$/);
  stays.write(get('/', 'kept.test'));
  await stays.until(/404[\s\S]*404/);
  expect(stays.socket.destroyed).toBe(false);
});

test('what is under way ends first: the next reply says close, and a reply that has begun is whole', async () => {
  const { mapped, open, held } = await start();
  const slow = await openWire(open(80));
  slow.write(get('/slow'));
  const begun = await openWire(open(80));
  begun.write(get('/parts'));
  await begun.until(/first /);
  await expect.poll(() => held.length).toBe(2);
  mapped.set([]);
  for (const end of held) end();
  const answer = await slow.ended;
  expect(answer).toMatch(/late$/);
  expect(headerIn(answer, 'connection')).toBe('close');
  expect(await begun.ended).toMatch(/first [\s\S]*last[\s\S]*0\r\n\r\n$/);
});

test('a connection that has said nothing yet may be meant for the name, and ends', async () => {
  const { mapped, open } = await start();
  const silent = await openWire(open(80));
  let over = false;
  void silent.ended.then(() => {
    over = true;
  });
  // The gateway may not have seen it yet.
  await expect
    .poll(() => {
      mapped.set([host]);
      mapped.set([]);
      return over;
    })
    .toBe(true);
});

test('HTTP/2 is told to go away, and what is under way ends; without a request the server name tells', async () => {
  const { mapped, open, held } = await start();
  const ca = await localCa.certificate();
  const connect = () =>
    connectHttp2(`https://${host}`, {
      createConnection: () =>
        connectTls({ host: '127.0.0.1', port: open(443), servername: host, ALPNProtocols: ['h2'], ca }),
    });
  const busy = connect();
  const idle = connect();
  for (const session of [busy, idle]) onTestFinished(() => session.destroy());
  const stream = busy.request({ ':path': '/slow' });
  await Promise.all([busy, idle].map((one) => new Promise((resolve) => one.once('remoteSettings', resolve))));
  await expect.poll(() => held.length).toBe(1);
  const away = Promise.all([busy, idle].map((one) => new Promise((resolve) => one.once('goaway', resolve))));
  const closed = new Promise((resolve) => idle.once('close', resolve));
  mapped.set([]);
  await Promise.all([away, closed]);
  for (const end of held) end();
  let body = '';
  for await (const part of stream) body += part;
  expect(body).toBe('late');
});

test('a WebSocket goes on, because it looks nothing up any more', async () => {
  const port = await startService(
    (_, answer) => answer.end(),
    (server) =>
      server.on('upgrade', (_, socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
        socket.on('data', (bytes) => socket.write(bytes));
        socket.on('error', () => {});
      }),
  );
  const mapped = createMappedNames();
  mapped.set([host]);
  const rig = await startNamed(site(host, port), { mapped });
  const wire = await openWire(rig.open(80));
  wire.write(
    `GET /ws HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  );
  await wire.until(/101[\s\S]*\r\n\r\n/);
  mapped.set([]);
  wire.write('still here');
  await wire.until(/still here$/);
});
