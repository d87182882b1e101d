import {
  acceptCompletion,
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  type Completion as EditorCompletion,
  insertCompletionText,
  pickedCompletion,
  snippet,
  startCompletion,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { type EditorView, keymap } from '@codemirror/view';
import type { CompletionItem } from '#core/complete/answers.ts';
import { element } from './element.ts';
import type { EditorLink } from './link.ts';
import { fileOffsetsOf, offsetsOf } from './positions.ts';

/** Offers what may be written at the cursor, while typing and when asked; the answers come from the analysis and block nothing. */
export const completion = (link: EditorLink): Extension => [
  autocompletion({
    override: [(context) => offer(link, context)],
    maxRenderedOptions: 200,
    activateOnTypingDelay: 50,
    optionClass: ({ type }) => `is-${type}`,
  }),
  keymap.of([
    { key: 'Mod-Space', run: startCompletion },
    { key: 'Tab', run: acceptCompletion },
  ]),
];

/** What belongs to one word: as long as only that is typed, the list is the same and only gets shorter. */
const oneWord = /^[\w.*/-]*$/;

const offer = async (link: EditorLink, context: CompletionContext): Promise<CompletionResult | null> => {
  const text = link.textOf(context.state);
  const { language } = link.stores;
  const found = await language.complete(link.file, text, fileOffsetsOf(text)(context.pos)).catch(() => undefined);
  if (found === undefined || context.aborted) return null;
  const at = offsetsOf(text);
  const [from, to] = [at(found.range[0]), at(found.range[1])];
  const written = context.state.sliceDoc(from, to);
  // Nobody who begins a line, a document or a list wants Enter to take the first thing that could stand there.
  if (!context.explicit && !/\w/.test(context.state.sliceDoc(from, context.pos))) return null;
  // Who has typed a word to its end presses Enter for a new line.
  const isWhole = (word: string): boolean => found.items.some(({ insert }) => insert.trim() === word);
  if (!context.explicit && isWhole(written)) return null;
  const validFor = (word: string): boolean => oneWord.test(word) && !isWhole(word);
  // With the last letter of a word the list closes. Were it asked for again, it would stand there meanwhile and take no Enter.
  const update: CompletionResult['update'] = (result, start, end, { state }) =>
    isWhole(state.sliceDoc(start, end)) ? { ...result, options: [] } : null;
  return { from, to, options: found.items.map(optionOf), validFor, update };
};

const optionOf = (item: CompletionItem, index: number): EditorCompletion => ({
  label: item.label,
  type: item.is,
  // Equal matches stay in the order they came in.
  sortText: String(index).padStart(6, '0'),
  ...(item.detail !== undefined && { detail: item.detail }),
  ...(item.doc !== undefined && { info: () => element('p', {}, item.doc ?? '') }),
  apply: (view, completion, from, to) => {
    if (item.is === 'snippet') return insertSnippet(view, item, completion, from, to);
    view.dispatch({
      ...insertCompletionText(view.state, item.insert, from, to),
      annotations: pickedCompletion.of(completion),
    });
    // A field is there for its value.
    if (item.is === 'field') startCompletion(view);
  },
});

/**
 * The lines of a snippet carry their indentation, and the editor would add that of the line it begins on: it is taken off before.
 * A snippet that takes the place of the indentation itself begins on an empty line.
 */
const insertSnippet = (
  view: EditorView,
  item: CompletionItem,
  completion: EditorCompletion,
  from: number,
  to: number,
) => {
  const line = view.state.doc.lineAt(from);
  const [indent = ''] = /^ */.exec(view.state.sliceDoc(line.from, from)) ?? [];
  const [first = '', ...rest] = item.insert.split(/\r?\n/);
  const lines = rest.map((one) => (one.startsWith(indent) ? one.slice(indent.length) : one.trimStart()));
  const insert = snippet([first, ...lines].join('\n'));
  if (from >= line.from + line.text.search(/\S|$/)) return insert(view, completion, from, to);
  view.dispatch({ changes: { from, to } });
  return insert(view, completion, from, from);
};
