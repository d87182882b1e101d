import { attach } from '../snapshot/gateway-api/attach.ts';
import { createGranted } from '../snapshot/gateway-api/grants.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { ResourceStatus } from '../snapshot/status.ts';
import type { Diagnostic, Outcome } from '../text/diagnostic.ts';
import { bindVirtualServices } from './compile/bindings.ts';
import { createChainTls } from './compile/chain-tls.ts';
import { type Beside, type Clusters, createClusters } from './compile/clusters.ts';
import { createKnowsService } from './compile/gateway-api/knows-services.ts';
import { compileListeners, type Part } from './compile/gateway-api/listeners.ts';
import { createHops, type Hops } from './compile/hops.ts';
import { compileIngresses } from './compile/ingress/ingress.ts';
import { joinParts } from './compile/join-parts.ts';
import { buildListeners } from './compile/listeners.ts';
import { serviceStatuses } from './compile/load-balancer.ts';
import { mergeGateways, type Server, type ServerGroup } from './compile/merge-gateways.ts';
import { asksForMesh, compileMesh } from './compile/mesh/mesh.ts';
import { reportMeshModes } from './compile/mesh-modes.ts';
import { compileNetworkPolicies } from './compile/network-policies.ts';
import { buildNodePorts } from './compile/node-ports.ts';
import { portUsesOf } from './compile/port-uses.ts';
import { asSeenBy, assignGateways, type GatewayProxy } from './compile/proxies.ts';
import { createRegexes, type Regexes } from './compile/regexes.ts';
import { createReport, type Report } from './compile/report.ts';
import { reportRules } from './compile/report-rules.ts';
import { reportUnbound } from './compile/report-unbound.ts';
import { createTranslations, type TranslationMemory, type Translations } from './compile/translations.ts';
import { buildRouteConfig } from './compile/virtual-hosts.ts';
import type { Listener, RouteConfig, Settings, Table } from './table.ts';

/**
 * The route table of a snapshot, with everything that Istio decides before the first request decided: which servers listen, which
 * VirtualService a host belongs to, the order of routes, the clusters (reference sections 2, 3 and 5), and the same for the egress
 * gateways and the client side of the mesh (section 7), each as its own proxy sees the documents.
 * What cannot be used is left out of its own routes alone and told as a diagnostic; nothing is thrown.
 * `statuses` are those of the Gateway API's resources; `unusable` are resources with errors of their own (`identityOf`).
 * `before` is the memory of the last compilation: with it the result is the same, and sooner there.
 */
export const compile = (
  snapshot: Snapshot,
  unusable: ReadonlySet<string> = new Set(),
  before?: TranslationMemory,
): Compiled => {
  const report = createReport();
  const { ingress, egress } = assignGateways(snapshot);
  const groups = mergeGateways(ingress.snapshot, report);
  const behind = egress.map((proxy) => ({ proxy, groups: mergeGateways(proxy.snapshot, report, proxy.id) }));
  const hops = createHops(snapshot, groups, behind);
  const translations = createTranslations(before);
  const common = { report, hops, regexes: createRegexes(), translations, marks: new Map<string, string>() };

  const istio = compileGateway(ingress, groups, createClusters(ingress.snapshot, report, { hops }), common);
  const later = compileGatewayApi(snapshot, istio, unusable, common);
  const ingresses = compileIngresses(snapshot, { ...common, clusters: istio.clusters });
  const first = { ...joinParts([istio, ...later.parts, ingresses.part], report), clusters: istio.clusters };
  const all: CompiledGateway[] = [first];
  let known: Beside = { clusters: first.clusters.all(), missing: first.clusters.missing };
  reportUnbound(later.parts, known.clusters, snapshot.settings.clusterDomain, report);
  for (const { proxy, groups: own } of behind) {
    const beside = { ...known, mark: ` @ ${proxy.id}` };
    const gateway = compileGateway(proxy, own, createClusters(proxy.snapshot, report, { hops, beside }), common);
    const { clusters } = gateway;
    known = {
      clusters: { ...known.clusters, ...clusters.all() },
      missing: new Set([...known.missing, ...clusters.missing]),
    };
    all.push(gateway);
  }
  const client = asksForMesh(snapshot) ? compileClient(snapshot, known, common) : undefined;
  const nodePorts = buildNodePorts(snapshot, first.clusters, report);
  const own = first.clusters.all();
  known = { clusters: { ...known.clusters, ...own, ...ingresses.finish(own) }, missing: known.missing };
  const users = [...all.slice(1).map((one) => one.clusters), ...(client ? [client.clusters] : [])];
  reportRules([first.clusters, ...users], hops, snapshot.settings, report);

  const configs = [...all.flatMap(({ routeConfigs }) => routeConfigs), ...(client?.routeConfigs ?? [])];
  const networkPolicy = compileNetworkPolicies(snapshot, report);
  const table: Table = {
    listeners: [...all.flatMap(({ listeners }) => listeners), ...nodePorts],
    routeConfigs: Object.fromEntries(configs.map((config) => [config.name, config])),
    clusters: client ? { ...known.clusters, ...client.all } : known.clusters,
    ...(client && { mesh: client.mesh }),
    ...(networkPolicy && { networkPolicy }),
    settings: settingsOf(snapshot),
  };
  return {
    value: table,
    diagnostics: [...later.diagnostics, ...report.diagnostics()],
    statuses: [...later.statuses, ...ingresses.statuses, ...serviceStatuses(snapshot)],
    memory: translations.memory,
  };
};

export type Compiled = Outcome<Table> & {
  readonly statuses: readonly ResourceStatus[];
  readonly memory: TranslationMemory;
};

type Common = {
  readonly report: Report;
  readonly hops: Hops;
  readonly regexes: Regexes;
  readonly translations: Translations;
  readonly marks: Map<string, string>;
};

type CompiledGateway = {
  readonly listeners: readonly Listener[];
  readonly routeConfigs: readonly RouteConfig[];
  readonly clusters: Clusters;
};

const compileGateway = (
  { id, snapshot }: GatewayProxy,
  groups: readonly ServerGroup[],
  clusters: Clusters,
  { report, regexes, translations, marks }: Common,
): CompiledGateway => {
  reportMeshModes(groups, report);
  const byGateway = bindVirtualServices(snapshot, translations);
  const { namespace: proxyNamespace, labels: proxyLabels } = snapshot.settings;
  const context = { clusters, regexes, report, translations, byGateway, proxyNamespace, proxyLabels };
  const servers = serversByRouteConfig(groups.flatMap((group) => group.servers));
  const routeConfigs = [...servers].map(([name, own]) =>
    buildRouteConfig(name, own, context, (gateway) => markOf(marks, gateway, name)),
  );
  const proxy = id === undefined ? {} : { proxy: id };
  const listeners = buildListeners(groups, { ...proxy, byGateway, clusters, tlsOf: createChainTls(snapshot, report) });
  return { listeners, routeConfigs, clusters };
};

/** The documents of the Gateway API, on the ports that Istio's Gateways leave, with the ingress gateway's clusters. */
const compileGatewayApi = (
  snapshot: Snapshot,
  { listeners, clusters }: CompiledGateway,
  unusable: ReadonlySet<string>,
  { report, regexes }: Common,
): {
  readonly parts: readonly Part[];
  readonly diagnostics: readonly Diagnostic[];
  readonly statuses: readonly ResourceStatus[];
} => {
  const knows = createKnowsService(snapshot);
  const attachment = attach(snapshot, knows, portUsesOf(listeners), unusable);
  const granted = createGranted(snapshot.gatewayApi.grants);
  const parts = compileListeners(attachment.listeners, { clusters, regexes, report, granted, knows });
  return { parts, diagnostics: attachment.diagnostics, statuses: attachment.statuses };
};

/** The client side, with the clusters that are its own. */
const compileClient = (snapshot: Snapshot, known: Beside, { report, hops, regexes, translations, marks }: Common) => {
  const { namespace, labels } = snapshot.settings.mesh;
  const seen = asSeenBy(snapshot, namespace, labels);
  const beside = { ...known, mark: ' @ mesh' };
  const clusters = createClusters(seen, report, { hops, isSidecar: true, beside });
  const compiled = compileMesh(seen, { clusters, regexes, report, translations }, (name) =>
    markOf(marks, 'mesh', name),
  );
  const others = Object.fromEntries(compiled.clusters.map((one) => [one.name, one]));
  return { ...compiled, clusters, all: { ...clusters.all(), ...others } };
};

const serversByRouteConfig = (servers: readonly Server[]): ReadonlyMap<string, readonly Server[]> => {
  const result = new Map<string, Server[]>();
  for (const server of servers) {
    if (server.routeConfig === '') continue;
    const others = result.get(server.routeConfig);
    if (others) others.push(server);
    else result.set(server.routeConfig, [server]);
  }
  return result;
};

/** How route ids end: the Gateway (or the mesh), and for every route config but its first also that, because its routes may differ. */
const markOf = (marks: Map<string, string>, gateway: string, routeConfig: string): string => {
  const first = marks.get(gateway) ?? routeConfig;
  marks.set(gateway, first);
  return first === routeConfig ? ` @ ${gateway}` : ` @ ${gateway} (${routeConfig})`;
};

const settingsOf = ({ settings }: Snapshot): Settings => {
  const { pathNormalization, explainErrors, addresses, ports, serverHeader, locality, labels, resolve, mesh } =
    settings;
  return {
    pathNormalization,
    explainErrors,
    addresses,
    ports,
    serverHeader,
    ...(locality === undefined ? {} : { locality }),
    ...(labels === undefined ? {} : { labels }),
    ...(resolve.length === 0 ? {} : { resolve }),
    ...(mesh.port === undefined ? {} : { meshPort: mesh.port }),
  };
};
