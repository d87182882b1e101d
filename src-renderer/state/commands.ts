import type { Words } from '../words/words.ts';

/** In this order commands are listed. */
export const commandGroups = ['go', 'file', 'edit', 'gateway', 'traffic', 'view', 'help'] as const;
export type CommandGroup = (typeof commandGroups)[number];

/**
 * Something that the window can do. There is one list of them: the keys, the palette, the sheet of keys and the menu of the desktop app
 * are made from it.
 */
export type Command = {
  readonly id: string;
  readonly group: CommandGroup;
  readonly title: (words: Words) => string;
  /** As `Mod+Shift+S`; `Mod` is Ctrl, and ⌘ on a Mac, where Ctrl moves about in text. The first is the one that is shown in menus. */
  readonly keys: readonly string[];
  /**
   * Where the keys mean this. `window`: wherever the focus is; `behind-dialogs`: not in a dialog, which has asked something else;
   * `outside-fields`: nor where somebody types.
   */
  readonly where?: 'window' | 'behind-dialogs' | 'outside-fields';
  /** Whether it can be done now; absent: always. */
  readonly enabled?: () => boolean;
  readonly run: () => void;
};

/** What of a key that was pressed tells which it is. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'> & {
  /** Pressed with AltGr, which writes a sign; some systems call that Ctrl+Alt. */
  readonly altGraph?: boolean;
};

/** The command that a pressed key means, in a place that is in a dialog or a field or in neither. */
export const commandFor = (
  commands: readonly Command[],
  pressed: Pressed,
  place: { readonly inDialog: boolean; readonly inField: boolean },
  mac = isMac(),
): Command | undefined =>
  commands.find(
    ({ keys, where = 'window' }) =>
      keys.some((one) => isPressed(one, pressed, mac)) &&
      !(where !== 'window' && place.inDialog) &&
      !(where === 'outside-fields' && place.inField),
  );

/**
 * Whether this key was pressed. Digits, and letters together with Alt, go by their place on the keyboard, because they write something else
 * on many; so do letters where the keyboard writes another script. A sign like `?` or `+` is taken with Shift or without, as the keyboard
 * has it.
 */
export const isPressed = (keys: string, pressed: Pressed, mac = isMac()): boolean => {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey, altGraph = false } = pressed;
  const { mod, alt, shift, last } = partsOf(keys);
  const isSign = last.length === 1 && !/[A-Z0-9]/.test(last);
  // A sign may need AltGr, and then is what was meant; anything else that is written so is text.
  if (altGraph) return isSign && !mod && key === last;
  if (mod !== (mac ? metaKey : ctrlKey) || (mac ? ctrlKey : metaKey) || alt !== altKey) return false;
  if (!isSign && shift !== shiftKey) return false;
  if (/^\d$/.test(last)) return code === `Digit${last}`;
  if (/^[A-Z]$/.test(last) && (alt || isOtherScript(key))) return code === `Key${last}`;
  return key.toLowerCase() === last.toLowerCase();
};

const isOtherScript = (key: string): boolean => /^(?!\p{Script=Latin})\p{L}$/u.test(key);

/**
 * Whether the key belongs to an input method that is writing a word, of Chinese for instance. Safari ends the word before it tells of the key
 * that did so, which it marks with the number 229 like every key of an input method (UI Events, section 7.3.1).
 */
export const isComposing = ({ isComposing: is, keyCode }: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean =>
  is || keyCode === 229;

/** Whether keys are named as on a Mac. */
export const isMac = (): boolean => /mac/i.test(globalThis.navigator?.platform ?? '');

/** The keys as somebody reads them: `Ctrl+Shift+S`, or `⇧⌘S` on a Mac. Keys behind one another stay so: `Ctrl+K Ctrl+I`. */
export const sayKeys = (keys: string, mac: boolean): string =>
  keys
    .split(' ')
    .map((stroke) => (mac ? sayForMac(stroke) : stroke.replace('Mod', 'Ctrl').replace(/Arrow(\w+)/, arrowOf)))
    .join(' ');

/** As `aria-keyshortcuts` has them (WAI-ARIA 1.2). */
export const ariaKeys = (keys: readonly string[], mac: boolean): string | undefined =>
  keys.length === 0 ? undefined : keys.map((one) => one.replace('Mod', mac ? 'Meta' : 'Control')).join(' ');

const sayForMac = (stroke: string): string => {
  const { mod, alt, shift, last } = partsOf(stroke);
  const name = macNames[last] ?? last.replace(/^Arrow(\w+)$/, arrowOf);
  return `${alt ? '⌥' : ''}${shift ? '⇧' : ''}${mod ? '⌘' : ''}${name}`;
};

const macNames: Readonly<Record<string, string>> = { Enter: '↩', Escape: '⎋', Tab: '⇥' };

const arrowOf = (_: string, way: string): string => ({ Up: '↑', Down: '↓', Left: '←', Right: '→' })[way] ?? way;

const partsOf = (stroke: string) => {
  // The last sign may be a plus itself.
  const last = stroke.endsWith('+') ? '+' : stroke.slice(stroke.lastIndexOf('+') + 1);
  const before = stroke.slice(0, stroke.length - last.length).split('+');
  return { last, mod: before.includes('Mod'), alt: before.includes('Alt'), shift: before.includes('Shift') };
};
