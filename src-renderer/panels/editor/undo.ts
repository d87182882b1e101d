import type { Extension, Transaction } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { type Step, textOf } from '../../state/files.ts';
import type { en } from '../../words/catalogues.ts';
import type { Say } from '../../words/words.ts';
import type { EditorLink } from './link.ts';
import { offsetsOf } from './positions.ts';

/** What the editor's own doings are called; what is not here is typing. */
const labels: readonly (readonly [event: string, label: keyof (typeof en)['editor']['step']])[] = [
  ['input.paste', 'paste'],
  ['input.drop', 'drop'],
  ['move', 'move'],
  ['delete.cut', 'cut'],
  ['input.complete', 'complete'],
  ['input.replace', 'replace'],
  ['input.indent', 'indent'],
  ['delete.dedent', 'indent'],
  ['input.copyline', 'copyLine'],
];

/** The step of undo that a change in the editor is; undefined for typing. */
export const stepOf = (t: Say<'editor'>, transactions: readonly Transaction[]): Step | undefined => {
  for (const [event, label] of labels) {
    if (transactions.some((one) => one.docChanged && one.isUserEvent(event)))
      return { label: () => t(`step.${label}`) };
  }
  return undefined;
};

/** Ctrl+Z, Ctrl+Y and Ctrl+Shift+Z, and undo from a menu: the store's one history, with the cursor where something changed. */
export const undoKeys = ({ file, stores: { files } }: EditorLink): Extension => {
  const go = (way: 'undo' | 'redo') => (view: EditorView) => {
    // A composition that is not finished is the browser's.
    if (view.composing) return false;
    const done = files[way](file);
    if (done === undefined) return true;
    const text = textIn(files, file);
    const head = offsetsOf(text)(done.range[1]);
    view.dispatch({ selection: { anchor: head }, effects: EditorView.scrollIntoView(head, { y: 'nearest' }) });
    return true;
  };
  return [
    EditorView.domEventHandlers({
      // Not by a keymap, which takes a "z" for one without Shift: with Caps Lock, Shift makes small letters.
      keydown: (event, view) => {
        const way = wayOf(event);
        if (way === undefined) return false;
        event.preventDefault();
        return go(way)(view);
      },
      beforeinput: (event, view) => {
        const way = event.inputType === 'historyUndo' ? 'undo' : event.inputType === 'historyRedo' ? 'redo' : undefined;
        if (way === undefined) return false;
        event.preventDefault();
        return go(way)(view);
      },
    }),
  ];
};

const wayOf = ({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): 'undo' | 'redo' | undefined => {
  if (!(ctrlKey || metaKey) || altKey) return undefined;
  const letter = key.toLowerCase();
  if (letter === 'z') return shiftKey ? 'redo' : 'undo';
  return letter === 'y' && !shiftKey ? 'redo' : undefined;
};

const textIn = (files: EditorLink['stores']['files'], file: string): string => {
  const one = files.getState().files.find((known) => known.file === file);
  return one === undefined ? '' : textOf(one);
};
