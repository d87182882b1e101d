import type { Extension } from '@codemirror/state';
import { EditorView, type KeyBinding, keymap } from '@codemirror/view';
import type { Place } from '#core/text/diagnostic.ts';
import { askSettled } from '../../state/ask-settled.ts';
import { formatFile } from '../../state/format-file.ts';
import type { EditorLink } from './link.ts';
import { say } from './popup.ts';
import { fileOffsetsOf } from './positions.ts';
import { openRename } from './rename-box.ts';

/** Where names lead: to their declaration (F12, Ctrl+click), to where else they are (Shift+F12), to another name (F2). And formatting. */
export const names = (link: EditorLink): Extension => [
  keymap.of(keys(link)),
  // Ctrl+click goes somewhere, so another cursor is set with Alt.
  EditorView.clickAddsSelectionRange.of(({ altKey }) => altKey),
  EditorView.domEventHandlers({
    mousedown: (event, view) => {
      if (event.button !== 0 || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return false;
      const pos = view.posAtCoords({ x: event.clientX, y: event.clientY });
      if (pos === null) return false;
      event.preventDefault();
      view.dispatch({ selection: { anchor: pos } });
      view.focus();
      void goToDefinition(link, view);
      return true;
    },
  }),
];

const keys = (link: EditorLink): readonly KeyBinding[] => [
  { key: 'F12', run: begin(link, goToDefinition) },
  { key: 'Shift-F12', run: begin(link, showReferences) },
  { key: 'F2', run: begin(link, openRename) },
  { key: 'Shift-Alt-f', run: begin(link, formatText) },
];

type Work = (link: EditorLink, view: EditorView) => Promise<void>;

const begin = (link: EditorLink, work: Work) => (view: EditorView) => {
  work(link, view).catch(() => say(view, link.t('say.noAnalysis')));
  return true;
};

const offsetOf = (link: EditorLink, view: EditorView): number =>
  fileOffsetsOf(link.textOf(view.state))(view.state.selection.main.head);

const goToDefinition: Work = async (link, view) => {
  const { language, navigation } = link.stores;
  const found = await askSettled(link.stores, () => language.definitions(link.file, offsetOf(link, view)));
  const places = found?.answer ?? [];
  const [first] = places;
  if (first === undefined) return say(view, link.t('say.noDefinition'));
  if (places.length === 1) return navigation.jumpTo(first);
  navigation.showFound({ title: link.t('found.definitions', { name: wordsAt(found?.texts, first) }), places });
};

const showReferences: Work = async (link, view) => {
  const { language, navigation } = link.stores;
  const found = await askSettled(link.stores, () => language.references(link.file, offsetOf(link, view)));
  const places = found?.answer ?? [];
  const [first] = places;
  if (first === undefined) return say(view, link.t('say.noReference'));
  navigation.showFound({ title: link.t('found.references', { name: wordsAt(found?.texts, first) }), places });
};

const formatText: Work = async (link, view) => {
  const problem = await formatFile(link.stores, link.file);
  if (problem !== undefined) say(view, problem);
};

const wordsAt = (texts: ReadonlyMap<string, string> | undefined, { file, range }: Place): string =>
  texts?.get(file)?.slice(...range) ?? '';
