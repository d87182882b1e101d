import { existsSync } from 'node:fs';
import { pickDestination } from '#core/action/forward.ts';
import { type Build, build } from '#core/build.ts';
import { clusterOf, decide } from '#core/route/decide.ts';
import type { Decision } from '#core/route/decision.ts';
import { findHost } from '#core/route/host-index.ts';
import type { CertificateSource } from '#core/route/listener-tls.ts';
import { type LoadedTable, load } from '#core/route/load.ts';
import type { FilterChain, ForwardAction, Table, TcpRoute } from '#core/route/table.ts';
import { routesOf } from '#core/snapshot/gateway-api/attach.ts';
import { backendsOf } from '#core/snapshot/gateway-api/route-references.ts';
import type { Source } from '#core/text/source.ts';
import type { CaseFile } from '../case-file.ts';
import { type CallRequest, isTls } from './calls.ts';
import { type Observation, printOrigin, shortName, type Target } from './observation.ts';
import { headerValues } from './raw-client.ts';

/** The one file that a runner adds to a case: the services that the case names as destinations and declares nowhere. */
export const servicesFile = 'undeclared-services.yaml';

/** A service that a case names and does not declare. */
export type Undeclared = { readonly host: string; readonly port: number };

/** A case, built: its own sources and, behind them, its undeclared services bound to the ports that `portOf` says. */
export type BuiltCase = Pick<Build, 'table' | 'secrets' | 'diagnostics'>;

/** Destinations of the case that no document declares, without those of its `Missing:` lines. */
export function undeclaredServices({ sources, missing, calls }: CaseFile): readonly Undeclared[] {
  const { table, snapshot } = build(sources.map(toSource));
  const found = new Map<string, Undeclared>();
  const known = new Set(Object.values(table.clusters).map((c) => c.host));
  for (const config of Object.values(table.routeConfigs))
    for (const { routes } of config.virtualHosts)
      for (const { action } of routes)
        for (const { host, port } of action.do === 'forward' ? [...asked(action), ...(action.mirrors ?? [])] : [])
          if (!known.has(host) && !missing.some((m) => [m, `${m}.default.svc.cluster.local`].includes(host)))
            found.set(`${host}:${port}`, { host, port });
  // What a route of the Gateway API names in vain is in no table: it answers 500 by itself.
  for (const route of routesOf(snapshot))
    for (const { name, namespace = route.resource.namespace, kind = 'Service', port } of backendsOf(route)) {
      const host = `${name}.${namespace}.svc.cluster.local`;
      if (kind !== 'Service' || port === undefined || known.has(host)) continue;
      if (!missing.some((m) => [m, `${m}.default`].includes(`${name}.${namespace}`)))
        found.set(`${host}:${port}`, { host, port });
    }
  // Without calls nobody connects.
  for (const { chains } of calls.length === 0 ? [] : table.listeners)
    for (const { cluster, host, port } of chains.flatMap((chain) => chain.tcp?.destinations ?? []))
      if (cluster !== '' && !known.has(host)) found.set(`${host}:${port}`, { host, port });
  return [...found.values()];
}

/** Nobody is asked where something else stands in place of a destination. */
const asked = ({ destinations }: ForwardAction) => destinations.filter(({ instead }) => instead === undefined);

export function buildCase(
  file: CaseFile,
  services: readonly Undeclared[],
  portOf: (service: Undeclared) => number,
): BuiltCase {
  const added = services.length === 0 ? [] : [{ file: servicesFile, text: serviceDocuments(services, portOf) }];
  return build([...file.sources.map(toSource), ...added]);
}

/** `<<x:1000>>` stands for a thousand letters, where a case needs a long text. */
const toSource = ({ file, text }: Source): Source => ({
  file,
  text: text.replace(/<<([a-z]):(\d+)>>/g, (_, letter: string, count: string) => letter.repeat(Number(count))),
});

function serviceDocuments(services: readonly Undeclared[], portOf: (service: Undeclared) => number): string {
  const byHost = Map.groupBy(services, (s) => s.host);
  return [...byHost]
    .map(([host, ports], index) => {
      const lines = ports.map(
        (s) => `  - { port: ${s.port}, name: http-${s.port}, address: "127.0.0.1:${portOf(s)}" }`,
      );
      return `apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: undeclared-${index} }
spec:
  service: ${host}
  ports:
${lines.join('\n')}
`;
    })
    .join('---\n');
}

/** What the engine says about a call. `undefined` where only a real connection can tell: HTTP/1.0 and upgrades. */
export function observeDecision(loaded: LoadedTable, request: CallRequest, roll: number): Observation | undefined {
  if (request.from === 'mesh') return observeMesh(loaded, request, roll);
  if (request.version === '1.0') return undefined;
  if (headerValues(request.headers, 'upgrade').length > 0) return undefined;
  const listener = loaded.table.listeners.find((l) => l.declaredPorts.includes(request.port));
  if (!listener) return { answer: { is: 'refused' }, values: {} };
  const tls = isTls(request.scheme);
  const on = loaded.listeners.get(listener.id);
  const named = tls && on ? findHost(on.tls, (request.sni ?? '').toLowerCase()) : undefined;
  // To a chain that only moves bytes those of TLS are bytes, too.
  const chain = (named ?? (!tls || on?.plain?.chain.tcp ? on?.plain : undefined))?.chain;
  // Clients of golden cases have no certificate.
  if (!chain || chain.tls?.clients?.required || certificates(chain).some(isNoFile)) return closed;
  if (chain.tcp) return fromTcp(loaded.table, chain.tcp, roll);
  if (request.method === 'TCP') return undefined;
  const facts = {
    listener: listener.id,
    tls,
    ...(tls ? { sni: request.sni ?? '' } : {}),
    method: request.method,
    headers: request.headers,
    ...target(request),
  };
  return fromDecision(decide(loaded, facts, () => roll));
}

const closed: Observation = { answer: { is: 'status', status: 0, reason: 'closed' }, values: {} };

const certificates = ({ tls }: FilterChain): readonly CertificateSource[] => tls?.certificates ?? [];

/** Without its certificates nobody is served. */
const isNoFile = (source: CertificateSource): boolean => source.from === 'files' && !existsSync(source.certificate);

/** Bytes that nobody reads here go to one destination. */
function fromTcp(table: Table, tcp: TcpRoute, roll: number): Observation {
  const to = pickDestination(tcp, () => roll);
  const cluster = to && clusterOf(table, to);
  if (!cluster || (cluster.endpoints.length === 0 && !cluster.lookup)) return closed;
  const { host, port, subset } = to;
  const destination = { host, port, ...(subset === undefined ? {} : { subset }) };
  return { answer: { is: 'destination', destination }, values: {}, route: printOrigin(tcp.origin) };
}

/** What the sidecar of the client does: with a request, or with a connection that asks for a server name. */
function observeMesh(loaded: LoadedTable, request: CallRequest, roll: number): Observation {
  const { mesh } = loaded.table;
  if (!mesh) return { answer: { is: 'refused' }, values: {} };
  const { id } = mesh.listeners.find((l) => l.port === request.port) ?? mesh.others;
  if (!isTls(request.scheme) && request.method !== 'TCP') {
    const facts = { listener: id, tls: false, method: request.method, headers: request.headers, ...target(request) };
    return fromDecision(decide(loaded, facts, () => roll));
  }
  const on = loaded.listeners.get(id);
  const name = (request.host ?? '').replace(/:\d+$/, '').toLowerCase();
  const tcp = (isTls(request.scheme) ? on && findHost(on.tls, name) : on?.plain)?.chain.tcp;
  const [first] = tcp?.destinations ?? [];
  if (!tcp || !first) return { answer: { is: 'refused' }, values: {} };
  const { host, port, subset } = first;
  const destination = { host, port, ...(subset === undefined ? {} : { subset }) };
  return { answer: { is: 'destination', destination }, values: {}, route: printOrigin(tcp.origin) };
}

/** RFC 9112 section 3.2.2: an absolute-form target brings its own authority. */
function target({ target, host }: CallRequest): { readonly target: string; readonly authority?: string } {
  const absolute = /^https?:\/\/([^/?#]+)(.*)$/.exec(target);
  if (absolute) return { authority: absolute[1] ?? '', target: absolute[2] || '/' };
  return host === undefined ? { target } : { target, authority: host };
}

function fromDecision(decision: Decision): Observation {
  if (decision.outcome === 'reject') {
    if (decision.status === 0) return { answer: { is: 'status', status: 0, reason: 'closed' }, values: {} };
    const { status, location, flag, details, virtualHost } = decision;
    const reason = location !== undefined ? undefined : reasonOf(flag, details, virtualHost !== undefined);
    return {
      answer: { is: 'status', status, ...(reason === undefined ? {} : { reason }) },
      values: { body: decision.body, ...(location === undefined ? {} : { location }) },
    };
  }
  const route = printOrigin(decision.route.origin);
  const name = { 'route-name': decision.route.name };
  const { cors } = decision;
  const isAborted = decision.outcome === 'forward' && decision.fault?.abort !== undefined;
  if (cors?.is === 'preflight' && !isAborted) {
    const answer = { is: 'status', status: 200, reason: 'cors_response' } as const;
    return { answer, values: { ...name, body: '' }, responseHeaders: cors.lines, route };
  }
  if (decision.outcome === 'redirect')
    return {
      answer: { is: 'status', status: decision.status },
      values: { ...name, location: decision.location },
      route,
    };
  if (decision.outcome === 'respond')
    return {
      answer: { is: 'status', status: decision.status, reason: 'direct' },
      values: { ...name, body: bodyText(decision.body) },
      route,
    };
  const { cluster, destination, timeoutMs, fault } = decision;
  if (fault?.abort) {
    const status = 'status' in fault.abort ? fault.abort.status : 200;
    const reason = fault.delayMs === undefined ? 'FI' : 'DI,FI';
    return { answer: { is: 'status', status, reason }, values: { ...name, body: 'fault filter abort' }, route };
  }
  if (!cluster) return { answer: { is: 'status', status: 503, reason: 'NC' }, values: { ...name, body: '' }, route };
  // A gateway does not know where its clients were going before they came to it.
  const { lookup } = cluster;
  const asked = lookup === 'host' || (lookup === 'original' && decision.listener.id.startsWith('mesh_'));
  if (cluster.endpoints.length === 0 && !asked)
    return {
      answer: { is: 'status', status: 503, reason: 'UH' },
      values: { ...name, body: 'no healthy upstream' },
      route,
    };
  const seen: Target = {
    host: destination.host,
    port: destination.port,
    ...(destination.subset === undefined ? {} : { subset: destination.subset }),
  };
  return {
    answer: { is: 'destination', destination: seen },
    values: {
      ...name,
      path: decision.upstreamPath,
      host: decision.upstreamAuthority,
      copies: printCopies((decision.mirrors ?? []).filter((m) => m.cluster?.endpoints.length).map((m) => m.mirror)),
      timeout: timeoutMs === undefined ? 'none' : `${timeoutMs}ms`,
    },
    route,
  };
}

/** The services that get a copy, as the `copies` column names them. */
export const printCopies = (targets: readonly Target[]): string => targets.map(shortName).sort().join(',') || 'none';

/** The word behind a status: why there is no route, else the response flag, else the details. */
export function reasonOf(flag: string, details: string, hasVirtualHost: boolean): string {
  if (details === 'route_not_found') return hasVirtualHost ? 'no-route' : 'no-host';
  return flag === '-' ? details : flag;
}

function bodyText(body: { readonly text: string } | { readonly base64: string } | undefined): string {
  if (!body) return '';
  return 'text' in body ? body.text : Buffer.from(body.base64, 'base64').toString('utf8');
}

/** All runs of one call through the engine; the dice lands once in each hundredth where there are a hundred. */
export function observeCall(table: Table, request: CallRequest, runs: number): readonly Observation[] {
  const loaded = load(table);
  return Array.from({ length: runs }, (_, i) => observeDecision(loaded, request, (i + 0.5) / runs)).filter(
    (o) => o !== undefined,
  );
}
