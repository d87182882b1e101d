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
        {words[health]}
        {ejection !== undefined && ` until ${clockTime(ejection.until)}`}
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
