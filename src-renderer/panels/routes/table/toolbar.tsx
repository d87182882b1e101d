import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { GroupKey } from '#core/route/rows-order.ts';
import { useSlice, useStores } from '../../../state/stores-context.ts';
import { columns } from './columns.ts';
import { isLive } from './live.ts';
import type { TableRows } from './use-rows.ts';

const groups: readonly { readonly id: GroupKey; readonly name: string }[] = [
  { id: 'host', name: 'host' },
  { id: 'listener', name: 'listener' },
  { id: 'resource', name: 'resource' },
  { id: 'destination', name: 'destination' },
  { id: 'none', name: 'nothing' },
];

/** How the table is grouped and sorted, which columns it has, and how many routes there are. */
export const Toolbar = ({ rows: { all, matching, steady } }: { readonly rows: TableRows }) => {
  const { routesTable } = useStores();
  const group = useSlice('routesTable', (state) => state.group);
  const widths = useSlice('routesTable', (state) => state.widths);
  const { by, down } = useSlice('routesTable', (state) => state.sort);
  const count = matching.length === all.length ? `${all.length}` : `${matching.length} of ${all.length}`;
  return (
    <div className="routes-tools">
      <label>
        <span className="muted">group by </span>
        <select
          className="field"
          value={group}
          onChange={({ target }) => {
            const next = groups.find(({ id }) => id === target.value);
            if (next) routesTable.change({ group: next.id });
          }}
        >
          {groups.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <ColumnsMenu />
      {Object.keys(widths).length > 0 && (
        <Button className="button quiet" onPress={() => routesTable.change({ widths: {} })}>
          Usual widths
        </Button>
      )}
      {(by !== 'order' || down) && (
        <Button className="button quiet" onPress={() => routesTable.change({ sort: { by: 'order', down: false } })}>
          Order of the gateway
        </Button>
      )}
      {isLive(by) && (
        <span className="muted" title="Rows stay where they are while you point at them.">
          sorted every 5 s
          <Button className="button quiet" onPress={steady.refresh}>
            Sort now
          </Button>
        </span>
      )}
      <span className="muted count" role="status">
        {count} {all.length === 1 ? 'route' : 'routes'}
      </span>
    </div>
  );
};

const ColumnsMenu = () => {
  const { routesTable } = useStores();
  const off = useSlice('routesTable', (state) => state.off);
  return (
    <MenuTrigger>
      <Button className="button quiet">Columns</Button>
      <Popover className="routes-menu">
        <Menu
          className="menu"
          aria-label="columns"
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
            .map(({ id, name, title = name }) => (
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
