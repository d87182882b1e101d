// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, because only those in sight exist; a table cannot do that
// biome-ignore-all lint/a11y/useFocusableInteractive: the buttons in the heads take the focus
import { useSlice, useStores } from '../../../state/stores-context.ts';
import type { Layout } from './columns.ts';

/** The names of the columns; each is a button that sorts by it, and turns the order round when it is pressed again. */
export const TableHead = ({ layout }: { readonly layout: Layout }) => {
  const { routesTable } = useStores();
  const { by, down } = useSlice('routesTable', (state) => state.sort);
  return (
    <div className="routes-line head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: layout.template }}>
      {layout.shown.map(({ id, name, title, number }) => {
        const sorted = by === id;
        // Of figures the largest are looked for first.
        const first = number === true && id !== 'order';
        return (
          <span
            key={id}
            role="columnheader"
            aria-sort={sorted ? (down ? 'descending' : 'ascending') : 'none'}
            className={number ? 'number' : ''}
          >
            <button
              type="button"
              title={`sort by ${title ?? name}`}
              aria-label={title === undefined ? name : `${name}: ${title}`}
              onClick={() => routesTable.change({ sort: { by: id, down: sorted ? !down : first } })}
            >
              {name}
              <span aria-hidden="true">{sorted ? (down ? ' ↓' : ' ↑') : ''}</span>
            </button>
          </span>
        );
      })}
      <span role="columnheader">
        <span className="hidden-visually">actions</span>
      </span>
    </div>
  );
};
