import { type RefObject, useEffect, useRef } from 'react';
import type { VisualDocument } from '#core/visual/document.ts';
import { pathAt } from './findings-by-path.ts';
import { pathKey } from './form-context.ts';
import type { Shown } from './use-shown.ts';

/**
 * Whoever comes into the panel by a key lands where the cursor of the text is: at the field, or at the rule that it stands in.
 * Where the form is still being made, as soon as it is there and the focus has not gone elsewhere.
 */
export const useEnterForm = (
  root: RefObject<HTMLElement | null>,
  shown: Shown | undefined,
  document: VisualDocument | undefined,
) => {
  const waiting = useRef(false);
  const latest = useRef({ shown, document });
  latest.current = { shown, document };
  useEffect(() => {
    const element = root.current;
    const enter = (event: Event) => {
      const target = targetAt(element, latest.current);
      waiting.current = target === undefined;
      if (target === undefined) return;
      event.preventDefault();
      target.focus();
    };
    element?.addEventListener('enterpart', enter);
    return () => element?.removeEventListener('enterpart', enter);
  }, [root]);
  useEffect(() => {
    if (!waiting.current || document === undefined) return;
    waiting.current = false;
    const part = root.current?.closest('[data-part]');
    if (part === globalThis.document.activeElement) targetAt(root.current, { shown, document })?.focus();
  }, [root, shown, document]);
};

type Drawn = { readonly shown: Shown | undefined; readonly document: VisualDocument | undefined };

/** What takes the focus in the deepest row that holds the cursor. */
const targetAt = (root: HTMLElement | null, { shown, document }: Drawn): HTMLElement | undefined => {
  if (root === null || shown === undefined || document?.tree === undefined) return undefined;
  const path = pathAt(document.tree, writtenAt(shown) - document.start);
  const rows = [...root.querySelectorAll<HTMLElement>('[data-row]')];
  for (let length = path.length; length > document.root.length; length -= 1) {
    const key = pathKey(path.slice(0, length));
    const row = rows.find((one) => one.dataset.row === key);
    const inside = row?.querySelector<HTMLElement>(':scope > .field-body') ?? row;
    const target = inside?.querySelector<HTMLElement>(focusable);
    if (target) return target;
  }
  return undefined;
};

/** Anywhere in a line, before its text and behind it, means what is written in it. */
const writtenAt = ({ text, offset }: Shown): number => {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const line = text.slice(start, end < 0 ? undefined : end);
  const first = /^[ \t]*(?:- +)*/.exec(line)?.[0].length ?? 0;
  return start + Math.max(first, Math.min(offset - start, line.trimEnd().length - 1));
};

const focusable = 'input:not([disabled]), select:not([disabled]), textarea, button:not([disabled])';
