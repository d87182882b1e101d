import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { GroupKey } from '#core/route/rows-order.ts';
import { useSlice, useStores } from '../../../state/stores-context.ts';
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
      <ColumnsMenu />
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

const ColumnsMenu = () => {
  const { routesTable } = useStores();
  const t = useWords('routes');
  const off = useSlice('routesTable', (state) => state.off);
  return (
    <MenuTrigger>
      <Button className="button quiet">{t('tools.columns')}</Button>
      <Popover className="menu-popover">
        <Menu
          className="menu"
          aria-label={t('tools.columnsMenu')}
          selectionMode="multiple"
          selectedKeys={columns.flatMap(({ id }) => (off.includes(id) ? [] : [id]))}
          onSelectionChange={(chosen) =>
            routesTable.change({
              off: columns.flatMap(({ id }) => (id === 'match' || chosen === 'all' || chosen.has(id) ? [] : [id])),
            })
          }
        >
          {columns
            .filter(({ id }) => id !== 'match')
            .map((column) => ({ id: column.id, title: fullName(t, column) }))
            .map(({ id, title }) => (
              <MenuItem key={id} id={id} textValue={title} className="menu-item">
                {({ isSelected }) => (
                  <>
                    <span>{title}</span>
                    <span aria-hidden="true">{isSelected ? '✓' : ''}</span>
                  </>
                )}
              </MenuItem>
            ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
};
