import type { EditorView, KeyBinding } from '@codemirror/view';
import type { Fix } from '#core/complete/answers.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import { type Applied, applyToDrafts } from '../../state/apply-edits.ts';
import { applyFixNamed } from '../../state/apply-fix.ts';
import { askSettled } from '../../state/ask-settled.ts';
import { lineStartOf } from '../../state/text-change.ts';
import { openFixMenu } from './fix-menu.ts';
import type { EditorLink } from './link.ts';
import { closePopup, say } from './popup.ts';
import { fileOffsetsOf, offsetsOf } from './positions.ts';

/** The keys of the quick fixes: one applies the likeliest at once, the other shows all. */
export const fixKeys = (link: EditorLink): readonly KeyBinding[] => [
  { key: 'Mod-.', run: (view) => started(quickFix(link, view, 'apply')), preventDefault: true },
  { key: 'Alt-Enter', run: (view) => started(quickFix(link, view, 'choose')), preventDefault: true },
];

const started = (work: Promise<void>): true => {
  void work;
  return true;
};

/**
 * The problem at the cursor, else in its line, else the next one: with `apply` the preferred fix of a problem in this line is applied at
 * once; in all other cases its fixes are shown.
 */
const quickFix = async (link: EditorLink, view: EditorView, wish: 'apply' | 'choose'): Promise<void> => {
  const offset = () => fileOffsetsOf(link.textOf(view.state))(view.state.selection.main.head);
  const found = await askSettled(link.stores, async ({ diagnostics, texts }) => {
    const candidates = inOrder(diagnostics, link.file, texts.get(link.file) ?? '', offset());
    for (const one of candidates) {
      const fixes = await link.stores.language.fixes(one.diagnostic);
      if (fixes !== undefined && fixes.length > 0) return { ...one, fixes };
    }
    return candidates.length > 0 ? ('no-fix' as const) : ('no-problem' as const);
  }).catch(() => undefined);
  if (found === undefined) return say(view, link.t('say.noAnalysis'));
  const { texts, answer } = found;
  if (answer === 'no-problem') return say(view, link.t('say.noProblem'));
  if (answer === 'no-fix') return say(view, link.t('say.noFix'));
  const { fixes, near, diagnostic } = answer;
  const preferred = fixes.find((fix) => fix.preferred) ?? (fixes.length === 1 ? fixes[0] : undefined);
  if (wish === 'apply' && near && preferred !== undefined) return applyFix(link, view, texts, preferred);
  const at = offsetsOf(link.textOf(view.state))(diagnostic.place.range[0]);
  if (!near) view.dispatch({ selection: { anchor: at }, scrollIntoView: true });
  openFixMenu(link.t, view, at, diagnostic, fixes, (fix) => {
    closePopup(view);
    applyFix(link, view, texts, fix);
  });
};

/** Applies a fix over all files it speaks of, as drafts. */
const applyFix = (
  link: EditorLink,
  view: EditorView,
  texts: ReadonlyMap<string, string>,
  { edits, title }: Fix,
): void => tell(link, view, applyToDrafts(link.stores.files, texts, edits, title));

/** Applies one fix of a problem that is shown. */
export const applyNamed = async (
  link: EditorLink,
  view: EditorView,
  diagnostic: Diagnostic,
  title: string,
): Promise<void> => tell(link, view, await applyFixNamed(link.stores, diagnostic, title));

/** What was changed out of sight is said; a file that alone was changed is shown. */
const tell = (link: EditorLink, view: EditorView, applied: Applied): void => {
  if (!applied.ok) return say(view, applied.message);
  const elsewhere = applied.files.filter((file) => file !== link.file);
  const [only] = elsewhere;
  if (only === undefined) return;
  if (applied.files.length === 1) return link.stores.navigation.openFile(only);
  say(view, link.t('say.changedToo', { files: elsewhere.join(', ') }));
};

type Candidate = { readonly diagnostic: Diagnostic; readonly near: boolean };

const inOrder = (diagnostics: readonly Diagnostic[], file: string, text: string, offset: number): Candidate[] => {
  const lineStart = lineStartOf(text, offset);
  const found = text.indexOf('\n', offset);
  const lineEnd = found < 0 ? text.length : found;
  const rank = ({ range: [start, end] }: Diagnostic['place']): number => {
    if (start <= offset && offset <= end) return 0;
    if (start >= lineStart && start <= lineEnd) return 1;
    return start > lineEnd ? 2 : 3;
  };
  const weight = { error: 0, warning: 1, information: 2 };
  const ranked = diagnostics
    .filter(({ place }) => place.file === file)
    .map((diagnostic) => ({ diagnostic, rank: rank(diagnostic.place) }))
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        (a.rank < 2 ? weight[a.diagnostic.severity] - weight[b.diagnostic.severity] : 0) ||
        a.diagnostic.place.range[0] - b.diagnostic.place.range[0],
    );
  // A document as a whole may be the place of a remark: what is in the line comes before it.
  const near = ranked.filter((one) => one.rank < 2);
  return (near.length > 0 ? near : ranked.filter((one) => one.rank === 2).slice(0, 20)).map((one) => ({
    diagnostic: one.diagnostic,
    near: one.rank < 2,
  }));
};
