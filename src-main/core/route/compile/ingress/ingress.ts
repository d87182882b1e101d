import type { Snapshot } from '../../../snapshot/snapshot.ts';
import type { ResourceStatus } from '../../../snapshot/status.ts';
import type { Cluster, Listener, Route, RouteConfig, VirtualHost } from '../../table.ts';
import type { Clusters } from '../clusters.ts';
import type { Part } from '../gateway-api/listeners.ts';
import { listenerId } from '../hops.ts';
import { loadBalancerStatus } from '../load-balancer.ts';
import { originOf } from '../origin.ts';
import type { Regexes } from '../regexes.ts';
import type { Report } from '../report.ts';
import { readAnnotations } from './annotations.ts';
import { type Backends, createBackends } from './backends.ts';
import { secureChains, serversOn } from './chains.ts';
import { gatherHosts, type IngressHost, type ReadIngress } from './locations.ts';
import { forward, type RouteContext, routesOf } from './routes.ts';
import { selectIngresses } from './select.ts';

export type CompiledIngresses = {
  readonly part: Part;
  readonly statuses: readonly ResourceStatus[];
  /** What annotations ask for beside the clusters of the Services, once these are all there. */
  readonly finish: (clusters: Readonly<Record<string, Cluster>>) => Readonly<Record<string, Cluster>>;
};

type Context = { readonly clusters: Clusters; readonly regexes: Regexes; readonly report: Report };

/**
 * All Ingresses that are served here as one author of routes (gateway-api reference 4.1): plaintext on port 80, and TLS on port 443
 * where one of them has a certificate. Where all are left alone, port 80 answers 404; where there is none, nothing is opened.
 */
export const compileIngresses = (snapshot: Snapshot, context: Context): CompiledIngresses => {
  const { clusters, regexes, report } = context;
  const ingresses = selectIngresses(snapshot, report).map(
    (served): ReadIngress => ({ ...served, options: readAnnotations(served, report) }),
  );
  const statuses = ingresses.map(({ ingress }) => loadBalancerStatus(ingress, snapshot.settings.addresses));
  if (snapshot.ingresses.length === 0) {
    return { part: { listeners: [], routeConfigs: [] }, statuses, finish: () => ({}) };
  }
  const hosts = gatherHosts(ingresses, report);
  const backends = createBackends(snapshot, clusters, report);
  const secure = secureChains(ingresses, snapshot, securePort, serversOn(ingresses, 'https', 443), report);
  const configOf = (name: string, scheme: 'http' | 'https'): RouteConfig => {
    const mark = scheme === 'http' ? ' @ ingress' : ' @ ingress (https)';
    const own = { backends, regexes, report, scheme, mark, hasTls: secure.hasTls };
    return { name, virtualHosts: virtualHostsOf(hosts, ingresses, scheme === 'http' ? 80 : 443, own) };
  };
  const plain: Listener = {
    id: listenerId({ bind: '', port: 80 }, undefined),
    port: 80,
    declaredPorts: [80],
    chains: [{ protocol: 'HTTP', routeConfig: plainPort, servers: serversOn(ingresses, 'http', 80) }],
  };
  const encrypted: Listener = {
    id: listenerId({ bind: '', port: 443 }, undefined),
    port: 443,
    declaredPorts: [443],
    chains: secure.chains,
  };
  const hasSecure = secure.chains.length > 0;
  return {
    part: {
      listeners: hasSecure ? [plain, encrypted] : [plain],
      routeConfigs: [configOf(plainPort, 'http'), ...(hasSecure ? [configOf(securePort, 'https')] : [])],
    },
    statuses,
    finish: backends.finish,
  };
};

const plainPort = 'http.80';
const securePort = 'https.443.ingress';

/** The default backend takes what no path takes of any host, and every host that nobody names. */
const virtualHostsOf = (
  hosts: readonly IngressHost[],
  ingresses: readonly ReadIngress[],
  port: number,
  context: RouteContext,
): readonly VirtualHost[] => {
  const rest = defaultRoute(ingresses, context.backends, context);
  const every: IngressHost = { domain: '*', locations: [], regex: false };
  const all = rest && !hosts.some(({ domain }) => domain === '*') ? [...hosts, every] : hosts;
  return all.map((host) => ({
    name: `${host.domain}:${port}`,
    domain: host.domain,
    ...(host.domain.startsWith('*.') && { oneLabel: true }),
    routes: [...routesOf(host, context), ...(rest ? [rest] : [])],
    omitted: [],
  }));
};

/** Of several default backends the oldest Ingress's. */
const defaultRoute = (
  ingresses: readonly ReadIngress[],
  backends: Backends,
  { mark, regexes }: RouteContext,
): Route | undefined => {
  const from = ingresses.find(({ ingress, options }) => ingress.spec.defaultBackend && !options.canary);
  const backend = from?.ingress.spec.defaultBackend;
  if (from === undefined || backend === undefined) return undefined;
  const { ingress, options } = from;
  const path = ['spec', 'defaultBackend'];
  const origin = originOf(ingress, path);
  const destination = {
    ...backends.resolve(backend, ingress, path, options),
    weight: 1,
    ...(options.upstreamVhost !== undefined && { authority: options.upstreamVhost }),
    requestHeaders: [],
    responseHeaders: [],
    origin,
  };
  const match = { type: 'segments', value: '' } as const;
  const { rewriteTarget: _, ...kept } = options;
  return {
    id: `Ingress ${ingress.namespace}/${ingress.name} defaultBackend${mark}`,
    name: `${ingress.namespace}.${ingress.name}.default`,
    origin,
    conditions: [{ on: 'path', match, ignoreCase: false }],
    action: forward({ from: { ...from, options: kept }, path: '/' }, match, [destination], { regexes }),
    matchedPath: { kind: 'prefix', length: 0 },
  };
};
