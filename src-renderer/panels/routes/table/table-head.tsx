// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, because only those in sight exist; a table cannot do that
// biome-ignore-all lint/a11y/useFocusableInteractive: the buttons in the heads take the focus
import { useSlice, useStores } from '../../../state/stores-context.ts';
import { ListHead } from '../../../ui/list-head.tsx';
import { useWords } from '../../../words/words.ts';
import { fullName, type Layout } from './columns.ts';

/** The names of the columns, by which the table is sorted, and whose widths can be changed. */
export const TableHead = ({ layout }: { readonly layout: Layout }) => {
  const { routesTable } = useStores();
  const t = useWords('routes');
  const sort = useSlice('routesTable', (state) => state.sort);
  return (
    <ListHead
      className="routes-line"
      template={layout.template}
      heads={layout.shown.map((column) => ({
        id: column.id,
        name: t(`column.${column.id}`),
        ...(column.full && { whole: fullName(t, column) }),
        number: column.number === true,
        // Of figures the largest are looked for first.
        downFirst: column.number === true && column.id !== 'order',
      }))}
      sort={sort}
      onSort={(by, down) => routesTable.change({ sort: { by, down } })}
      onWidths={(to) => routesTable.change({ widths: to(routesTable.getState().widths) })}
    >
      <span role="columnheader">
        <span className="hidden-visually">{t('head.actions')}</span>
      </span>
    </ListHead>
  );
};
