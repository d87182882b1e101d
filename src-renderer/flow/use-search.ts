import { startTransition, useEffect, useMemo, useRef, useState } from 'react';
import type { Command } from '../state/commands.ts';
import { createFinding, type Finding, type FoundNow } from '../state/finding.ts';
import { commandsToFind, countOf, search, upTo } from '../state/search.ts';
import { filesOf, type KeptIndex } from '../state/search-index.ts';
import { useStores } from '../state/stores-context.ts';
import { useTongue } from '../words/words.ts';

/** So many are drawn at a time: each of them takes a few milliseconds, and whoever types must not wait for a hundred. */
const step = 8;

/** What fits what is typed, and whether something is still being looked for. */
export const useSearch = (typed: string, commands: readonly Command[], kept: KeptIndex) => {
  const stores = useStores();
  const { flow, words } = stores;
  const tongue = useTongue();
  // Of the moment in which the palette opened.
  // biome-ignore lint/correctness/useExhaustiveDependencies: titles are in the language that is spoken
  const findable = useMemo(
    () => commandsToFind(commands, flow.getState().recent, words),
    [commands, flow, words, tongue],
  );
  /** What was found, and how many of it are drawn. */
  const [{ now, room }, setFound] = useState<{ readonly now: FoundNow; readonly room: number }>(() => {
    const known = { commands: findable, files: filesOf(stores), things: [], lines: [] };
    return { now: { typed: '', lists: search('', known), looking: false }, room: step };
  });
  const drawn = useMemo(() => upTo(now.lists, room), [now, room]);
  const isMore = room < countOf(now.lists);
  useEffect(() => {
    if (isMore) startTransition(() => setFound((before) => ({ ...before, room: room + step })));
  }, [isMore, room]);
  const finding = useRef<Finding>(undefined);
  useEffect(() => {
    const made = createFinding({
      stores,
      kept,
      words,
      soon: (work) => {
        const timer = setTimeout(work, 0);
        return () => clearTimeout(timer);
      },
      now: () => performance.now(),
      // Whoever types goes before what is drawn.
      tell: (found) =>
        startTransition(() =>
          setFound((before) => ({ now: found, room: before.now.typed === found.typed ? before.room : step })),
        ),
    });
    finding.current = made;
    return made.stop;
  }, [stores, kept, words]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another finding knows nothing of what was asked
  useEffect(() => finding.current?.ask(typed, findable), [typed, findable, stores, kept, words]);
  const isNow = now.typed === typed && !now.looking;
  /** The first that can be done of what is typed now: for whoever presses Enter before the list has been drawn. */
  const first = () =>
    isNow ? now.lists.flatMap(({ found }) => found).find(({ enabled }) => enabled) : finding.current?.first(typed);
  return { lists: now.lists, drawn, first, looking: !isNow };
};
