import { treeAt } from '#core/text/cursor.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { ListTree, Path } from '#core/text/tree.ts';
import type { VisualDocument } from '#core/visual/document.ts';
import type { en } from '../../../words/catalogues.ts';
import type { Say } from '../../../words/words.ts';

/** What the rules of a list are called, `visual:noun.<noun>`. */
export type Noun = keyof (typeof en)['visual']['noun'];

/** What is wrong with a rule, as its row says it. */
export type RuleState = {
  /** That requests do not reach it, or not all of its matches. `said` are the whole sentences. */
  readonly hidden?: { readonly is: 'whole' | 'part' | 'never'; readonly badge: string; readonly said: string };
  readonly errors: number;
};

type RulesOf = {
  readonly file: string;
  readonly document: VisualDocument;
  readonly path: Path;
  readonly noun: Noun;
  /** The field of a rule that holds its matches. */
  readonly matches: string | undefined;
};

const parts = new Set(['route/covered-match', 'route/duplicate-match', 'route/hidden-here']);

/** The states of the rules of a list, by index, of those that there is something to say about. */
export const statesOf = (
  t: Say<'visual'>,
  findings: readonly Diagnostic[],
  of: RulesOf,
): ReadonlyMap<number, RuleState> => {
  const { document, path } = of;
  const list = document.tree && treeAt(document.tree, path);
  const states = new Map<number, RuleState>();
  if (list?.is !== 'list') return states;
  const byRule = Map.groupBy(findings, ({ place }) => indexAt(list, place.range[0] - document.start));
  for (const [index, found] of byRule) {
    if (index < 0) continue;
    const hidden = hiddenBy(t, found, list, index, of);
    const errors = found.filter(({ severity }) => severity === 'error').length;
    if (hidden || errors > 0) states.set(index, { errors, ...(hidden && { hidden }) });
  }
  return states;
};

const hiddenBy = (
  t: Say<'visual'>,
  found: readonly Diagnostic[],
  list: ListTree,
  index: number,
  of: RulesOf,
): RuleState['hidden'] => {
  const whole = found.find(({ code }) => code === 'route/unreachable');
  if (whole) return { is: 'whole', badge: t('hidden.by', { by: hider(t, whole, list, of) }), said: whole.message };
  const partly = found.filter(({ code }) => parts.has(code));
  const never = found.filter(({ code }) => code === 'route/never-matches');
  const said = [...partly, ...never].map(({ message }) => message).join('\n');
  const { document, matches } = of;
  const inside =
    matches === undefined ? undefined : document.tree && treeAt(document.tree, [...of.path, index, matches]);
  const matchOf = ({ place }: Diagnostic) =>
    inside?.is === 'list' && inside.items.length > 1 ? indexAt(inside, place.range[0] - document.start) + 1 : undefined;
  if (partly.length > 0) {
    const words = partly.map((one) => {
      const [by, match] = [hider(t, one, list, of), matchOf(one)];
      const inPlaces = one.code === 'route/hidden-here';
      if (match === undefined) return t(inPlaces ? 'hidden.partInPlaces' : 'hidden.partBy', { by });
      return t(inPlaces ? 'hidden.matchInPlaces' : 'hidden.matchBy', { match, by });
    });
    return { is: 'part', badge: t('hidden.partly', { by: words.join(t('rule.comma')) }), said };
  }
  if (never.length === 0) return undefined;
  const words = never.flatMap((one) => {
    const match = matchOf(one);
    return match === undefined ? [] : [t('hidden.match', { match })];
  });
  const badge =
    words.length === 0 ? t('hidden.never') : t('hidden.matchesNever', { matches: words.join(t('hidden.and')) });
  return { is: 'never', badge, said };
};

/** `rule 2`, or another one where it stands in another resource. */
const hider = (
  t: Say<'visual'>,
  { related }: Diagnostic,
  list: ListTree,
  { file, document, noun }: RulesOf,
): string => {
  const by = related?.[0]?.place;
  const index = by?.file === file ? indexAt(list, by.range[0] - document.start) : -1;
  const own = t(`noun.${noun}`);
  return index < 0 ? t('hidden.another', { noun: own }) : t('rule.named', { noun: own, number: index + 1 });
};

/** The item in which an offset of the document stands, or -1. Items stand in order, and there may be thousands of both. */
const indexAt = ({ items }: ListTree, offset: number): number => {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.range[0] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return offset < (items[low - 1]?.range[1] ?? 0) ? low - 1 : -1;
};

/** What a move has changed about what is reached, in words; empty where nothing. States before and after, by what rules are known by. */
export const sayReach = (
  t: Say<'visual'>,
  before: ReadonlyMap<number, RuleState>,
  after: ReadonlyMap<number, RuleState>,
  ids: readonly number[],
  noun: Noun,
): string => {
  const said = ids.flatMap((id, index) => {
    const [was, is] = [before.get(id)?.hidden, after.get(id)?.hidden];
    // By which number it is hidden changes with every move.
    const rule = { noun: t(`noun.${noun}`), number: index + 1 };
    if (is && was?.is !== is.is) return [t('hidden.now', { ...rule, badge: is.badge })];
    return was && !is ? [t('hidden.reached', rule)] : [];
  });
  const words = said.slice(0, 4).join(t('rule.semicolon'));
  return said.length > 4 ? t('hidden.more', { words, count: said.length - 4 }) : words;
};
