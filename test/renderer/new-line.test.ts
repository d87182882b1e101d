import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { newLine } from '../../src-renderer/panels/editor/new-line.ts';

/** What Enter makes of a text with the cursor at `|`; undefined where it is left to the editor. */
const enter = (text: string): string | undefined => {
  const at = text.indexOf('|');
  const state = EditorState.create({ doc: text.replace('|', ''), selection: { anchor: at } });
  let next: EditorState | undefined;
  if (!newLine({ state, dispatch: (transaction) => (next = transaction.state) })) return undefined;
  const head = next?.selection.main.head ?? 0;
  const after = next?.doc.toString() ?? '';
  return `${after.slice(0, head)}|${after.slice(head)}`;
};

test.each([
  ['spec:|', 'spec:\n  |'],
  ['  hosts: # of the shop|', '  hosts: # of the shop\n    |'],
  ['  host: a|  \nb: 1', '  host: a\n  |\nb: 1'],
  ['  - name: a|', '  - name: a\n    |'],
  ['  - route:|', '  - route:\n      |'],
  ['  - a.test|', '  - a.test\n  |'],
  ['  - "a: b"|', '  - "a: b"\n  |'],
  ['script: >-|', 'script: >-\n  |'],
])('%j', (before, after) => expect(enter(before)).toBe(after));

test.each(['a: [|', '|a: 1', 'a: {b: 1,|', '  |', 'a|: 1'])('%j is left to the editor', (text) =>
  expect(enter(text)).toBeUndefined(),
);
