import type { Snapshot } from '../../../snapshot/snapshot.ts';
import type { Cluster, FilterChain, Listener, Mesh, RouteConfig } from '../../table.ts';
import type { ActionContext } from '../actions.ts';
import { type Bound, bindVirtualServices } from '../bindings.ts';
import { implicitSample, type KnownPort, type KnownService, samplePorts, usualPort } from '../known-services.ts';
import { bindsMesh } from '../proxies.ts';
import type { Translations } from '../translations.ts';
import { tcpChains, tlsChains } from './mesh-chains.ts';
import { buildMeshRouteConfig, type MeshContext, portOfUnknownHosts, type ServicePort } from './mesh-virtual-hosts.ts';
import { createSidecarScope, type SidecarScope } from './sidecar-scope.ts';
import { createUnknownHosts } from './unknown-hosts.ts';

/** Whether anything in the documents is about the client side: routes of sidecars, Sidecars, hosts of the outside, or a LocalGateway. */
export const asksForMesh = ({ virtualServices, sidecars, serviceEntries, settings }: Snapshot): boolean =>
  settings.mesh.declared ||
  sidecars.length > 0 ||
  serviceEntries.length > 0 ||
  virtualServices.some(({ spec, namespace }) => (spec.hosts ?? []).length > 0 && bindsMesh(spec.gateways, namespace));

type CompiledMesh = {
  readonly mesh: Mesh;
  readonly routeConfigs: readonly RouteConfig[];
  /** Those that no service has. */
  readonly clusters: readonly Cluster[];
};

/**
 * What the sidecar of the client does with its requests and connections, by the port that they are for (reference 7.2).
 * The settings of the snapshot are those of the client: its namespace and labels.
 */
export const compileMesh = (
  snapshot: Snapshot,
  { clusters, regexes, report, translations }: ActionContext & { readonly translations: Translations },
  markOf: (routeConfig: string) => string,
): CompiledMesh => {
  const { namespace, labels = {}, clusterDomain } = snapshot.settings;
  const scope = createSidecarScope(snapshot);
  const bound = bindVirtualServices(snapshot, translations).get('mesh') ?? [];
  const unknown = createUnknownHosts(scope, namespace, clusters);
  const context: MeshContext = {
    clusters,
    regexes,
    report,
    translations,
    namespace,
    labels,
    clusterDomain,
    unknown: unknown.virtualHost,
  };
  const services = [...clusters.services(), ...samplesOf(clusters.services(), namespace, clusterDomain)];
  const byPort = servicesByPort(services, scope, bound.length > 0);
  const routeConfigs: RouteConfig[] = [];
  const listeners = [...byPort].map(([port, seen]): Listener => {
    const visible = bound.filter((one) => scope.seesAny(one.hosts, one.vs.namespace, port));
    const of = (...protocols: readonly KnownPort['protocol'][]) =>
      seen.filter((one) => protocols.includes(one.port.protocol));
    const requests = of('http1', 'http2');
    const opaque = of('tcp');
    const chains: FilterChain[] = [];
    const speaksHttp =
      requests.length > 0 || servesUnknown(port, visible) || (opaque.length !== 1 && of('tls').length === 0);
    if (speaksHttp) {
      const routeConfig = `mesh.${port}`;
      routeConfigs.push(buildMeshRouteConfig(routeConfig, port, requests, visible, markOf, context));
      chains.push({ protocol: 'HTTP', routeConfig, servers: [] });
    }
    chains.push(...tcpChains(opaque, visible, !speaksHttp, context));
    const tls = tlsChains(of('tls'), visible, context);
    chains.push(...tls);
    const any = tls.some(({ sni }) => sni === undefined);
    if (chains.length > 1 || tls.length > 0) if (!any) chains.push(unknownTls(unknown.tcp));
    return { id: `mesh_0.0.0.0_${port}`, port, declaredPorts: [port], chains };
  });
  const others = 'mesh.others';
  routeConfigs.push({ name: others, virtualHosts: [unknown.virtualHost] });
  return {
    mesh: {
      listeners,
      others: {
        id: 'mesh_others',
        port: 0,
        declaredPorts: [],
        chains: [{ protocol: 'HTTP', routeConfig: others, servers: [] }, unknownTls(unknown.tcp)],
      },
    },
    routeConfigs,
    clusters: unknown.clusters,
  };
};

const unknownTls = (tcp: NonNullable<FilterChain['tcp']>): FilterChain => ({
  protocol: 'TLS',
  tls: { mode: 'PASSTHROUGH' },
  tcp,
  servers: [],
});

/** Hosts that are no service are served on one port alone, and only where a VirtualService has any. */
const servesUnknown = (port: number, bound: readonly Bound[]): boolean =>
  port === portOfUnknownHosts && bound.some(({ vs }) => (vs.spec.http ?? []).length > 0);

/** The bundled samples are services of the client's namespace where nothing else has their names. */
const samplesOf = (
  known: readonly KnownService[],
  namespace: string,
  clusterDomain: string,
): readonly KnownService[] => {
  const hosts = new Set(known.map(({ host }) => host));
  return Object.keys(samplePorts).flatMap((name) => {
    const sample = implicitSample(`${name}.${namespace}.svc.${clusterDomain}`, clusterDomain);
    return sample && !hosts.has(sample.host) ? [sample] : [];
  });
};

/** Sorted by port; the services of a port in the order that they come in. */
const servicesByPort = (
  services: readonly KnownService[],
  scope: SidecarScope,
  hasRoutes: boolean,
): ReadonlyMap<number, readonly ServicePort[]> => {
  const byPort = new Map<number, ServicePort[]>(hasRoutes ? [[portOfUnknownHosts, []]] : []);
  for (const service of services) {
    for (const port of portsOf(service)) {
      if (!scope.sees(service, port.number)) continue;
      const others = byPort.get(port.number);
      if (others) others.push({ service, port });
      else byPort.set(port.number, [{ service, port }]);
    }
  }
  return new Map([...byPort].sort(([a], [b]) => a - b));
};

/** A LocalService that takes any port is asked for on the usual one of HTTP, and on its own. */
const portsOf = (service: KnownService): readonly KnownPort[] => {
  if (!service.anyPort) return service.ports;
  const numbers = new Set([80, usualPort(service) ?? 80]);
  const any = [...numbers].filter((number) => !service.ports.some((port) => port.number === number));
  return [...service.ports, ...any.map((number) => ({ number, name: 'http', protocol: 'http1' as const }))];
};
