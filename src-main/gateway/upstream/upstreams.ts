import type { Duplex } from 'node:stream';
import type { Cluster, Table } from '#core/route/table.ts';
import type { UpstreamState } from '#core/traffic/upstream-state.ts';
import type { Log } from '#core/world.ts';
import type { Ask } from './balance/balancer.ts';
import { type Connected, connect } from './connect.ts';
import type { Towards } from './dial.ts';
import type { Host } from './host.ts';
import { loadPlainLines } from './http1.ts';
import { openWholeLine } from './http1-body.ts';
import { createHttp1Pool, type Http1Pool } from './http1-pool.ts';
import { createHttp2Pool, type Http2Pool, type NodeHttp2 } from './http2.ts';
import type { OpenLine } from './line.ts';
import { type Note, watchCall, watchUpgrade } from './outcome.ts';
import { createOutliers } from './outlier.ts';
import { createPools } from './pools.ts';
import { type ClusterWorld, createRunningClusters, type SampleAddresses } from './running-clusters.ts';
import { createTotals } from './totals.ts';
import { loadUpgrader, type UpgradeCall, type UpgradeReceiver, type Upgrader } from './upgrade.ts';
import type { UpstreamCall, UpstreamReceiver, UpstreamRequest } from './upstream.ts';
import { upstreamStates } from './upstream-states.ts';

/** Every connection to services: which host is next, and how it is reached. */
export type Upstreams = {
  /**
   * The host that the cluster's load balancing chooses; absent when there is none. At once where the addresses are known; rejects
   * when a sample cannot be started, and with `NameNotFound` where the request itself names what has no address.
   */
  readonly pick: (cluster: Cluster, ask: Ask) => Host | Promise<Host | undefined> | undefined;
  /** The hosts of a cluster as far as they are known; absent while they are not. Nothing is found out for it. */
  readonly hosts: (cluster: Cluster) => readonly Host[] | undefined;
  /** Whether a request to this host goes in HTTP/2; `client`: its client speaks it. */
  readonly speaksHttp2: (host: Host, client: boolean) => boolean;
  /** Sends one request to a host that was picked for it; it may fail within this call. */
  readonly send: (host: Host, request: UpstreamRequest, to: UpstreamReceiver) => UpstreamCall;
  /** Opens a WebSocket at a host that was picked for it; rejects only for a bug. */
  readonly upgrade: (host: Host, request: UpstreamRequest, client: Duplex, to: UpgradeReceiver) => Promise<UpgradeCall>;
  /** One connection to a host that was picked for it, for bytes that nobody looks into. Returns how to give up. */
  readonly connect: (
    host: Host,
    want: Parameters<typeof connect>[1],
    done: (connected: Connected) => void,
  ) => () => void;
  /** Lets go of idle connections to hosts that are gone, and to those that the table wants spoken to in another way. */
  readonly follow: (table: Table) => void;
  /** How the clusters of this table are now, those that nobody has asked for too. */
  readonly states: (table: Table) => readonly UpstreamState[];
  readonly close: () => Promise<void>;
};

export function createUpstreams(samples: SampleAddresses, world: ClusterWorld & { readonly log: Log }): Upstreams {
  const clusters = createRunningClusters(samples, world, () => keepHosts());
  const plain = lazily(loadPlainLines);
  const http2 = lazily<NodeHttp2>(() => import('node:http2'));
  const upgrader = lazily<Upgrader>(loadUpgrader);
  const totals = createTotals();
  const outliers = createOutliers(world, clusters.rebalance);
  const note: Note = (host, outcome) => {
    totals.note(host, outcome);
    outliers.note(host, outcome);
  };
  const http1Pools = createPools<Http1Pool>((host, towards, emptied) =>
    createHttp1Pool(host, towards, { plain: plain.get() as OpenLine, whole: openWholeLine }, emptied),
  );
  const http2Pools = createPools<Http2Pool>((host, towards, emptied) =>
    createHttp2Pool(http2.get() as NodeHttp2, host, towards, emptied),
  );

  const reach = (host: Host, request: UpstreamRequest, to: UpstreamReceiver): UpstreamCall => {
    const inHttp2 = speaksHttp2(host, request.http2 === true);
    const client = inHttp2 ? http2 : plain;
    if (!client.get()) return afterLoading(client.load(), to, () => reach(host, request, to));
    return (inHttp2 ? http2Pools : http1Pools).of(host, towardsOf(host, request)).send(request, to);
  };
  const open = async (
    host: Host,
    request: UpstreamRequest,
    client: Duplex,
    to: UpgradeReceiver,
  ): Promise<UpgradeCall> => {
    const [opened] = await Promise.all([upgrader.load(), plain.load()]);
    const pool = http1Pools.of(host, towardsOf(host, request));
    return opened.connect(pool.reserve, request, client, to);
  };

  const keepHosts = () => {
    const hosts = new Set<Host>();
    for (const cluster of clusters.all()) for (const host of cluster.hosts) hosts.add(host);
    http1Pools.keep(hosts);
    http2Pools.keep(hosts);
  };

  return {
    pick: clusters.pick,
    hosts: clusters.hosts,
    speaksHttp2,
    send: (host, request, to) => {
      totals.begin(host);
      return watchCall(host, note, request, to, (watched) => reach(host, request, watched));
    },
    upgrade: (host, request, client, to) => {
      totals.begin(host);
      return watchUpgrade(host, note, to, (watched) => open(host, request, client, watched));
    },
    connect: (host, want, done) => {
      totals.begin(host);
      return connect(host, want, note, done);
    },
    follow: (table) => {
      clusters.follow(table);
      outliers.follow(clusters.all());
      keepHosts();
    },
    states: (table) => upstreamStates(table, clusters.all(), { outliers, totals }),
    close: async () => {
      outliers.close();
      clusters.close();
      http1Pools.destroy();
      http2Pools.destroy();
    },
  };
}

const speaksHttp2 = ({ cluster: { config } }: Host, client: boolean): boolean =>
  config.policy?.pool?.useClientProtocol ? client : config.protocol === 'http2';

/** What of a request its connection has to fit. */
function towardsOf(host: Host, request: UpstreamRequest): Towards | undefined {
  const { policy } = host.cluster.config;
  if (!policy?.tls && !policy?.proxyProtocol) return undefined;
  const serverName = serverNameOf(host, request);
  const client = policy.proxyProtocol && request.client;
  if (serverName === undefined && client === undefined) return undefined;
  return { ...(serverName !== undefined && { serverName }), ...(client && { client }) };
}

/** The server name of TLS, where the policy leaves it to the request (reference 6.7): its host without port. */
function serverNameOf({ cluster }: Host, { authority }: UpstreamRequest): string | undefined {
  const tls = cluster.config.policy?.tls;
  if (!tls || tls.sni !== undefined || tls.mode === 'ISTIO_MUTUAL') return undefined;
  return authority.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
}

/** What is loaded when it is first asked for. */
type Lazily<T> = { readonly get: () => T | undefined; readonly load: () => Promise<T> };

function lazily<T>(load: () => Promise<T>): Lazily<T> {
  let loaded: T | undefined;
  let loading: Promise<T> | undefined;
  return {
    get: () => loaded,
    load: () => {
      loading ??= load().then((value) => {
        loaded = value;
        return value;
      });
      return loading;
    },
  };
}

/** The first request waits until its client is loaded. */
function afterLoading(loading: Promise<unknown>, to: UpstreamReceiver, send: () => UpstreamCall): UpstreamCall {
  let call: UpstreamCall | undefined;
  let aborted = false;
  loading.then(
    () => {
      if (!aborted) call = send();
    },
    () => to.failed({ reason: 'remote connection failure', transport: 'the HTTP client could not be loaded' }),
  );
  return {
    pause: () => call?.pause(),
    resume: () => call?.resume(),
    abort: (why) => {
      aborted = true;
      call?.abort(why);
    },
    localAddress: () => call?.localAddress(),
  };
}
