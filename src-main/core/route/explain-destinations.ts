import { explainInstead } from '../action/forward.ts';
import { isIpAddress } from '../resource/names.ts';
import { clusterOf } from './decide.ts';
import { explainPolicy } from './explain-policy.ts';
import type { ExplainedDestination } from './explanation.ts';
import { sayAsked } from './mesh-listeners.ts';
import { loadNetworkPolicies, sayDenied } from './network-policy.ts';
import { placeOf } from './next-steps.ts';
import { sayEndpoint } from './say-endpoint.ts';
import type { Cluster, Destination, Route, Table, TcpDestination } from './table.ts';

/** Every destination with its share, its addresses and the DestinationRule in force. */
export const explainDestinations = (
  table: Table,
  all: readonly (TcpDestination | Destination)[],
  fromMesh: boolean,
  matched: Route['matchedPath'] | undefined,
): readonly ExplainedDestination[] =>
  all.map((destination) => {
    const { host, port, subset, weight, cluster: name, hash, origin } = destination;
    const cluster = clusterOf(table, destination);
    const denied = deniedOf(table, cluster);
    const instead = matched && 'instead' in destination ? explainInstead(destination, matched) : undefined;
    return {
      host,
      port,
      ...(subset !== undefined && { subset }),
      weight,
      cluster: name,
      known: cluster !== undefined,
      addresses: addressesOf(cluster, fromMesh),
      ...(instead !== undefined && { instead }),
      ...(denied.length > 0 && { denied }),
      ...(cluster?.rule && { rule: placeOf(cluster.rule), ruleOrigin: cluster.rule }),
      ...(cluster?.policy && { policy: explainPolicy(cluster.policy, hash) }),
      origin,
    };
  });

/** Where the connections of a chain go that nobody reads HTTP from. */
export const sayBytes = ({ host, port, subset, addresses }: ExplainedDestination): string =>
  `these connections go on as they are to ${host}${port === 0 ? '' : `:${port}`}${subset === undefined ? '' : ` subset "${subset}"`}${addresses.length === 0 ? '' : ` (${addresses.join(', ')})`}`;

const deniedOf = (table: Table, cluster: Cluster | undefined): readonly string[] => {
  const judge = loadNetworkPolicies(table.networkPolicy, 'egress');
  if (judge === undefined || cluster === undefined) return [];
  const [, namespace, kind] = cluster.host.split('.');
  return cluster.endpoints.flatMap((endpoint) => {
    if (endpoint.at !== 'address') return [];
    const { address, port, labels } = endpoint;
    if (!isIpAddress(address)) return [];
    const pod = kind === 'svc' && namespace !== undefined ? { pod: { namespace, labels } } : {};
    const denied = judge({ address, port, protocol: cluster.protocol === 'udp' ? 'UDP' : 'TCP', ...pod });
    return denied ? [sayDenied(denied, 'to', sayEndpoint(endpoint))] : [];
  });
};

const addressesOf = (cluster: Cluster | undefined, fromMesh: boolean): readonly string[] => {
  if (cluster === undefined) return [];
  const asked = cluster.endpoints.length === 0 ? sayAsked(cluster, fromMesh) : undefined;
  return asked === undefined ? cluster.endpoints.map(sayEndpoint) : [asked];
};
