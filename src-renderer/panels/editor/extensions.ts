import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { linter, lintGutter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from '@codemirror/view';
import { codeColours, codeTheme } from './code-theme.ts';
import { inlineProblems, notInline } from './inline-problems.ts';
import { jumpedLine } from './jumped-line.ts';

type FileOptions = { readonly file: string; readonly writable: boolean; readonly nonce: string };

/** Lets the editor's style sheet pass a content security policy. */
export const nonceOf = (nonce: string): Extension => (nonce === '' ? [] : EditorView.cspNonce.of(nonce));

/** The hover over the text makes an empty tooltip of an empty list, and none of null, whatever its type says. */
const notInlineOrNull: typeof notInline = (diagnostics, state) => {
  const left = notInline(diagnostics, state);
  return left.length === 0 ? (null as unknown as typeof left) : left;
};

/** Everything that makes the editor, for one file. */
export const extensionsFor = ({ file, writable, nonce }: FileOptions): Extension => [
  nonceOf(nonce),
  lineNumbers(),
  // What stands under the text already needs no tooltip.
  lintGutter({ tooltipFilter: notInline }),
  linter(null, { tooltipFilter: notInlineOrNull }),
  foldGutter({ openText: '▾', closedText: '▸' }),
  highlightSpecialChars(),
  history(),
  codeFolding(),
  drawSelection(),
  EditorState.allowMultipleSelections.of(true),
  rectangularSelection(),
  indentUnit.of('  '),
  EditorState.tabSize.of(2),
  indentOnInput(),
  bracketMatching(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSelectionMatches(),
  search({ top: true }),
  keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...foldKeymap, ...lintKeymap, indentWithTab]),
  yaml(),
  syntaxHighlighting(codeColours),
  codeTheme,
  inlineProblems,
  jumpedLine,
  EditorState.readOnly.of(!writable),
  EditorView.contentAttributes.of({
    'aria-label': `text of ${file}`,
    'aria-description': 'Tab indents; press Escape and then Tab to leave the editor. F8 goes to the next problem.',
  }),
];
