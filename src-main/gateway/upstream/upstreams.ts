import type { Duplex } from 'node:stream';
import type { Cluster, Table } from '#core/route/table.ts';
import type { Clock, Dice } from '#core/world.ts';
import type { Ask } from './balance/balancer.ts';
import type { Host } from './host.ts';
import { type Http1Pool, loadHttp1Pool } from './http1.ts';
import { createHttp1BodyPool } from './http1-body.ts';
import { type Http2Pool, loadHttp2Pool } from './http2.ts';
import { createRunningClusters, type SampleAddresses } from './running-clusters.ts';
import { loadUpgrader, type UpgradeCall, type UpgradeReceiver, type Upgrader } from './upgrade.ts';
import type { UpstreamCall, UpstreamReceiver, UpstreamRequest } from './upstream.ts';

/** Every connection to services: which host is next, and how it is reached. */
export type Upstreams = {
  /**
   * The host that the cluster's load balancing chooses; absent when there is none. At once where the addresses are known; rejects
   * when a sample cannot be started.
   */
  readonly pick: (cluster: Cluster, ask: Ask) => Host | Promise<Host | undefined> | undefined;
  /** Sends one request to a host that was picked for it. */
  readonly send: (host: Host, request: UpstreamRequest, to: UpstreamReceiver) => UpstreamCall;
  /** Opens a WebSocket at a host that was picked for it; rejects only for a bug. */
  readonly upgrade: (
    host: Host,
    request: UpstreamRequest,
    raw: { readonly socket: Duplex; readonly head: Uint8Array },
    to: UpgradeReceiver,
  ) => Promise<UpgradeCall>;
  /** Lets go of idle connections to addresses that the table no longer names. */
  readonly follow: (table: Table) => void;
  readonly close: () => Promise<void>;
};

export function createUpstreams(
  samples: SampleAddresses,
  world: { readonly clock: Clock; readonly dice: Dice },
): Upstreams {
  const clusters = createRunningClusters(samples, world);
  const bodies = createHttp1BodyPool();
  let pool: Http1Pool | undefined;
  let loading: Promise<Http1Pool> | undefined;
  let http2: Http2Pool | undefined;
  let loadingHttp2: Promise<Http2Pool> | undefined;
  let upgrader: Promise<Upgrader> | undefined;
  const loadHttp2 = () => {
    loadingHttp2 ??= loadHttp2Pool().then((loaded) => {
      http2 = loaded;
      return loaded;
    });
    return loadingHttp2;
  };
  const load = () => {
    loading ??= loadHttp1Pool().then((loaded) => {
      pool = loaded;
      return loaded;
    });
    return loading;
  };
  return {
    pick: (config, ask) => {
      const cluster = clusters.get(config);
      return 'then' in cluster ? cluster.then(({ balancer }) => balancer.choose(ask)) : cluster.balancer.choose(ask);
    },
    send: (host, request, to) => {
      if (host.cluster.config.protocol === 'http2')
        return http2 ? http2.send(host, request, to) : later(loadHttp2(), host, request, to);
      if (request.body || request.expects) return bodies.send(host, request, to);
      return pool ? pool.send(host, request, to) : later(load(), host, request, to);
    },
    upgrade: async (host, request, raw, to) => {
      upgrader ??= loadUpgrader();
      return (await upgrader).connect(host, request, raw, to);
    },
    follow: (table) => {
      clusters.follow(table);
      const wanted = new Set<string>();
      for (const { hosts } of clusters.all()) for (const { address, port } of hosts) wanted.add(`${address}:${port}`);
      pool?.retain(wanted);
      http2?.retain(wanted);
    },
    close: async () => {
      bodies.close();
      http2?.close();
      await pool?.close();
    },
  };
}

/** The first request waits until its client is loaded. */
function later(
  loading: Promise<Pick<Http1Pool, 'send'>>,
  host: Host,
  request: UpstreamRequest,
  to: UpstreamReceiver,
): UpstreamCall {
  let call: UpstreamCall | undefined;
  let aborted = false;
  loading.then(
    (pool) => {
      if (!aborted) call = pool.send(host, request, to);
    },
    () => to.failed({ reason: 'remote connection failure', transport: 'the HTTP client could not be loaded' }),
  );
  return {
    pause: () => call?.pause(),
    resume: () => call?.resume(),
    abort: () => {
      aborted = true;
      call?.abort();
    },
    localAddress: () => call?.localAddress(),
  };
}
