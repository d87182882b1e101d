import type { ReactNode } from 'react';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { ClearIcon, PauseIcon, PlayIcon } from '../../ui/icons.tsx';
import { Split } from '../../ui/split.tsx';
import { useWords } from '../../words/words.ts';
import { ExchangeDetails } from './details/exchange-details.tsx';
import { FilterBar } from './filter-bar.tsx';
import { ListTools } from './list-tools.tsx';
import { NoTraffic } from './no-traffic.tsx';
import { TrafficList } from './traffic-list.tsx';
import { useSettled } from './use-settled.ts';
import './traffic.css';

/** Every request the gateway has seen, as it happens. */
export const TrafficPanel = () => {
  const { traffic } = useStores();
  const t = useWords('traffic');
  const isEmpty = useSlice('traffic', (state) => state.matching === 0);
  const isBare = useSlice('traffic', (state) => state.total + state.waiting === 0);
  return (
    <>
      <header className="panel-head">
        <h2>{t('title')}</h2>
        <FilterBar />
        <Pause />
        <IconButton label={t('clear')} disabled={isBare} onPress={traffic.clear}>
          <ClearIcon size={16} />
        </IconButton>
      </header>
      {!isBare && <ListTools />}
      <WithDetails list={isEmpty ? <NoTraffic /> : <TrafficList />} />
    </>
  );
};

/** The list, and beside it the exchange that is chosen; the list is not drawn anew for that. */
const WithDetails = ({ list }: { readonly list: ReactNode }) => {
  const { trafficTable } = useStores();
  const t = useWords('traffic');
  const share = useSlice('trafficTable', (state) => state.share);
  const shown = useSettled();
  return (
    <Split
      rows
      label={t('detailsHeight')}
      share={share}
      onShare={(next) => trafficTable.change({ share: Math.min(0.8, Math.max(0.2, next)) })}
      first={list}
      second={shown === undefined ? undefined : <ExchangeDetails id={shown} />}
    />
  );
};

const Pause = () => {
  const { traffic } = useStores();
  const t = useWords('traffic');
  const paused = useSlice('traffic', (state) => state.paused);
  const waiting = useSlice('traffic', (state) => state.waiting);
  if (!paused) {
    return (
      <IconButton label={t('pause')} onPress={() => traffic.setPaused(true)}>
        <PauseIcon size={16} />
      </IconButton>
    );
  }
  return (
    <Button icon={<PlayIcon size={14} />} onPress={() => traffic.setPaused(false)}>
      {t('goOn')}
      {waiting > 0 && (
        <Badge tone="accent" title={t('waitingSaid', { count: waiting })}>
          {t('waiting', { count: waiting })}
        </Badge>
      )}
    </Button>
  );
};
