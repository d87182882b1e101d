import { useEffect } from 'react';
import { locator } from '#core/text/position.ts';
import { textOf } from './state/files.ts';
import type { Stores } from './state/stores.ts';
import { useStores } from './state/stores-context.ts';
import { nextProblem } from './state/walk-problems.ts';

/**
 * The keys that do the same wherever the focus is: Ctrl+S (⌘S) saves, with Shift all files; F8 walks the problems, with Shift back;
 * Ctrl+Z takes back the last step of the file in sight, Ctrl+Y or Ctrl+Shift+Z makes it again, but not in a field somebody types in;
 * Ctrl+E asks for an explanation, Ctrl+Enter sends the form it is pressed in and elsewhere applies every draft, Ctrl+Alt+Z goes back to
 * the generation before. In a dialog none of what changes text or generations happens: it has asked something else.
 */
export const useKeys = () => {
  const stores = useStores();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      // Whoever has used the key already, as a form that is sent by it, means something else.
      const act = event.defaultPrevented ? undefined : actionOf(event);
      if (act === undefined) return;
      event.preventDefault();
      act(stores);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [stores]);
};

const actionOf = (event: KeyboardEvent): ((stores: Stores) => void) | undefined => {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key === 'F8' && plain) return walk(event.shiftKey ? 'back' : 'forward');
  const ctrl = event.ctrlKey || event.metaKey;
  const asked = inDialog(event.target);
  if (ctrl && event.altKey && event.code === 'KeyZ') return asked ? undefined : goBack;
  if (ctrl && !event.altKey && !asked && !isTyping(event.target)) {
    const key = event.key.toLowerCase();
    if (key === 'z') return travel(event.shiftKey ? 'redo' : 'undo');
    if (key === 'y' && !event.shiftKey) return travel('redo');
  }
  if (ctrl && !event.altKey && event.key === 'Enter') {
    const form = event.target instanceof Element ? event.target.closest('form') : null;
    if (form !== null) return () => form.requestSubmit();
    return asked ? undefined : apply;
  }
  if (ctrl && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'e') return ask;
  if (ctrl && !event.altKey && event.key.toLowerCase() === 's') {
    return event.shiftKey ? saveAll : save;
  }
  return undefined;
};

const ask = ({ navigation, request }: Stores) => {
  navigation.openPanel('explain');
  request.focus();
};

const save = ({ files, navigation }: Stores) => {
  const { file } = navigation.getState();
  if (file !== undefined) void files.save(file);
};

const inDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('dialog, [role=dialog], [role=alertdialog]') !== null;

/** A field has an undo of its own for what is typed in it and not handed over yet. */
const isTyping = (target: EventTarget | null): boolean => {
  if (target instanceof HTMLTextAreaElement) return !target.readOnly;
  if (target instanceof HTMLInputElement) return !target.readOnly && !pressed.has(target.type);
  return target instanceof HTMLElement && target.isContentEditable;
};

const pressed = new Set(['button', 'checkbox', 'radio', 'range', 'submit', 'reset', 'file', 'color']);

const travel =
  (way: 'undo' | 'redo') =>
  ({ files, navigation }: Stores) => {
    const { file } = navigation.getState();
    const done = file === undefined ? undefined : files[way](file);
    const one = files.getState().files.find((known) => known.file === file);
    if (done !== undefined && one !== undefined)
      navigation.reveal(locator({ file: one.file, text: textOf(one) })(done.range));
  };

/** Where there is nothing to apply nothing is. */
const apply = ({ files, running, review, navigation }: Stores) => {
  const waits = (running.getState().running?.waiting.length ?? 0) > 0;
  if (!waits && files.getState().files.every(({ draft }) => draft === undefined)) return;
  navigation.openPanel('review');
  void review.apply();
};

const goBack = ({ review, navigation }: Stores) => {
  navigation.openPanel('review');
  void review.rollback();
};

const saveAll = ({ files }: Stores) => void files.saveAll();

const walk =
  (way: 'forward' | 'back') =>
  ({ draft, files, navigation }: Stores) => {
    const open = files.getState().files.map(({ file }) => file);
    const next = nextProblem(draft.getState().diagnostics, open, navigation.getState().cursor, way);
    if (next !== undefined) navigation.jumpTo(next.place);
  };
