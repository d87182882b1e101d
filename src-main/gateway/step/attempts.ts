import { type AttemptEnd, backoffMs } from '#core/action/retry.ts';
import type { RetryPolicy } from '#core/route/table.ts';
import type { Dice } from '#core/world.ts';
import { mayRetry } from '../upstream/circuit.ts';
import type { RunningCluster } from '../upstream/host.ts';
import type { UpstreamFailure } from '../upstream/upstream.ts';

/** What is left of a route's retry policy for one request; made for the first end of an attempt that the policy retries. */
export type Attempts = {
  /** Another attempt: `next` is called behind the back-off. Or the flag that says why there is none (reference 5.10, 6.5). */
  readonly again: () => 'URX' | 'UO' | undefined;
  /** Between two attempts. */
  readonly waiting: () => boolean;
  /** Nor does the attempt follow that is waited for. */
  readonly stop: () => void;
  /** The request has ended. Until then its retry counts at the cluster, as in Envoy; to be told once `again` has been asked. */
  readonly over: () => void;
};

export function createAttempts(policy: RetryPolicy, cluster: RunningCluster, dice: Dice, next: () => void): Attempts {
  let done = 0;
  let counted = false;
  const release = () => {
    if (counted) cluster.retries -= 1;
    counted = false;
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    again: () => {
      release();
      if (done >= policy.retries) return 'URX';
      done += 1;
      if (!mayRetry(cluster)) return 'UO';
      counted = true;
      cluster.retries += 1;
      timer = setTimeout(
        () => {
          timer = undefined;
          next();
        },
        backoffMs(policy, done, dice),
      );
      return undefined;
    },
    waiting: () => timer !== undefined,
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
    },
    over: release,
  };
}

/** What the service is told of its time, in milliseconds (reference 8.2): the attempt's limit, or what is left of the request's. */
export function expectedMs(
  limitMs: number | undefined,
  perTryMs: number | undefined,
  elapsedMs: number,
): number | undefined {
  const wanted = perTryMs ?? limitMs;
  if (wanted === undefined || limitMs === undefined) return wanted;
  return Math.max(1, Math.min(wanted, limitMs - elapsedMs));
}

/** How a failure of an upstream looks to a retry policy. */
export const endOf = ({ reason }: UpstreamFailure): AttemptEnd => ({
  is: 'reset',
  why: whys[reason],
});

const whys = {
  'remote connection failure': 'connecting',
  'connection timeout': 'connecting',
  'remote refused stream reset': 'refused-stream',
  'connection termination': 'other',
  'protocol error': 'other',
  'remote reset': 'other',
  overflow: 'overflow',
} as const;

/** The lines of another attempt: the same but for its number. They are changed in place. */
export function numberAttempt(lines: string[], attempt: number): string[] {
  const at = lines.indexOf('x-envoy-attempt-count');
  if (at === -1) lines.push('x-envoy-attempt-count', String(attempt));
  else lines[at + 1] = String(attempt);
  return lines;
}
