// @vitest-environment happy-dom
import { acceptCompletion, completionStatus, currentCompletions, startCompletion } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { afterEach, expect, it, vi } from 'vitest';
import type { CompletionItem } from '#core/complete/answers.ts';
import { completion } from '../../src-renderer/panels/editor/completion.ts';
import type { EditorLink } from '../../src-renderer/panels/editor/link.ts';

/** An editor whose every question is answered when `answer` is called. */
const open = (text: string, words: readonly string[]) => {
  const waiting: (() => void)[] = [];
  const items = words.map((label): CompletionItem => ({ label, insert: label, is: 'name' }));
  const complete = (_: string, whole: string, offset: number) => {
    const start = /[\w-]*$/.exec(whole.slice(0, offset))?.index ?? offset;
    return new Promise((done) => {
      waiting.push(() => done({ range: [start, offset], items }));
    });
  };
  const link = {
    file: 'a.yaml',
    stores: { language: { complete } },
    textOf: (state: EditorState) => state.doc.toString(),
  } as unknown as EditorLink;
  const view = new EditorView({
    parent: document.body,
    state: EditorState.create({ doc: text, selection: { anchor: text.length }, extensions: completion(link) }),
  });
  const type = (letters: string) => {
    for (const letter of letters) {
      const at = view.state.selection.main.head;
      view.dispatch({
        changes: { from: at, insert: letter },
        selection: { anchor: at + 1 },
        userEvent: 'input.type',
      });
    }
  };
  const asked = () => vi.waitFor(() => expect(waiting).not.toHaveLength(0), { timeout: 10_000, interval: 5 });
  const answer = async () => {
    await asked();
    for (const one of waiting.splice(0)) one();
    await vi.waitFor(() => expect(completionStatus(view.state)).not.toBe('pending'), { timeout: 10_000, interval: 5 });
  };
  return { view, type, asked, answer };
};
const offered = ({ state }: EditorView) => currentCompletions(state).map(({ label }) => label);

afterEach(() => {
  document.body.replaceChildren();
});

it('a word that is typed on keeps the list, so that Enter takes from it at once', async () => {
  const { view, type, answer } = open('- ', ['httpbin-gateway', 'mesh']);
  startCompletion(view);
  await answer();
  for (const letter of 'httpb') {
    type(letter);
    expect([completionStatus(view.state), offered(view)]).toEqual(['active', ['httpbin-gateway']]);
  }
  await vi.waitFor(() => expect(acceptCompletion(view)).toBe(true), { timeout: 10_000, interval: 5 });
  expect(view.state.doc.toString()).toBe('- httpbin-gateway');
});

it('no list stands there that takes no Enter: it closes with a whole word, and comes again when that is typed on', async () => {
  const { view, type, asked, answer } = open('- ', ['front', 'front-internal']);
  type('f');
  await answer();
  type('ron');
  expect(offered(view)).toEqual(['front', 'front-internal']);
  type('t');
  expect(completionStatus(view.state)).toBeNull();
  type('-');
  await asked();
  // Whoever is fast types on before the answer comes.
  type('int');
  expect(view.dom.querySelector('.cm-tooltip-autocomplete')).toBeNull();
  await answer();
  expect(offered(view)).toEqual(['front-internal']);
  type('ern');
  expect(completionStatus(view.state)).toBe('active');
});
