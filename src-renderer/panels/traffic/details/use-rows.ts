import { useEffect, useMemo, useState } from 'react';
import type { RowsView } from '../../../state/body-engine.ts';
import type { RowSource } from './use-body.ts';

/** Rows of which `from` is the first; `count` is undefined until it is known, or where there is no way to know it. */
export type SeenRows = {
  readonly count: number | undefined;
  readonly from: number;
  readonly rows: readonly string[];
  readonly failed?: true;
};

/** Rows are asked for in pieces of so many, so that a little scrolling asks for nothing. */
const piece = 64;

const none: SeenRows = { count: undefined, from: 0, rows: [] };

/** The rows from `first` on, and some around them; those of before until these have come. */
export const useRows = (source: RowSource, view: RowsView, width: number, first: number, seen: number): SeenRows => {
  const from = Math.max(0, (Math.floor(first / piece) - 1) * piece);
  const wanted = (Math.ceil(seen / piece) + 3) * piece;
  const all = useMemo(() => (source.is === 'here' ? source.rows(view, width) : undefined), [source, view, width]);
  const here = useMemo(() => all && { count: all.count, from, rows: all.slice(from, wanted) }, [all, from, wanted]);
  const [far, setFar] = useState<{ readonly of: RowSource; readonly seen: SeenRows }>();
  useEffect(() => {
    if (source.is === 'here') return;
    let isWanted = true;
    source.rows(view, width, from, wanted).then(
      ({ count, rows }) => isWanted && setFar({ of: source, seen: { count, from, rows } }),
      // The body is closed or was too much; what is in sight stays, and where nothing is, nothing will come.
      () =>
        isWanted &&
        setFar((before) => (before?.of === source ? before : { of: source, seen: { ...none, failed: true } })),
    );
    return () => {
      isWanted = false;
    };
  }, [source, view, width, from, wanted]);
  return here ?? (far?.of === source ? far.seen : none);
};
