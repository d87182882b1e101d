import { hostOf } from '#core/route/authority.ts';
import { clusterOf } from '#core/route/decide.ts';
import type { Forward } from '#core/route/decision.ts';
import type { Destination, ForwardAction } from '#core/route/table.ts';
import type { UpstreamLife } from '../record.ts';
import { requestHash } from '../step/request-hash.ts';
import { readSession } from '../step/session.ts';
import { wirePath } from '../step/wire-path.ts';
import { NameNotFound } from '../upstream/asked-hosts.ts';
import type { Ask } from '../upstream/balance/balancer.ts';
import type { Host } from '../upstream/host.ts';
import { guarded } from './failed.ts';
import { leave } from './leave.ts';
import type { Leaving } from './message.ts';
import type { Turn } from './turn.ts';
import { unanswered } from './unanswered.ts';

/** Goes on with a host of the decision's cluster, or answers 503 where there is none (reference 5.1, 8.3). */
export function withHost(turn: Turn, decision: Forward, go: (host: Host) => void): void {
  const { world, life } = turn;
  const { cluster, destination } = decision;
  const operations = destination.responseHeaders;
  const upstream: UpstreamLife = {
    cluster: destination.cluster,
    path: wirePath(decision.upstreamPath),
    authority: decision.upstreamAuthority,
    attempts: 0,
  };
  if (!cluster)
    return unanswered(turn, { status: 503, flag: 'NC', details: 'cluster_not_found', body: '', operations });
  life.upstream = upstream;
  const take = (host: Host | undefined) => {
    if (!host) return unanswered(turn, { ...noHealthyUpstream, operations });
    upstream.host = host.key;
    if (host.sendsHost !== undefined) upstream.authority = host.sendsHost;
    upstream.attempts = 1;
    go(host);
  };
  const picked = world.upstreams.pick(cluster, askOf(turn, decision));
  if (!picked || !('then' in picked)) return take(picked);
  // Addresses that are being found out. Whoever waits may leave meanwhile.
  let gone: Leaving | undefined;
  turn.reply.watch({
    gone: (how) => {
      gone = how;
    },
    drained: () => {},
    malformed: () => {
      gone = 'broke-protocol';
      turn.reply.abort();
    },
  });
  picked.then(
    (host) => guarded(turn, () => (gone ? leave(turn, gone) : take(host))),
    (error) => {
      const unknown = error instanceof NameNotFound;
      if (!unknown) world.log('error', 'a bundled sample could not be started', { reason: String(error) });
      guarded(turn, () => {
        if (gone) leave(turn, gone);
        else if (unknown) unanswered(turn, { ...nameNotFound, operations });
        else take(undefined);
      });
    },
  );
}

/** For another attempt: a host that has not been tried, where the policy asks for one; absent when there is none. Never throws. */
export function withNextHost(
  turn: Turn,
  decision: Forward,
  tried: ReadonlySet<string>,
  go: (host: Host | undefined) => void,
): void {
  const { cluster, retry } = decision;
  const take = (host: Host | undefined) => guarded(turn, () => go(host));
  if (!cluster) return take(undefined);
  const leave = retry?.remoteLocalities ? leftBy(turn, tried, (turn.life.upstream?.attempts ?? 1) - 1) : undefined;
  const picked = turn.world.upstreams.pick(cluster, {
    ...askOf(turn, decision),
    ...(retry?.avoidPrevious && { avoid: tried }),
    ...(leave && { leave }),
  });
  if (!picked || !('then' in picked)) return take(picked);
  picked.then(take, () => take(undefined));
}

/** The destination to which the client's session belongs, unless its endpoint is known to be gone. */
export function preferred(turn: Turn, action: ForwardAction): Destination | undefined {
  const { world, edge, generation } = turn;
  const belongs = readSession(action, edge.lines, world.clock());
  const cluster = belongs && clusterOf(generation.loaded.table, belongs.destination);
  if (!cluster) return undefined;
  if (world.upstreams.hosts(cluster)?.some(({ key, ejected }) => !ejected && belongs.isHost(key)) === false)
    return undefined;
  turn.belongs = belongs;
  return belongs.destination;
}

/** What of the request its host depends on. */
function askOf(turn: Turn, decision: Forward): Ask {
  const ask = balancedAsk(turn, decision);
  return turn.belongs ? { ...ask, belongs: turn.belongs.isHost } : ask;
}

function balancedAsk(turn: Turn, decision: Forward): Ask {
  const { original } = turn.request.connection;
  switch (decision.cluster?.lookup) {
    case 'original':
      return original === undefined ? nothing : { original };
    case 'host':
      return { authority: hostOf(decision.upstreamAuthority).replace(/^\[(.*)\]$/, '$1') };
    default: {
      const ask = hashedAsk(turn, decision);
      return original === undefined ? ask : { ...ask, original };
    }
  }
}

function hashedAsk(turn: Turn, { cluster, destination, path }: Forward): Ask {
  if (!destination.hash || cluster?.policy?.balance?.by !== 'hash') return nothing;
  if (!turn.hashed) {
    const { remoteAddress, remote, local } = turn.request.connection;
    const { lines } = turn.edge;
    turn.hashed = requestHash(destination.hash, {
      lines,
      authority: turn.life.authority,
      path,
      remoteAddress,
      remote,
      local,
    });
  }
  const { hash } = turn.hashed;
  return hash === undefined ? nothing : { hash };
}

/** After every second attempt the localities that have been tried are left (Istio's `retryRemoteLocalities`). */
function leftBy(turn: Turn, tried: ReadonlySet<string>, attempts: number): ReadonlySet<string> | undefined {
  if (attempts > 0 && attempts % attemptsPerLocality === 0) turn.left = new Set(tried);
  return turn.left;
}

const attemptsPerLocality = 2;

const nothing: Ask = {};

export const noHealthyUpstream = {
  status: 503,
  flag: 'UH',
  details: 'no_healthy_upstream',
  body: 'no healthy upstream',
} as const;

/** What Envoy's dynamic forward proxy says (reference 8.6). */
const nameNotFound = {
  status: 503,
  flag: 'DF',
  details: 'dns_resolution_failure',
  body: 'DNS resolution failure',
} as const;
