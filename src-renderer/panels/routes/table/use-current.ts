import { useRef, useState } from 'react';
import type { RouteRow } from '#core/route/rows.ts';
import type { TableHands } from './row-actions.ts';

type Current = {
  readonly current: string | undefined;
  readonly setCurrent: (id: string | undefined) => void;
  readonly said: string;
  readonly hands: TableHands;
};

/** The path as ids of rows have it. */
const inId = (path: string): string => path.replace(/^spec\./, '');

type Moved = { readonly from: string; readonly path: string; readonly id: string; readonly origin: RouteRow['origin'] };

const isAt = ({ origin, change }: RouteRow, { path, origin: before }: Moved): boolean =>
  change !== 'removed' &&
  origin?.path === path &&
  origin.kind === before?.kind &&
  origin.namespace === before.namespace &&
  origin.name === before.name;

/**
 * The line that the keys act on. A rule that was moved has another name as soon as the routes have been read again: the line follows it, and
 * whoever moves it once more before that moves the same rule.
 */
export const useCurrent = (rows: readonly RouteRow[]): Current => {
  const [current, setCurrent] = useState<string>();
  const [said, setSaid] = useState('');
  const [read, setRead] = useState(rows);
  const [moved, setMoved] = useState<Moved>();
  const times = useRef(0);
  if (read !== rows) {
    setRead(rows);
    if (moved !== undefined) {
      // A rule that is left out where it stands now has a row too.
      const there = rows.find(({ id }) => id === moved.id) ?? rows.find((row) => isAt(row, moved));
      if (current === moved.from && there) setCurrent(there.id);
      setMoved(undefined);
    }
  }
  const hands: TableHands = {
    announce: (words) => {
      // The same words again are news only if they differ: a blank more cannot be heard.
      times.current += 1;
      setSaid(times.current % 2 === 0 ? words : `${words}\u00a0`);
    },
    pathOf: (row) => (moved?.from === row.id ? moved.path : (row.origin?.path ?? '')),
    follow: (row, path) => {
      const from = inId(row.origin?.path ?? '').replace(/\].*$/, ']');
      const to = inId(path).replace(/\].*$/, ']');
      setMoved({ from: row.id, path, id: row.id.replace(` ${from}`, ` ${to}`), origin: row.origin });
      setCurrent(row.id);
    },
  };
  return { current, setCurrent, said, hands };
};
