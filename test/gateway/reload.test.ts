import { Agent, request as sendRequest } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import type { Exchange } from '#core/traffic/exchange.ts';
import { exchangeRaw, openWire, startRig, startService } from './rig.ts';
import { at, forward, listener, operations, route, table } from './tables.ts';

/** One request over a kept-alive connection; its status and the generation that the table wrote into the answer. */
const ask = (agent: Agent, port: number): Promise<{ status: number; generation: string | undefined }> =>
  new Promise((resolve, reject) => {
    const outgoing = sendRequest({ agent, host: '127.0.0.1', port, path: '/', headers: { host: 'a' } });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      response.resume();
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          generation: response.headers['x-generation'] as string | undefined,
        }),
      );
    });
    outgoing.end();
  });

test('reloads under load fail no request, refuse no connection and mix no generations', async () => {
  const service = await startService((_, response) => response.end('ok'));
  const tableOf = (generation: number) => {
    const mark = operations({ set: [['x-generation', String(generation)]] });
    // Every third generation has a second listener, which comes and goes under the traffic of the first.
    const listeners = generation % 3 === 0 ? [listener(80), listener(81)] : [listener(80)];
    return table({ endpoints: [at(service)], listeners, routes: [route(forward({}, { responseHeaders: [mark] }))] });
  };
  const rig = await startRig(tableOf(1));
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  onTestFinished(() => agent.destroy());
  const statuses = new Map<number, number>();
  let failed = 0;
  let running = true;
  const client = async (count: number) => {
    for (let i = 0; i < count; i++) {
      await ask(agent, rig.port).then(
        ({ status }) => statuses.set(status, (statuses.get(status) ?? 0) + 1),
        () => failed++,
      );
    }
  };
  const reloads = (async () => {
    let generation = 1;
    while (running) {
      generation += 1;
      const state = await rig.gateway.apply(tableOf(generation));
      expect(state.generation).toBe(generation);
      expect(state.listeners[0]?.bound).toBe(rig.port);
      // A reload is quick enough to leave no time for the traffic otherwise.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return generation;
  })();
  await Promise.all(Array.from({ length: 16 }, () => client(1250)));
  running = false;
  const generations = await reloads;
  expect(failed).toBe(0);
  expect([...statuses]).toEqual([[200, 20_000]]);
  expect(generations).toBeGreaterThan(5);
  expect((await ask(agent, rig.port)).generation).toBe(String(generations));
  for (const exchange of rig.exchanges as Exchange[]) {
    expect(exchange.responseHeaders.join(' ')).toContain(`x-generation ${exchange.generation}`);
  }
}, 180_000);

test('a request under way ends on the table it began with, also when its listener goes', async () => {
  let answer: () => void = () => {};
  const arrived = new Promise<void>((resolve) => {
    answer = resolve;
  });
  let release: () => void = () => {};
  const service = await startService((_, response) => {
    release = () => response.end('late');
    answer();
  });
  const mark = operations({ set: [['x-table', 'first']] });
  const rig = await startRig(
    table({ endpoints: [at(service)], routes: [route(forward({}, { responseHeaders: [mark] }))] }),
  );
  const wire = await openWire(rig.port);
  wire.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await arrived;
  const state = await rig.gateway.apply(table({ listeners: [listener(81)] }));
  expect(state.listeners.map((l) => l.port)).toEqual([81]);
  release();
  expect(await wire.ended).toMatch(/x-table: first\r\n[\s\S]*late/);
  const now = await exchangeRaw(
    state.listeners[0]?.bound ?? 0,
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  );
  expect(now).toMatch(/^HTTP\/1\.1 503 [\s\S]*no healthy upstream$/);
});

test('a removed listener refuses connections, and closing the gateway closes the others', async () => {
  const rig = await startRig(table({ listeners: [listener(80), listener(81)] }));
  const second = rig.gateway.state().listeners[1]?.bound ?? 0;
  await rig.gateway.apply(table({ listeners: [listener(80)] }));
  await expect(refused(second)).resolves.toBe('ECONNREFUSED');
  await rig.gateway.close(100);
  await expect(refused(rig.port)).resolves.toBe('ECONNREFUSED');
});

const refused = (port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const outgoing = sendRequest({ host: '127.0.0.1', port, agent: false });
    outgoing.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    outgoing.on('response', () => resolve(undefined));
    outgoing.end();
  });
