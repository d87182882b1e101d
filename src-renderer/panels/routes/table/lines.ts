import type { RouteRow } from '#core/route/rows.ts';
import type { RowGroup } from '#core/route/rows-order.ts';

/** One line on the screen: the head of a group, or a row, with its place among its like as assistive technology says it. */
export type Line =
  | {
      readonly is: 'group';
      readonly id: string;
      readonly group: RowGroup;
      readonly open: boolean;
      readonly position: number;
      readonly of: number;
    }
  | {
      readonly is: 'row';
      readonly id: string;
      readonly row: RouteRow;
      readonly group?: string;
      readonly position: number;
      readonly of: number;
    };

export const linesOf = (
  rows: readonly RouteRow[],
  groups: readonly RowGroup[] | undefined,
  isOpen: (group: RowGroup) => boolean,
): readonly Line[] => {
  if (!groups) return rows.map((row, index) => ({ is: 'row', id: row.id, row, position: index + 1, of: rows.length }));
  return groups.flatMap((group, index): readonly Line[] => {
    const open = isOpen(group);
    const head: Line = { is: 'group', id: group.key, group, open, position: index + 1, of: groups.length };
    const of = group.rows.length;
    const inside = open
      ? group.rows.map((row, at): Line => ({ is: 'row', id: row.id, row, group: group.key, position: at + 1, of }))
      : [];
    return [head, ...inside];
  });
};

export type KeyMove =
  | { readonly do: 'go'; readonly to: number }
  | { readonly do: 'toggle'; readonly group: string; readonly open: boolean }
  | { readonly do: 'menu' | 'enter' | 'up' | 'down' };

const toggle = ({ id, open }: Extract<Line, { is: 'group' }>): KeyMove => ({ do: 'toggle', group: id, open: !open });

type Pressed = { readonly key: string; readonly altKey: boolean; readonly shiftKey: boolean };

/** What a key means on the line with this index, as the ARIA practices for grids and treegrids say. `page` is how many lines are in sight. */
export const moveFor = (pressed: Pressed, lines: readonly Line[], at: number, page: number): KeyMove | undefined => {
  const { key, altKey, shiftKey } = pressed;
  const line = lines[at];
  if (altKey) {
    if (line?.is !== 'row') return undefined;
    return key === 'ArrowUp' ? { do: 'up' } : key === 'ArrowDown' ? { do: 'down' } : undefined;
  }
  const go = (to: number): KeyMove => ({ do: 'go', to: Math.max(0, Math.min(lines.length - 1, to)) });
  switch (key) {
    case 'ArrowDown':
      return go(at + 1);
    case 'ArrowUp':
      return go(at - 1);
    case 'PageDown':
      return go(at + page);
    case 'PageUp':
      return go(at - page);
    case 'Home':
      return go(0);
    case 'End':
      return go(lines.length - 1);
    case 'ArrowRight':
      if (line?.is !== 'group') return undefined;
      return line.open ? go(at + 1) : toggle(line);
    case 'ArrowLeft':
      if (line?.is === 'group') return line.open ? toggle(line) : undefined;
      return line?.group === undefined ? undefined : go(lines.findIndex(({ id }) => id === line.group));
    case 'Enter':
      return line?.is === 'group' ? toggle(line) : { do: 'enter' };
    case ' ':
      return line?.is === 'group' ? toggle(line) : { do: 'enter' };
    case '.':
    case 'ContextMenu':
      return line?.is === 'row' ? { do: 'menu' } : undefined;
    case 'F10':
      return shiftKey && line?.is === 'row' ? { do: 'menu' } : undefined;
    default:
      return undefined;
  }
};
