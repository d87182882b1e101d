import { useEffect, useRef, useState } from 'react';
import {
  type Destination,
  type DestinationShape,
  scaledWeights,
  totalFor,
  writeWeights,
} from '#core/visual/destinations.ts';
import { evenShares, moveShare } from '#core/visual/weights.ts';
import { useWords } from '../../../words/words.ts';
import { useVisual } from '../visual-context.ts';

/** At most so often is the text written while a slider is dragged. */
const pauseMs = 50;

export type Weights = {
  readonly total: number;
  /** As the sliders show them: ahead of the text by one pause at most. */
  readonly shown: readonly number[];
  readonly locked: (index: number) => boolean;
  readonly toggleLock: (index: number) => void;
  readonly drag: (index: number, weight: number) => void;
  readonly endDrag: () => void;
  /** One step, as from a number or a preset. */
  readonly give: (index: number, weight: number) => void;
  readonly even: () => void;
};

/** The weights of a rule's destinations, with locks that last as long as the rule is open. One drag is one step of undo. */
export const useWeights = (
  destinations: readonly Destination[],
  /** What each destination is known by, wherever it moves. */
  ids: readonly number[],
  shape: DestinationShape,
): Weights => {
  const { change, announce } = useVisual();
  const t = useWords('visual');
  const [locks, setLocks] = useState<ReadonlySet<number>>(new Set());
  const [moving, setMoving] = useState<readonly number[]>();
  // Where the drag began: all of it is worked out from there, so that a way there and back changes nothing.
  const began = useRef<readonly number[]>(undefined);
  const waiting = useRef<readonly number[]>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const drags = useRef(0);
  const latest = useRef(destinations);
  latest.current = destinations;

  const weights = scaledWeights(shape, destinations);
  const total = totalFor(shape, destinations);
  const where = destinations[0]?.path.slice(0, -1).join('.') ?? '';

  const write = (next: readonly number[], join?: string) => {
    const changes = writeWeights(latest.current, next);
    return changes.length === 0 || change(t('weight.step'), changes, join);
  };
  const flush = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    const next = waiting.current;
    waiting.current = undefined;
    if (next) write(next, `weights ${where} ${drags.current}`);
  };
  const flushNow = useRef(flush);
  flushNow.current = flush;
  useEffect(() => () => flushNow.current(), []);

  const isLocked = (index: number) => locks.has(ids[index] ?? index);
  const shares = (from: readonly number[]) => from.map((weight, i) => ({ weight, locked: isLocked(i) }));
  const say = (next: readonly number[]) =>
    announce(
      destinations
        .map(({ words }, i) => t('weight.said', { name: words, weight: next[i] ?? 0, total }))
        .join(t('rule.comma')),
    );

  return {
    total,
    shown: moving ?? weights,
    locked: isLocked,
    toggleLock: (index) =>
      setLocks((before) => {
        const next = new Set(before);
        const id = ids[index] ?? index;
        if (!next.delete(id)) next.add(id);
        return next;
      }),
    drag: (index, weight) => {
      if (began.current === undefined) {
        began.current = weights;
        drags.current += 1;
      }
      const next = moveShare(shares(began.current), index, weight, total);
      setMoving(next);
      waiting.current = next;
      timer.current ??= setTimeout(() => flushNow.current(), pauseMs);
    },
    endDrag: () => {
      const last = waiting.current ?? moving;
      flush();
      began.current = undefined;
      setMoving(undefined);
      if (last) say(last);
    },
    give: (index, weight) => {
      const next = moveShare(shares(weights), index, weight, total);
      if (write(next)) say(next);
    },
    even: () => {
      const next = evenShares(shares(weights), total);
      if (write(next)) say(next);
    },
  };
};
