import type { Stub } from '#core/route/cluster-policy.ts';
import type { Cluster, Endpoint, Resolved, SampleName } from '#core/route/table.ts';
import type { Address } from './host.ts';
import { createNames, isAddress, type NamesOptions, redirect } from './resolve.ts';
import { connectTimeoutMs } from './upstream.ts';

/** Where the bundled samples and the stubs answer; started when first asked for. Whoever made them closes them. */
export type SampleAddresses = {
  readonly addressOf: (sample: SampleName | Stub) => Promise<Address>;
  /** Ends the stubs that are not among these, each when its last connection has ended. */
  readonly retain?: (stubs: readonly Stub[]) => void;
};

/** Where endpoints are, as far as it is known now. */
export type Places = {
  /** None while a sample, a name or a listener has not been found. */
  readonly addressesOf: (cluster: Cluster, endpoint: Endpoint) => readonly Address[];
  /** What the settings make of an address. */
  readonly redirected: (to: Address) => Address;
  /** The names of a cluster that are looked up. */
  readonly namesOf: (cluster: Cluster) => readonly string[];
  /**
   * To be asked before each use of a cluster, so that its names are kept up to date. Absent: everything has been asked for and answered.
   * Otherwise resolves when it has, at the latest after the cluster's time to connect; rejects when a sample cannot be started.
   */
  readonly find: (cluster: Cluster) => Promise<unknown> | undefined;
  /** The settings of another table; true when they say something else. */
  readonly follow: (resolve: readonly Resolved[]) => boolean;
  /** Forgets what other clusters were looked up for. */
  readonly retain: (clusters: readonly Cluster[]) => void;
  readonly close: () => void;
};

/** `listenerAt`: where a listener of the newest table is open, by its id. */
export function createPlaces(
  samples: SampleAddresses,
  listenerAt: (listener: string) => Address | undefined,
  options: NamesOptions,
): Places {
  /** By name; stubs by what they say. */
  const known = new Map<string, Address>();
  const names = createNames(options);
  /** What stays the same for one cluster of one table under one list of settings. */
  let needs = new WeakMap<Cluster, Needs>();
  let entries: readonly Resolved[] = [];

  const redirected = (to: Address): Address => redirect(entries, to);
  const nameOf = (cluster: Cluster, endpoint: Endpoint): string | undefined => {
    if (endpoint.at !== 'address' || (cluster.lookup !== 'all' && cluster.lookup !== 'first')) return undefined;
    const { address } = redirected(endpoint);
    return isAddress(address) ? undefined : address;
  };
  const needsOf = (cluster: Cluster): Needs => {
    let found = needs.get(cluster);
    if (!found) {
      const { endpoints } = cluster;
      found = {
        names: [...new Set(endpoints.flatMap((one) => nameOf(cluster, one) ?? []))],
        samples: endpoints.flatMap((one) => (one.at === 'sample' ? one.sample : one.at === 'stub' ? one.stub : [])),
      };
      needs.set(cluster, found);
    }
    return found;
  };

  return {
    redirected,
    namesOf: (cluster) => needsOf(cluster).names,
    addressesOf: (cluster, endpoint) => {
      if (endpoint.at === 'sample') return listOf(known.get(endpoint.sample));
      if (endpoint.at === 'stub') return listOf(known.get(keyOf(endpoint.stub)));
      if (endpoint.at === 'listener') return listOf(listenerAt(endpoint.listener));
      const to = redirected(endpoint);
      const name = nameOf(cluster, endpoint);
      if (name === undefined) return [to];
      const found = names.known(name);
      return (cluster.lookup === 'first' ? found.slice(0, 1) : found).map((address) => ({ address, port: to.port }));
    },
    find: (cluster) => {
      const need = needsOf(cluster);
      if (need.names.length === 0 && need.samples.length === 0) return undefined;
      const waits: Promise<unknown>[] = [];
      for (const name of need.names) {
        const found = names.ask(name);
        if ('then' in found) waits.push(found);
      }
      const bounded = waits.length > 0 ? [within(waits, cluster)] : [];
      for (const sample of need.samples) {
        const key = keyOf(sample);
        if (!known.has(key)) bounded.push(samples.addressOf(sample).then((address) => known.set(key, address)));
      }
      return bounded.length === 0 ? undefined : Promise.all(bounded);
    },
    follow: (resolve) => {
      const moved = JSON.stringify(entries) !== JSON.stringify(resolve);
      if (moved) needs = new WeakMap();
      entries = resolve;
      return moved;
    },
    retain: (clusters) => {
      const needed = clusters.map(needsOf);
      names.retain(new Set(needed.flatMap((need) => need.names)));
      const stubs = needed.flatMap((need) => need.samples.filter((one) => typeof one !== 'string'));
      const kept = new Set(stubs.map(keyOf));
      for (const key of known.keys()) if (key.startsWith('{') && !kept.has(key)) known.delete(key);
      samples.retain?.(stubs);
    },
    close: names.close,
  };
}

type Needs = { readonly names: readonly string[]; readonly samples: readonly (SampleName | Stub)[] };

const keyOf = (sample: SampleName | Stub): string => (typeof sample === 'string' ? sample : JSON.stringify(sample));

const listOf = (address: Address | undefined): readonly Address[] => (address ? [address] : []);

/** Whoever waits for an address waits as long as for a connection. */
const within = (waits: readonly Promise<unknown>[], { policy }: Cluster): Promise<unknown> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, policy?.pool?.connectTimeoutMs ?? connectTimeoutMs);
    timer.unref();
  });
  return Promise.race([Promise.all(waits), late]).finally(() => clearTimeout(timer));
};
