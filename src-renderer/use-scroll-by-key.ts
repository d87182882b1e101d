import { useEffect } from 'react';

/**
 * Makes the body of the panel reachable by keyboard for as long as it scrolls, which it does where the window is low or zoomed:
 * with nothing in it that takes the focus, arrow keys could not move it otherwise (WCAG 2.1.1).
 */
export const useScrollByKey = (panel: string) => {
  // biome-ignore lint/correctness/useExhaustiveDependencies: each panel has a body of its own
  useEffect(() => {
    if (typeof ResizeObserver === 'undefined') return;
    const bodies = [...document.querySelectorAll<HTMLElement>('[data-part="beside"] .panel-body:not([tabindex])')];
    const look = () => {
      for (const body of bodies) {
        if (body.scrollHeight > body.clientHeight || body.scrollWidth > body.clientWidth) body.tabIndex = 0;
        else body.removeAttribute('tabindex');
      }
    };
    const observer = new ResizeObserver(look);
    for (const body of bodies) for (const one of [body, ...body.children]) observer.observe(one);
    look();
    return () => observer.disconnect();
  }, [panel]);
};
