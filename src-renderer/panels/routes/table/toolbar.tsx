import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { type FilterTerm, readFilter, sayTerm, statuses, statusesOf } from '#core/route/rows-filter.ts';
import type { GroupKey } from '#core/route/rows-order.ts';
import { useSlice, useStores } from '../../../state/stores-context.ts';
import { CloseIcon } from '../../../ui/icons.tsx';
import { columns } from './columns.ts';
import type { TableRows } from './use-rows.ts';

type ToolbarProps = {
  readonly rows: TableRows;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
};

const groups: readonly { readonly id: GroupKey; readonly name: string }[] = [
  { id: 'host', name: 'host' },
  { id: 'listener', name: 'listener' },
  { id: 'resource', name: 'resource' },
  { id: 'destination', name: 'destination' },
  { id: 'none', name: 'nothing' },
];

/** How the table is grouped, which columns it has, what is asked for by name, and how many routes that leaves. */
export const Toolbar = ({ rows, filter, onFilter }: ToolbarProps) => {
  const { routesTable } = useStores();
  const group = useSlice('routesTable', (state) => state.group);
  const off = useSlice('routesTable', (state) => state.off);
  const { by, down } = useSlice('routesTable', (state) => state.sort);
  const terms = readFilter(filter);
  const count =
    rows.matching.length === rows.all.length ? `${rows.all.length}` : `${rows.matching.length} of ${rows.all.length}`;
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
      <FilterMenu rows={rows} onAdd={(term) => onFilter(`${filter.trim()} ${term}`.trim())} />
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
                off: columns.flatMap(({ id }) => (chosen === 'all' || chosen.has(id) ? [] : [id])),
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
      {(by !== 'order' || down) && (
        <Button className="button quiet" onPress={() => routesTable.change({ sort: { by: 'order', down: false } })}>
          Order of the gateway
        </Button>
      )}
      <Chips
        terms={terms}
        onRemove={(gone) =>
          onFilter(
            terms
              .filter((one) => one !== gone)
              .map(sayTerm)
              .join(' '),
          )
        }
      />
      <span className="muted count" role="status">
        {count} {rows.all.length === 1 ? 'route' : 'routes'}
      </span>
    </div>
  );
};

/** What is asked for by name, each with a button that takes it out again. */
const Chips = ({
  terms,
  onRemove,
}: {
  readonly terms: readonly FilterTerm[];
  readonly onRemove: (term: FilterTerm) => void;
}) =>
  terms
    .filter(({ key }) => key !== 'word')
    .map((term) => (
      <span key={sayTerm(term)} className="chip">
        {sayTerm(term)}
        <button type="button" aria-label={`remove the filter ${sayTerm(term)}`} onClick={() => onRemove(term)}>
          <CloseIcon size={12} />
        </button>
      </span>
    ));

/** What can be asked for by name in this table, with how many routes each would leave. */
const FilterMenu = ({ rows, onAdd }: { readonly rows: TableRows; readonly onAdd: (term: string) => void }) => (
  <MenuTrigger>
    <Button className="button quiet">Only…</Button>
    <Popover className="routes-menu">
      <SuggestedTerms rows={rows} onAdd={onAdd} />
    </Popover>
  </MenuTrigger>
);

const SuggestedTerms = ({ rows, onAdd }: { readonly rows: TableRows; readonly onAdd: (term: string) => void }) => {
  const counts = new Map<string, number>();
  const add = (term: string) => counts.set(term, (counts.get(term) ?? 0) + 1);
  for (const row of rows.matching) {
    for (const status of statusesOf(row, rows.reader.hidden)) add(`status:${status}`);
    if (row.origin) add(`kind:${row.origin.kind.toLowerCase()}`);
    for (const port of row.listener.declaredPorts) add(`port:${port}`);
    if (row.origin) add(sayTerm({ key: 'file', value: row.origin.place.file.toLowerCase(), not: false }));
  }
  const inOrder = [
    ...statuses.map((status) => `status:${status}`).filter((term) => counts.has(term)),
    ...['kind:', 'port:', 'file:'].flatMap((key) =>
      [...counts.keys()]
        .filter((term) => term.startsWith(key))
        .sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
        .slice(0, 6),
    ),
  ];
  return (
    <Menu className="menu" aria-label="only routes with" onAction={(term) => onAdd(String(term))}>
      {inOrder.map((term) => (
        <MenuItem key={term} id={term} textValue={term} className="menu-item">
          <span>{term}</span>
          <span className="muted">{counts.get(term)}</span>
        </MenuItem>
      ))}
    </Menu>
  );
};
