import { type Extension, StateEffect, StateField } from '@codemirror/state';
import {
  closeHoverTooltips,
  type EditorView,
  hasHoverTooltips,
  keymap,
  showTooltip,
  type Tooltip,
} from '@codemirror/view';

type Popup = { readonly at: number; readonly make: (view: EditorView) => HTMLElement; readonly stays: boolean };

const set = StateEffect.define<Popup | undefined>();

/** One thing at a time hangs at the text: a menu, a small form, a word. It goes when text changes, a word also when the cursor moves. */
const popup = StateField.define<Tooltip | null>({
  create: () => null,
  update: (before, { effects, docChanged, selection }) => {
    for (const effect of effects)
      if (effect.is(set)) return effect.value === undefined ? null : tooltipOf(effect.value);
    return docChanged || (selection !== undefined && before !== null) ? null : before;
  },
  provide: (field) => showTooltip.from(field),
});

const tooltipOf = ({ at, make, stays }: Popup): Tooltip => ({
  pos: at,
  above: !stays,
  strictSide: false,
  arrow: false,
  create: (view) => ({
    dom: make(view),
    mount: () => {
      const first = view.dom.querySelector<HTMLElement>('.popup [data-first]');
      first?.focus({ preventScroll: true });
      if (first instanceof HTMLInputElement) first.select();
    },
  }),
});

/** Opens something with what the keyboard goes to (`data-first`) at an offset; `closePopup` gives the keyboard back. */
export const openPopup = (view: EditorView, at: number, make: (view: EditorView) => HTMLElement): void =>
  view.dispatch({ effects: set.of({ at, make, stays: true }) });

export const closePopup = (view: EditorView): void => {
  view.dispatch({ effects: set.of(undefined) });
  view.focus();
};

/** Says something at the cursor, until it moves. */
export const say = (view: EditorView, message: string): void => {
  const make = () => {
    const made = document.createElement('div');
    made.className = 'popup said';
    made.setAttribute('role', 'alert');
    made.textContent = message;
    return made;
  };
  view.dispatch({ effects: set.of({ at: view.state.selection.main.head, make, stays: false }) });
};

/** Escape puts away whatever hangs at the text, also what the pointer brought up. */
const putAway = (view: EditorView): boolean => {
  const hovering = hasHoverTooltips(view.state);
  if (!hovering && view.state.field(popup, false) === null) return false;
  view.dispatch({ effects: [set.of(undefined), ...(hovering ? [closeHoverTooltips] : [])] });
  return true;
};

export const popups: Extension = [popup, keymap.of([{ key: 'Escape', run: putAway }])];
