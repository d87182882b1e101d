import { successShare } from '#core/traffic/upstream-state.ts';
import { useSlice } from '../../state/stores-context.ts';
import type { Upstream } from '../../state/upstreams.ts';
import { useWords } from '../../words/words.ts';
import { EndpointHealth } from './endpoint-health.tsx';

type Endpoint = Upstream['endpoints'][number];

/** How the endpoints of a cluster are now: health, load, and what became of what they were asked. Nothing while that is not known. */
export const Endpoints = ({ cluster }: { readonly cluster: string }) => {
  const t = useWords('services');
  const upstream = useSlice('upstreams', ({ byCluster }) => byCluster?.get(cluster));
  if (upstream === undefined || upstream.endpoints.length === 0) return null;
  const { endpoints, inForce } = upstream;
  const fresh = endpoints.every(({ health }) => health === 'idle');
  if (fresh && inForce.length === 0) return null;
  return (
    <div className="upstream">
      {inForce.length > 0 && (
        <p className="in-force">
          <span className="muted">{t('inForce')}</span> <span>{inForce.join(' · ')}</span>
        </p>
      )}
      {!fresh && (
        <>
          <Load upstream={upstream} />
          <table className="endpoints">
            <caption className="hidden-visually">
              {t('endpoints.of', { name: `${upstream.host}:${upstream.port}` })}
            </caption>
            <thead>
              <tr>
                <th scope="col">{t('endpoints.endpoint')}</th>
                <th scope="col">{t('endpoints.health')}</th>
                <th scope="col" className="count" title={t('endpoints.activeTitle')}>
                  {t('endpoints.active')}
                </th>
                <th scope="col" className="count spare" title={t('endpoints.connectionsTitle')}>
                  {t('endpoints.connections')}
                </th>
                <th scope="col" className="count spare" title={t('endpoints.requestsTitle')}>
                  {t('endpoints.requests')}
                </th>
                <th scope="col" className="count" title={t('endpoints.successTitle')}>
                  {t('endpoints.success')}
                </th>
              </tr>
            </thead>
            <tbody>
              {endpoints.map((endpoint) => (
                <Row key={endpoint.address} endpoint={endpoint} />
              ))}
            </tbody>
          </table>
        </>
      )}
    </div>
  );
};

const Row = ({ endpoint }: { readonly endpoint: Endpoint }) => {
  const t = useWords('services');
  const { address, labels, locality, weight, active, connections, totals } = endpoint;
  const about = [
    ...Object.entries(labels).map(([name, value]) => `${name}=${value}`),
    ...(locality === undefined ? [] : [locality]),
    ...(weight === 1 ? [] : [t('endpoints.weight', { weight })]),
  ];
  return (
    <tr>
      <th scope="row">
        <span className="mono">{address}</span>
        {about.length > 0 && <small className="muted">{about.join(' · ')}</small>}
      </th>
      <td>
        <EndpointHealth endpoint={endpoint} />
      </td>
      <td className="count">{active}</td>
      <td className="count spare">{connections}</td>
      <td className="count spare">{totals.requests}</td>
      <td className="count">
        <Success totals={totals} />
      </td>
    </tr>
  );
};

const Success = ({ totals }: Pick<Endpoint, 'totals'>) => {
  const t = useWords('services');
  const share = successShare(totals);
  if (share === undefined) return <span className="muted">–</span>;
  const { errors, connectFailures, broken } = totals;
  const bad = [
    ...(errors > 0 ? [t('bad.errors', { count: errors })] : []),
    ...(connectFailures > 0 ? [t('bad.unconnected', { count: connectFailures })] : []),
    ...(broken > 0 ? [t('bad.broken', { count: broken })] : []),
  ];
  return (
    <>
      {/* Rounded down: 100% means all of them. */}
      {Math.floor(share * 100)}%{bad.length > 0 && <small className="trouble-text">{bad.join(', ')}</small>}
    </>
  );
};

const loads = ['requests', 'connections', 'pending', 'retries'] as const;

/** The counts of the cluster as a whole, which its limits are about; without limits the rows say it all. */
const Load = ({ upstream: { limits, now } }: { readonly upstream: Upstream }) => {
  const t = useWords('services');
  const limited = loads.filter((count) => limits[count] !== undefined);
  if (limited.length === 0) return null;
  return (
    <dl className="loads">
      {limited.map((count) => {
        const limit = limits[count] ?? 0;
        const full = now[count] >= limit;
        return (
          <div key={count} className={full ? 'full' : undefined}>
            <dt>{t(`load.${count}`)}</dt>
            <dd>{t(full ? 'load.full' : 'load.of', { now: now[count], limit })}</dd>
          </div>
        );
      })}
    </dl>
  );
};
