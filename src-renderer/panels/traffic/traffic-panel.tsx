import { useDeferredValue, useMemo } from 'react';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { type StatusClass, visibleExchanges } from '../../state/traffic.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { ClearIcon, PauseIcon, PlayIcon } from '../../ui/icons.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { ExchangeDetails } from './exchange-details.tsx';
import { NoTraffic } from './no-traffic.tsx';
import { TrafficTable } from './traffic-table.tsx';
import './traffic.css';

const classes: readonly { readonly id: StatusClass; readonly label: string }[] = [
  { id: 'all', label: 'All' },
  { id: '1xx-3xx', label: '≤ 3xx' },
  { id: '4xx', label: '4xx' },
  { id: '5xx', label: '5xx' },
  { id: 'none', label: 'Cut off' },
];

/** Every request the gateway has seen, as it happens. */
export const TrafficPanel = () => {
  const { traffic, wire } = useStores();
  const exchanges = useSlice('traffic', (state) => state.exchanges);
  const text = useSlice('traffic', (state) => state.text);
  const statusClass = useSlice('traffic', (state) => state.statusClass);
  const paused = useSlice('traffic', (state) => state.paused);
  const waiting = useSlice('traffic', (state) => state.waiting.length);
  const selected = useSlice('traffic', (state) => state.selected);
  const filter = useDeferredValue(text);
  const visible = useMemo(
    () => visibleExchanges(exchanges, { text: filter, statusClass }),
    [exchanges, filter, statusClass],
  );
  const shown = useMemo(() => exchanges.find(({ id }) => id === selected), [exchanges, selected]);
  const clear = () => {
    traffic.clear();
    // When main cannot be reached, only this window forgets.
    wire.call('traffic.clear', null).catch(() => undefined);
  };
  return (
    <>
      <header className="panel-head">
        <h2>Traffic</h2>
        <input
          className="field"
          type="search"
          aria-label="filter traffic"
          placeholder="filter by host, path, route …"
          value={text}
          onChange={(event) => traffic.setFilter({ text: event.target.value })}
        />
        <Segmented
          label="status"
          value={statusClass}
          options={classes}
          onChange={(next) => traffic.setFilter({ statusClass: next })}
        />
        {paused ? (
          <Button icon={<PlayIcon size={14} />} onPress={() => traffic.setPaused(false)}>
            Go on {waiting > 0 && <Badge tone="accent">{waiting}</Badge>}
          </Button>
        ) : (
          <IconButton label="pause" onPress={() => traffic.setPaused(true)}>
            <PauseIcon size={16} />
          </IconButton>
        )}
        <IconButton label="clear traffic" disabled={exchanges.length + waiting === 0} onPress={clear}>
          <ClearIcon size={16} />
        </IconButton>
      </header>
      {visible.length === 0 ? <NoTraffic filtered={exchanges.length > 0} /> : <TrafficTable exchanges={visible} />}
      {shown !== undefined && <ExchangeDetails row={shown} />}
    </>
  );
};
