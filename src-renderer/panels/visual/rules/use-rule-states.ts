import { useEffect, useMemo, useRef } from 'react';
import type { Path } from '#core/text/tree.ts';
import { useWords } from '../../../words/words.ts';
import { useVisual } from '../visual-context.ts';
import { type Noun, type RuleState, sayReach, statesOf } from './rule-findings.ts';
import { useCaughtUp } from './use-caught-up.ts';

export type RuleStates = {
  /** Of the rule that is known by this id; while the analysis is behind, as it was. */
  readonly of: (id: number) => RuleState | undefined;
  /** Says what the change that comes now makes of it, behind `words`: which rules are hidden by then, and which no more. */
  readonly watch: (words: string) => void;
};

type Watched = {
  readonly words: string;
  readonly before: ReadonlyMap<number, RuleState>;
  readonly ids: readonly number[];
};

/** What the analysis says about the rules of a list. */
export const useRuleStates = (
  path: Path,
  noun: Noun,
  matches: string | undefined,
  ids: readonly number[],
): RuleStates => {
  const { file, document, findingsAt, announce } = useVisual();
  const t = useWords('visual');
  const { findings: isNew } = useCaughtUp();
  const at = JSON.stringify(path);
  const last = useRef<ReadonlyMap<number, RuleState>>(new Map());
  const watched = useRef<Watched>(undefined);
  const states = useMemo(() => {
    if (!isNew) return undefined;
    const list = JSON.parse(at) as Path;
    const byIndex = statesOf(t, findingsAt(list, true), { file, document, path: list, noun, matches });
    return new Map([...byIndex].map(([index, state]) => [ids[index] ?? -1, state]));
  }, [isNew, at, findingsAt, file, document, noun, matches, ids, t]);
  useEffect(() => {
    if (states === undefined) return;
    last.current = states;
    const before = watched.current;
    // Until the rules are others, the analysis is of what was there before the change.
    if (before === undefined || before.ids === ids) return;
    watched.current = undefined;
    const words = sayReach(t, before.before, states, ids, noun);
    if (words !== '') announce(before.words + t('rule.semicolon') + words);
  }, [states, ids, noun, announce, t]);
  return {
    of: (id) => (states ?? last.current).get(id),
    watch: (words) => {
      watched.current = { words, before: last.current, ids };
    },
  };
};
