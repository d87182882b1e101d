import { useSlice } from '../../state/stores-context.ts';
import type { Upstream } from '../../state/upstreams.ts';
import { useTongue, useWords } from '../../words/words.ts';

type Endpoint = Upstream['endpoints'][number];

/** A dot and a word; of an endpoint that outlier detection leaves out, why and until when. */
export const EndpointHealth = ({ endpoint }: { readonly endpoint: Endpoint }) => {
  const t = useWords('services');
  const tongue = useTongue();
  const { health, ejection, ejections } = endpoint;
  return (
    <>
      <span className={`health ${health}`}>
        <span className="dot" aria-hidden="true" />
        {ejection === undefined ? (
          <span>{t(`health.${health}`)}</span>
        ) : (
          <time dateTime={new Date(ejection.until).toISOString()}>
            {t('health.until', { time: new Date(ejection.until).toLocaleTimeString(tongue, { hour12: false }) })}
          </time>
        )}
      </span>
      {ejection !== undefined && <small>{ejection.reason}</small>}
      {ejections > (ejection === undefined ? 0 : 1) && (
        <small className="muted">
          {ejection === undefined
            ? t('health.before', { count: ejections })
            : t('health.again', { count: ejections, ordinal: true })}
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
  const t = useWords('services');
  const endpoints = useSlice('upstreams', ({ byCluster }) => byCluster?.get(cluster)?.endpoints);
  if (endpoints === undefined || endpoints.length === 0) return null;
  const ejected = endpoints.filter(({ health }) => health === 'ejected').length;
  const health = ejected > 0 ? 'ejected' : endpoints.some((one) => one.health === 'healthy') ? 'healthy' : 'idle';
  if (asked === (health === 'idle')) return null;
  return (
    <span className={`health ${health}`}>
      <span className="dot" aria-hidden="true" />
      {ejected > 0 ? t('health.someEjected', { ejected, all: endpoints.length }) : t(`health.${health}`)}
    </span>
  );
};
