import { useEffect } from 'react';
import type { Stores } from './state/stores.ts';
import { useStores } from './state/stores-context.ts';
import { nextProblem } from './state/walk-problems.ts';

/**
 * The keys that do the same wherever the focus is: Ctrl+S (⌘S) saves, with Shift all files; F8 walks the problems, with Shift back;
 * Ctrl+E asks for an explanation, Ctrl+Enter applies every draft, Ctrl+Alt+Z goes back to the generation before.
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
  if (ctrl && event.altKey && event.code === 'KeyZ') return goBack;
  if (ctrl && !event.altKey && event.key === 'Enter') return apply;
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
