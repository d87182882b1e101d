import { useCallback, useEffect, useRef, useState } from 'react';
import type { Rates } from '#core/traffic/rates.ts';
import { useStores } from '../../../state/stores-context.ts';

/** In milliseconds: how often rows change places by themselves. */
const pause = 5_000;

export type SteadyRates = {
  /** What rows are sorted by: figures of some seconds ago. Absent where nobody sorts by them. */
  readonly rates: Rates | undefined;
  /** Sorts by the figures of now. */
  readonly refresh: () => void;
  /** Whether somebody points at the rows or walks them, so that they stay where they are. */
  readonly hold: (held: boolean) => void;
  /** Somebody has just pressed a key among the rows. */
  readonly touch: () => void;
};

/** Figures to sort by that do not change under a hand: taken every few seconds, and not while rows are in use. */
export const useSteadyRates = (wanted: boolean): SteadyRates => {
  const { liveStats } = useStores();
  const held = useRef(false);
  const touched = useRef(false);
  const [rates, setRates] = useState<Rates>();
  const refresh = useCallback(() => setRates(liveStats.getState().rates), [liveStats]);
  useEffect(() => {
    if (!wanted) return setRates(undefined);
    refresh();
    // Whoever listens makes figures be counted.
    const stop = liveStats.subscribe(() => {});
    const timer = setInterval(() => {
      const busy = held.current || touched.current;
      touched.current = false;
      if (!busy) refresh();
    }, pause);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [wanted, refresh, liveStats]);
  const hold = useCallback((next: boolean) => {
    held.current = next;
  }, []);
  const touch = useCallback(() => {
    touched.current = true;
  }, []);
  return { rates: wanted ? rates : undefined, refresh, hold, touch };
};
