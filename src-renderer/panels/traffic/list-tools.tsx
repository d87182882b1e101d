import { Button } from 'react-aria-components';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { ColumnsMenu } from '../../ui/columns-menu.tsx';
import { useWords } from '../../words/words.ts';
import { columns, fullName } from './columns.ts';
import { HarButton } from './details/har-button.tsx';

/** How many rows there are, how far a search is, and which columns are shown. */
export const ListTools = () => {
  const { traffic, trafficTable } = useStores();
  const t = useWords('traffic');
  const widths = useSlice('trafficTable', (state) => state.widths);
  const off = useSlice('trafficTable', (state) => state.off);
  const sort = useSlice('traffic', (state) => state.sort);
  return (
    <div className="traffic-tools">
      <Figures />
      <span className="spacer" />
      {sort.by !== 'time' && (
        <Button className="button quiet" onPress={() => traffic.setSort({ by: 'time', down: false })}>
          {t('timeOrder')}
        </Button>
      )}
      {(Object.keys(widths).length > 0 || off.length > 0) && (
        <Button className="button quiet" onPress={() => trafficTable.change({ widths: {}, off: [] })}>
          {t('usual')}
        </Button>
      )}
      <HarButton />
      <ShownColumns />
    </div>
  );
};

/** They change many times a second, and are not read aloud; what a filter has found is said once. */
const Figures = () => {
  const t = useWords('traffic');
  const total = useSlice('traffic', (state) => state.total);
  const matching = useSlice('traffic', (state) => state.matching);
  const open = useSlice('traffic', (state) => state.open);
  const filter = useSlice('traffic', (state) => state.filter.trim());
  const finding = useSlice('traffic', (state) => state.finding);
  const reading = useSlice('traffic', (state) => state.reading);
  const broke = useSlice('traffic', (state) => state.broke);
  const paused = useSlice('traffic', (state) => state.paused);
  const percent = reading === undefined ? undefined : Math.floor(reading * 100);
  return (
    <>
      <span className="figures">
        {filter === '' ? t('count', { count: total }) : t('countOf', { matching, count: total })}
        {open > 0 && <span className="under-way">{t('open', { count: open })}</span>}
        {paused && <strong>{t('paused')}</strong>}
      </span>
      {finding !== undefined && <progress aria-label={t('filter.progress')} value={finding} max={1} />}
      {percent !== undefined && (
        <span className="muted">{t(broke === 'again' ? 'readingAgain' : 'reading', { percent })}</span>
      )}
      {broke === 'over' && <strong role="alert">{t('broken')}</strong>}
      <Found />
    </>
  );
};

/** Says what a look has found, when it is there. */
const Found = () => {
  const { traffic } = useStores();
  const t = useWords('traffic');
  const look = useSlice('traffic', (state) => state.look);
  const { matching, total } = traffic.getState();
  return (
    <span className="hidden-visually" role="status">
      {look === 0 ? '' : t('countOf', { matching, count: total })}
    </span>
  );
};

const ShownColumns = () => {
  const { trafficTable } = useStores();
  const t = useWords('traffic');
  const off = useSlice('trafficTable', (state) => state.off);
  return (
    <ColumnsMenu
      says={t('columns')}
      label={t('columnsMenu')}
      columns={columns
        .filter(({ id }) => id !== 'request')
        .map((column) => ({ id: column.id, title: fullName(t, column) }))}
      off={off}
      onChange={(next) => trafficTable.change({ off: next })}
    />
  );
};
