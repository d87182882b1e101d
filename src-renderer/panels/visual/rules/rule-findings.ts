import { treeAt } from '#core/text/cursor.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { ListTree, Path } from '#core/text/tree.ts';
import type { VisualDocument } from '#core/visual/document.ts';

/** What is wrong with a rule, as its row says it. */
export type RuleState = {
  /** That requests do not reach it, or not all of its matches. `said` are the whole sentences. */
  readonly hidden?: { readonly badge: string; readonly said: string };
  readonly errors: number;
};

type RulesOf = {
  readonly file: string;
  readonly document: VisualDocument;
  readonly path: Path;
  readonly noun: string;
  /** The field of a rule that holds its matches. */
  readonly matches: string | undefined;
};

const parts = new Set(['route/covered-match', 'route/duplicate-match', 'route/hidden-here']);

/** The states of the rules of a list, by index, of those that there is something to say about. */
export const statesOf = (findings: readonly Diagnostic[], of: RulesOf): ReadonlyMap<number, RuleState> => {
  const { document, path } = of;
  const list = document.tree && treeAt(document.tree, path);
  const states = new Map<number, RuleState>();
  if (list?.is !== 'list') return states;
  const byRule = Map.groupBy(findings, ({ place }) => indexAt(list, place.range[0] - document.start));
  for (const [index, found] of byRule) {
    if (index < 0) continue;
    const hidden = hiddenBy(found, list, index, of);
    const errors = found.filter(({ severity }) => severity === 'error').length;
    if (hidden || errors > 0) states.set(index, { errors, ...(hidden && { hidden }) });
  }
  return states;
};

const hiddenBy = (found: readonly Diagnostic[], list: ListTree, index: number, of: RulesOf): RuleState['hidden'] => {
  const whole = found.find(({ code }) => code === 'route/unreachable');
  if (whole) return { badge: `hidden by ${hider(whole, list, of)}`, said: whole.message };
  const partly = found.filter(({ code }) => parts.has(code));
  const never = found.filter(({ code }) => code === 'route/never-matches');
  const said = [...partly, ...never].map(({ message }) => message).join('\n');
  const { document, matches } = of;
  const inside =
    matches === undefined ? undefined : document.tree && treeAt(document.tree, [...of.path, index, matches]);
  const matchOf = ({ place }: Diagnostic) =>
    inside?.is === 'list' && inside.items.length > 1
      ? `match ${indexAt(inside, place.range[0] - document.start) + 1} `
      : '';
  if (partly.length > 0) {
    const words = partly.map(
      (one) => `${one.code === 'route/hidden-here' ? 'in places ' : ''}${matchOf(one)}by ${hider(one, list, of)}`,
    );
    return { badge: `partly hidden: ${words.join(', ')}`, said };
  }
  if (never.length === 0) return undefined;
  const words = never.map(matchOf).filter((word) => word !== '');
  return { badge: words.length === 0 ? 'matches nothing' : `${words.join('and ')}matches nothing`, said };
};

/** `rule 2`, or another one where it stands in another resource. */
const hider = ({ related }: Diagnostic, list: ListTree, { file, document, noun }: RulesOf): string => {
  const by = related?.[0]?.place;
  const index = by?.file === file ? indexAt(list, by.range[0] - document.start) : -1;
  return index < 0 ? `another ${noun}` : `${noun} ${index + 1}`;
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
  before: ReadonlyMap<number, RuleState>,
  after: ReadonlyMap<number, RuleState>,
  ids: readonly number[],
  noun: string,
): string => {
  const said = ids.flatMap((id, index) => {
    const [was, is] = [before.get(id)?.hidden, after.get(id)?.hidden];
    // By which number it is hidden changes with every move.
    if (is && (!was || kindOf(was.badge) !== kindOf(is.badge))) return [`${noun} ${index + 1} is now ${is.badge}`];
    return was && !is ? [`${noun} ${index + 1} is reached now`] : [];
  });
  return said.length > 4 ? `${said.slice(0, 4).join('; ')}; and ${said.length - 4} more` : said.join('; ');
};

const kindOf = (badge: string): string => badge.replace(/:.*| by .*/, '');
