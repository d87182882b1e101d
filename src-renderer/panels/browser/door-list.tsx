import { useDeferredValue, useMemo, useState } from 'react';
import { type Door, doorsOf } from '#core/reach/doors.ts';
import { urlOf } from '../../state/open-in.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { useWords } from '../../words/words.ts';
import { WildcardName } from './wildcard-name.tsx';

/** So many are drawn at first, and with each press. */
const atOnce = 60;
/** With fewer nobody has to look for one. */
const filtered = 8;

/** Under which names the gateway is reached, where each is really open, and one press to take it. */
export const DoorList = () => {
  const t = useWords('browser');
  const table = useSlice('running', (state) => state.table);
  const listeners = useSlice('running', (state) => state.running?.gateway.listeners);
  const doors = useMemo(() => (table && listeners ? doorsOf(table, listeners) : []), [table, listeners]);
  const [filter, setFilter] = useState('');
  const [most, setMost] = useState(atOnce);
  const wanted = useDeferredValue(filter.trim().toLowerCase());
  const found = doors.filter((door) => `${door.scheme}://${door.host}:${door.port} ${door.bound}`.includes(wanted));
  return (
    <section aria-label={t('doors.title')}>
      <header className="section-head">
        <h3>{t('doors.title')}</h3>
        {doors.length > filtered && (
          <input
            className="field"
            type="search"
            aria-label={t('doors.filter')}
            placeholder={t('doors.filter')}
            value={filter}
            onChange={({ currentTarget }) => {
              setFilter(currentTarget.value);
              setMost(atOnce);
            }}
          />
        )}
      </header>
      {doors.length === 0 ? (
        <p className="muted">{t('doors.none')}</p>
      ) : found.length === 0 ? (
        <p className="muted">{t('doors.nothing', { filter })}</p>
      ) : (
        <table className="doors" aria-label={t('doors.label')}>
          <thead>
            <tr>
              <th scope="col">{t('doors.url')}</th>
              <th scope="col">{t('doors.at')}</th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, most).map((door) => (
              <Row key={`${door.host} ${door.port}`} door={door} alone={doors.every(({ host }) => host === '*')} />
            ))}
          </tbody>
        </table>
      )}
      {found.length > most && (
        <p className="more">
          <span className="muted">{t('doors.more', { count: found.length - most })}</span>
          <Button onPress={() => setMost(most + atOnce)}>{t('doors.show')}</Button>
        </p>
      )}
    </section>
  );
};

const Row = ({ door, alone }: { readonly door: Door; readonly alone: boolean }) => {
  const { reach } = useStores();
  const t = useWords('browser');
  const { host, scheme, port, address, bound } = door;
  const url = urlOf(door);
  const wild = host.startsWith('*.');
  return (
    <tr>
      <th scope="row">
        {url !== undefined && !wild ? (
          <button
            type="button"
            className="link mono"
            title={t('doors.choose', { url })}
            onClick={() => reach.setUrl(url)}
          >
            {url}
          </button>
        ) : (
          <span className="mono">{url ?? `${scheme}://${host}:${port}`}</span>
        )}
        {wild && url !== undefined && <WildcardName door={door} />}
      </th>
      <td>
        <span className="mono">
          {port} → {address.includes(':') ? `[${address}]` : address}:{bound}
        </span>
        <Marks door={door} reached={url !== undefined} alone={alone} />
      </td>
    </tr>
  );
};

/** What a browser meets there, or that none does. */
const Marks = ({
  door: { host, mutual, passthrough },
  reached,
  alone,
}: {
  readonly door: Door;
  readonly reached: boolean;
  readonly alone: boolean;
}) => {
  const t = useWords('browser');
  if (!reached) return <Badge>{t('doors.notHttp')}</Badge>;
  return (
    <>
      {host === '*' && <Badge>{t(alone ? 'doors.any' : 'doors.anyOther')}</Badge>}
      {mutual && (
        <Badge tone="info" title={t('doors.mutualTitle')}>
          {t('doors.mutual')}
        </Badge>
      )}
      {passthrough && (
        <Badge tone="info" title={t('doors.passthroughTitle')}>
          {t('doors.passthrough')}
        </Badge>
      )}
    </>
  );
};
