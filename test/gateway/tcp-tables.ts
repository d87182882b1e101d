import type { ClusterPolicy, PoolPolicy } from '#core/route/cluster-policy.ts';
import type { Cluster, Endpoint, Table } from '#core/route/table.ts';
import { cluster, listener, origin, table } from './tables.ts';

/** One TCP listener whose connections go to one cluster. */
export const tcpTable = (endpoints: readonly Endpoint[], more: Partial<Cluster> = {}): Table => {
  const one = cluster(endpoints, { protocol: 'tcp', ...more });
  const route = {
    origin: origin('VirtualService', 'shop', 'spec.tcp[0]'),
    destinations: [
      {
        cluster: one.name,
        host: one.host,
        port: one.port,
        weight: 1,
        origin: origin('VirtualService', 'shop', 'spec.tcp[0].route[0]'),
      },
    ],
    totalWeight: 1,
  };
  const [first] = listener(80, 'TCP').chains;
  const { routeConfig: _, ...chain } = first as NonNullable<typeof first>;
  return table({
    listeners: [{ ...listener(80, 'TCP'), chains: [{ ...chain, tcp: route }] }],
    clusters: { [one.name]: one },
  });
};

export const pool = (more: Partial<PoolPolicy> = {}): ClusterPolicy => ({
  pool: {
    connectTimeoutMs: 10_000,
    idleTimeoutMs: 3_600_000,
    tcpIdleTimeoutMs: 3_600_000,
    useClientProtocol: false,
    origin: origin('DestinationRule', 'shop', 'spec.trafficPolicy.connectionPool'),
    ...more,
  },
});
