import type { Cluster, Endpoint, SampleName, Table } from '#core/route/table.ts';
import type { Clock, Dice } from '#core/world.ts';
import { createBalancer } from './balance/balancer.ts';
import type { OwnPlace } from './balance/localities.ts';
import { type Address, type Host, hostText, type RunningCluster } from './host.ts';

/** Where the bundled samples answer; started when first asked for. Whoever made them closes them. */
export type SampleAddresses = {
  readonly addressOf: (sample: SampleName) => Promise<Address>;
};

/** The clusters that requests have asked for, each with its hosts, by name. */
export type RunningClusters = {
  /** The cluster at work, at once where all its addresses are known; rejects when a sample cannot be started. */
  readonly get: (cluster: Cluster) => RunningCluster | Promise<RunningCluster>;
  /** Takes over what another table says; clusters that it does not have are let go. */
  readonly follow: (table: Table) => void;
  readonly all: () => Iterable<RunningCluster>;
};

export function createRunningClusters(
  samples: SampleAddresses,
  world: { readonly clock: Clock; readonly dice: Dice },
): RunningClusters {
  const running = new Map<string, RunningCluster>();
  const known = new Map<SampleName, Address>();

  /** Absent while a sample is not there yet. */
  const addressOf = (endpoint: Endpoint): Address | undefined =>
    endpoint.at === 'address' ? endpoint : endpoint.at === 'sample' ? known.get(endpoint.sample) : undefined;

  /** The place of the gateway as the newest table has it. */
  let proxy: OwnPlace = {};

  const takeHosts = (cluster: RunningCluster): void => {
    const before = new Map(cluster.hosts.map((host) => [host.key, host]));
    const hosts = new Map<string, Host>();
    for (const endpoint of cluster.config.endpoints) {
      const address = addressOf(endpoint);
      if (!address) continue;
      const key = hostText(address);
      if (!hosts.has(key)) hosts.set(key, hostOf(cluster, endpoint, address, before.get(key), world.clock()));
    }
    cluster.hosts = [...hosts.values()];
    cluster.balancer = createBalancer(
      cluster.config.policy?.balance,
      cluster.hosts,
      (host) => !host.ejected,
      { ...world, proxy },
      cluster.balancer,
    );
  };

  const make = (config: Cluster): RunningCluster => {
    const counts = { connections: 0, pending: 0, requests: 0, retries: 0 };
    const cluster: RunningCluster = { name: config.name, config, hosts: [], balancer: nobody, ...counts };
    takeHosts(cluster);
    running.set(config.name, cluster);
    return cluster;
  };

  return {
    get: (config) => {
      const cluster = running.get(config.name) ?? make(config);
      const missing = config.endpoints.flatMap((e) => (e.at === 'sample' && !known.has(e.sample) ? [e.sample] : []));
      if (missing.length === 0) return cluster;
      return Promise.all(missing.map(async (name) => known.set(name, await samples.addressOf(name)))).then(() => {
        takeHosts(cluster);
        return cluster;
      });
    },
    follow: ({ clusters, settings: { locality, labels } }) => {
      proxy = { locality, labels };
      for (const cluster of running.values()) {
        const config = Object.hasOwn(clusters, cluster.name) ? clusters[cluster.name] : undefined;
        if (config === undefined) running.delete(cluster.name);
        else if (config !== cluster.config) {
          cluster.config = config;
          takeHosts(cluster);
        }
      }
    },
    all: () => running.values(),
  };
}

/** The same object where the address stays, unless the table says something else about it. */
function hostOf(
  cluster: RunningCluster,
  endpoint: Endpoint,
  { address, port }: Address,
  before: Host | undefined,
  now: number,
): Host {
  const { labels } = endpoint;
  const weight = endpoint.at === 'address' ? (endpoint.weight ?? 1) : 1;
  const locality = endpoint.at === 'address' ? endpoint.locality : undefined;
  if (before) return Object.assign(before, { labels, weight, locality });
  return {
    key: hostText({ address, port }),
    address,
    port,
    cluster,
    labels,
    weight,
    locality,
    since: now,
    active: 0,
    connections: 0,
    ejected: false,
  };
}

const nobody = { choose: () => undefined };
