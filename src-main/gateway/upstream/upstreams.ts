import type { Cluster, SampleName, Table } from '#core/route/table.ts';
import { type Http1Pool, loadHttp1Pool } from './http1.ts';
import { createHttp1BodyPool } from './http1-body.ts';
import { type Http2Pool, loadHttp2Pool } from './http2.ts';
import { loadUpgrader, type Upgrader } from './upgrade.ts';
import type { UpstreamCall, UpstreamReceiver, UpstreamRequest } from './upstream.ts';

/** Where the bundled samples answer; started when first asked for. Whoever made them closes them. */
export type SampleAddresses = {
  readonly addressOf: (sample: SampleName) => Promise<{ readonly address: string; readonly port: number }>;
};

export type Address = { readonly address: string; readonly port: number };

/** Every connection to services: which endpoint is next, and how it is reached. */
export type Upstreams = {
  /** The next endpoint in turn; absent when there is none. At once where the address is known. */
  readonly pick: (cluster: Cluster) => Address | Promise<Address> | undefined;
  readonly send: (request: UpstreamRequest, to: UpstreamReceiver) => UpstreamCall;
  readonly upgrader: () => Promise<Upgrader>;
  /** Lets go of idle connections to addresses that the table no longer names. */
  readonly follow: (table: Table) => void;
  readonly close: () => Promise<void>;
};

export function createUpstreams(samples: SampleAddresses): Upstreams {
  const bodies = createHttp1BodyPool();
  const known = new Map<SampleName, Address>();
  let turns = new Map<string, number>();
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
    pick: ({ name, endpoints }) => {
      const { length } = endpoints;
      if (length === 0) return undefined;
      let turn = 0;
      if (length > 1) {
        turn = (turns.get(name) ?? 0) % length;
        turns.set(name, turn + 1);
      }
      const endpoint = endpoints[turn];
      if (endpoint === undefined || endpoint.at === 'address') return endpoint;
      const { sample } = endpoint;
      return (
        known.get(sample) ??
        samples.addressOf(sample).then((address) => {
          known.set(sample, address);
          return address;
        })
      );
    },
    send: (request, to) => {
      if (request.http2) return http2 ? http2.send(request, to) : later(loadHttp2(), request, to);
      if (request.body || request.expects) return bodies.send(request, to);
      return pool ? pool.send(request, to) : later(load(), request, to);
    },
    upgrader: () => {
      upgrader ??= loadUpgrader();
      return upgrader;
    },
    follow: (table) => {
      const wanted = new Set([...known.values()].map((a) => `${a.address}:${a.port}`));
      const kept = new Map<string, number>();
      for (const { name, endpoints } of Object.values(table.clusters)) {
        for (const e of endpoints) if (e.at === 'address') wanted.add(`${e.address}:${e.port}`);
        const turn = turns.get(name);
        if (turn !== undefined) kept.set(name, turn);
      }
      turns = kept;
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
  request: UpstreamRequest,
  to: UpstreamReceiver,
): UpstreamCall {
  let call: UpstreamCall | undefined;
  let aborted = false;
  loading.then(
    (pool) => {
      if (!aborted) call = pool.send(request, to);
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
