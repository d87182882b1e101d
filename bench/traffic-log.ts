import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '../src-main/app/compose.ts';
import type { GatewayOptions } from '../src-main/app/engine.ts';
import type { Recorded } from '../src-main/app/traffic/stored.ts';
import { rendererFolder } from '../src-main/cli/build-when-stale.ts';
import { build } from '../src-main/core/build.ts';
import type { Exchange } from '../src-main/core/traffic/exchange.ts';
import { createLoopback } from '../src-main/loopback/loopback.ts';

/**
 * Slipway without sockets for requests, as a process of its own: the app, its log of traffic and the window over loopback are the real
 * ones, and exchanges are told to it as its gateway would tell them. Orders come from the process that started it, each is answered.
 */
export type LogOrder =
  | { readonly order: 'fill'; readonly count: number }
  /** Until the next order. */
  | { readonly order: 'flood'; readonly perSecond: number }
  | { readonly order: 'stop' };
export type LogAnswer = {
  readonly url: string;
  readonly kept: number;
  readonly came: number;
  readonly bytes: number;
  readonly resident: number;
};

const cap = Number(process.argv[2]) * 1024 * 1024;
const hosts = ['shop', 'pay', 'search', 'media', 'login', 'stock', 'mail', 'maps'].map((name) => `${name}.example.com`);
const kinds = ['items', 'orders', 'users', 'images', 'health', 'v1/reports'];

const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
writeFileSync(join(folder, 'all.yaml'), configuration());
let tellExchange: GatewayOptions['onExchange'] = () => {};
let generation = 0;
const app = await compose(
  { paths: [folder], clock: Date.now, dice: Math.random, log: () => {} },
  {
    build,
    bind: () => ({ ok: false, failure: { code: 'bench/nothing', message: 'nothing is bound here' } }),
    createGateway: ({ onExchange }) => {
      tellExchange = onExchange;
      return {
        apply: async () => {
          generation += 1;
        },
        state: () => ({ generation, listeners: [] }),
        upstreams: () => [],
        close: async () => {},
      };
    },
  },
);
await app.handlers['settings.change']({ tour: 'done', capture: { bytes: cap } });
const templates = await Promise.all(hosts.flatMap((host) => kinds.map((kind) => templateOf(host, kind))));
const host = await createLoopback({
  handlers: app.handlers,
  events: app.events,
  assets: rendererFolder(join(import.meta.dirname, '..')),
  port: 0,
  log: () => {},
});

let counted = 0;
let flood: NodeJS.Timeout | undefined;
process.on('message', async (order: LogOrder) => {
  clearInterval(flood);
  if (order.order === 'stop') {
    await host.close();
    await app.close();
    rmSync(folder, { recursive: true, force: true });
    return process.disconnect();
  }
  if (order.order === 'fill') await fill(order.count);
  else flow(order.perSecond);
  await answer();
});
await answer();

async function answer(): Promise<void> {
  const { kept, next } = await app.handlers['traffic.rows']({ from: 0, count: 1 });
  globalThis.gc?.();
  const { rss, arrayBuffers } = process.memoryUsage();
  const told: LogAnswer = { url: host.url, kept: next - kept, came: next, bytes: arrayBuffers, resident: rss };
  process.send?.(told);
}

/** In batches, so that the log tells and packs them as it would. */
async function fill(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 5_000) {
    for (let index = Math.min(left, 5_000); index > 0; index--) arrive(Date.now() - left);
    // What is asked for is told first.
    await app.handlers['traffic.rows']({ from: Number.MAX_SAFE_INTEGER, count: 1 });
    await new Promise((done) => setTimeout(done, 1));
  }
}

function flow(perSecond: number): void {
  if (perSecond === 0) return;
  const begun = performance.now();
  let sent = 0;
  flood = setInterval(() => {
    while (sent < ((performance.now() - begun) / 1000) * perSecond) {
      arrive(Date.now());
      sent++;
    }
  }, 5);
}

type Template = Pick<Exchange, 'authority' | 'route' | 'virtualHost'> & {
  readonly kind: string;
  readonly cluster: string;
};

async function templateOf(host: string, kind: string): Promise<Template> {
  const told = await app.handlers['gateway.explain']({ method: 'GET', url: `http://${host}/${kind}/1`, headers: [] });
  if (!told.ok || told.value.decision.outcome !== 'forward') throw new Error(`no rule takes ${host}/${kind}`);
  const { route, virtualHost, cluster } = told.value.decision;
  return {
    authority: host,
    kind,
    route: { id: route.id, name: route.name, origin: route.origin },
    virtualHost: virtualHost.name,
    cluster: cluster?.name ?? 'PassthroughCluster',
  };
}

/** An exchange with the variety of a day's work, of which every one has its own path, id and time. */
function arrive(started: number): void {
  const id = ++counted;
  // The numbers of this generator are the same in each run.
  const dice = Math.imul(id, 2_654_435_761) >>> 0;
  const { kind, cluster, authority, route, virtualHost } = templates[dice % templates.length] as Template;
  const lost = dice % 23 === 0;
  const status = lost ? 404 : ([200, 200, 200, 201, 204, 301, 404, 500, 503][(dice >>> 8) % 9] as number);
  const flags = lost ? 'NR' : status === 503 ? (['UH', 'UF,URX', 'UO', '-'][(dice >>> 12) % 4] as string) : '-';
  const method = ['GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE'][(dice >>> 5) % 6] as string;
  const path = `/${kind}/${id}${dice % 3 === 0 ? `?page=${dice % 97}&q=${(dice >>> 3).toString(36)}` : ''}`;
  const requestId = `${dice.toString(16).padStart(8, '0')}-0000-4000-8000-${id.toString(16).padStart(12, '0')}`;
  const requestHeaders = [
    ...['host', authority, 'user-agent', agents[dice % agents.length] as string, 'accept', 'application/json'],
    ...['accept-encoding', 'gzip, br', 'x-request-id', requestId, 'traceparent', `00-${requestId}-${id}-01`],
    ...['cookie', `session=${(dice * 7).toString(36)}; theme=dark`, 'x-forwarded-for', `10.0.${dice % 9}.${id % 251}`],
  ];
  const responseHeaders = [
    ...['content-type', 'application/json', 'content-length', String(dice % 2048), 'server', 'istio-envoy'],
    ...['date', new Date(started).toUTCString(), 'etag', `"${dice.toString(36)}"`, 'cache-control', 'no-store'],
  ];
  const body = Buffer.alloc(dice % 512, 'body of this answer ');
  const recorded: Recorded = {
    tape: {
      request: undefined,
      response: { chunks: [body], kept: body.length, size: body.length },
      requestTrailers: undefined,
      responseTrailers: undefined,
      messages: undefined,
    },
  };
  const exchange: Exchange = {
    id,
    generation,
    started,
    durationMs: ((dice >>> 4) % 40_000) / 100,
    listener: '0.0.0.0_80',
    method,
    scheme: 'http',
    authority: lost ? `unknown-${dice % 50}.example.com` : authority,
    path,
    protocol: dice % 4 === 0 ? 'HTTP/2' : 'HTTP/1.1',
    requestHeaders,
    status,
    responseHeaders,
    flags,
    details: lost ? 'route_not_found' : 'via_upstream',
    bytesReceived: method === 'GET' ? 0 : dice % 4_096,
    bytesSent: dice % 60_000,
    ...(!lost && {
      ...(route && { route }),
      ...(virtualHost !== undefined && { virtualHost }),
      upstream: {
        cluster,
        host: `127.0.0.1:${3000 + (dice % 12)}`,
        attempts: flags === 'UF,URX' ? 3 : 1,
        path,
        authority,
      },
    }),
    requestId,
    userAgent: agents[dice % agents.length] as string,
    forwardedFor: `10.0.${dice % 9}.${id % 251}`,
    downstreamLocal: '127.0.0.1:8080',
    downstreamRemote: `127.0.0.1:${40_000 + (id % 20_000)}`,
    timing: { requested: 0.1, dispatched: 0.2, connected: 0.3, answered: 1, ended: 2 },
  };
  tellExchange(exchange, recorded);
}

const agents = ['curl/8.9.1', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36', 'grpc-go/1.66', 'okhttp/4.12'];

function configuration(): string {
  const rule = (kind: string) =>
    `  - name: ${kind.replace('/', '-')}\n    match: [{ uri: { prefix: /${kind} } }]\n    route: [{ destination: { host: ${kind.split('/')[0]}-service, port: { number: 80 } } }]\n`;
  return [
    'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: all }\nspec:\n  selector: { istio: ingressgateway }\n  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }]\n',
    ...hosts.map(
      (host) =>
        `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: ${host.split('.')[0]} }\nspec:\n  hosts: [${host}]\n  gateways: [all]\n  http:\n${kinds.map(rule).join('')}`,
    ),
    ...kinds.map(
      (kind) =>
        `apiVersion: v1\nkind: Service\nmetadata: { name: ${kind.split('/')[0]}-service }\nspec: { ports: [{ port: 80, name: http }] }\n`,
    ),
  ].join('---\n');
}
