import { Agent, type IncomingMessage, request as sendRequest } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { ask, openHttp2 } from './http2-client.ts';
import { headerIn, openWire, startRig, startService } from './rig.ts';
import { at, forward, listener, route, table } from './tables.ts';

const get = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';

const start = async () => {
  const held: (() => void)[] = [];
  const service = await startService((asked, answer) => {
    if (asked.url === '/slow') held.push(() => answer.end('late'));
    else answer.end('here');
  });
  const listeners = [listener(80), listener(81)];
  const rig = await startRig(table({ endpoints: [at(service)], listeners, routes: [route(forward())] }));
  return { rig, service, held };
};

test('a client that keeps its connection is told to go by its next reply when the gateway closes, and not cut off', async () => {
  const { rig } = await start();
  const kept = await openWire(rig.port);
  kept.write(get);
  await kept.until(/here$/);
  const fresh = await openWire(rig.port);
  const closed = rig.gateway.close(5_000);
  kept.write(get);
  fresh.write(get);
  const [, second = ''] = (await kept.ended).split(/(?<=here)(?=HTTP)/);
  expect(second).toMatch(/^HTTP\/1\.1 200 [\s\S]*here$/);
  expect(headerIn(second, 'connection')).toBe('close');
  expect(headerIn(await fresh.ended, 'connection')).toBe('close');
  await closed;
});

test('clients under load see refused connections at the end, and never a reset', async () => {
  const { rig } = await start();
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  onTestFinished(() => agent.destroy());
  let answered = 0;
  const askOnce = (): Promise<string | undefined> =>
    new Promise((resolve) => {
      const outgoing = sendRequest({ agent, host: '127.0.0.1', port: rig.port, headers: { host: 'a' } });
      outgoing.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      outgoing.on('response', (response: IncomingMessage) => {
        answered += 1;
        response.resume().on('end', () => resolve(undefined));
      });
      outgoing.end();
    });
  const client = async () => {
    for (;;) {
      const failed = await askOnce();
      if (failed !== undefined) return failed;
      if (answered === 200) void rig.gateway.close(5_000);
    }
  };
  const ends = await Promise.all(Array.from({ length: 16 }, client));
  expect(new Set(ends)).toEqual(new Set(['ECONNREFUSED']));
  expect(answered).toBeGreaterThanOrEqual(200);
});

test('what nobody asks anything of closes soon, and a reply under way ends its connection', async () => {
  const { rig, held } = await start();
  const idle = await openWire(rig.port);
  idle.write(get);
  await idle.until(/here$/);
  const slow = await openWire(rig.port);
  slow.write('GET /slow HTTP/1.1\r\nhost: a\r\n\r\n');
  await expect.poll(() => held.length).toBe(1);
  let over = false;
  const closed = rig.gateway.close(60_000).then(() => {
    over = true;
  });
  await idle.ended;
  expect(over).toBe(false);
  for (const end of held) end();
  const answer = await slow.ended;
  expect(answer).toMatch(/late$/);
  expect(headerIn(answer, 'connection')).toBe('close');
  await closed;
});

test('a listener that a reload takes away drains in the same way, and the others are not told anything', async () => {
  const { rig, service } = await start();
  const gone = await openWire(rig.gateway.state().listeners[1]?.bound ?? 0);
  const stays = await openWire(rig.port);
  for (const wire of [gone, stays]) wire.write(get);
  await Promise.all([gone.until(/here$|404|503/), stays.until(/here$/)]);
  await rig.gateway.apply(table({ endpoints: [at(service)], listeners: [listener(80)], routes: [route(forward())] }));
  for (const wire of [gone, stays]) wire.write(get);
  expect(await gone.ended).toMatch(/connection: close/);
  await stays.until(/here[\s\S]*here$/);
  expect(stays.text()).not.toContain('connection: close');
});

test('HTTP/2 clients hear GOAWAY, and what is under way ends', async () => {
  const { rig, held } = await start();
  const session = openHttp2(rig.port);
  const slow = ask(session, { ':path': '/slow' });
  await expect.poll(() => held.length).toBe(1);
  const away = new Promise<number>((resolve) => session.once('goaway', resolve));
  const closed = rig.gateway.close(60_000);
  expect(await away).toBe(0);
  for (const end of held) end();
  expect(await slow).toMatchObject({ status: 200, body: 'late', reset: 0 });
  await closed;
});
