import { useEffect } from 'react';
import { flushSync } from 'react-dom';
import { panels } from './panels/index.ts';
import type { NavigationStore } from './state/navigation.ts';
import { useStores } from './state/stores-context.ts';

/** The parts of the window in the order of F6. `data-part` marks their elements; a part that is not there is passed over. */
const parts = ['rail', 'editor', 'beside', 'status'] as const;
type Part = (typeof parts)[number];

/** Where the focus begins in a part that it has not been in yet; where there is no such thing, at the part itself. */
const beginnings: Readonly<Record<Part, string | undefined>> = {
  rail: '[aria-current="page"]',
  editor: '.cm-content',
  beside: undefined,
  status: undefined,
};

/**
 * The keys that move the focus about the window: F6 goes to the next of its parts, with Shift to the one before,
 * and Ctrl+1 to Ctrl+8 (⌘) open a panel and go into it. A part remembers where the focus was.
 */
export const usePartKeys = () => {
  const { navigation } = useStores();
  useEffect(() => {
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
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const acted = event.key === 'F6' ? walk(event, lastPart, enter) : openByNumber(event, navigation, enter);
      if (acted) event.preventDefault();
    };
    window.addEventListener('focusin', remember);
    window.addEventListener('keydown', press);
    return () => {
      window.removeEventListener('focusin', remember);
      window.removeEventListener('keydown', press);
    };
  }, [navigation]);
};

/** Opens a panel and puts the focus at its beginning: for whoever chose it by a key. */
export const enterPanel = (navigation: NavigationStore, id: string) => {
  flushSync(() => navigation.openPanel(id));
  const part = id === 'editor' ? 'editor' : 'beside';
  const element = elementOf(part);
  if (element !== undefined) begin(part, element, undefined);
};

const walk = (event: KeyboardEvent, lastPart: string | undefined, enter: (part: Part) => boolean): boolean => {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const here = document.activeElement?.closest<HTMLElement>('[data-part]')?.dataset.part;
  // What had the focus may be gone: then it goes on from there.
  const from = parts.indexOf((here ?? lastPart) as Part);
  const step = event.shiftKey ? -1 : 1;
  const start = Math.max(0, from);
  for (let n = 1; n <= parts.length; n += 1) {
    const part = parts[(start + n * (step + parts.length)) % parts.length];
    if (part !== undefined && part !== here && enter(part)) return true;
  }
  return false;
};

const openByNumber = (event: KeyboardEvent, navigation: NavigationStore, enter: (part: Part) => boolean): boolean => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return false;
  // By the place of the key: on some keyboards a digit needs Shift.
  const number = /^Digit([1-9])$/.exec(event.code)?.[1];
  const panel = number === undefined ? undefined : panels[Number(number) - 1];
  // Behind a dialog nothing is opened.
  if (panel === undefined || elementOf('rail') === undefined) return false;
  flushSync(() => navigation.openPanel(panel.id));
  enter(panel.id === 'editor' ? 'editor' : 'beside');
  return true;
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
  return [last, beginningOf(part, element), element].some(takesFocus);
};

const beginningOf = (part: Part, element: HTMLElement): HTMLElement | undefined => {
  const selector = beginnings[part];
  return selector === undefined ? undefined : (element.querySelector<HTMLElement>(selector) ?? undefined);
};

const takesFocus = (element: HTMLElement | undefined): boolean => {
  if (!element?.isConnected) return false;
  element.focus();
  return document.activeElement === element;
};
