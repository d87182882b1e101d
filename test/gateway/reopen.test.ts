import { createSocket } from 'node:dgram';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { FilterChain, TcpRoute } from '#core/route/table.ts';
import type { GatewayState } from '#core/traffic/gateway-state.ts';
import { createTryAgain } from '../../src-main/gateway/listener/try-again.ts';
import { openWire, startRig } from './rig.ts';
import { listener, origin, table } from './tables.ts';

const occupy = async (port = 0): Promise<{ server: Server; port: number }> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { server, port: (server.address() as AddressInfo).port };
};
const release = (server: Server) => new Promise((resolve) => server.close(resolve));
const soon = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 10 });
const answerOf = async (port: number) => {
  const wire = await openWire(port);
  wire.write('GET / HTTP/1.1\r\nhost: a.test\r\n\r\n');
  return wire.until(/^HTTP\/1\.1 \d+/);
};

test('a port that was taken is opened when it is free, in the same generation, and told once', async () => {
  const { port, server } = await occupy();
  const rig = await startRig(table({ settings: { ports: { '80': port } } }), { reopenMs: 5 });
  expect(rig.gateway.state().listeners[0]?.failure?.message).toContain('it is tried again by itself');
  const told: GatewayState[] = [];
  rig.gateway.onState((state) => told.push(state));
  // Tries that change nothing are nobody's news.
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(told).toEqual([]);
  await release(server);
  await soon(() => expect(rig.gateway.state().listeners[0]).toMatchObject({ bound: port }));
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ generation: 1 });
  expect(told[0]?.listeners[0]?.failure).toBeUndefined();
  expect(rig.logged.filter((line) => line.includes(String(port)))).toEqual([
    `port 80 is open at last {"bound":${port}}`,
  ]);
  expect(await answerOf(port)).toMatch(/^HTTP\/1\.1 503/);
});

test('whoever knows that the machine is another one has it tried at once; other listeners go on', async () => {
  const { port, server } = await occupy();
  const [taken, open] = [listener(80), listener(81)];
  const rig = await startRig(table({ listeners: [taken, open], settings: { ports: { '80': port, '81': 0 } } }), {
    reopenMs: 3_600_000,
  });
  const other = rig.gateway.state().listeners[1]?.bound ?? 0;
  const wire = await openWire(other);
  wire.write('GET / HTTP/1.1\r\nhost: a.test\r\n\r\n');
  await wire.until(/503[\s\S]*upstream$/);
  await release(server);
  rig.gateway.reopen();
  await soon(() => expect(rig.gateway.state().listeners[0]).toMatchObject({ bound: port }));
  wire.write('GET / HTTP/1.1\r\nhost: a.test\r\n\r\n');
  await wire.until(/503[\s\S]*503/);
});

test('what no table wants any more is not opened', async () => {
  const { port, server } = await occupy();
  const rig = await startRig(table({ settings: { ports: { '80': port } } }), { reopenMs: 5 });
  await rig.gateway.apply(table({ listeners: [] }));
  await release(server);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(rig.gateway.state().listeners).toEqual([]);
  await occupy(port);
});

test('a port whose socket has gone is opened again by the next table, and never said to be open meanwhile', async () => {
  const servers = new Set<Server>();
  const heard = (told: unknown) => void servers.add((told as { server: Server }).server);
  const listening = 'tracing:net.server.listen:asyncEnd';
  subscribe(listening, heard);
  onTestFinished(() => void unsubscribe(listening, heard));
  const { port, server } = await occupy();
  await release(server);
  const wanted = table({ settings: { ports: { '80': port } } });
  const rig = await startRig(wanted, { reopenMs: 5 });
  const own = [...servers].filter((one) => (one.address() as AddressInfo | null)?.port === port);
  expect(own.length).toBeGreaterThan(0);
  for (const one of own) await release(one);
  const { listeners } = await rig.gateway.apply(wanted);
  expect(listeners[0]).toMatchObject({ bound: port });
  expect(await answerOf(port)).toMatch(/^HTTP\/1\.1 503/);
});

test('a port for datagrams is opened again as well', async () => {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  const [chain] = listener(53, 'UDP').chains;
  const { routeConfig: _, ...rest } = chain as FilterChain;
  const udp: TcpRoute = { origin: origin('UDPRoute', 'names'), destinations: [], totalWeight: 0 };
  const rig = await startRig(
    table({
      listeners: [{ ...listener(53, 'UDP'), id: 'udp_53', chains: [{ ...rest, udp }] }],
      settings: { ports: { '53': port } },
    }),
    { reopenMs: 5 },
  );
  expect(rig.gateway.state().listeners[0]?.failure).toBeDefined();
  await new Promise<void>((resolve) => socket.close(resolve));
  await soon(() => expect(rig.gateway.state().listeners[0]).toMatchObject({ bound: port }));
});

test('waits double up to 32 times the first, and begin anew when it is said to be needed afresh', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let tries = 0;
  const again = createTryAgain(async () => {
    tries += 1;
  }, 1_000);
  again.follow(true);
  const triesIn = async (ms: number) => {
    const before = tries;
    await vi.advanceTimersByTimeAsync(ms);
    return tries - before;
  };
  expect(await triesIn(1_000)).toBe(1);
  expect(await triesIn(1_999)).toBe(0);
  expect(await triesIn(1)).toBe(1);
  expect(await triesIn(4_000 + 8_000 + 16_000)).toBe(3);
  expect(await triesIn(32_000)).toBe(1);
  expect(await triesIn(32_000)).toBe(1);
  again.follow(true, true);
  expect(await triesIn(1_000)).toBe(1);
  again.now();
  expect(tries).toBe(9);
  again.follow(false);
  expect(await triesIn(3_600_000)).toBe(0);
  again.follow(true);
  again.close();
  expect(await triesIn(3_600_000)).toBe(0);
});
