import { type AddressInfo, createServer, type Server } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { FilterChain } from '#core/route/table.ts';
import { startRig } from './rig.ts';
import { listener, table } from './tables.ts';

const occupy = async (port = 0): Promise<{ server: Server; port: number }> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { server, port: (server.address() as AddressInfo).port };
};

/** A port that was free a moment ago. */
const freePort = async (): Promise<number> => {
  const { server, port } = await occupy();
  await new Promise((resolve) => server.close(resolve));
  return port;
};

test('a declared port that is free is opened as it is', async () => {
  const port = await freePort();
  const rig = await startRig(table({ listeners: [listener(port)] }));
  expect(rig.gateway.state()).toEqual({
    generation: 1,
    listeners: [
      {
        listener: `0.0.0.0_${port}`,
        gateway: 'default/main',
        gateways: ['default/main'],
        port,
        protocol: 'HTTP',
        addresses: ['127.0.0.1'],
        bound: port,
      },
    ],
  });
});

test('a taken port moves to a fallback, says why and stays there over reloads', async () => {
  const { port, server } = await occupy();
  const fallback = await freePort();
  const rig = await startRig(table({ listeners: [listener(port)] }), {
    fallbackPorts: () => [fallback],
    ports: { ownerOf: async (asked) => `"nginx" (process ${asked + 1})` },
  });
  const [one] = rig.gateway.state().listeners;
  expect(one).toMatchObject({ port, bound: fallback });
  expect(one?.moved).toBe(`port ${port} is taken by "nginx" (process ${port + 1}), so ${fallback} is used`);
  await new Promise((resolve) => server.close(resolve));
  const again = await rig.gateway.apply(table({ listeners: [listener(port)] }));
  expect(again.listeners[0]).toMatchObject({ bound: fallback });
});

test('a fixed mapping has no fallback: a taken port is a failure that names its owner', async () => {
  const { port, server } = await occupy();
  const rig = await startRig(table({ settings: { ports: { '80': port } } }));
  const [one] = rig.gateway.state().listeners;
  expect(one?.bound).toBeUndefined();
  expect(one?.failure?.code).toBe('listen/port-taken');
  expect(one?.failure?.message).toMatch(
    /^port \d+ is taken by .*; choose another one with LocalGateway or "--port"; it is tried again by itself$/,
  );
  // The next apply tries again.
  await new Promise((resolve) => server.close(resolve));
  const again = await rig.gateway.apply(table({ settings: { ports: { '80': port } } }));
  expect(again.listeners[0]).toMatchObject({ bound: port, moved: `port 80 is mapped to ${port} on request` });
});

test('a changed mapping moves the listener', async () => {
  const rig = await startRig(table());
  const port = await freePort();
  const state = await rig.gateway.apply(table({ settings: { ports: { '80': port } } }));
  expect(state.listeners[0]?.bound).toBe(port);
});

test('two listeners never get the same port', async () => {
  const port = await freePort();
  const rig = await startRig(table({ listeners: [listener(port), listener(port + 1)], settings: { ports: {} } }), {
    fallbackPorts: () => [port + 1],
  });
  const bound = rig.gateway.state().listeners.map((l) => l.bound);
  expect(new Set(bound).size).toBe(2);
});

test('both loopback addresses get the same number; one that this machine lacks is left out', async () => {
  const rig = await startRig(table({ settings: { addresses: ['127.0.0.1', '::1'] } }));
  const [one] = rig.gateway.state().listeners;
  expect(one?.addresses[0]).toBe('127.0.0.1');
  const other = await startRig(table({ settings: { addresses: ['127.0.0.1', '203.0.113.1'] } }));
  expect(other.gateway.state().listeners[0]?.addresses).toEqual(['127.0.0.1']);
});

test('an address that is not this machine’s is a failure', async () => {
  const rig = await startRig(table({ settings: { addresses: ['203.0.113.1'] } }));
  expect(rig.gateway.state().listeners[0]?.failure).toMatchObject({ code: 'listen/bad-address' });
});

test('a listener whose chains lead nowhere is not opened and says so', async () => {
  const { routeConfig: _, ...nowhere } = listener(81, 'TLS', { tls: { mode: 'AUTO_PASSTHROUGH' } }).chains[0] ?? {};
  const rig = await startRig(
    table({ listeners: [listener(80), { ...listener(81, 'TLS'), chains: [nowhere as FilterChain] }] }),
  );
  const [first, other] = rig.gateway.state().listeners;
  expect(first?.bound).toBeGreaterThan(0);
  expect(other?.bound).toBeUndefined();
  expect(other?.failure?.code).toBe('listen/protocol-planned');
});
