// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, because only those in sight exist; a table cannot do that
// biome-ignore-all lint/a11y/useFocusableInteractive: the buttons in the heads take the focus
import { useSlice, useStores } from '../../../state/stores-context.ts';
import { useWords } from '../../../words/words.ts';
import { fullName, type Layout } from './columns.ts';
import { useResize } from './use-resize.ts';

/**
 * The names of the columns; each is a button that sorts by it, and turns the order round when it is pressed again. The edge of a head, or
 * Shift with an arrow key on it, changes the width of its column.
 */
export const TableHead = ({ layout }: { readonly layout: Layout }) => {
  const { routesTable } = useStores();
  const t = useWords('routes');
  const { by, down } = useSlice('routesTable', (state) => state.sort);
  const resize = useResize();
  return (
    <div className="routes-line head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: layout.template }}>
      {layout.shown.map((column) => {
        const { id, full, number } = column;
        const [name, whole] = [t(`column.${id}`), fullName(t, column)];
        const sorted = by === id;
        // Of figures the largest are looked for first.
        const first = number === true && id !== 'order';
        return (
          <span
            key={id}
            role="columnheader"
            aria-sort={sorted ? (down ? 'descending' : 'ascending') : 'none'}
            className={`${number ? 'number' : ''} ${resize.dragged === id ? 'dragged' : ''}`}
          >
            <button
              type="button"
              title={t('head.sort', { column: whole })}
              aria-label={full === undefined ? name : t('head.name', { name, full: whole })}
              aria-keyshortcuts="Shift+ArrowLeft Shift+ArrowRight"
              onClick={() => routesTable.change({ sort: { by: id, down: sorted ? !down : first } })}
              onKeyDown={(event) => resize.onKey(event, column)}
            >
              {name}
              <span aria-hidden="true">{sorted ? (down ? ' ↓' : ' ↑') : ''}</span>
            </button>
            <span
              aria-hidden="true"
              className="edge"
              title={t('head.edge')}
              onPointerDown={(event) => resize.onPointerDown(event, column)}
              onDoubleClick={() => resize.forget(column)}
            />
          </span>
        );
      })}
      <span role="columnheader">
        <span className="hidden-visually">{t('head.actions')}</span>
        <span className="hidden-visually" role="status">
          {resize.said}
        </span>
      </span>
    </div>
  );
};
