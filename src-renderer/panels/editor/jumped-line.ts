import { StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';

const mark = StateEffect.define<{ readonly at: number; readonly number: number }>();

/** Marks the line of `at` as the one that was asked for. `number` tells two jumps apart, so that the same line can flash again. */
export const markLine = (at: number, number: number) => mark.of({ at, number });

/** The line somebody jumped to: it flashes, and stays marked until the cursor moves or text changes. */
export const jumpedLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, { effects, state, docChanged, selection }) => {
    for (const effect of effects) {
      if (!effect.is(mark)) continue;
      const { at, number } = effect.value;
      const line = Decoration.line({ class: `cm-jumped ${number % 2 === 0 ? 'even' : 'odd'}` });
      return Decoration.set(line.range(state.doc.lineAt(at).from));
    }
    return docChanged || selection !== undefined ? Decoration.none : before;
  },
  provide: (field) => EditorView.decorations.from(field),
});
