import type { Table } from '#core/route/table.ts';
import { type EndpointState, idleUpstream, limitsOf, type UpstreamState } from '#core/traffic/upstream-state.ts';
import type { Host, RunningCluster } from './host.ts';
import type { Outliers } from './outlier.ts';
import type { Totals } from './totals.ts';

/** Every cluster of the table, those that no request has asked for too; by host, port and subset. */
export function upstreamStates(
  table: Table,
  running: Iterable<RunningCluster>,
  { outliers, totals }: { readonly outliers: Outliers; readonly totals: Totals },
): readonly UpstreamState[] {
  const asked = new Map([...running].map((cluster) => [cluster.name, cluster]));
  const stateOf = (host: Host): EndpointState => {
    const { key, labels, weight, locality, ejected, active, connections } = host;
    const ejection = ejected ? outliers.ejectionOf(host) : undefined;
    return {
      address: key,
      labels,
      weight,
      ...(locality === undefined ? {} : { locality }),
      health: ejected ? 'ejected' : 'healthy',
      ...(ejection === undefined ? {} : { ejection: { ...ejection } }),
      ejections: outliers.countOf(host),
      active,
      connections,
      totals: totals.of(host),
    };
  };
  return Object.values(table.clusters)
    .map((cluster): UpstreamState => {
      const idle = idleUpstream(cluster);
      const one = asked.get(cluster.name);
      if (!one) return idle;
      const { connections, pending, requests, retries } = one;
      const now = { connections, pending, requests, retries };
      // Before a sample has started there are no hosts to show in its place.
      const endpoints = one.hosts.length > 0 ? one.hosts.map(stateOf) : idle.endpoints;
      return { ...idle, limits: limitsOf(cluster, now), now, endpoints };
    })
    .sort((a, b) => compareText(a.host, b.host) || a.port - b.port || compareText(a.subset ?? '', b.subset ?? ''));
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
