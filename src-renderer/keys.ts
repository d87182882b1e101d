import { useEffect } from 'react';
import { type Command, commandFor, isComposing, type Pressed } from './state/commands.ts';

/**
 * The keys of the window's commands. Whoever has used a key already, as the editor does for those of its own, means something else;
 * Ctrl+Enter in a form sends it. In a dialog, and in a field, only those act that say so.
 */
export const useKeys = (commands: readonly Command[]) => {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isComposing(event)) return;
      const form = isSend(event) && event.target instanceof Element ? event.target.closest('form') : null;
      if (form !== null) {
        event.preventDefault();
        form.requestSubmit();
        return;
      }
      const place = { inDialog: inDialog(event.target), inField: isTyping(event.target) };
      const command = commandFor(commands, pressedOf(event), place);
      if (command === undefined) return;
      event.preventDefault();
      if (command.enabled?.() !== false) command.run();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [commands]);
};

const pressedOf = (event: KeyboardEvent): Pressed => {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
  return { key, code, ctrlKey, metaKey, altKey, shiftKey, altGraph: event.getModifierState('AltGraph') };
};

const isSend = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  key === 'Enter' && (ctrlKey || metaKey) && !altKey;

const inDialog = (target: EventTarget | null): boolean =>
  (target instanceof Element && target.closest('dialog, [role=dialog], [role=alertdialog]') !== null) ||
  // Everything else is away from screen readers, and from the keys, while a dialog is open; the focus may be nowhere.
  document.querySelector('[data-part="rail"]')?.closest('[inert], [aria-hidden="true"]') instanceof Element;

/** A field has an undo of its own for what is typed in it and not handed over yet. */
const isTyping = (target: EventTarget | null): boolean => {
  if (target instanceof HTMLTextAreaElement) return !target.readOnly;
  if (target instanceof HTMLInputElement) return !target.readOnly && !pressed.has(target.type);
  return target instanceof HTMLElement && target.isContentEditable;
};

const pressed = new Set(['button', 'checkbox', 'radio', 'range', 'submit', 'reset', 'file', 'color']);
