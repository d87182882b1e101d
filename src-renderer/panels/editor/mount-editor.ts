import { type Diagnostic as LintDiagnostic, setDiagnostics } from '@codemirror/lint';
import { Annotation, EditorState, type StateEffect } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import type { Diagnostic, Place } from '#core/text/diagnostic.ts';
import { textOf } from '../../state/files.ts';
import { followNeverHit } from '../../state/never-hit.ts';
import type { Stores } from '../../state/stores.ts';
import { changesBetween } from '../../state/text-change.ts';
import { sayIn } from '../../words/words.ts';
import { codeTheme } from './code-theme.ts';
import { extensionsFor, nonceOf } from './extensions.ts';
import { applyNamed } from './fixes.ts';
import { createInlineFixes } from './inline-fixes.ts';
import { type InlineProblem, showInlineProblems } from './inline-problems.ts';
import { markLine } from './jumped-line.ts';
import type { EditorLink } from './link.ts';
import { showNeverHit } from './never-hit.ts';
import { fileOffsetsOf, lineBreakOf, offsetsOf, toEditorText, toFileText } from './positions.ts';
import { stepOf } from './undo.ts';

/** Marks a change that came from the store, so that it does not go back there as an edit. */
const fromStore = Annotation.define<true>();

/** Nobody presses a button under the text while typing: fixes are asked for when the analysis has rested so long. In milliseconds. */
const rest = 150;

type Kept = { readonly state: EditorState; readonly scroll?: StateEffect<unknown> };
type Watched = Pick<
  Stores,
  'files' | 'draft' | 'language' | 'navigation' | 'words' | 'routeTests' | 'running' | 'liveStats'
>;

/**
 * An editor in `parent` that follows the stores: it shows the chosen file, takes the text of others, draws the problems and answers jumps.
 * Cursor and scroll of each file are kept; undo is the store's. Returns how to take it away.
 */
export const mountEditor = (parent: HTMLElement, stores: Watched, nonce: string): (() => void) => {
  const { files, draft, language, navigation } = stores;
  const t = sayIn(stores.words, 'editor');
  const inlineFixes = createInlineFixes(language.fixes);
  const kept = new Map<string, Kept>();
  let current: string | undefined;
  let writable = true;
  /** The file's text as it stands in the view. */
  let shown = '';
  let drawn: readonly Diagnostic[] | undefined;
  /** Rules that nothing hits, in every file; `marked` while this one shows them. */
  let unhit: readonly Place[] = [];
  let marked: readonly Place[] = unhit;
  const isGone = false;
  let asking: ReturnType<typeof setTimeout> | undefined;
  let jumped = navigation.getState().jump?.number ?? 0;

  const changed = EditorView.updateListener.of((update) => {
    if ((update.docChanged || update.selectionSet) && current !== undefined) {
      const file = current;
      const offset = fileOffsetsOf(shown)(update.state.selection.main.head);
      // Not in the middle of the update, because who hears of it may change the view.
      queueMicrotask(() => file === current && navigation.setCursor({ file, offset }));
    }
    if (!update.docChanged || current === undefined) return;
    if (update.transactions.some((one) => one.annotation(fromStore))) return;
    shown = toFileText(update.state.doc.toString(), lineBreakOf(shown));
    files.edit(current, shown, stepOf(t, update.transactions));
  });
  const linkOf = (file: string): EditorLink => ({
    file,
    stores,
    t,
    textOf: ({ doc }) => toFileText(doc.toString(), lineBreakOf(shown)),
  });
  const stateFor = (file: string, text: string, canWrite: boolean) =>
    EditorState.create({
      doc: toEditorText(text),
      extensions: [extensionsFor({ link: linkOf(file), writable: canWrite, nonce }), changed],
    });
  // The first view mounts the style sheet: it too must carry the nonce.
  // Lines have their height from the theme, and are measured before the first file comes: line numbers would not stand beside them.
  const view = new EditorView({ parent, state: EditorState.create({ extensions: [nonceOf(nonce), codeTheme] }) });
  // The editor looks at the size of its frame only: where lines become higher behind it, by a style or a font that came late, it is told.
  const heights = typeof ResizeObserver === 'undefined' ? undefined : new ResizeObserver(() => view.requestMeasure());
  heights?.observe(view.contentDOM);

  const open = (file: string, text: string, canWrite: boolean) => {
    if (current !== undefined) kept.set(current, { state: view.state, scroll: view.scrollSnapshot() });
    const before = writable === canWrite ? kept.get(file) : undefined;
    writable = canWrite;
    current = file;
    drawn = undefined;
    marked = [];
    inlineFixes.forget();
    view.setState(before?.state ?? stateFor(file, text, canWrite));
    if (before !== undefined) {
      replaceText(text);
      if (before.scroll !== undefined) view.dispatch({ effects: before.scroll });
    } else view.scrollDOM.scrollTo?.(0, 0);
    shown = text;
    navigation.setCursor({ file, offset: fileOffsetsOf(text)(view.state.selection.main.head) });
  };
  const replaceText = (text: string) => {
    const before = view.state.doc.toString();
    const after = toEditorText(text);
    if (before !== after) {
      view.dispatch({ changes: [...changesBetween(before, after)], annotations: fromStore.of(true) });
    }
    shown = text;
  };

  const drawProblems = () => {
    const { texts, diagnostics } = draft.getState();
    if (current === undefined || diagnostics === drawn || texts.get(current) !== shown) return;
    drawn = diagnostics;
    const mine = diagnostics.filter(({ place }) => place.file === current);
    const at = offsetsOf(shown);
    // In one step: marks in the gutter look at what stands under the text when they are made.
    view.dispatch(
      setDiagnostics(
        view.state,
        mine.map((one) => lintOf(one, at)),
      ),
      { effects: showInlineProblems(inlineOf(mine, at)) },
    );
    const head = view.state.selection.main.head;
    const inSight = mine.filter(({ severity }) => severity !== 'information');
    const away = ({ place }: Diagnostic) => Math.abs(at(place.range[0]) - head);
    clearTimeout(asking);
    asking = setTimeout(() => {
      if (drawn !== diagnostics) return;
      void inlineFixes.refresh(
        inSight.sort((a, b) => away(a) - away(b)),
        () => drawn === diagnostics && view.dispatch({ effects: showInlineProblems(inlineOf(mine, at)) }),
      );
    }, rest);
  };
  const drawUnhit = () => {
    if (isGone || current === undefined || unhit === marked || draft.getState().texts.get(current) !== shown) return;
    marked = unhit;
    const at = offsetsOf(shown);
    const mine = unhit.filter(({ file }) => file === current);
    view.dispatch({ effects: showNeverHit(mine.map(({ range }) => at(range[0]))) });
  };
  // Stores tell of an edit in the middle of the update that made it.
  const drawUnhitSoon = () => {
    if (unhit !== marked) queueMicrotask(drawUnhit);
  };
  const inlineOf = (mine: readonly Diagnostic[], at: (offset: number) => number): readonly InlineProblem[] =>
    mine.flatMap((one): readonly InlineProblem[] => {
      const { severity, message, place } = one;
      if (severity === 'information') return [];
      const title = writable ? inlineFixes.titleOf(one) : undefined;
      const link = linkOf(place.file);
      return [
        {
          from: at(place.range[0]),
          severity,
          message,
          name: t('severity.said', { severity: t(`severity.${severity}`) }) + message,
          ...(title !== undefined && {
            fix: { title, apply: (in_: EditorView) => void applyNamed(link, in_, one, title) },
          }),
        },
      ];
    });
  const jump = () => {
    const wish = navigation.getState().jump;
    if (wish === undefined || wish.number === jumped || wish.place.file !== current) return;
    jumped = wish.number;
    const at = offsetsOf(shown);
    const from = at(wish.place.range[0]);
    // Nothing is selected: text that is like a selection would be marked all over the file, and only one line was asked for.
    view.dispatch({
      selection: { anchor: from },
      effects: [EditorView.scrollIntoView(from, { y: 'center', xMargin: 160 }), markLine(from, wish.number)],
    });
    if (wish.quiet !== true) view.focus();
  };
  const follow = () => {
    const open_ = files.getState().files;
    const wanted = navigation.getState().file;
    const entry = open_.find(({ file }) => file === wanted) ?? open_[0];
    for (const file of kept.keys()) if (!open_.some((one) => one.file === file)) kept.delete(file);
    if (entry === undefined) return;
    const text = textOf(entry);
    const canWrite = entry.disk?.writable ?? true;
    if (entry.file !== current || canWrite !== writable) open(entry.file, text, canWrite);
    else if (text !== shown) replaceText(text);
    if (entry.file !== wanted) navigation.openFile(entry.file);
    drawProblems();
    drawUnhitSoon();
    jump();
  };

  follow();
  const stops = [
    files.subscribe(follow),
    navigation.subscribe(follow),
    draft.subscribe(drawProblems),
    draft.subscribe(drawUnhitSoon),
    followNeverHit(stores, (places) => {
      unhit = places;
      drawUnhitSoon();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    clearTimeout(asking);
    heights?.disconnect();
    view.destroy();
  };
};

const severities = { error: 'error', warning: 'warning', information: 'info' } as const;

const lintOf = ({ severity, message, code, place }: Diagnostic, at: (offset: number) => number): LintDiagnostic => ({
  from: at(place.range[0]),
  to: Math.max(at(place.range[0]), at(place.range[1])),
  severity: severities[severity],
  message,
  source: code,
});
