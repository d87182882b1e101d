import type { GatewayServer, GatewaySpec } from '../../resource/istio/gateway.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Path } from '../../text/tree.ts';
import { sanitiseServerHosts } from '../hostname.ts';
import type { Origin } from '../table.ts';
import { appliesTo, createPortTranslation } from './gateway-ports.ts';
import { originOf } from './origin.ts';
import { isHttpish, isHttpServer, isTlsServer, isUnserved, protocolOf } from './protocol.ts';
import type { Report } from './report.ts';

/** One Gateway server that is served. */
export type Server = {
  readonly gateway: Resource<GatewaySpec>;
  readonly spec: GatewayServer;
  /** Its number in `spec.servers`. */
  readonly index: number;
  readonly origin: Origin;
  /** Sanitised: `host`, `namespace/host` or `*`. */
  readonly hosts: readonly string[];
  /** After Service translation. */
  readonly port: number;
  readonly bind: string;
  /** Empty for servers that route connections. */
  readonly routeConfig: string;
};

/** Servers that share a port, a protocol and an address, in merge order; the first decides the sort of chain. */
export type ServerGroup = { readonly port: number; readonly bind: string; readonly servers: readonly Server[] };

/** The servers of all Gateways in the order of reference 2.1, merged by the rules of 2.3; a server that cannot join is said and left out. `proxy` begins the names of route configs of a gateway other than the ingress gateway. */
export const mergeGateways = (snapshot: Snapshot, report: Report, proxy?: string): readonly ServerGroup[] => {
  const translate = createPortTranslation(snapshot);
  const groups = new Map<string, { port: number; bind: string; servers: Server[] }>();
  /** The first server on a port, when it speaks plaintext. */
  const plaintext = new Map<number, Server>();
  const first = new Map<number, Server>();
  const byRouteConfig = new Map<string, Server>();
  const tlsHosts = new Map<string, Server>();

  /** Plaintext HTTP of any sort on one address is one group, named by the protocol of its first server. */
  const join = (server: Server, protocol = protocolOf(server.spec)): void => {
    const key = `${server.port} ${protocol} ${server.bind}`;
    const group = groups.get(key);
    if (group) group.servers.push(server);
    else groups.set(key, { port: server.port, bind: server.bind, servers: [server] });
    if (server.routeConfig !== '' && !byRouteConfig.has(server.routeConfig)) {
      byRouteConfig.set(server.routeConfig, server);
    }
  };

  for (const server of serversOf(snapshot, translate, proxy === undefined ? '' : `${proxy}/`, report)) {
    if (server.spec.tls !== undefined) {
      // Also for httpsRedirect on a plaintext server: Istio asks only whether there is a tls block.
      const keys = server.hosts.map((host) => `${server.port} ${server.bind} ${host}`);
      const taken = keys.findIndex((key) => tlsHosts.has(key));
      if (taken !== -1) {
        const other = tlsHosts.get(keys[taken] ?? '');
        const why = `the host "${server.hosts[taken]}" of port ${server.port} already belongs to another server with a "tls" block`;
        skip(server, ['hosts', taken], other, why, report);
        continue;
      }
      for (const key of keys) tlsHosts.set(key, server);
    }
    const earliest = first.get(server.port);
    if (earliest === undefined) {
      first.set(server.port, server);
      if (!isTlsServer(server.spec)) plaintext.set(server.port, server);
      join(server);
      continue;
    }
    const current = plaintext.get(server.port);
    if (current !== undefined) {
      if (current.bind !== server.bind) join(server);
      else if (isHttpish(current.spec) && isHttpish(server.spec)) join(server, protocolOf(current.spec));
      else skip(server, ['port'], current, `port ${server.port} already speaks ${protocolOf(current.spec)}`, report);
      continue;
    }
    const same = isHttpServer(server.spec) ? byRouteConfig.get(server.routeConfig) : undefined;
    if (same)
      skip(
        server,
        ['port', 'name'],
        same,
        `port ${server.port} already has the routes "${server.routeConfig}"`,
        report,
      );
    else join(server);
  }
  return [...groups.values()];
};

const serversOf = (
  snapshot: Snapshot,
  translate: (gateway: Resource<GatewaySpec>, number: number) => number,
  prefix: string,
  report: Report,
): readonly Server[] =>
  snapshot.gateways
    .filter((gateway) => appliesTo(gateway, snapshot.settings.labels))
    .flatMap((gateway) =>
      gateway.spec.servers.flatMap((spec, index) => {
        const path = ['spec', 'servers', index];
        if (isUnserved(spec)) {
          report.add({
            severity: 'warning',
            code: 'gateway/server-skipped',
            message: `a gateway does not serve the protocol "${spec.port.protocol}", so this server is left out; use HTTP, HTTPS, GRPC, TLS or TCP`,
            place: gateway.at([...path, 'port', 'protocol']),
          });
          return [];
        }
        if (spec.bind?.startsWith('unix://')) {
          report.add({
            severity: 'information',
            code: 'gateway/server-skipped',
            message:
              'sockets of the file system are not opened here, so this server is left out; leave "bind" out, and name a port, to listen on every address',
            place: gateway.at([...path, 'bind']),
          });
          return [];
        }
        const port = translate(gateway, spec.port.number);
        const bind = spec.bind ?? '';
        return [
          {
            gateway,
            spec,
            index,
            origin: originOf(gateway, path),
            hosts: sanitiseServerHosts(spec.hosts, gateway.namespace),
            port,
            bind,
            routeConfig: routeConfigName(gateway, spec, port, prefix),
          },
        ];
      }),
    );

/** Reference 2.3 step 3. HTTPS is named by the declared port, plaintext by the one it leads to. */
const routeConfigName = (gateway: Resource<GatewaySpec>, spec: GatewayServer, port: number, prefix: string): string => {
  const bind = spec.bind ? `.${spec.bind}` : '';
  if (isHttpish(spec)) return `${prefix}http.${port}${bind}`;
  if (!isHttpServer(spec)) return '';
  return `${prefix}https.${spec.port.number}.${spec.port.name}.${gateway.name}.${gateway.namespace}${bind}`;
};

const skip = (server: Server, path: Path, other: Server | undefined, why: string, report: Report): void =>
  report.add({
    severity: 'warning',
    code: 'gateway/server-skipped',
    ...(other && isConflict(server, other) && { istio: 'IST0145' }),
    message: `the server "${server.spec.port.name}" is left out, because ${why}${other ? ` (${placeText(other)})` : ''}; give it another port, another host or another address`,
    place: path.includes('hosts')
      ? server.gateway.at(['spec', 'servers', server.index, ...path])
      : server.gateway.keyAt(['spec', 'servers', server.index, ...path]),
    ...(other && { related: [{ message: 'the server that came first', place: other.origin.place }] }),
  });

/** Analyzer IST0145: two Gateways with one host on one port. */
const isConflict = (server: Server, other: Server): boolean =>
  server.gateway !== other.gateway && server.spec.hosts.some((host) => other.spec.hosts.includes(host));

const placeText = ({ origin }: Server): string =>
  `Gateway "${origin.namespace}/${origin.name}", ${origin.place.file}:${origin.place.line}`;
