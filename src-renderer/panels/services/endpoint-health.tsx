import { useSlice } from '../../state/stores-context.ts';
import type { Upstream } from '../../state/upstreams.ts';

type Endpoint = Upstream['endpoints'][number];

const words: Readonly<Record<Endpoint['health'], string>> = {
  healthy: 'healthy',
  ejected: 'ejected',
  idle: 'not asked yet',
};

/** A dot and a word; of an endpoint that outlier detection leaves out, why and until when. */
export const EndpointHealth = ({ endpoint }: { readonly endpoint: Endpoint }) => {
  const { health, ejection, ejections } = endpoint;
  return (
    <>
      <span className={`health ${health}`}>
        <span className="dot" aria-hidden="true" />
        <span>
          {words[health]}
          {ejection !== undefined && (
            <>
              {' until '}
              <time dateTime={new Date(ejection.until).toISOString()}>{clockTime(ejection.until)}</time>
            </>
          )}
        </span>
      </span>
      {ejection !== undefined && <small>{ejection.reason}</small>}
      {ejections > (ejection === undefined ? 0 : 1) && (
        <small className="muted">
          {ejection === undefined ? 'ejected' : 'for the'} {sayTimes(ejections, ejection !== undefined)}
        </small>
      )}
    </>
  );
};

/**
 * The health of all endpoints of a cluster in a few words; nothing where there are none, or nothing is known. `asked` clusters and
 * those that nobody has asked say it in different places: only the former is news.
 */
export const ClusterHealth = ({ cluster, asked }: { readonly cluster: string; readonly asked: boolean }) => {
  const endpoints = useSlice('upstreams', ({ byCluster }) => byCluster?.get(cluster)?.endpoints);
  if (endpoints === undefined || endpoints.length === 0) return null;
  const ejected = endpoints.filter(({ health }) => health === 'ejected').length;
  const health = ejected > 0 ? 'ejected' : endpoints.some((one) => one.health === 'healthy') ? 'healthy' : 'idle';
  if (asked === (health === 'idle')) return null;
  return (
    <span className={`health ${health}`}>
      <span className="dot" aria-hidden="true" />
      {ejected > 0 ? `${ejected} of ${endpoints.length} ejected` : words[health]}
    </span>
  );
};

const sayTimes = (count: number, ordinal: boolean): string => {
  if (ordinal) return `${count}${['th', 'st', 'nd', 'rd'][ordinalEnding(count)]} time`;
  return count === 1 ? 'once before' : `${count} times before`;
};

const ordinalEnding = (count: number): number => {
  const last = count % 10;
  return last > 3 || Math.floor((count % 100) / 10) === 1 ? 0 : last;
};

/** As the clock on the wall has it. */
const clockTime = (epochMs: number): string => new Date(epochMs).toLocaleTimeString([], { hour12: false });
