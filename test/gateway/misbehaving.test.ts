import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { Exchange } from '#core/traffic/exchange.ts';
import { patience, untilCounts, untilQuiet } from './pool-rig.ts';
import { exchangeRaw, startRig } from './rig.ts';
import { at, cluster, forward, origin, route, table } from './tables.ts';

/** What a service does with one request; `nth` from 1 counts its connections. */
type Manner = (socket: Socket, nth: number) => void;

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine';
const reset = (socket: Socket) => socket.resetAndDestroy();

type Way = {
  readonly name: string;
  /** Absent: nobody listens. */
  readonly manner?: Manner;
  /** What the client gets: the status, `cut` behind it where the answer is not whole. */
  readonly client: RegExp;
  readonly flags: string;
  readonly details: string;
  readonly body?: RegExp;
  /** What becomes of it when it is tried once more, where that is not the same. */
  readonly retried?: { readonly flags: string; readonly body?: RegExp };
};

const before = (reason: string) => `upstream_reset_before_response_started{${reason}}`;
const after = (reason: string) => `upstream_reset_after_response_started{${reason}}`;
const told = (reason: string) => new RegExp(`before headers\\. reset reason: ${reason}$`);
const toldAgain = (reason: string) => new RegExp(`before headers\\. retried and the latest reset reason: ${reason}$`);

const ways: readonly Way[] = [
  {
    name: 'refuses',
    client: /^HTTP\/1\.1 503 /,
    flags: 'UF',
    details: before('remote_connection_failure|delayed_connect_error:_Connection_refused'),
    body: told('remote connection failure, transport failure reason: delayed connect error: Connection refused'),
    retried: {
      flags: 'URX,UF',
      body: toldAgain('remote connection failure, transport failure reason: delayed connect error: Connection refused'),
    },
  },
  {
    name: 'closes before headers',
    manner: (socket) => socket.destroy(),
    client: /^HTTP\/1\.1 503 /,
    flags: 'UC',
    details: before('connection_termination'),
    body: told('connection termination'),
    retried: { flags: 'URX,UC', body: toldAgain('connection termination') },
  },
  {
    name: 'resets before headers',
    manner: reset,
    client: /^HTTP\/1\.1 503 /,
    flags: 'UC',
    details: before('connection_termination'),
    body: told('connection termination'),
    retried: { flags: 'URX,UC', body: toldAgain('connection termination') },
  },
  {
    name: 'resets in mid-head',
    manner: (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Le', () => reset(socket)),
    client: /^HTTP\/1\.1 503 /,
    flags: 'UC',
    details: before('connection_termination'),
    body: told('connection termination'),
    retried: { flags: 'URX,UC', body: toldAgain('connection termination') },
  },
  {
    name: 'resets in mid-body',
    manner: (socket) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () => setTimeout(reset, 30, socket)),
    client: /^HTTP\/1\.1 200 [\s\S]*\r\n\r\nhalf$/,
    flags: 'UC',
    details: after('connection_termination'),
  },
  {
    name: 'closes in mid-body',
    manner: (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'),
    client: /^HTTP\/1\.1 200 [\s\S]*\r\n\r\nhalf$/,
    flags: 'UC',
    details: after('connection_termination'),
  },
  {
    name: 'closes in mid-chunk',
    manner: (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf'),
    client: /^HTTP\/1\.1 200 [\s\S]*half/,
    flags: 'UC',
    details: after('connection_termination'),
  },
  {
    name: 'stalls before headers',
    manner: () => {},
    client: /^HTTP\/1\.1 504 /,
    flags: 'UT',
    details: 'response_timeout',
    body: /^upstream request timeout$/,
  },
  {
    name: 'stalls in mid-body',
    manner: (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'),
    client: /^HTTP\/1\.1 200 [\s\S]*\r\n\r\nhalf$/,
    flags: 'UT',
    details: 'response_timeout',
  },
  {
    name: 'answers slowly, byte by byte',
    manner: (socket) => {
      let sent = 0;
      const timer = setInterval(() => {
        socket.write(ok.slice(sent, sent + 8));
        sent += 8;
        if (sent >= ok.length) clearInterval(timer);
      }, 2);
      socket.on('close', () => clearInterval(timer));
    },
    client: /^HTTP\/1\.1 200 [\s\S]*\r\n\r\nfine$/,
    flags: '-',
    details: 'via_upstream',
  },
  {
    name: 'sends less than its length and closes',
    manner: (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfine'),
    client: /^HTTP\/1\.1 200 [\s\S]*\r\n\r\nfine$/,
    flags: 'UC',
    details: after('connection_termination'),
  },
  {
    name: 'sends more than its length',
    manner: (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine and more'),
    client: /^HTTP\/1\.1 200 [\s\S]*\r\n\r\nfine$/,
    flags: '-',
    details: 'via_upstream',
  },
  {
    name: 'says two lengths',
    manner: (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nfine'),
    client: /^HTTP\/1\.1 502 /,
    flags: 'UPE',
    details: before('protocol_error'),
    body: told('protocol error'),
    retried: { flags: 'URX,UPE', body: toldAgain('protocol error') },
  },
  {
    name: 'does not speak HTTP',
    manner: (socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'),
    client: /^HTTP\/1\.1 502 /,
    flags: 'UPE',
    details: before('protocol_error'),
    body: told('protocol error'),
    retried: { flags: 'URX,UPE', body: toldAgain('protocol error') },
  },
  {
    name: 'sends bad chunks',
    manner: (socket) => socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\nno length\r\n'),
    client: /^HTTP\/1\.1 200 [\s\S]*fine/,
    flags: 'UPE',
    details: after('protocol_error'),
  },
];

/** Each with requests of every sort: without and with a body, retried once, with a mirror that behaves in the same way. */
const kinds = ['no body', 'a body', 'retries', 'a body and retries', 'a mirror'] as const;

const rejections: unknown[] = [];
const hear = (reason: unknown) => rejections.push(reason);
beforeEach(() => {
  process.on('unhandledRejection', hear);
});
afterEach(() => {
  process.off('unhandledRejection', hear);
  expect(rejections.splice(0)).toEqual([]);
});

const retry = {
  retries: 1,
  on: ['5xx'],
  statusCodes: [],
  backoffMs: 1,
  avoidPrevious: false,
  remoteLocalities: false,
} as const;

test.each(ways.flatMap((way) => kinds.map((kind) => [way.name, kind, way] as const)))(
  'a service that %s, and a request with %s',
  async (_, kind, { manner, client, flags, details, body, retried }) => {
    const service = await startMannered(manner);
    const withBody = kind.includes('body') && kind !== 'no body';
    const retries = kind.includes('retries');
    const one = cluster([at(service.port)]);
    const shadow = cluster([at(service.port)], { name: 'outbound|80|shadow|web.default.svc.cluster.local' });
    const mirrors = [
      {
        cluster: shadow.name,
        host: shadow.host,
        port: 80,
        perMillion: 1_000_000,
        origin: origin('VirtualService', 'shop'),
      },
    ];
    const timeoutMs = details === 'response_timeout' ? 60 : 5_000;
    const action = forward({ timeoutMs, ...(retries && { retry }), ...(kind === 'a mirror' && { mirrors }) });
    const rig = await startRig(
      table({ routes: [route(action)], clusters: { [one.name]: one, [shadow.name]: shadow } }),
    );
    const answer = await exchangeRaw(rig.port, request(withBody));
    expect(answer).toMatch(client);
    const said = retries && retried ? { ...retried } : { flags, body };
    if (said.body) expect(answer.slice(answer.indexOf('\r\n\r\n') + 4)).toMatch(said.body);
    expect(line(await rig.nextExchange())).toEqual({ flags: said.flags, details });
    await untilQuiet(rig);
    expect(rig.exchanges).toHaveLength(1);
    expect(rig.logged).toEqual([]);
    await rig.gateway.close(0);
    await vi.waitFor(() => expect(service.sockets.size).toBe(0), patience);
  },
);

test.each([
  ['no body', false, 0],
  ['a body', true, 0],
  ['retries', false, 1],
  ['a body and retries', true, 1],
] as const)(
  'a service that closes its idle connection just as a request with %s comes',
  async (_, withBody, retries) => {
    const requests: Socket[] = [];
    // The first request of a connection is answered, a second one is met by its end.
    const service = await startMannered((socket) => {
      if (requests.includes(socket)) return reset(socket);
      requests.push(socket);
      socket.write(ok);
    });
    const action = forward(retries ? { retry } : {});
    const rig = await startRig(table({ endpoints: [at(service.port)], routes: [route(action)] }));
    expect(await exchangeRaw(rig.port, request(withBody))).toMatch(/^HTTP\/1\.1 200 /);
    await untilCounts(rig, { connections: 1, requests: 0 });
    const second = await exchangeRaw(rig.port, request(withBody));
    expect(second).toMatch(retries ? /^HTTP\/1\.1 200 / : /^HTTP\/1\.1 503 /);
    await rig.nextExchange();
    expect(line(await rig.nextExchange())).toEqual(
      retries ? { flags: '-', details: 'via_upstream' } : { flags: 'UC', details: before('connection_termination') },
    );
    await untilQuiet(rig);
  },
);

const request = (withBody: boolean): string =>
  `${withBody ? 'POST' : 'GET'} / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${withBody ? 'Content-Length: 5\r\n\r\nhello' : '\r\n'}`;

const line = ({ flags, details }: Exchange) => ({ flags, details });

/** A service without manners, closed when the test ends; what it does is done once for each whole request. */
async function startMannered(manner: Manner | undefined) {
  const sockets = new Set<Socket>();
  let opened = 0;
  const server = createServer((socket) => {
    opened += 1;
    const nth = opened;
    let received = '';
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1');
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
      if (received.length < end + 4 + length) return;
      received = '';
      manner?.(socket, nth);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  if (manner === undefined) await new Promise((resolve) => server.close(resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) server.close();
  });
  return { port, sockets };
}
