import { defaultKeymap, indentWithTab } from '@codemirror/commands';
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
import { linter, lintGutter } from '@codemirror/lint';
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
import { completion } from './completion.ts';
import { fixKeys } from './fixes.ts';
import { hoverDocs } from './hover.ts';
import { inlineProblems, notInline } from './inline-problems.ts';
import { jumpedLine } from './jumped-line.ts';
import type { EditorLink } from './link.ts';
import { names } from './names.ts';
import { neverHit } from './never-hit.ts';
import { newLine } from './new-line.ts';
import { phrases } from './phrases.ts';
import { popups } from './popup.ts';
import { tooltipTheme } from './tooltip-theme.ts';
import { undoKeys } from './undo.ts';

type FileOptions = { readonly link: EditorLink; readonly writable: boolean; readonly nonce: string };

/** Lets the editor's style sheet pass a content security policy. */
export const nonceOf = (nonce: string): Extension => (nonce === '' ? [] : EditorView.cspNonce.of(nonce));

/** The hover over the text is our own; null is what keeps the library's away, whatever its type says. */
const nothing: typeof notInline = () => null as unknown as ReturnType<typeof notInline>;

/** Everything that makes the editor, for one file. */
export const extensionsFor = ({ link, writable, nonce }: FileOptions): Extension => [
  nonceOf(nonce),
  lineNumbers(),
  // What stands under the text already needs no tooltip.
  lintGutter({ tooltipFilter: notInline }),
  linter(null, { tooltipFilter: nothing }),
  neverHit(link.t),
  foldGutter({ openText: '▾', closedText: '▸' }),
  highlightSpecialChars(),
  codeFolding(),
  drawSelection(),
  // A line is read from its beginning: where that can be in sight beside the cursor, it is.
  EditorView.cursorScrollMargin.of({ x: 160, y: 5 }),
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
  completion(link),
  hoverDocs(link),
  names(link),
  popups,
  undoKeys(link),
  keymap.of(fixKeys(link)),
  keymap.of([
    { key: 'Enter', run: newLine },
    // Ctrl+Enter applies, here as everywhere.
    ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'),
    ...searchKeymap,
    ...foldKeymap,
    indentWithTab,
  ]),
  yaml(),
  syntaxHighlighting(codeColours),
  codeTheme,
  tooltipTheme,
  inlineProblems,
  jumpedLine,
  phrases(link.t),
  EditorState.readOnly.of(!writable),
  EditorView.contentAttributes.of({
    // The text scrolls, and so must be reached by the keyboard.
    tabindex: '0',
    'aria-label': link.t('text.label', { file: link.file }),
    'aria-description': link.t('text.description'),
  }),
];
