import { useEffect } from 'react';
import { useStores } from '../../state/stores-context.ts';

const everyMs = 1_000;

/** Asks for the state of upstreams once a second while the panel is drawn and the window can be seen. */
export const useFreshUpstreams = (): void => {
  const { upstreams } = useStores();
  useEffect(() => {
    const look = () => {
      if (document.visibilityState !== 'hidden') void upstreams.refresh();
    };
    look();
    const timer = setInterval(look, everyMs);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [upstreams]);
};
