import type { ClientHttp2Session } from 'node:http2';
import type { PoolPolicy } from '#core/route/cluster-policy.ts';

/** node's timers hold 31 bits; a longer limit is as good as none. */
const longest = 0x7fffffff;

/** Asks the service from time to time whether it is there (Envoy's connection_keepalive). Returns how to stop. */
export function keepAlive(session: ClientHttp2Session, pool: PoolPolicy | undefined): () => void {
  const wanted = pool?.http2KeepAlive;
  if (!wanted || wanted.intervalMs <= 0 || wanted.intervalMs > longest) return () => {};
  let late: NodeJS.Timeout | undefined;
  const interval = setInterval(() => {
    if (late || session.destroyed) return;
    late = setTimeout(() => session.destroy(), Math.min(wanted.timeoutMs, longest));
    late.unref();
    const asked = session.ping(() => {
      clearTimeout(late);
      late = undefined;
    });
    if (asked) return;
    clearTimeout(late);
    late = undefined;
  }, wanted.intervalMs);
  interval.unref();
  return () => {
    clearInterval(interval);
    clearTimeout(late);
  };
}
