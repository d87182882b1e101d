import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Outcome } from '../text/diagnostic.ts';
import { bindVirtualServices } from './compile/bindings.ts';
import { createChainTls } from './compile/chain-tls.ts';
import { createClusters } from './compile/clusters.ts';
import { buildListeners } from './compile/listeners.ts';
import { mergeGateways, type Server } from './compile/merge-gateways.ts';
import { reportMeshModes } from './compile/mesh-modes.ts';
import { createRegexes } from './compile/regexes.ts';
import { createReport } from './compile/report.ts';
import { buildRouteConfig } from './compile/virtual-hosts.ts';
import type { RouteConfig, Settings, Table } from './table.ts';

/**
 * The route table of a snapshot, with everything that Istio decides before the first request decided: which servers listen, which
 * VirtualService a host belongs to, the order of routes, the clusters (reference sections 2, 3 and 5).
 * What cannot be used is left out of its own routes alone and told as a diagnostic; nothing is thrown.
 */
export const compile = (snapshot: Snapshot): Outcome<Table> => {
  const report = createReport();
  const groups = mergeGateways(snapshot, report);
  reportMeshModes(groups, report);
  const byGateway = bindVirtualServices(snapshot);
  const clusters = createClusters(snapshot, report);
  const { namespace: proxyNamespace, labels: proxyLabels } = snapshot.settings;
  const context = { clusters, regexes: createRegexes(), report, byGateway, proxyNamespace, proxyLabels };

  const marks = new Map<string, string>();
  const routeConfigs = new Map<string, RouteConfig>();
  for (const [name, servers] of serversByRouteConfig(groups.flatMap((group) => group.servers))) {
    routeConfigs.set(
      name,
      buildRouteConfig(name, servers, context, (gateway) => markOf(marks, gateway, name)),
    );
  }
  const table: Table = {
    listeners: buildListeners(groups, { byGateway, clusters, tlsOf: createChainTls(snapshot, report) }),
    routeConfigs: Object.fromEntries(routeConfigs),
    clusters: clusters.all(),
    settings: settingsOf(snapshot),
  };
  return { value: table, diagnostics: report.diagnostics() };
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

/** How route ids end: the Gateway, and for every route config but its first also that, because its routes may differ. */
const markOf = (marks: Map<string, string>, gateway: string, routeConfig: string): string => {
  const first = marks.get(gateway) ?? routeConfig;
  marks.set(gateway, first);
  return first === routeConfig ? ` @ ${gateway}` : ` @ ${gateway} (${routeConfig})`;
};

const settingsOf = ({ settings }: Snapshot): Settings => {
  const { pathNormalization, explainErrors, addresses, ports, serverHeader, locality, labels, resolve } = settings;
  return {
    pathNormalization,
    explainErrors,
    addresses,
    ports,
    serverHeader,
    ...(locality === undefined ? {} : { locality }),
    ...(labels === undefined ? {} : { labels }),
    ...(resolve.length === 0 ? {} : { resolve }),
  };
};
