import type { Extension } from '@codemirror/state';
import { type EditorView, hoverTooltip, keymap, type Tooltip } from '@codemirror/view';
import type { Fix } from '#core/complete/answers.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import { distinct } from '../../state/problems.ts';
import { applyNamed } from './fixes.ts';
import { hoverCard } from './hover-card.ts';
import type { EditorLink } from './link.ts';
import { openPopup, say } from './popup.ts';
import { fileOffsetsOf, offsetsOf } from './positions.ts';

/** What is under the resting pointer, or by key at the cursor: its problems with their fixes, what it is, and where its name leads. */
export const hoverDocs = (link: EditorLink): Extension => [
  hoverTooltip((view, pos) => tooltipAt(link, view, pos), { hideOnChange: true, hoverTime: 350 }),
  keymap.of([
    {
      key: 'Mod-k Mod-i',
      run: (view) => {
        void showAtCursor(link, view);
        return true;
      },
    },
  ]),
];

const showAtCursor = async (link: EditorLink, view: EditorView): Promise<void> => {
  const tooltip = await tooltipAt(link, view, view.state.selection.main.head);
  if (tooltip === null) return say(view, link.t('say.unknown'));
  openPopup(view, tooltip.pos, () => tooltip.create(view).dom);
};

const tooltipAt = async (link: EditorLink, view: EditorView, pos: number): Promise<Tooltip | null> => {
  const { draft, language, navigation } = link.stores;
  const text = link.textOf(view.state);
  const offset = fileOffsetsOf(text)(pos);
  const { diagnostics, texts } = draft.getState();
  const here = texts.get(link.file) === text ? problemsAt(diagnostics, link.file, offset) : [];
  const [hover, fixes] = await Promise.all([
    language.hover(link.file, text, offset).catch(() => undefined),
    Promise.all(here.map((one) => language.fixes(one).catch((): readonly Fix[] => []))),
  ]);
  if (hover === undefined && here.length === 0) return null;
  const at = offsetsOf(text);
  const range = hover?.range ?? here[0]?.place.range ?? [offset, offset];
  const problems = here.map((diagnostic, index) => ({ diagnostic, fixes: fixes[index] ?? [] }));
  return {
    pos: Math.min(at(range[0]), pos),
    end: Math.max(at(range[1]), pos),
    above: true,
    create: () => ({
      dom: hoverCard({
        t: link.t,
        hover,
        problems,
        goTo: navigation.jumpTo,
        apply: (diagnostic, { title }) => void applyNamed(link, view, diagnostic, title),
      }),
    }),
  };
};

/** Only what stands in a line or so: a remark about a whole document would come up everywhere in it. */
const problemsAt = (diagnostics: readonly Diagnostic[], file: string, offset: number): readonly Diagnostic[] =>
  distinct(
    diagnostics.filter(({ place }) => place.file === file && place.range[0] <= offset && offset <= place.range[1]),
  ).slice(0, 5);
