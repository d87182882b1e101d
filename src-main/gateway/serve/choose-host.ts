import type { Forward } from '#core/route/decision.ts';
import type { UpstreamLife } from '../record.ts';
import { wirePath } from '../step/wire-path.ts';
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
      world.log('error', 'a bundled sample could not be started', { reason: String(error) });
      guarded(turn, () => (gone ? leave(turn, gone) : take(undefined)));
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
  const ask = askOf(turn, decision);
  const picked = turn.world.upstreams.pick(cluster, retry?.avoidPrevious ? { ...ask, avoid: tried } : ask);
  if (!picked || !('then' in picked)) return take(picked);
  picked.then(take, () => take(undefined));
}

/** What of the request its host depends on. */
function askOf(_turn: Turn, _decision: Forward): Ask {
  return nothing;
}

const nothing: Ask = {};

export const noHealthyUpstream = {
  status: 503,
  flag: 'UH',
  details: 'no_healthy_upstream',
  body: 'no healthy upstream',
} as const;
