import type { Automaton } from './automaton.ts';
import type { Budget } from './budget.ts';

/** What a text must be in, or must not. */
export type Demand = { readonly automaton: Automaton; readonly inside: boolean };

/** `unknown`: the work was too much. */
export type Found =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'none' }
  | { readonly is: 'unknown' };

/** States of all automata together that are looked at for one question. */
const mostStates = 4_000;

/**
 * A shortest text that meets every demand, written with plain characters where there is a choice. `none` is a proof that there is no such
 * text: a language is within another where nothing is inside the one and outside the other.
 */
export const findText = (
  demands: readonly Demand[],
  budget: Budget,
  start: readonly number[] = startsOf(demands),
): Found => {
  const letters = lettersFor(demands);
  if (isLost(demands, start)) return { is: 'none' };
  const seen = new Set<string>([start.join()]);
  const reached: Step[] = [{ states: start, from: -1, byte: 0 }];
  for (let at = 0; at < reached.length; at++) {
    const { states } = reached[at] as Step;
    if (areMet(demands, states)) {
      return { is: 'text', text: textTo(reached, at) };
    }
    for (const { byte, classes } of letters) {
      budget.left--;
      const next = demands.map(({ automaton }, i) => automaton.step(states[i] as number, classes[i] as number, budget));
      if (budget.left <= 0) return { is: 'unknown' };
      if (isLost(demands, next)) continue;
      const key = next.join();
      if (seen.has(key)) continue;
      seen.add(key);
      if (reached.push({ states: next, from: at, byte }) > mostStates) return { is: 'unknown' };
    }
  }
  return { is: 'none' };
};

/** Whether an automaton takes a text (one character per byte). */
export const accepts = (automaton: Automaton, text: string, budget: Budget): boolean => {
  let state = automaton.start;
  for (let i = 0; i < text.length && state >= 0; i++) {
    state = automaton.step(state, automaton.classOf[text.charCodeAt(i)] as number, budget);
  }
  return automaton.accepts(state);
};

/**
 * What every text that meets the demands begins with, in lower case with `folded`, as far as that is worth knowing.
 */
export const beginningOfAll = (demands: readonly Demand[], folded: boolean, budget: Budget): string => {
  const live = new Map<string, boolean>();
  const isLive = (states: readonly number[]): boolean => {
    if (isLost(demands, states)) return false;
    const key = states.join();
    const known = live.get(key) ?? findText(demands, budget, states).is !== 'none';
    live.set(key, known);
    return known;
  };
  let text = '';
  let reached: ReadonlyMap<string, readonly number[]> = new Map([['', startsOf(demands)]]);
  while (text.length < longestBeginning && budget.left > 0) {
    const next = new Map<string, readonly number[]>();
    let only: number | undefined;
    for (const states of reached.values()) {
      if (areMet(demands, states)) return text;
      for (let byte = 0; byte < 256; byte++) {
        const after = demands.map(({ automaton }, i) =>
          automaton.step(states[i] as number, automaton.classOf[byte] as number, budget),
        );
        if (!isLive(after)) continue;
        const own = folded && byte >= 65 && byte <= 90 ? byte + 32 : byte;
        if (only !== undefined && only !== own) return text;
        only = own;
        next.set(after.join(), after);
      }
    }
    if (only === undefined) return text;
    text += String.fromCharCode(only);
    reached = next;
  }
  return text;
};

/** Longer ones tell no more routes apart. */
const longestBeginning = 200;

const startsOf = (demands: readonly Demand[]): readonly number[] => demands.map(({ automaton }) => automaton.start);

const areMet = (demands: readonly Demand[], states: readonly number[]): boolean =>
  demands.every(({ automaton, inside }, i) => automaton.accepts(states[i] as number) === inside);

type Step = { readonly states: readonly number[]; readonly from: number; readonly byte: number };

/** Where nothing that must still be inside can be. */
const isLost = (demands: readonly Demand[], states: readonly number[]): boolean =>
  demands.some(({ inside }, i) => inside && (states[i] as number) < 0);

/** One byte for each way in which the automata tell bytes apart: letters before digits before signs before the rest. */
const lettersFor = (
  demands: readonly Demand[],
): readonly { readonly byte: number; readonly classes: readonly number[] }[] => {
  const letters = new Map<string, { readonly byte: number; readonly classes: readonly number[] }>();
  for (const byte of plainFirst) {
    const classes = demands.map(({ automaton }) => automaton.classOf[byte] as number);
    const key = classes.join();
    if (!letters.has(key)) letters.set(key, { byte, classes });
  }
  return [...letters.values()];
};

const spans = [
  [97, 122],
  [48, 57],
  [65, 90],
  [45, 47],
  [33, 126],
  [0, 255],
] as const;

const plainFirst: readonly number[] = [
  ...new Set(spans.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i))),
];

const textTo = (reached: readonly Step[], last: number): string => {
  const bytes: number[] = [];
  for (let at = last; at > 0; ) {
    const step = reached[at] as Step;
    bytes.push(step.byte);
    at = step.from;
  }
  return String.fromCharCode(...bytes.reverse());
};
