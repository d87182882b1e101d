import { type RefObject, useEffect, useRef, useState } from 'react';
import type { EditedDocument } from '#core/edit/find-node.ts';
import type { Path } from '#core/text/tree.ts';
import { copyOfRule, newRule, type RuleShape, sayRule, summarizeRule } from '#core/visual/rules.ts';
import { useWords } from '../../../words/words.ts';
import { useVisual } from '../visual-context.ts';
import type { Noun } from './rule-findings.ts';
import type { Items } from './use-items.ts';

/** What can be done with the rules of a list, which one is open, and where the focus goes when a rule has moved. */
export type Rules = {
  /** By its index now: it stays open wherever it moves and whatever happens to others. */
  readonly open: number | undefined;
  readonly toggle: (index: number) => void;
  readonly move: (from: number, to: number) => void;
  readonly add: (index: number) => void;
  readonly duplicate: (index: number) => void;
  readonly remove: (index: number) => void;
  readonly focus: (index: number) => void;
  /** What was removed last, under the name of its step of undo. */
  readonly removed: { readonly label: string; readonly words: string } | undefined;
};

type RulesOf = {
  readonly edited: EditedDocument;
  readonly path: Path;
  readonly items: Items;
  readonly shape: RuleShape;
  readonly noun: Noun;
  readonly list: RefObject<HTMLElement | null>;
  /** Brings a row into sight where only some of them are drawn. */
  readonly show: (index: number) => void;
  /** Called before a change that may hide rules, with what is said about it. */
  readonly watch: (words: string) => void;
};

/** Which rule is open, by what it is known by; one that is about to come, by its index in the list that comes. */
type Open = { readonly id: number } | { readonly index: number; readonly behind: Items };

/** Every change is one step of undo; the open rule and the focus go with the rule that moves. */
export const useRules = ({ edited, path, items, shape, noun: kind, list, show, watch }: RulesOf): Rules => {
  const t = useWords('visual');
  const noun = t(`noun.${kind}`);
  const { change, announce } = useVisual();
  const [chosen, setChosen] = useState<Open>();
  const [removed, setRemoved] = useState<Rules['removed']>();
  const wanted = useRef<number>(undefined);
  const { ids } = items;
  const count = ids.length;
  // What was to come has come.
  const coming = chosen && 'behind' in chosen && chosen.behind !== items ? ids[chosen.index] : undefined;
  if (coming !== undefined) setChosen({ id: coming });
  const openId = coming ?? (chosen && 'id' in chosen ? chosen.id : undefined);
  const open = openId === undefined ? -1 : ids.indexOf(openId);

  // Without a list of dependencies: the row may only be there after a later render.
  useEffect(() => {
    if (wanted.current === undefined) return;
    const row = list.current?.querySelector<HTMLElement>(`:scope > [data-rule="${wanted.current}"] .rule-open`);
    if (!row) return;
    wanted.current = undefined;
    row.focus();
  });

  const focusLater = (index: number) => {
    wanted.current = index;
    show(index);
  };
  const focus = (index: number) => {
    if (index < 0 || index >= count) return;
    const row = list.current?.querySelector<HTMLElement>(`:scope > [data-rule="${index}"] .rule-open`);
    if (row) return row.focus();
    focusLater(index);
  };
  const openComing = (index: number) => setChosen({ index, behind: items });
  const say = (index: number) => sayRule(summarizeRule(edited, path, index, shape));

  return {
    open: open < 0 ? undefined : open,
    removed,
    toggle: (index) => setChosen(open === index ? undefined : { id: ids[index] ?? -1 }),
    focus,
    move: (from, to) => {
      if (from === to || to < 0 || to >= count) {
        announce(to < 0 ? t('rule.first', { noun }) : t('rule.last', { noun }));
        return;
      }
      const way = to < from ? 'up' : 'down';
      const words = t(`rule.moved.${way}`, { noun, number: to + 1, count, words: say(from) });
      watch(words);
      if (!change(t(`rule.move.${way}`, { noun, number: from + 1 }), [{ do: 'move', path, from, to }])) return;
      focusLater(to);
      announce(words);
    },
    add: (index) => {
      const value = newRule(edited, path, Math.min(index, count - 1), shape);
      if (!change(t('rule.addStep', { noun, number: index + 1 }), [{ do: 'insert', path, index, value }])) return;
      openComing(index);
      focusLater(index);
      announce(t('rule.added', { noun, number: index + 1, count: count + 1 }));
    },
    duplicate: (index) => {
      const value = copyOfRule(edited, [...path, index]);
      if (
        !change(t('rule.duplicateStep', { noun, number: index + 1 }), [
          { do: 'insert', path, index: index + 1, value, like: index },
        ])
      )
        return;
      openComing(index + 1);
      focusLater(index + 1);
      announce(t('rule.duplicated', { noun, number: index + 2, count: count + 1, words: say(index) }));
    },
    remove: (index) => {
      const words = say(index);
      const label = t('rule.removeStep', { noun, number: index + 1 });
      if (!change(label, [{ do: 'remove', path: [...path, index] }])) return;
      setRemoved({ label, words });
      if (count > 1) focusLater(Math.min(index, count - 2));
      announce(t('rule.removed', { noun, number: index + 1, words }));
    },
  };
};
