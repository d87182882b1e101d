import { type RefObject, useEffect, useRef, useState } from 'react';
import type { EditedDocument } from '#core/edit/find-node.ts';
import type { Path } from '#core/text/tree.ts';
import { copyOfRule, newRule, type RuleShape, sayRule, summarizeRule } from '#core/visual/rules.ts';
import { useVisual } from '../visual-context.ts';

/** What can be done with the rules of a list, which one is open, and where the focus goes when a rule has moved. */
export type Rules = {
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
  readonly count: number;
  readonly shape: RuleShape;
  readonly noun: string;
  readonly list: RefObject<HTMLElement | null>;
  /** Brings a row into sight where only some of them are drawn. */
  readonly show: (index: number) => void;
};

/** Every change is one step of undo; the open rule and the focus go with the rule that moves. */
export const useRules = ({ edited, path, count, shape, noun, list, show }: RulesOf): Rules => {
  const { change, announce } = useVisual();
  const [open, setOpen] = useState<number>();
  const [removed, setRemoved] = useState<Rules['removed']>();
  const wanted = useRef<number>(undefined);

  // Without a list of dependencies: the row may only be there after a later render.
  useEffect(() => {
    if (wanted.current === undefined) return;
    const row = list.current?.querySelector<HTMLElement>(`:scope > [data-rule="${wanted.current}"] .rule-open`);
    if (!row) return;
    wanted.current = undefined;
    row.focus();
  });

  const focus = (index: number) => {
    if (index < 0 || index >= count) return;
    const row = list.current?.querySelector<HTMLElement>(`:scope > [data-rule="${index}"] .rule-open`);
    if (row) return row.focus();
    wanted.current = index;
    show(index);
  };
  const focusLater = (index: number) => {
    wanted.current = index;
    show(index);
  };
  const say = (index: number) => sayRule(summarizeRule(edited, path, index, shape));

  return {
    open,
    removed,
    toggle: (index) => setOpen((now) => (now === index ? undefined : index)),
    focus,
    move: (from, to) => {
      if (from === to || to < 0 || to >= count) {
        announce(to < 0 ? `this is the first ${noun} already` : `this is the last ${noun} already`);
        return;
      }
      const way = to < from ? 'up' : 'down';
      const words = say(from);
      if (!change(`move ${noun} ${from + 1} ${way}`, [{ do: 'move', path, from, to }])) return;
      setOpen((now) => followed(now, from, to));
      focusLater(to);
      announce(`${noun} ${to + 1} of ${count}, moved ${way}: ${words}`);
    },
    add: (index) => {
      const value = newRule(edited, path, Math.min(index, count - 1), shape);
      if (!change(`add ${noun} ${index + 1}`, [{ do: 'insert', path, index, value }])) return;
      setOpen(index);
      focusLater(index);
      announce(`${noun} ${index + 1} of ${count + 1} added`);
    },
    duplicate: (index) => {
      const value = copyOfRule(edited, [...path, index]);
      if (!change(`duplicate ${noun} ${index + 1}`, [{ do: 'insert', path, index: index + 1, value }])) return;
      setOpen(index + 1);
      focusLater(index + 1);
      announce(`${noun} ${index + 2} of ${count + 1} is a copy: ${say(index)}`);
    },
    remove: (index) => {
      const words = say(index);
      const label = `remove ${noun} ${index + 1}`;
      if (!change(label, [{ do: 'remove', path: [...path, index] }])) return;
      setRemoved({ label, words });
      setOpen(undefined);
      if (count > 1) focusLater(Math.min(index, count - 2));
      announce(`${noun} ${index + 1} removed: ${words}; undo brings it back`);
    },
  };
};

/** The index of a thing after another one has moved. */
const followed = (index: number | undefined, from: number, to: number): number | undefined => {
  if (index === undefined) return undefined;
  if (index === from) return to;
  const without = index > from ? index - 1 : index;
  return without >= to ? without + 1 : without;
};
