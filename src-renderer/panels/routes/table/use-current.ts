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

/**
 * The line that the keys act on. A rule that was moved has another name as soon as the routes have been read again: the line follows it, and
 * whoever moves it once more before that moves the same rule.
 */
export const useCurrent = (rows: readonly RouteRow[]): Current => {
  const [current, setCurrent] = useState<string>();
  const [said, setSaid] = useState('');
  const [read, setRead] = useState(rows);
  const [moved, setMoved] = useState<{ readonly from: string; readonly path: string; readonly id: string }>();
  const times = useRef(0);
  if (read !== rows) {
    setRead(rows);
    if (moved !== undefined) {
      if (current === moved.from && rows.some(({ id }) => id === moved.id)) setCurrent(moved.id);
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
      setMoved({ from: row.id, path, id: row.id.replace(` ${from}`, ` ${to}`) });
      setCurrent(row.id);
    },
  };
  return { current, setCurrent, said, hands };
};
