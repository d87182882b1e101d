import type { Diagnostic } from '@codemirror/lint';
import { type EditorState, type Extension, type Range, RangeSet, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, ViewPlugin, WidgetType } from '@codemirror/view';
import { element, pressable } from './element.ts';
import { applyKey } from './fix-menu.ts';

/** A message to stand under the line of `from`, an offset in the editor. */
export type InlineProblem = {
  readonly from: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** The message as it is read aloud, with its severity. */
  readonly name: string;
  /** What a key, or a press on its button, does about it. */
  readonly fix?: { readonly title: string; readonly apply: (view: EditorView) => void };
};

/** More lines than this under the text help nobody; the list below has all of them. */
const mostLines = 200;

const setProblems = StateEffect.define<readonly InlineProblem[]>();

/** Replaces all messages under the text. */
export const showInlineProblems = (problems: readonly InlineProblem[]) => setProblems.of(problems);

class Messages extends WidgetType {
  readonly problems: readonly InlineProblem[];

  constructor(problems: readonly InlineProblem[]) {
    super();
    this.problems = problems;
  }

  override eq(other: Messages): boolean {
    return (
      this.problems.length === other.problems.length &&
      this.problems.every((one, i) => {
        const two = other.problems[i];
        return one.message === two?.message && one.severity === two.severity && one.fix?.title === two.fix?.title;
      })
    );
  }

  override toDOM(view: EditorView): HTMLElement {
    const box = document.createElement('div');
    box.className = 'inline-problems';
    for (const { severity, message, name, fix } of this.problems) {
      const line = document.createElement('div');
      line.className = `inline-problem ${severity}`;
      line.setAttribute('role', 'note');
      line.setAttribute('aria-label', name);
      line.lang = 'en';
      line.textContent = message;
      if (fix !== undefined) {
        const key = element('kbd', {}, applyKey());
        const press = () => fix.apply(view);
        line.append(' ', pressable({ class: 'inline-fix', tabindex: '-1' }, press, fix.title, ' ', key));
      }
      box.append(line);
    }
    return box;
  }

  override get estimatedHeight(): number {
    return this.problems.length * 22;
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

/** Keeps the messages under their lines, also while text moves before the next analysis. */
const messages = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, transaction) => {
    for (const effect of transaction.effects) {
      if (effect.is(setProblems)) return decorate(transaction.state.doc, effect.value);
    }
    return transaction.docChanged ? before.map(transaction.changes) : before;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * The widths that let a message stay in sight while long lines are scrolled sideways: of the gutters, beside which it sticks,
 * and of the text that can be seen.
 */
const widths = ViewPlugin.define((view) => {
  const measure = {
    key: 'inline-problems',
    read: () => {
      const gutters = view.scrollDOM.querySelector<HTMLElement>('.cm-gutters')?.offsetWidth ?? 0;
      return { gutters, seen: view.scrollDOM.clientWidth - gutters };
    },
    write: ({ gutters, seen }: { readonly gutters: number; readonly seen: number }) => {
      view.dom.style.setProperty('--gutters', `${gutters}px`);
      view.dom.style.setProperty('--text-in-sight', `${Math.max(0, seen)}px`);
    },
  };
  view.requestMeasure(measure);
  return { update: ({ geometryChanged }) => geometryChanged && view.requestMeasure(measure) };
});

/** Messages under the lines they speak about. */
export const inlineProblems: Extension = [messages, widths];

/** The diagnostics that no message under the text says already. */
export const notInline = (diagnostics: readonly Diagnostic[], state: EditorState): Diagnostic[] =>
  diagnostics.filter(({ from, severity }) => {
    if (severity === 'info' || severity === 'hint') return true;
    const end = state.doc.lineAt(Math.min(from, state.doc.length)).to;
    let said = false;
    state.field(messages, false)?.between(end, end, () => {
      said = true;
    });
    return !said;
  });

type Doc = { readonly length: number; readonly lineAt: (at: number) => { readonly to: number } };

const decorate = (doc: Doc, problems: readonly InlineProblem[]): DecorationSet => {
  const lines = new Map<number, InlineProblem[]>();
  for (const problem of problems) {
    const end = doc.lineAt(Math.min(problem.from, doc.length)).to;
    const known = lines.get(end);
    if (known !== undefined) known.push(problem);
    else if (lines.size < mostLines) lines.set(end, [problem]);
  }
  const widgets: Range<Decoration>[] = [...lines].map(([end, found]) =>
    Decoration.widget({ widget: new Messages(found), side: 1, block: true }).range(end),
  );
  return RangeSet.of(widgets, true);
};
