import { type Automaton, buildAutomaton } from '../../match/language/automaton.ts';
import type { Budget } from '../../match/language/budget.ts';
import { anyText, type Expression, someText } from '../../match/language/expression.ts';
import { accepts, beginningOfAll, type Found, findText, type Demand as Part } from '../../match/language/find-text.ts';
import type { Asked, Demand } from './asked.ts';
import { expressionOf, type Heads, headsOf, isWithin, keyOf, takesText } from './shape.ts';
import type { Universe, Universes } from './universe.ts';

/**
 * Automata by the key of what they are for, and the work that may still be done, for all comparisons of one analysis. Where that of
 * automata is used up, literals are still compared, as long as there are `pairs` left.
 */
export type Workshop = {
  readonly automata: Map<string, Automaton | undefined>;
  readonly budget: Budget;
  readonly pairs: Budget;
};

/** `work` in steps of automata; a pair of routes is compared by its literals in about the time of a few. */
export const createWorkshop = (work: number, pairs = 100_000): Workshop => ({
  automata: new Map(),
  budget: { left: work },
  pairs: { left: pairs },
});

/**
 * Whether every request that `later` asks for is one that `earlier` asks for too. True is a proof; false is none where the work was too
 * much or a pattern is not understood. Subjects are independent of each other, so that each is compared by itself.
 */
export const covers = (earlier: Asked, later: Asked, universes: Universes, shop: Workshop): boolean => {
  if (--shop.pairs.left <= 0) return false;
  for (const [subject, demands] of earlier) {
    const given = later.get(subject) ?? [];
    for (const demand of demands) if (!isImplied(demand, given, universes(subject), shop)) return false;
  }
  return true;
};

/** The subject of which a route asks what no request has; undefined where there is none, as far as one can tell. */
export const contradiction = (asked: Asked, universes: Universes, shop: Workshop): string | undefined => {
  for (const [subject, demands] of asked) {
    const universe = universes(subject);
    if (mayBeMissing(demands, universe)) continue;
    const [first] = demands;
    if (demands.length === 1 && first && isPlainlyPossible(first, universe)) continue;
    if (textOf(demands, universe, shop).is === 'none') return subject;
  }
  return undefined;
};

/** A text of the subject that meets all demands, the shortest where patterns are among them. */
export const textOf = (demands: readonly Demand[], universe: Universe, shop: Workshop): Found => {
  const [first] = demands;
  if (demands.length === 1 && first && isPlainlyPossible(first, universe) && 'value' in first.shape) {
    return { is: 'text', text: first.shape.value };
  }
  return search(demands, universe, shop);
};

const isPlainlyPossible = ({ shape, not }: Demand, universe: Universe): boolean => {
  if (not) return false;
  if (shape.is === 'all') return true;
  const text = 'value' in shape ? shape.value : shape.is === 'pattern' ? someText(shape.expression) : undefined;
  return text !== undefined && universe.holds(text);
};

const mayBeMissing = (demands: readonly Demand[], { absent }: Universe): boolean =>
  absent && demands.every((demand) => demand.absent);

const isImplied = (demand: Demand, given: readonly Demand[], universe: Universe, shop: Workshop): boolean => {
  if (given.some((one) => isSame(one, demand))) return true;
  if (demand.shape.is === 'unknown') return false;
  // What is not understood is left out of the later one, which then takes more than it does.
  const understood = given.filter(({ shape }) => shape.is !== 'unknown');
  if (!demand.absent && mayBeMissing(understood, universe)) return false;
  const [first] = understood;
  if (understood.length === 0 && !demand.not && !universe.absent && demand.shape.is === 'all') return true;
  if (understood.length === 1 && first && !first.not && !demand.not) {
    const quick = isWithin(first.shape, demand.shape);
    if (quick === true || (quick === false && universe.free)) return quick;
  }
  for (const one of understood) {
    if (!one.not && !demand.not && isWithin(one.shape, demand.shape) === true) return true;
    if (one.not && demand.not && isWithin(demand.shape, one.shape) === true) return true;
  }
  return search([...understood, { ...demand, not: !demand.not }], universe, shop).is === 'none';
};

const isSame = (a: Demand, b: Demand): boolean =>
  a.not === b.not && a.absent === b.absent && keyOf(a.shape) === keyOf(b.shape);

const search = (demands: readonly Demand[], universe: Universe, shop: Workshop): Found => {
  const exact = demands.find(({ shape, not }) => !not && shape.is === 'exact' && !shape.folded);
  if (exact && 'value' in exact.shape) {
    const { value } = exact.shape;
    const possible = universe.holds(value) || inUniverse(value, universe, shop);
    return possible && demands.every((one) => takes(one, value, shop)) ? { is: 'text', text: value } : { is: 'none' };
  }
  const parts = partsOf(demands, universe, shop);
  return parts === undefined ? { is: 'unknown' } : findText(parts, shop.budget);
};

/** What every text that is asked for begins with, as `headsOf` says it, but found out where the look of a pattern does not tell. */
export const headsAmong = (demand: Demand, universe: Universe, shop: Workshop): Heads => {
  const heads = headsOf(demand.shape);
  const parts = heads.settled ? undefined : partsOf([demand], universe, shop);
  if (parts === undefined) return heads;
  const longer = (folded: boolean, text: string): string => {
    const found = beginningOfAll(parts, folded, shop.budget);
    return found.length > text.length ? found : text;
  };
  return { exact: longer(false, heads.exact), folded: longer(true, heads.folded), settled: true };
};

/** Undefined where a demand is not understood, or too large. */
const partsOf = (demands: readonly Demand[], universe: Universe, shop: Workshop): readonly Part[] | undefined => {
  const parts: Part[] = [];
  const add = (key: string, make: () => Expression | undefined, inside: boolean): boolean => {
    const automaton = automatonFor(shop, key, make);
    if (automaton) parts.push({ automaton, inside });
    return automaton !== undefined;
  };
  add(universe.key, () => universe.inside, true);
  for (const [i, outside] of universe.outside.entries()) add(`${universe.key} ${i}`, () => outside, false);
  for (const { shape, not } of demands) {
    if (shape.is === 'all' && !not) continue;
    if (!add(keyOf(shape), () => expressionOf(shape), !not)) return undefined;
  }
  return parts;
};

const takes = ({ shape, not }: Demand, text: string, shop: Workshop): boolean => {
  const quick = takesText(shape, text);
  if (quick !== undefined) return quick !== not;
  const automaton = automatonFor(shop, keyOf(shape), () => expressionOf(shape));
  // Where one cannot tell, one says yes: there may be such a text.
  return automaton === undefined || accepts(automaton, text, shop.budget) !== not;
};

const inUniverse = (text: string, universe: Universe, shop: Workshop): boolean =>
  [universe.inside, ...universe.outside].every((expression, i) => {
    const key = i === 0 ? universe.key : `${universe.key} ${i - 1}`;
    const automaton = automatonFor(shop, key, () => expression);
    return automaton === undefined || accepts(automaton, text, shop.budget) === (i === 0);
  });

const automatonFor = (shop: Workshop, key: string, make: () => Expression | undefined): Automaton | undefined => {
  if (shop.automata.has(key)) return shop.automata.get(key);
  if (shop.budget.left <= 0) return undefined;
  const expression = key === 'all' ? anyText : make();
  const automaton = expression && buildAutomaton(expression, shop.budget);
  shop.automata.set(key, automaton);
  return automaton;
};
