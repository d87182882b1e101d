import { useEffect } from 'react';
import { useStores } from '../../state/stores-context.ts';

/** Programs come and go; containers and forwards are asked for again when somebody opens a list. */
const everyMs = 15_000;

/** Looks for candidates while the panel is drawn, and for listening ports again while the window can be seen. */
export const useLook = (): void => {
  const { candidates } = useStores();
  useEffect(() => {
    void candidates.look();
    const timer = setInterval(() => {
      if (document.visibilityState !== 'hidden') void candidates.look(['ports', 'forwards']);
    }, everyMs);
    return () => clearInterval(timer);
  }, [candidates]);
};
