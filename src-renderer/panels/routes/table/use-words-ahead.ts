import { useEffect } from 'react';
import type { RouteRow } from '#core/route/rows.ts';
import type { Reader } from '#core/route/rows-filter.ts';

/** In milliseconds: less is not worth to begin. */
const least = 2;

/** Makes the words of rows while nobody waits for anything, so that the first key in the filter finds them ready. */
export const useWordsAhead = (rows: readonly RouteRow[], reader: Reader): void => {
  useEffect(() => {
    if (typeof requestIdleCallback === 'undefined') return;
    let next = 0;
    const work = (deadline: IdleDeadline) => {
      while (next < rows.length && deadline.timeRemaining() > least) reader.textOf(rows[next++] as RouteRow);
      if (next < rows.length) asked = requestIdleCallback(work);
    };
    let asked = requestIdleCallback(work);
    return () => cancelIdleCallback(asked);
  }, [rows, reader]);
};
