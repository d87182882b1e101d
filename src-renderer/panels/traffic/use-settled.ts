import { useEffect, useState } from 'react';
import { useStores } from '../../state/stores-context.ts';
import type { TrafficStore } from '../../state/traffic.ts';

/** In milliseconds: whoever chooses faster than this rushes by, and is shown what they come to rest at. */
const calm = 120;

/**
 * The id of the chosen exchange as it is worth showing in full: at once, and after a while where one choice follows the other; nothing as
 * soon as nothing is chosen. Whoever asks is not drawn anew for what somebody rushes by.
 */
export const useSettled = (): number | undefined => {
  const { traffic } = useStores();
  const [settled, settle] = useState(() => chosenIn(traffic));
  useEffect(() => {
    let chosen = chosenIn(traffic);
    let changed = Number.NEGATIVE_INFINITY;
    let timer: ReturnType<typeof setTimeout> | undefined;
    settle(chosen);
    const forget = traffic.subscribe(() => {
      const id = chosenIn(traffic);
      if (id === chosen) return;
      chosen = id;
      const rushes = performance.now() - changed < calm;
      changed = performance.now();
      clearTimeout(timer);
      if (id === undefined || !rushes) return settle(id);
      timer = setTimeout(() => settle(id), calm);
    });
    return () => {
      clearTimeout(timer);
      forget();
    };
  }, [traffic]);
  return settled;
};

const chosenIn = (traffic: TrafficStore): number | undefined => traffic.getState().selectedRow?.id;
