import { type Extension, RangeSet, StateEffect, StateField } from '@codemirror/state';
import { EditorView, GutterMarker, gutter } from '@codemirror/view';
import type { Say } from '../../words/words.ts';

const show = StateEffect.define<readonly number[]>();

/** Marks the lines of these offsets, in place of those that were marked. */
export const showNeverHit = (offsets: readonly number[]) => show.of(offsets);

class NeverHit extends GutterMarker {
  private readonly title: string;
  constructor(title: string) {
    super();
    this.title = title;
  }
  override toDOM() {
    const mark = document.createElement('span');
    mark.className = 'cm-never-hit-mark';
    mark.title = this.title;
    return mark;
  }
}

/** A ring beside each rule that no test and no traffic ever hit. As wide as nothing while no line is marked. */
export const neverHit = (t: Say<'editor'>): Extension => {
  const mark = new NeverHit(t('neverHit'));
  const field = StateField.define<RangeSet<GutterMarker>>({
    create: () => RangeSet.empty,
    update: (before, { effects, state, changes }) => {
      for (const effect of effects) {
        if (!effect.is(show)) continue;
        const lines = effect.value.map((at) => state.doc.lineAt(Math.min(at, state.doc.length)).from);
        const each = [...new Set(lines)].sort((a, b) => a - b);
        return RangeSet.of(each.map((from) => mark.range(from)));
      }
      return before.map(changes);
    },
  });
  return [
    field,
    gutter({ class: 'cm-never-hit', markers: (view) => view.state.field(field) }),
    EditorView.baseTheme({
      '.cm-never-hit .cm-gutterElement': { padding: '0 2px', display: 'flex', alignItems: 'center' },
      '.cm-never-hit-mark': {
        width: '9px',
        height: '9px',
        boxSizing: 'border-box',
        border: '2px dotted var(--warn)',
        borderRadius: '50%',
      },
    }),
  ];
};
