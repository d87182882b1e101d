import { type RefObject, useCallback, useEffect, useRef } from 'react';
import type { Path } from '#core/text/tree.ts';
import { pathKey } from './form-context.ts';

const focusable = 'input:not([disabled]), select:not([disabled]), textarea, button:not([disabled])';

/**
 * Gives the focus to what has just been added, or stands where something was removed: once the form has been drawn from the new
 * `document`. Text in it is selected, so that typing replaces what was proposed.
 */
export const useFocusSoon = (body: RefObject<HTMLElement | null>, document: object): ((path: Path) => void) => {
  const wanted = useRef<Path>(undefined);
  const find = useCallback(() => {
    const path = wanted.current;
    if (path === undefined || body.current === null) return;
    wanted.current = undefined;
    for (let length = path.length; length > 0; length -= 1) {
      const key = pathKey(path.slice(0, length));
      const row = [...body.current.querySelectorAll<HTMLElement>('[data-row]')].find((one) => one.dataset.row === key);
      if (row === undefined) continue;
      const inside = row.querySelector<HTMLElement>('.field-body, .card-body, .value-line') ?? row;
      // The value itself, where something stands before it: the key of an entry of a map.
      const control = [...row.querySelectorAll<HTMLElement>('[data-path]')].find((one) => one.dataset.path === key);
      const target =
        (control?.matches(focusable) ? control : control?.querySelector<HTMLElement>(focusable)) ??
        inside.querySelector<HTMLElement>(focusable) ??
        row.querySelector<HTMLElement>(focusable);
      target?.focus();
      if (target instanceof HTMLInputElement) target.select();
      return;
    }
  }, [body]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new document is what is waited for
  useEffect(find, [document]);
  return useCallback(
    (path: Path) => {
      wanted.current = path;
      // Where the document had been drawn already.
      setTimeout(find, 0);
    },
    [find],
  );
};
