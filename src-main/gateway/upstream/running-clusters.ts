import { type JudgeConnection, loadNetworkPolicies, sayDenied } from '#core/route/network-policy.ts';
import type { Cluster, Endpoint, Table } from '#core/route/table.ts';
import type { Clock, Dice } from '#core/world.ts';
import { createAskedHosts } from './asked-hosts.ts';
import { type Ask, createBalancer } from './balance/balancer.ts';
import { localityOfLabels, type OwnPlace } from './balance/localities.ts';
import { type Address, type Host, hostText, type RunningCluster } from './host.ts';
import { inTurns } from './lookup-turns.ts';
import { createPlaces, type SampleAddresses } from './places.ts';
import { createNames, type Lookup, systemLookup } from './resolve.ts';
import type { Secure } from './tls/upstream-tls.ts';

export type { SampleAddresses } from './places.ts';

/** What clusters need from outside. */
export type ClusterWorld = {
  readonly clock: Clock;
  readonly dice: Dice;
  /** Where a listener of the newest table is open, by its id. */
  readonly listenerAt?: ((listener: string) => Address | undefined) | undefined;
  /** Speaks TLS to services whose policy asks for it. */
  readonly secure?: Secure | undefined;
  /** Absent: as the system finds names. */
  readonly lookup?: Lookup | undefined;
  /** Milliseconds between two lookups of a name; absent: five seconds. */
  readonly lookupEveryMs?: number | undefined;
};

/** The clusters that requests have asked for, each with its hosts, by name. */
export type RunningClusters = {
  /**
   * The host for one request, at once where all addresses are known; absent when there is none. Rejects when a sample cannot be started,
   * and with `NameNotFound` where the request itself names what has no address.
   */
  readonly pick: (cluster: Cluster, ask: Ask) => Host | undefined | Promise<Host | undefined>;
  /** The hosts of a cluster as far as they are known; absent while they are not. Nothing is found out for it. */
  readonly hosts: (cluster: Cluster) => readonly Host[] | undefined;
  /** The cluster at work, at once where all its addresses are known; rejects when a sample cannot be started. */
  readonly get: (cluster: Cluster) => RunningCluster | Promise<RunningCluster>;
  /** Takes over what another table says, and where its listeners are now; clusters that it does not have are let go. */
  readonly follow: (table: Table) => void;
  readonly all: () => Iterable<RunningCluster>;
  /** The health of hosts of this cluster has changed. */
  readonly rebalance: (cluster: RunningCluster) => void;
  /** Looks nothing up any more. */
  readonly close: () => void;
};

/** Names that no table names are looked up as clients ask for them; so many at most. */
const askedLimit = 1024;

/** `changed`: hosts have come or gone between two tables. */
export function createRunningClusters(
  samples: SampleAddresses,
  world: ClusterWorld,
  changed: () => void = () => {},
): RunningClusters {
  const { lookup = inTurns(systemLookup), lookupEveryMs: everyMs = 5_000, listenerAt = () => undefined } = world;
  const running = new Map<string, RunningCluster>();
  const places = createPlaces(samples, listenerAt, {
    lookup,
    everyMs,
    changed: (name) => {
      for (const cluster of running.values()) if (places.namesOf(cluster.config).includes(name)) takeHosts(cluster);
      changed();
    },
  });
  const askedNames = createNames({ lookup, everyMs, limit: askedLimit });
  const asked = createAskedHosts({
    redirected: places.redirected,
    names: askedNames,
    make: (cluster, address) => hostOf(cluster, nowhere, address, undefined, world.clock()),
    changed,
  });

  /** What NetworkPolicies say of the newest table. */
  let judge: JudgeConnection | undefined;
  const refusal = (host: Host, address: string): string | undefined => {
    if (judge === undefined) return undefined;
    const { port, labels, cluster } = host;
    const [, namespace, kind] = cluster.config.host.split('.');
    const pod = kind === 'svc' && namespace !== undefined ? { pod: { namespace, labels } } : {};
    const protocol = cluster.config.protocol === 'udp' ? 'UDP' : 'TCP';
    const denied = judge({ address, port, protocol, ...pod });
    return denied && sayDenied(denied, 'to', hostText({ address, port }));
  };

  /** The place of the gateway as the newest table has it. */
  let proxy: OwnPlace = {};

  const takeHosts = (cluster: RunningCluster): void => {
    // Such hosts are those that requests name.
    if (isAsked(cluster.config)) return;
    const before = new Map(cluster.hosts.map((host) => [host.key, host]));
    const hosts = new Map<string, Host>();
    for (const endpoint of cluster.config.endpoints) {
      for (const address of places.addressesOf(cluster.config, endpoint)) {
        const key = hostText(address);
        if (!hosts.has(key)) hosts.set(key, hostOf(cluster, endpoint, address, before.get(key), world.clock()));
      }
    }
    cluster.hosts = [...hosts.values()];
    rebalance(cluster);
  };

  const rebalance = (cluster: RunningCluster): void => {
    if (isAsked(cluster.config)) return;
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
    const cluster: RunningCluster = {
      name: config.name,
      config,
      hosts: [],
      balancer: nobody,
      secure: world.secure,
      lookup,
      refusal,
      ...counts,
    };
    takeHosts(cluster);
    running.set(config.name, cluster);
    return cluster;
  };

  const get = (config: Cluster): RunningCluster | Promise<RunningCluster> => {
    const cluster = running.get(config.name) ?? make(config);
    const finding = places.find(cluster.config);
    if (finding === undefined) return cluster;
    return finding.then(() => {
      takeHosts(cluster);
      return cluster;
    });
  };

  return {
    get,
    hosts: ({ name, endpoints }) => {
      const hosts = running.get(name)?.hosts ?? [];
      return hosts.length > 0 || endpoints.length === 0 ? hosts : undefined;
    },
    pick: (config, ask) => {
      const found = get(config);
      const choose = (cluster: RunningCluster) =>
        isAsked(cluster.config) ? asked.pick(cluster, ask) : (ownHost(cluster, ask) ?? cluster.balancer.choose(ask));
      return 'then' in found ? found.then(choose) : choose(found);
    },
    follow: ({ clusters, settings, networkPolicy }) => {
      judge = loadNetworkPolicies(networkPolicy, 'egress');
      proxy = { locality: settings.locality, labels: settings.labels };
      const moved = places.follow(settings.resolve ?? []);
      for (const cluster of running.values()) {
        const config = Object.hasOwn(clusters, cluster.name) ? clusters[cluster.name] : undefined;
        if (config === undefined) running.delete(cluster.name);
        else if (config !== cluster.config || moved || config.endpoints.some(isHop)) {
          // What requests have named does not turn into what documents name.
          if (isAsked(config) !== isAsked(cluster.config)) cluster.hosts = [];
          cluster.config = config;
          takeHosts(cluster);
        }
      }
      places.retain([...running.values()].map(({ config }) => config));
    },
    all: () => running.values(),
    rebalance,
    close: () => {
      places.close();
      askedNames.close();
    },
  };
}

/** The host that the client belongs to, unless it is ejected or has just been tried. */
const ownHost = ({ hosts }: RunningCluster, { belongs, avoid }: Ask): Host | undefined =>
  belongs && hosts.find(({ key, ejected }) => !ejected && !avoid?.has(key) && belongs(key));

const isAsked = ({ lookup }: Cluster): boolean => lookup === 'original' || lookup === 'host';

const isHop = ({ at }: Endpoint): boolean => at === 'listener';

const nowhere: Pick<Endpoint, 'labels'> = { labels: {} };

/** The same object where the address stays, unless the table says something else about it. */
function hostOf(
  cluster: RunningCluster,
  endpoint: Endpoint | typeof nowhere,
  { address, port }: Address,
  before: Host | undefined,
  now: number,
): Host {
  const { labels } = endpoint;
  const written = 'at' in endpoint && endpoint.at === 'address' ? endpoint : undefined;
  const weight = written?.weight ?? 1;
  const locality = written?.locality ?? localityOfLabels(labels);
  const site = { sendsHost: written?.sendsHost, tls: written?.tls };
  if (before) return Object.assign(before, { labels, weight, locality, ...site });
  return {
    key: hostText({ address, port }),
    address,
    port,
    cluster,
    labels,
    weight,
    locality,
    ...site,
    since: now,
    active: 0,
    connections: 0,
    ejected: false,
  };
}

const nobody = { choose: () => undefined };
