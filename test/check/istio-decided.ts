import { pickDestination } from '#core/action/forward.ts';
import { decide } from '#core/route/decide.ts';
import type { Forward } from '#core/route/decision.ts';
import { findHost } from '#core/route/host-index.ts';
import { type LoadedTable, load } from '#core/route/load.ts';
import { isMeshListener, meshListenerFor, sayAsked } from '#core/route/mesh-listeners.ts';
import type { Table } from '#core/route/table.ts';
import type { BehaviourRequest } from './istio-request.ts';

type Expectation = Readonly<Record<string, unknown>>;

/** What the engine alone says of one request. A member that is absent is not there; one that only a connection could tell is in no list. */
type Decided = {
  readonly listening: boolean;
  readonly status?: number;
  /** `host:port[/subset]`. */
  readonly destination?: string;
  readonly rewrittenPath?: string;
  readonly rewrittenHost?: string;
  readonly location?: string;
  readonly body?: string;
  readonly flags: string;
  readonly details?: string;
  readonly route?: string;
  /** TLS that is not ended by the gateway. */
  readonly passedThrough?: boolean;
};

/** Why only a connection can tell what becomes of a request; undefined where the engine can. */
export function undecidable(request: BehaviourRequest): string | undefined {
  const names = Object.keys(request.headers ?? {}).map((name) => name.toLowerCase());
  if (request.httpVersion === '1.0') return 'HTTP/1.0 is refused by the gateway before any decision';
  if (names.includes('upgrade')) return 'upgrades are the gateway’s';
  if (names.length > 90) return 'limits of header lines are the gateway’s';
  return undefined;
}

/**
 * Differences between what a case expects and what the engine decides, without a connection: destination, shares, rewrites, redirects
 * and every answer that the gateway gives itself. Headers, attempts and times are left to the connection.
 */
export function judgeDecision(
  table: Table,
  expect: Expectation,
  request: BehaviourRequest,
  upstream: boolean,
): readonly string[] {
  const loaded = load(table);
  const seen = decideOne(loaded, request, 0.5, upstream);
  const differences: string[] = [];
  const same = (what: string, expected: unknown, got: unknown) => {
    if (!Object.is(expected, got))
      differences.push(
        `decision: ${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got) ?? 'nothing'}`,
      );
  };
  const forwards = seen.destination !== undefined;
  for (const member of ['destination', 'location', 'rewrittenPath', 'rewrittenHost'] as const)
    if (member in expect) same(member, expect[member], seen[member]);
  if ('status' in expect && !(forwards && upstream)) same('status', expect.status, seen.status);
  if ('body' in expect && !forwards) same('body', expect.body, seen.body ?? '');
  if ('error' in expect) judgeError(String(expect.error), seen, same);
  const named = ['destination', 'destinationShare', 'upstreamAttempts'].some((member) => member in expect);
  // A service of the case’s own may refuse or be slow: then the gateway answers after it has decided to forward.
  if (!named && !upstream) same('destination', undefined, seen.destination);
  if ('destinationShare' in expect) {
    const counts = new Map<string, number>();
    for (let i = 0; i < 100; i++) {
      const name = decideOne(loaded, request, (i + 0.5) / 100, upstream).destination ?? 'none';
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    for (const [name, percent] of Object.entries(expect.destinationShare as Record<string, number>))
      if (Math.abs((counts.get(name) ?? 0) - percent) > 1) same(`share of ${name}`, percent, counts.get(name) ?? 0);
  }
  return differences;
}

/** What becomes of a request after it has been forwarded. */
const ofService = /^(UF|UT)\b/;

function judgeError(text: string, seen: Decided, same: (what: string, expected: unknown, got: unknown) => void): void {
  switch (text) {
    case 'connection refused (no listener)':
      return same('listener', false, seen.listening);
    case 'TLS connection closed, no filter chain match (NR)':
      same('response flags', 'NR', seen.flags);
      return same('details', 'filter_chain_not_found', seen.details);
    case 'raw TLS bytes forwarded, TLS not terminated':
      return same('TLS passed through', true, seen.passedThrough);
    case 'host unknown on this port, ALLOW_ANY':
      return same('route', 'allow_any', seen.route);
    case 'block_all':
      return same('route', 'block_all', seen.route);
    case 'answered by gateway, no upstream request':
      return same('destination', undefined, seen.destination);
  }
  if (ofService.test(text)) return same('forwarded', true, seen.destination !== undefined);
  const [, flags, details] = /^(?:([A-Z]+(?:,[A-Z]+)*)(?: |$))?([a-z_0-9]+)?$/.exec(text) ?? [];
  same('response flags', flags ?? '-', seen.flags);
  if (details !== undefined) same('details', details, seen.details);
}

function decideOne(loaded: LoadedTable, request: BehaviourRequest, roll: number, upstream: boolean): Decided {
  const { table } = loaded;
  const listener =
    request.via === 'sidecar'
      ? meshListenerFor(table, request.port)
      : table.listeners.find((l) => l.port === request.port);
  if (!listener) return { listening: false, flags: '-' };
  const tls = request.scheme === 'https';
  const on = loaded.listeners.get(listener.id);
  const chain = tls ? on && findHost(on.tls, (request.sni ?? '').toLowerCase()) : on?.plain;
  if (chain?.chain.tcp) {
    const to = pickDestination(chain.chain.tcp, () => roll);
    return {
      listening: true,
      flags: '-',
      ...(to === undefined ? {} : { destination: nameOf(to), status: 200 }),
      ...(tls ? { passedThrough: chain.chain.tls?.certificates === undefined } : {}),
    };
  }
  const headers = Object.entries(request.headers ?? {}).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).flatMap((v) => [name, v]),
  );
  const decision = decide(
    loaded,
    {
      listener: listener.id,
      tls,
      ...(tls ? { sni: request.sni ?? '' } : {}),
      method: request.method,
      ...(request.host === null ? {} : { authority: request.host }),
      target: request.path,
      headers,
    },
    () => roll,
  );
  if (decision.outcome === 'forward') return forwarded(decision, upstream);
  const { status } = decision;
  const location = 'location' in decision && decision.location !== undefined ? { location: decision.location } : {};
  if (decision.outcome === 'reject') {
    const { flag: flags, details, body } = decision;
    return { listening: true, flags, details, body, ...(status === 0 ? {} : { status }), ...location };
  }
  const body = decision.outcome === 'respond' && decision.body ? textOf(decision.body) : '';
  return {
    listening: true,
    flags: '-',
    details: 'direct_response',
    status,
    body,
    route: decision.route.name,
    ...location,
  };
}

function forwarded({ fault, cors, cluster, listener, destination, route, ...to }: Forward, upstream: boolean): Decided {
  const own = { listening: true, route: route.name };
  if (fault?.abort) {
    const flags = fault.delayMs === undefined ? 'FI' : 'DI,FI';
    const status = 'status' in fault.abort ? fault.abort.status : 200;
    return { ...own, flags, details: 'fault_filter_abort', status, body: 'fault filter abort' };
  }
  if (cors?.is === 'preflight') return { ...own, flags: '-', status: 200, body: '' };
  if (!cluster) return { ...own, flags: 'NC', details: 'cluster_not_found', status: 503, body: '' };
  if (cluster.endpoints.length === 0 && sayAsked(cluster, isMeshListener(listener)) === undefined)
    return { ...own, flags: 'UH', details: 'no_healthy_upstream', status: 503, body: 'no healthy upstream' };
  return {
    ...own,
    flags: '-',
    destination: nameOf(destination),
    rewrittenPath: to.upstreamPath,
    rewrittenHost: to.upstreamAuthority,
    ...(upstream ? {} : { status: 200 }),
  };
}

type Named = { readonly cluster: string; readonly host: string; readonly port: number; readonly subset?: string };

/** Clusters of the mesh for hosts that nobody knows have plain names. */
const nameOf = ({ cluster, host, port, subset }: Named): string =>
  cluster.includes('|') ? `${host}:${port}${subset ? `/${subset}` : ''}` : cluster;

const textOf = (body: { readonly text: string } | { readonly base64: string }): string =>
  'text' in body ? body.text : Buffer.from(body.base64, 'base64').toString('utf8');
