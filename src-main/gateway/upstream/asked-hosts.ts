import type { Ask } from './balance/balancer.ts';
import { type Address, type Host, hostText, type RunningCluster } from './host.ts';
import { isAddress, type Names } from './resolve.ts';

/** The name that a request asks for has no address (reference 8.6, `DF`). */
export class NameNotFound extends Error {
  override readonly name = 'NameNotFound';
}

/** Hosts that no document names: each request says where it goes (`lookup: 'original'` and `'host'`). */
export type AskedHosts = {
  /** Absent: the request says nothing of it. Rejects with `NameNotFound` where the name has no address. */
  readonly pick: (cluster: RunningCluster, ask: Ask) => Host | undefined | Promise<Host | undefined>;
};

export type AskedHostsOptions = {
  /** What the settings make of an address. */
  readonly redirected: (to: Address) => Address;
  readonly names: Names;
  readonly make: (cluster: RunningCluster, address: Address) => Host;
  /** Hosts of a cluster have come or gone. */
  readonly changed: () => void;
};

/** Hosts that one cluster keeps; beyond, the ones without connections that were asked for longest ago are let go. */
const limit = 1024;

export function createAskedHosts({ redirected, names, make, changed }: AskedHostsOptions): AskedHosts {
  const known = new WeakMap<RunningCluster, Map<string, Host>>();

  const hostAt = (cluster: RunningCluster, address: Address): Host => {
    let hosts = known.get(cluster);
    if (!hosts) {
      hosts = new Map();
      known.set(cluster, hosts);
    }
    const key = hostText(address);
    const found = hosts.get(key);
    if (found) {
      hosts.delete(key);
      hosts.set(key, found);
      return found;
    }
    const gone = hosts.size >= limit ? leave(hosts) : false;
    const host = make(cluster, address);
    hosts.set(key, host);
    cluster.hosts = [...hosts.values()];
    if (gone) changed();
    return host;
  };

  const byName = (cluster: RunningCluster, name: string): Host | Promise<Host> => {
    const written = name.replace(/^\[(.*)\]$/, '$1');
    const { address, port } = redirected({ address: written, port: cluster.config.port });
    if (isAddress(address)) return hostAt(cluster, { address, port });
    const take = ([first]: readonly string[]): Host => {
      if (first === undefined) throw new NameNotFound(`"${address}" has no address`);
      return hostAt(cluster, { address: first, port });
    };
    const found = names.ask(address);
    return 'then' in found || found.length === 0 ? Promise.resolve(found).then(take) : take(found);
  };

  return {
    pick: (cluster, { original, authority }) => {
      if (cluster.config.lookup === 'original') return original && hostAt(cluster, redirected(original));
      return authority === undefined || authority === '' ? undefined : byName(cluster, authority.toLowerCase());
    },
  };
}

/** Lets go of the one that was asked for longest ago and has nothing under way. */
function leave(hosts: Map<string, Host>): boolean {
  for (const [key, { active, connections }] of hosts) {
    if (active > 0 || connections > 0) continue;
    hosts.delete(key);
    return true;
  }
  return false;
}
