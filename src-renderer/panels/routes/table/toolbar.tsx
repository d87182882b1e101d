import { Button } from 'react-aria-components';
import type { GroupKey } from '#core/route/rows-order.ts';
import { useSlice, useStores } from '../../../state/stores-context.ts';
import { ColumnsMenu } from '../../../ui/columns-menu.tsx';
import { useWords } from '../../../words/words.ts';
import { columns, fullName } from './columns.ts';
import { isLive } from './live.ts';
import type { TableRows } from './use-rows.ts';

const groups: readonly GroupKey[] = ['host', 'listener', 'resource', 'destination', 'none'];

/** How the table is grouped and sorted, which columns it has, and how many routes there are. */
export const Toolbar = ({ rows: { all, matching, steady } }: { readonly rows: TableRows }) => {
  const { routesTable } = useStores();
  const t = useWords('routes');
  const group = useSlice('routesTable', (state) => state.group);
  const widths = useSlice('routesTable', (state) => state.widths);
  const { by, down } = useSlice('routesTable', (state) => state.sort);
  return (
    <div className="routes-tools">
      <label>
        <span className="muted">{t('tools.groupBy')}</span>
        <select
          className="field"
          value={group}
          onChange={({ target }) => {
            const next = groups.find((id) => id === target.value);
            if (next) routesTable.change({ group: next });
          }}
        >
          {groups.map((id) => (
            <option key={id} value={id}>
              {t(`group.${id}`)}
            </option>
          ))}
        </select>
      </label>
      <ShownColumns />
      {Object.keys(widths).length > 0 && (
        <Button className="button quiet" onPress={() => routesTable.change({ widths: {} })}>
          {t('tools.usualWidths')}
        </Button>
      )}
      {(by !== 'order' || down) && (
        <Button className="button quiet" onPress={() => routesTable.change({ sort: { by: 'order', down: false } })}>
          {t('tools.gatewayOrder')}
        </Button>
      )}
      {isLive(by) && (
        <span className="muted" title={t('tools.steady')}>
          {t('tools.sorted')}
          <Button className="button quiet" onPress={steady.refresh}>
            {t('tools.sortNow')}
          </Button>
        </span>
      )}
      <span className="muted count" role="status">
        {matching.length === all.length
          ? t('count', { count: all.length })
          : t('countOf', { count: all.length, matching: matching.length })}
      </span>
    </div>
  );
};

const ShownColumns = () => {
  const { routesTable } = useStores();
  const t = useWords('routes');
  const off = useSlice('routesTable', (state) => state.off);
  return (
    <ColumnsMenu
      says={t('tools.columns')}
      label={t('tools.columnsMenu')}
      columns={columns
        .filter(({ id }) => id !== 'match')
        .map((column) => ({ id: column.id, title: fullName(t, column) }))}
      off={off}
      onChange={(next) => routesTable.change({ off: next })}
    />
  );
};
