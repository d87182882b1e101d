import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import type { Cluster, Endpoint, Table, TcpRoute } from '#core/route/table.ts';
import { startRig } from './rig.ts';
import { at, cluster, listener, origin, table } from './tables.ts';

/** A socket on a port that the system chooses, closed when the test ends. */
async function openSocket(): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    try {
      socket.close();
    } catch {
      // The test has closed it.
    }
  });
  return socket;
}

/** Answers each datagram with its name, the text and the port it came from. */
async function startEcho(name: string): Promise<number> {
  const socket = await openSocket();
  socket.on('message', (bytes, { port, address }) => socket.send(`${name} ${bytes} ${port}`, port, address));
  return socket.address().port;
}

async function ask(socket: Socket, port: number, text: string): Promise<string> {
  const answer = once(socket, 'message');
  socket.send(text, port, '127.0.0.1');
  return String((await answer)[0]);
}

type Share = { readonly endpoints?: readonly Endpoint[]; readonly weight?: number };

/** A listener for datagrams whose route has these shares; one without endpoints belongs to no cluster. */
function udpTable(shares: readonly Share[], port = 80): Table {
  const clusters: Record<string, Cluster> = {};
  const from = origin('UDPRoute', 'names', 'spec.rules[0]');
  const destinations = shares.map(({ endpoints, weight = 1 }, index) => {
    const name = endpoints ? `outbound|53||names-${index}` : '';
    if (endpoints) clusters[name] = { ...cluster(endpoints), name, protocol: 'udp' };
    return { cluster: name, host: `names-${index}`, port: 53, weight, origin: from };
  });
  const udp: TcpRoute = {
    origin: from,
    destinations,
    totalWeight: shares.reduce((sum, one) => sum + (one.weight ?? 1), 0),
  };
  const [chain] = listener(port, 'UDP').chains;
  const { routeConfig: _, ...rest } = chain as NonNullable<typeof chain>;
  return table({
    listeners: [{ ...listener(port, 'UDP'), id: `udp_0.0.0.0_${port}`, chains: [{ ...rest, udp }] }],
    clusters,
  });
}

test('answers come back to the client they are for, and a client keeps its port at the service', async () => {
  const service = await startEcho('a');
  const rig = await startRig(udpTable([{ endpoints: [at(service)] }]));
  const [one, other] = [await openSocket(), await openSocket()];
  const [, , port] = (await ask(one, rig.port, 'first')).split(' ');
  expect(await ask(one, rig.port, 'second')).toBe(`a second ${port}`);
  const answer = await ask(other, rig.port, 'third');
  expect(answer).toMatch(/^a third \d+$/);
  expect(answer).not.toBe(`a third ${port}`);
});

test('the state says the protocol and where it listens', async () => {
  const rig = await startRig(udpTable([{ endpoints: [at(9)] }]));
  expect(rig.gateway.state().listeners).toMatchObject([
    { listener: 'udp_0.0.0.0_80', protocol: 'UDP', port: 80, bound: rig.port, addresses: ['127.0.0.1'] },
  ]);
});

test('a flow that is silent ends with one line', async () => {
  const service = await startEcho('a');
  const rig = await startRig(udpTable([{ endpoints: [at(service)] }]), { udpIdleMs: 30 });
  const client = await openSocket();
  const answer = await ask(client, rig.port, 'hello');
  expect(await rig.nextExchange()).toMatchObject({
    protocol: '-',
    flags: '-',
    details: 'udp_session_idle_timeout',
    bytesReceived: 5,
    bytesSent: answer.length,
    upstream: { host: `127.0.0.1:${service}` },
    route: { id: 'UDPRoute default/names rules[0]' },
  });
});

test('the weights are of flows, and the share of a backend that is not there is dropped with one line', async () => {
  const service = await startEcho('a');
  let dice = 0.1;
  const rig = await startRig(udpTable([{ endpoints: [at(service)], weight: 1 }, { weight: 1 }]), {
    dice: () => dice,
  });
  const [first, second, third] = [await openSocket(), await openSocket(), await openSocket()];
  expect(await ask(first, rig.port, 'x')).toMatch(/^a x/);
  dice = 0.9;
  second.send('lost', rig.port, '127.0.0.1');
  expect(await rig.nextExchange()).toMatchObject({ flags: 'NC', details: 'cluster_not_found', bytesSent: 0 });
  second.send('lost again', rig.port, '127.0.0.1');
  dice = 0.1;
  expect(await ask(third, rig.port, 'y')).toMatch(/^a y/);
  // The first flow goes on where it has begun.
  expect(await ask(first, rig.port, 'z')).toMatch(/^a z/);
  expect(rig.exchanges).toHaveLength(1);
});

test('a service that is gone ends the flow with a line', async () => {
  const gone = await openSocket();
  const { port } = gone.address();
  gone.close();
  const rig = await startRig(udpTable([{ endpoints: [at(port)] }]));
  const client = await openSocket();
  client.send('hello', rig.port, '127.0.0.1');
  expect(await rig.nextExchange()).toMatchObject({ flags: 'UF', upstream: { host: `127.0.0.1:${port}` } });
});

test('a flow goes on over a reload that leaves its route alone, and begins anew where its route has changed', async () => {
  const [a, b] = [await startEcho('a'), await startEcho('b')];
  const rig = await startRig(udpTable([{ endpoints: [at(a)] }]));
  const client = await openSocket();
  const answer = await ask(client, rig.port, 'x');
  await rig.gateway.apply(udpTable([{ endpoints: [at(a)] }]));
  expect(await ask(client, rig.port, 'x')).toBe(answer);
  expect(rig.exchanges).toHaveLength(0);
  await rig.gateway.apply(udpTable([{ endpoints: [at(b)] }]));
  expect(await ask(client, rig.port, 'x')).toMatch(/^b x/);
  expect(await rig.nextExchange()).toMatchObject({ generation: 1, upstream: { host: `127.0.0.1:${a}` } });
});

test('a listener that is removed ends its flows and leaves its port', async () => {
  const service = await startEcho('a');
  const rig = await startRig(udpTable([{ endpoints: [at(service)] }]));
  const client = await openSocket();
  await ask(client, rig.port, 'x');
  const state = await rig.gateway.apply(table());
  expect(state.listeners.some(({ protocol }) => protocol === 'UDP')).toBe(false);
  expect(await rig.nextExchange()).toMatchObject({ bytesReceived: 1 });
  const next = createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    next.once('error', reject);
    next.bind({ port: rig.port, address: '127.0.0.1', exclusive: true }, resolve);
  });
  next.close();
});

test('more clients than there may be are not served, and the log says so once', async () => {
  const service = await startEcho('a');
  const rig = await startRig(udpTable([{ endpoints: [at(service)] }]), { udpFlows: 2 });
  const clients = [await openSocket(), await openSocket(), await openSocket()];
  expect(await ask(clients[0] as Socket, rig.port, 'x')).toMatch(/^a/);
  expect(await ask(clients[1] as Socket, rig.port, 'x')).toMatch(/^a/);
  const heard: string[] = [];
  clients[2]?.on('message', (bytes) => heard.push(String(bytes)));
  clients[2]?.send('x', rig.port, '127.0.0.1');
  clients[2]?.send('y', rig.port, '127.0.0.1');
  // Behind both in the queue of the same socket.
  expect(await ask(clients[0] as Socket, rig.port, 'z')).toMatch(/^a z/);
  expect(heard).toEqual([]);
  expect(rig.logged.filter((line) => line.includes('datagrams'))).toHaveLength(1);
});

test('a port of UDP is another one than the same of TCP, and falls back like one', async () => {
  const [service, taken] = [await startEcho('a'), await openSocket()];
  const { port } = taken.address();
  const free = createSocket('udp4');
  const spare = await new Promise<number>((resolve) => free.bind(0, '127.0.0.1', () => resolve(free.address().port)));
  free.close();
  const rig = await startRig(udpTable([{ endpoints: [at(service)] }], port), { fallbackPorts: () => [spare] });
  expect(rig.gateway.state().listeners[0]).toMatchObject({ port, bound: spare });
  expect(rig.gateway.state().listeners[0]?.moved).toMatch(/is taken by another program/);
  expect(await ask(await openSocket(), rig.port, 'x')).toMatch(/^a x/);
});

test('a NetworkPolicy that allows no datagrams keeps them here, and the line says so', async () => {
  const heard: string[] = [];
  const service = await openSocket();
  service.on('message', (bytes) => heard.push(String(bytes)));
  const open = udpTable([{ endpoints: [at(service.address().port)] }]);
  const rules = (protocol: 'TCP' | 'UDP') => [
    { origin: origin('NetworkPolicy', 'closed'), rules: [{ ports: [{ protocol }] }] },
  ];
  const closed = (direction: 'egress' | 'ingress') =>
    ({ loopback: 'judged', namespaces: {}, [direction]: rules('TCP') }) as const;
  const client = await openSocket();
  const out = await startRig({ ...open, networkPolicy: closed('egress') });
  client.send('one', out.port, '127.0.0.1');
  const denied = await out.nextExchange();
  expect(denied).toMatchObject({ flags: 'UF', details: 'network_policy' });
  expect(denied.upstream?.transportFailure).toContain('"default/closed" allows no connection to 127.0.0.1:');
  const into = await startRig({ ...open, networkPolicy: closed('ingress') });
  client.send('two', into.port, '127.0.0.1');
  expect((await into.nextExchange()).terminationDetails).toContain('allows_no_connection_from_127.0.0.1:');
  const allowed = await startRig({ ...open, networkPolicy: { ...closed('egress'), egress: rules('UDP') } });
  client.send('three', allowed.port, '127.0.0.1');
  await once(service, 'message');
  expect(heard).toEqual(['three']);
});
