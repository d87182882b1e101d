// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, because only those in sight exist; a table cannot do that
// biome-ignore-all lint/a11y/useFocusableInteractive: the buttons in the heads take the focus
import type { ReactNode } from 'react';
import { useWords } from '../words/words.ts';
import { useResize, type Widths } from './use-resize.ts';
import './list-head.css';

/** A head: its name, what that is short for where it is, and whether its largest come first when it is sorted by. */
export type Head = {
  readonly id: string;
  readonly name: string;
  readonly whole?: string;
  readonly number?: boolean;
  readonly downFirst?: boolean;
};

type ListHeadProps = {
  /** Of the row. */
  readonly className: string;
  readonly template: string;
  readonly heads: readonly Head[];
  readonly sort: { readonly by: string; readonly down: boolean };
  readonly onSort: (by: string, down: boolean) => void;
  readonly onWidths: (to: (widths: Widths) => Widths) => void;
  /** More heads, behind the others. */
  readonly children?: ReactNode;
};

/**
 * The names of the columns; each is a button that sorts by it, and turns the order round when it is pressed again. The edge of a head, or
 * Shift with an arrow key on it, changes the width of its column.
 */
export const ListHead = ({ className, template, heads, sort, onSort, onWidths, children }: ListHeadProps) => {
  const t = useWords('ui');
  const resize = useResize(onWidths);
  return (
    <div
      className={`${className} head list-head`}
      role="row"
      aria-rowindex={1}
      style={{ gridTemplateColumns: template }}
    >
      {heads.map(({ id, name, whole, number = false, downFirst = false }, index) => {
        const sorted = sort.by === id;
        return (
          <span
            key={id}
            role="columnheader"
            aria-sort={sorted ? (sort.down ? 'descending' : 'ascending') : 'none'}
            className={`${number ? 'number' : ''} ${resize.dragged === id ? 'dragged' : ''}`}
          >
            <button
              type="button"
              title={t('head.sort', { column: whole ?? name })}
              aria-label={whole === undefined ? name : t('head.name', { name, full: whole })}
              aria-keyshortcuts="Shift+ArrowLeft Shift+ArrowRight"
              onClick={() => onSort(id, sorted ? !sort.down : downFirst)}
              onKeyDown={(event) => resize.onKey(event, id, whole ?? name)}
            >
              {name}
              <span aria-hidden="true">{sorted ? (sort.down ? ' ↓' : ' ↑') : ''}</span>
            </button>
            <span
              aria-hidden="true"
              className="edge"
              title={t('head.edge')}
              onPointerDown={(event) => resize.onPointerDown(event, id)}
              onDoubleClick={() => resize.forget(id)}
            />
            {index === 0 && (
              // A row holds cells and nothing else.
              <span className="hidden-visually" role="status">
                {resize.said}
              </span>
            )}
          </span>
        );
      })}
      {children}
    </div>
  );
};
