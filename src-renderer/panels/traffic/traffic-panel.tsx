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
import './traffic.css';

/** Every request the gateway has seen, as it happens. */
export const TrafficPanel = () => {
  const { traffic, trafficTable } = useStores();
  const t = useWords('traffic');
  const share = useSlice('trafficTable', (state) => state.share);
  const isEmpty = useSlice('traffic', (state) => state.matching === 0);
  const isBare = useSlice('traffic', (state) => state.total + state.waiting === 0);
  const shown = useSlice('traffic', (state) => state.selectedRow);
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
      <Split
        rows
        label={t('detailsHeight')}
        share={share}
        onShare={(next) => trafficTable.change({ share: Math.min(0.8, Math.max(0.2, next)) })}
        first={isEmpty ? <NoTraffic /> : <TrafficList />}
        second={shown && <ExchangeDetails id={shown.id} />}
      />
    </>
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
