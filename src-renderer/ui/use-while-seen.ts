import { useEffect } from 'react';

/** Does `look` now, again every `everyMs`, and when the window comes back into sight; never while nobody can see it. */
export const useWhileSeen = (look: () => void, everyMs = 1_000): void => {
  useEffect(() => {
    const lookWhenSeen = () => {
      if (document.visibilityState !== 'hidden') look();
    };
    lookWhenSeen();
    const timer = setInterval(lookWhenSeen, everyMs);
    document.addEventListener('visibilitychange', lookWhenSeen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', lookWhenSeen);
    };
  }, [look, everyMs]);
};
