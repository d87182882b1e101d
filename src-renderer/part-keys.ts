import { flushSync } from 'react-dom';
import type { NavigationStore } from './state/navigation.ts';

/** The parts of the window in the order of F6. `data-part` marks their elements; a part that is not there is passed over. */
const parts = ['rail', 'editor', 'beside', 'tour', 'status'] as const;
type Part = (typeof parts)[number];

/** Where the focus begins in a part that it has not been in yet; where there is no such thing, at the part itself. */
const beginnings: Readonly<Record<Part, string | undefined>> = {
  rail: '[aria-current="page"]',
  editor: '.cm-content',
  beside: '[data-begin]',
  tour: undefined,
  status: undefined,
};

/** Moves the focus about the window; a part remembers where it was. */
export type PartFocus = {
  /** Begins to watch where the focus is; returns how to stop. */
  readonly watch: () => () => void;
  /** To the next of the parts that are there, or the one before. */
  readonly walk: (way: 'forward' | 'back') => void;
  /** Opens a panel and goes into it. Behind a dialog nothing is opened. */
  readonly openPanel: (navigation: NavigationStore, panel: string) => void;
};

export const createPartFocus = (): PartFocus => {
  const lastIn = new WeakMap<Element, HTMLElement>();
  let lastPart: string | undefined;
  const remember = ({ target }: FocusEvent) => {
    const part = target instanceof HTMLElement ? target.closest('[data-part]') : null;
    if (!(part instanceof HTMLElement) || !(target instanceof HTMLElement)) return;
    lastIn.set(part, target);
    lastPart = part.dataset.part;
  };
  const enter = (part: Part): boolean => {
    const element = elementOf(part);
    if (element === undefined) return false;
    if (element !== document.activeElement && element.contains(document.activeElement)) return true;
    return begin(part, element, lastIn.get(element));
  };
  return {
    watch: () => {
      window.addEventListener('focusin', remember);
      return () => window.removeEventListener('focusin', remember);
    },
    walk: (way) => {
      const here = document.activeElement?.closest<HTMLElement>('[data-part]')?.dataset.part;
      // What had the focus may be gone: then it goes on from there.
      const start = Math.max(0, parts.indexOf((here ?? lastPart) as Part));
      const step = way === 'back' ? -1 : 1;
      for (let n = 1; n <= parts.length; n += 1) {
        const part = parts[(start + n * (step + parts.length)) % parts.length];
        if (part !== undefined && part !== here && enter(part)) return;
      }
    },
    openPanel: (navigation, panel) => {
      if (elementOf('rail') === undefined) return;
      flushSync(() => navigation.openPanel(panel));
      enter(panel === 'editor' ? 'editor' : 'beside');
    },
  };
};

/** Presses the button of a panel that is marked `data-deed`, with the panel open; false where there is none that can be pressed. */
export const pressDeed = (navigation: NavigationStore, panel: string, deed: string): boolean => {
  flushSync(() => navigation.openPanel(panel));
  const marked = document.querySelector<HTMLElement>(`[data-deed="${deed}"]`);
  const button = marked?.matches('button') ? marked : marked?.querySelector('button');
  if (!button || button.disabled) return false;
  button.focus();
  button.click();
  return true;
};

/** Opens a panel and puts the focus at its beginning: for whoever chose it by a key. */
export const enterPanel = (navigation: NavigationStore, id: string) => {
  flushSync(() => navigation.openPanel(id));
  const part = id === 'editor' ? 'editor' : 'beside';
  const element = elementOf(part);
  if (element !== undefined) begin(part, element, undefined);
};

/** The element of a part, unless a dialog or a menu keeps everything else away. */
const elementOf = (part: Part): HTMLElement | undefined => {
  const element = document.querySelector<HTMLElement>(`[data-part="${part}"]`);
  return element === null || element.closest('[inert], [aria-hidden="true"]') !== null ? undefined : element;
};

/**
 * Puts the focus into a part. A panel that knows better where to begin says so: `data-enter` hears "enterpart", and prevents its default
 * where it has taken the focus.
 */
const begin = (part: Part, element: HTMLElement, last: HTMLElement | undefined): boolean => {
  const knows = element.querySelector('[data-enter]');
  if (knows?.dispatchEvent(new Event('enterpart', { cancelable: true })) === false) return true;
  const beginning = beginningOf(part, element);
  // The rail says where one is, which a panel that was opened from elsewhere has changed.
  return (part === 'rail' ? [beginning, last, element] : [last, beginning, element]).some(takesFocus);
};

const beginningOf = (part: Part, element: HTMLElement): HTMLElement | undefined => {
  const selector = beginnings[part];
  return selector === undefined ? undefined : (element.querySelector<HTMLElement>(selector) ?? undefined);
};

/** Up and down the buttons of the rail, around its ends, without opening anything; false for any other key. */
export const walkRail = (rail: HTMLElement, key: string): boolean => {
  const buttons: readonly Element[] = [...rail.querySelectorAll('button')].filter(({ disabled }) => !disabled);
  const here = document.activeElement === null ? -1 : buttons.indexOf(document.activeElement);
  const steps: Readonly<Record<string, number>> = { ArrowUp: here - 1, ArrowDown: here + 1, Home: 0, End: -1 };
  const next = steps[key];
  if (next === undefined || here < 0) return false;
  return takesFocus(buttons.at(next % buttons.length) as HTMLElement | undefined);
};

const takesFocus = (element: HTMLElement | undefined): boolean => {
  if (!element?.isConnected) return false;
  element.focus();
  return document.activeElement === element;
};
