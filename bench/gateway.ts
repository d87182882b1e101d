import { once } from 'node:events';
import { Agent, createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import httpProxy from 'http-proxy';
import type { Table } from '#core/route/table.ts';
import { createGateway } from '../src-main/gateway/gateway.ts';
import { type OnCore, pinned, startOnCore } from './own-core.ts';
import { median } from './spread.ts';

/**
 * Requests per second and latency of the gateway beside a bare http-proxy with a keep-alive agent, in one run and turn about, so that the
 * machine's mood hits both. Each proxy is a process of its own on one core where `taskset` exists; the service and the client share
 * another one. The absolute figures are the machine's; the ratio is what counts.
 */

const rounds = 7;
const roundMs = 2_500;
const warmUpMs = 1_500;
const connections = 16;
const bodySize = 1024;
const routes = 100;
const goal = 1.5;

const [, , role, argument] = process.argv;
if (role === 'service') await runService();
else if (role === 'gateway') await runGateway(Number(argument));
else if (role === 'http-proxy') await runHttpProxy(Number(argument));
else if (role === undefined || role === 'measure') await measure();

async function measure(): Promise<void> {
  const service = await start('service', '', 1);
  const names = ['http-proxy', 'gateway'] as const;
  const proxies = await Promise.all(names.map((name) => start(name, String(service.port), 0)));
  const results = names.map(() => [] as Round[]);
  try {
    for (const { port } of proxies) await load(port, warmUpMs);
    for (let round = 0; round < rounds; round++) {
      for (const [i, { port }] of proxies.entries()) results[i]?.push(await load(port, roundMs));
    }
  } finally {
    for (const { child } of [service, ...proxies]) child.kill();
  }
  console.log(
    `${bodySize} B body, ${connections} connections, median of ${rounds} interleaved rounds of ${roundMs / 1000} s${pinned() ? ', one core each' : ''}`,
  );
  for (const [i, name] of names.entries()) {
    const of = (pick: (r: Round) => number) => median((results[i] ?? []).map(pick));
    const perSecond = Math.round(of((r) => r.perSecond)).toLocaleString('en');
    const failed = (results[i] ?? []).reduce((sum, r) => sum + r.failed, 0);
    console.log(
      `${name.padEnd(11)} ${perSecond.padStart(8)} requests/s   p50 ${of((r) => r.p50).toFixed(2)} ms   p99 ${of((r) => r.p99).toFixed(2)} ms   ${failed} failed`,
    );
  }
  const ratio = median((results[1] ?? []).map((r, i) => r.perSecond / (results[0]?.[i]?.perSecond ?? 1)));
  console.log(`ratio       ${ratio.toFixed(2)} x http-proxy with a keep-alive agent (goal ${goal} x)`);
}

type Round = { readonly perSecond: number; readonly p50: number; readonly p99: number; readonly failed: number };

/** Sends on every connection as soon as its answer is there. Reads answers by their length, which is all this needs. */
async function load(port: number, ms: number): Promise<Round> {
  const request = Buffer.from(
    `GET /r${routes - 1}/item?id=7 HTTP/1.1\r\nHost: shop.local\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n`,
  );
  const latencies: number[] = [];
  let failed = 0;
  const until = performance.now() + ms;
  const run = () =>
    new Promise<void>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true });
      let sent = 0;
      let left = -1;
      let head = '';
      const send = () => {
        sent = performance.now();
        left = -1;
        head = '';
        socket.write(request);
      };
      socket.on('connect', send);
      socket.on('data', (bytes) => {
        if (left < 0) {
          head += bytes.toString('latin1');
          const end = head.indexOf('\r\n\r\n');
          if (end < 0) return;
          if (!head.startsWith('HTTP/1.1 200')) failed++;
          left = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0) - (head.length - end - 4);
        } else left -= bytes.length;
        if (left > 0) return;
        const now = performance.now();
        latencies.push(now - sent);
        if (now < until) send();
        else socket.end();
      });
      socket.on('error', () => failed++);
      socket.on('close', () => resolve());
    });
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, run));
  const seconds = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (part: number) => latencies[Math.floor((latencies.length - 1) * part)] ?? 0;
  return { perSecond: latencies.length / seconds, p50: at(0.5), p99: at(0.99), failed };
}

/** A service on bare sockets, so that it never is the slow one. */
async function runService(): Promise<void> {
  const answer = Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: ${bodySize}\r\ndate: ${new Date().toUTCString()}\r\n\r\n${'x'.repeat(bodySize)}`,
  );
  const server = createTcpServer({ noDelay: true }, (socket) => {
    let head = '';
    socket.on('data', (bytes) => {
      head += bytes.toString('latin1');
      for (let end = head.indexOf('\r\n\r\n'); end >= 0; end = head.indexOf('\r\n\r\n')) {
        head = head.slice(end + 4);
        socket.write(answer);
      }
    });
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ready((server.address() as AddressInfo).port);
}

async function runHttpProxy(target: number): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const proxy = httpProxy.createProxyServer({ target: `http://127.0.0.1:${target}`, agent });
  const server = createServer((request, response) => proxy.web(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ready((server.address() as AddressInfo).port);
}

/** The whole gateway: a hundred routes of which the last one answers, and an observer of every exchange. */
async function runGateway(target: number): Promise<void> {
  const gateway = createGateway({
    clock: Date.now,
    dice: Math.random,
    log: () => {},
    samples: { addressOf: () => Promise.reject(new Error('no samples in a benchmark')) },
  });
  let seen = 0;
  gateway.onExchange(() => seen++);
  const state = await gateway.apply(tableFor(target));
  ready(state.listeners[0]?.bound ?? 0);
}

function tableFor(target: number): Table {
  const place = { file: 'bench.yaml', range: [0, 0] as const, line: 1, column: 1 };
  const origin = { kind: 'VirtualService', namespace: 'default', name: 'bench', path: 'spec.http[0]', place };
  const cluster = 'outbound|80||bench.default.svc.cluster.local';
  return {
    listeners: [
      {
        id: '0.0.0.0_80',
        port: 80,
        declaredPorts: [80],
        chains: [
          {
            protocol: 'HTTP',
            routeConfig: 'http.80',
            servers: [{ origin, portName: 'http', number: 80, hosts: ['*'] }],
          },
        ],
      },
    ],
    routeConfigs: {
      'http.80': {
        name: 'http.80',
        virtualHosts: [
          {
            name: 'shop.local:80',
            domain: 'shop.local',
            omitted: [],
            routes: Array.from({ length: routes }, (_, i) => ({
              id: `VirtualService default/bench http[${i}]`,
              name: '',
              origin,
              conditions: [{ on: 'path', match: { type: 'prefix', value: `/r${i}/` }, ignoreCase: false } as const],
              matchedPath: { kind: 'prefix', length: `/r${i}/`.length } as const,
              action: {
                do: 'forward',
                totalWeight: 1,
                // What every route gets that says nothing about retries.
                retry: {
                  retries: 2,
                  on: ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', 'retriable-status-codes'],
                  statusCodes: [],
                  backoffMs: 25,
                  avoidPrevious: true,
                  remoteLocalities: false,
                },
                destinations: [
                  {
                    cluster,
                    host: 'bench.default.svc.cluster.local',
                    port: 80,
                    weight: 1,
                    requestHeaders: [],
                    responseHeaders: [],
                    origin,
                  },
                ],
              } as const,
            })),
          },
        ],
      },
    },
    clusters: {
      [cluster]: {
        name: cluster,
        host: 'bench.default.svc.cluster.local',
        port: 80,
        protocol: 'http1',
        boundBy: 'local-service',
        endpoints: [{ at: 'address', address: '127.0.0.1', port: target, labels: {} }],
      },
    },
    settings: {
      pathNormalization: 'BASE',
      explainErrors: 'browsers',
      addresses: ['127.0.0.1'],
      ports: { '80': 0 },
      serverHeader: 'istio-envoy',
    },
  };
}

function ready(port: number): void {
  process.send?.({ port });
}

function start(what: string, value: string, core: number): Promise<OnCore> {
  return startOnCore(fileURLToPath(import.meta.url), [what, value], core);
}
