import type { EditorView } from '@codemirror/view';
import type { Renamed, RenameTarget } from '#core/complete/answers.ts';
import { applyToDrafts } from '../../state/apply-edits.ts';
import { askSettled } from '../../state/ask-settled.ts';
import type { Say } from '../../words/words.ts';
import { element } from './element.ts';
import type { EditorLink } from './link.ts';
import { closePopup, openPopup, say } from './popup.ts';
import { fileOffsetsOf, offsetsOf } from './positions.ts';

/** Asks for another name beside the one at the cursor. It says how many places would change, or why it cannot be; Enter does it. */
export const openRename = async (link: EditorLink, view: EditorView): Promise<void> => {
  const { language } = link.stores;
  const offset = fileOffsetsOf(link.textOf(view.state))(view.state.selection.main.head);
  const found = await askSettled(link.stores, () => language.renameTarget(link.file, offset));
  const target = found?.answer;
  if (target === undefined) return say(view, link.t('rename.nothing'));
  const at = offsetsOf(link.textOf(view.state))(target.range[0]);
  openPopup(view, at, () => renameBox(link, view, target, offset));
};

const renameBox = (link: EditorLink, view: EditorView, target: RenameTarget, offset: number): HTMLElement => {
  const ask = (name: string) =>
    askSettled(link.stores, () => link.stores.language.rename(link.file, offset, name)).catch(() => undefined);
  const input = element('input', {
    class: 'field',
    'data-first': '',
    'aria-label': link.t('rename.label', { what: target.what }),
  });
  if (!(input instanceof HTMLInputElement)) return input;
  input.value = target.name;
  input.spellcheck = false;
  const words = element('p', { role: 'status' }, link.t('rename.help'));
  let turn = 0;
  const preview = async () => {
    turn += 1;
    const mine = turn;
    const found = await ask(input.value.trim());
    if (mine !== turn || found?.answer === undefined) return;
    words.textContent = sayRenamed(link.t, found.answer);
    words.classList.toggle('refused', !found.answer.ok);
  };
  const rename = async () => {
    const found = await ask(input.value.trim());
    if (found?.answer === undefined) return;
    const applied = found.answer.ok
      ? applyToDrafts(link.stores.files, found.texts, found.answer.edits, link.t('rename.step'))
      : found.answer;
    if (applied.ok) return closePopup(view);
    words.textContent = applied.message;
    words.classList.add('refused');
  };
  input.addEventListener('input', () => void preview());
  input.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key === 'Escape') closePopup(view);
    else if (event.key === 'Enter') void rename();
    else return;
    event.preventDefault();
  });
  void preview();
  return element(
    'div',
    { class: 'popup rename-box', role: 'dialog', 'aria-label': link.t('rename.dialog', { name: target.name }) },
    input,
    words,
  );
};

const sayRenamed = (t: Say<'editor'>, renamed: Renamed): string => {
  if (!renamed.ok) return renamed.message;
  const places = renamed.edits.reduce((sum, { edits }) => sum + edits.length, 0);
  if (places === 0) return t('rename.help');
  const files = renamed.edits.length;
  return t('rename.preview', {
    places: t('rename.places', { count: places }),
    files: t('rename.files', { count: files }),
  });
};
