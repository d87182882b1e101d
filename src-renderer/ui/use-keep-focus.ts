import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/**
 * Keeps the focus in a part of the window whose buttons come and go: where the one that has it goes away, the part has it,
 * and a button that was disabled for a moment has it back. Nothing is taken from anything else that has it. To be called in each rendering.
 */
export const useKeepFocus = (part: RefObject<HTMLElement | null>): void => {
  const last = useRef<HTMLElement>(undefined);
  useEffect(() => {
    const remember = ({ target }: Event) => {
      const inside = target instanceof HTMLElement && part.current?.contains(target) === true;
      last.current = inside ? target : undefined;
    };
    // A click beside everything leaves the part too, and nothing else tells that.
    for (const kind of ['focusin', 'pointerdown']) window.addEventListener(kind, remember, true);
    return () => {
      for (const kind of ['focusin', 'pointerdown']) window.removeEventListener(kind, remember, true);
    };
  }, [part]);
  useLayoutEffect(() => {
    const had = last.current;
    if (had === undefined || document.activeElement !== document.body) return;
    (had.isConnected ? had : part.current)?.focus();
  });
};
