import type { BindTarget } from '#core/edit/bind-service.ts';
import { sayEndpoint } from '#core/route/say-endpoint.ts';
import type { ServiceRow } from '#core/route/service-rows.ts';
import { sayRoute } from '../../state/route-name.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { useWords } from '../../words/words.ts';
import { BindPicker } from './bind-picker.tsx';
import { ClusterHealth } from './endpoint-health.tsx';
import { Endpoints } from './endpoints.tsx';
import { isHere, ownPorts, rowName, servedBy } from './offers.ts';

const tones: Readonly<Record<ServiceRow['state'], Tone>> = { bound: 'ok', unbound: 'warn', unknown: 'error' };

type CardProps = {
  readonly row: ServiceRow;
  readonly rows: readonly ServiceRow[];
  readonly binding: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly onPick: (to: BindTarget, id: string | undefined) => void;
};

/** One service or subset: state, addresses, users, and the list from which it is bound. */
export const ServiceCard = ({ row, rows, binding, onOpen, onPick }: CardProps) => {
  const t = useWords('services');
  const { navigation } = useStores();
  const origin = row.bound?.origin;
  const title = `${row.host}${row.port > 0 ? `:${row.port}` : ''}`;
  return (
    <li
      className={row.subset === undefined ? 'service' : 'service subset'}
      aria-label={row.subset === undefined ? title : `${title} ${row.subset}`}
      data-cluster={row.cluster}
    >
      <div className="service-head">
        <strong className="mono">{title}</strong>
        {row.subset !== undefined && <Badge>{row.subset}</Badge>}
        <Badge tone={tones[row.state]}>{t(`state.${row.state}`)}</Badge>
        <ClusterHealth cluster={row.cluster} asked />
        <span className="spacer" />
        {row.bindAs !== undefined && !binding && (
          <Button look={row.state === 'bound' ? 'quiet' : 'primary'} onPress={() => onOpen(true)}>
            {t(row.state === 'bound' ? 'action.bindElsewhere' : 'action.bind')}
            <span className="hidden-visually"> {rowName(row)}</span>
          </Button>
        )}
      </div>
      <p>
        <Where row={row} />
        {origin !== undefined && (
          <>
            {' · '}
            <button type="button" className="link" onClick={() => navigation.jumpTo(origin.place)}>
              {origin.kind} {origin.namespace}/{origin.name}
            </button>
          </>
        )}
        <ClusterHealth cluster={row.cluster} asked={false} />
      </p>
      <Warnings row={row} rows={rows} />
      <Endpoints cluster={row.cluster} />
      {binding && <BindPicker row={row} rows={rows} onPick={onPick} onClose={() => onOpen(false)} />}
      {row.users.length > 0 && (
        <p className="users">
          <span className="muted">{t('usedBy')}</span>
          <span>
            {row.users.slice(0, 6).map((user) => (
              <button
                type="button"
                className="link"
                key={`${user.namespace}/${user.name} ${user.path}`}
                onClick={() => navigation.jumpTo(user.place)}
              >
                {sayRoute(user)}
              </button>
            ))}
            {row.users.length > 6 && <span className="muted">{t('more', { count: row.users.length - 6 })}</span>}
          </span>
        </p>
      )}
    </li>
  );
};

const Where = ({ row }: { readonly row: ServiceRow }) => {
  const t = useWords('services');
  if (row.state === 'unknown') return <span className="trouble-text">{t('where.unknown')}</span>;
  if (row.bound === undefined || row.state === 'unbound') {
    return (
      <span className="trouble-text">{t(row.subset === undefined ? 'where.unbound' : 'where.unboundSubset')}</span>
    );
  }
  const addresses = row.bound.endpoints.map(sayEndpoint);
  return (
    <>
      <span className="muted">
        {t(`rule.${row.bound.boundBy}`)}
        {addresses.length > 0 && ' → '}
      </span>
      <span className="mono">{addresses.slice(0, 3).join(', ')}</span>
      {addresses.length > 3 && <span className="muted"> {t('more', { count: addresses.length - 3 })}</span>}
    </>
  );
};

/** The gateway itself or nobody listens where it is bound to, or another service is bound to the same. */
const Warnings = ({ row, rows }: Pick<CardProps, 'row' | 'rows'>) => {
  const t = useWords('services');
  const ports = useSlice('candidates', ({ sources }) => sources.ports);
  const others = useSlice('candidates', ({ forwards }) => forwards);
  const listeners = useSlice('running', ({ running }) => running?.gateway.listeners);
  if (row.bound?.boundBy !== 'local-service') return null;
  const here = row.bound.endpoints.flatMap((one) => (one.at === 'address' && isHere(one.address) ? [one.port] : []));
  const listening = new Set([...ports.candidates.map(({ port }) => port), ...others.map(({ localPort }) => localPort)]);
  const own = ownPorts(here, listeners);
  const silent = ports.known ? here.filter((port) => !listening.has(port) && !own.includes(port)) : [];
  const served = servedBy(rows);
  const shared = [...new Set(here.flatMap((port) => served.get(port) ?? []))].filter(({ host }) => host !== row.host);
  const told = [
    own.length > 0 && t('ownPort', { ports: own.join(', ') }),
    silent.length > 0 && t('silent', { ports: silent.join(', '), count: silent.length }),
    shared.length > 0 && t('shared', { names: shared.map(rowName).join(', ') }),
  ].filter((one) => one !== false);
  return told.length === 0 ? null : <p className="trouble-text">{told.join(' ')}</p>;
};
