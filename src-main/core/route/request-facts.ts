import { byteString } from '../match/byte-string.ts';
import { portStart } from '../match/port-start.ts';
import type { Facts } from './facts.ts';
import { meshListenerFor } from './mesh-listeners.ts';
import type { FilterChain, Listener, Table } from './table.ts';

/** A request as people write it: an absolute URL and header pairs. */
export type WrittenRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** `mesh`: a client of the mesh sends it, to whatever the URL names. Absent: it comes to the gateway. */
  readonly from?: 'mesh';
};

/** What a running gateway has opened, as `GatewayState.listeners` says it. */
export type BoundPort = { readonly listener: string; readonly bound?: number };

export type RequestFacts =
  | { readonly facts: Facts }
  | { readonly details: 'invalid_url' | 'no_listener'; readonly reason: string };

/**
 * The facts a gateway would have about a request, or why it would never see it (one lower-case sentence with the remedy).
 * The Host header is the one given, else the URL's authority; `['host', '']` sends none, as with curl. The listener is found by the URL's
 * port: first among `bound`, then as declared, as mapped in the settings, as Istio listens (80 is 8080 behind a Service), and last by the
 * ports the gateway moves to when the declared one is not to be had.
 */
export const factsOf = (table: Table, request: WrittenRequest, bound: readonly BoundPort[] = []): RequestFacts => {
  const url = splitUrl(request.url);
  if ('reason' in url) return { details: 'invalid_url', reason: url.reason };
  const fromMesh = request.from === 'mesh';
  const listener = fromMesh ? meshListenerFor(table, url.port) : listenerOf(table, url, bound);
  if (listener === undefined) {
    return { details: 'no_listener', reason: fromMesh ? noMesh : noListener(table, url.port) };
  }

  const given = request.headers.find(([name]) => name.toLowerCase() === 'host');
  const authority = byteString(given === undefined ? url.authority : given[1].trim());
  const headers: string[] = authority === '' ? [] : ['Host', authority];
  for (const [name, value] of request.headers) {
    if (name.toLowerCase() !== 'host') headers.push(name, byteString(value));
  }
  const facts: Facts = {
    listener: listener.id,
    tls: url.tls,
    method: request.method,
    target: request.method === 'CONNECT' ? authority : byteString(url.target),
    headers,
    ...(authority !== '' && { authority }),
    ...(url.tls && { sni: isAddress(url.host) ? '' : url.host.toLowerCase() }),
  };
  return { facts };
};

export type SplitUrl = {
  readonly tls: boolean;
  readonly host: string;
  readonly port: number;
  /** Host with the port, unless that is the scheme's own. */
  readonly authority: string;
  /** Path with query and fragment; `/` when there is none. */
  readonly target: string;
};

/** An absolute http(s), ws(s), tcp or tls URL in its parts, nothing decoded or normalised. */
export const splitUrl = (url: string): SplitUrl | { readonly reason: string } => {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#\\]*)(.*)$/is.exec(url.trim());
  if (parts === null) {
    return { reason: `"${url}" is not an absolute URL; write it with its scheme, as in "http://shop.local/"` };
  }
  const [, scheme = '', whole = '', rest = ''] = parts;
  const tls = /^(https|wss|tls)$/i.test(scheme);
  if (!tls && !/^(http|ws|tcp)$/i.test(scheme)) {
    return { reason: `scheme "${scheme}" is not served here; use http or https, or tcp or tls for connections` };
  }
  const authority = whole.slice(whole.lastIndexOf('@') + 1);
  const at = portStart(authority);
  const host = at === -1 ? authority : authority.slice(0, at);
  if (host === '') return { reason: `"${url}" names no host; write it as in "http://shop.local/"` };
  const usual = tls ? 443 : 80;
  const digits = at === -1 ? '' : authority.slice(at + 1);
  if (digits === '' && /^tcp$/i.test(scheme))
    return { reason: `"${url}" names no port; write it as in "tcp://${host}:9000"` };
  const port = digits === '' ? usual : Number(digits);
  if (!/^\d*$/.test(digits) || port < 1 || port > 65535) {
    return { reason: `port "${digits}" is not a number from 1 to 65535` };
  }
  return {
    tls,
    host,
    port,
    authority: port === usual ? host : `${host}:${port}`,
    target: rest.startsWith('/') ? rest : `/${rest}`,
  };
};

const listenerOf = (table: Table, { host, port, tls }: SplitUrl, bound: readonly BoundPort[]): Listener | undefined => {
  const real = bound.filter((b) => b.bound === port).map((b) => b.listener);
  const { ports } = table.settings;
  const ways: readonly ((listener: Listener) => boolean)[] = [
    (listener) => real.includes(listener.id),
    (listener) => listener.declaredPorts.includes(port),
    (listener) => listener.declaredPorts.some((declared) => ports[String(declared)] === port),
    (listener) => listener.port === port,
    (listener) => listener.declaredPorts.includes(fallbackOf(port)),
    (listener) => port > 8000 && listener.declaredPorts.includes(port - 8000),
  ];
  for (const way of ways) {
    // Those of egress gateways are for hops from the mesh; no browser gets there.
    const found = table.listeners.filter((listener) => listener.proxy === undefined && way(listener));
    // A listener of its own address may share the port: who dials that means it, else what is on any address comes first.
    const speaks = found.filter((listener) => listener.chains.some((chain) => speaksTls(chain) === tls));
    const best = speaks.length > 0 ? speaks : found;
    const [first] = best;
    if (first) return best.find(({ bind }) => bind === host) ?? best.find(({ bind }) => bind === undefined) ?? first;
  }
  return undefined;
};

const speaksTls = (chain: FilterChain): boolean => chain.tls !== undefined || chain.sni !== undefined;

/** Where the gateway goes when 80 and 443 are not permitted or taken. */
const fallbackOf = (port: number): number => (port === 8080 ? 80 : port === 8443 ? 443 : -1);

const noMesh =
  'nothing in the documents is about the mesh; add a ServiceEntry, a Sidecar, or "mesh" to the gateways of a VirtualService';

const noListener = (table: Table, port: number): string => {
  const open = table.listeners.filter(({ proxy }) => proxy === undefined);
  if (open.length === 0 && table.listeners.length > 0) {
    return 'only egress gateways have listeners, which take what the mesh sends; ask as a workload ("--mesh", in the window "From a workload"), or add a Gateway for "istio: ingressgateway"';
  }
  if (open.length === 0) {
    return 'no Gateway opens a port; add a Gateway with a server, for example on port 80';
  }
  const declared = open.flatMap((listener) =>
    listener.declaredPorts.map((number) => `${number} (${listener.chains[0]?.protocol ?? 'TCP'})`),
  );
  return `no Gateway has a listener on port ${port}; use ${[...new Set(declared)].join(', ')}, or add a server with port ${port} to a Gateway`;
};

const isAddress = (host: string): boolean => host.startsWith('[') || /^\d+(\.\d+){3}$/.test(host);
