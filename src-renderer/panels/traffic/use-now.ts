import { useEffect, useState } from 'react';

/** The time of day in milliseconds, every second while somebody needs it; 0 otherwise. */
export const useNow = (needed: boolean): number => {
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (!needed) return setNow(0);
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [needed]);
  return now;
};
