import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { Command } from '../state/commands.ts';
import { askedBy, commandsToFind, type FoundList, search } from '../state/search.ts';
import { exchangesOf, type Found, indexOf, testsOf, textIn } from '../state/search-index.ts';
import { createRank } from '../state/search-rank.ts';
import { useStores } from '../state/stores-context.ts';
import { useTongue } from '../words/words.ts';

/** So long is worked at a time, in milliseconds; then the page may draw. */
const slice = 8;

/** What fits what is typed, and whether something is still being looked for. */
export const useSearch = (typed: string, commands: readonly Command[]) => {
  const stores = useStores();
  const { flow, words } = stores;
  const tongue = useTongue();
  const [things, setThings] = useState<readonly Found[]>([]);
  const [indexing, setIndexing] = useState(true);
  const [lines, setLines] = useState<readonly Found[]>([]);
  const [reading, setReading] = useState(false);
  const [rank] = useState(createRank);
  // Of the moment in which the palette opened.
  // biome-ignore lint/correctness/useExhaustiveDependencies: titles are in the language that is spoken
  const findable = useMemo(
    () => commandsToFind(commands, flow.getState().recent, words),
    [commands, flow, words, tongue],
  );
  useEffect(() => {
    const stop = inSlices(indexOf(stores), (portion, done) => {
      setThings((before) => [...before, ...portion]);
      if (done) setIndexing(false);
    });
    let wanted = true;
    const add = (found: readonly Found[]) => wanted && setThings((before) => [...before, ...found]);
    void testsOf(stores).then(add);
    void exchangesOf(stores).then(add);
    return () => {
      wanted = false;
      stop();
      setThings([]);
    };
  }, [stores]);
  const wanted = useDeferredValue(typed);
  const asked = askedBy(wanted);
  const text = asked.among === 'text' ? asked.wanted : '';
  useEffect(() => {
    setLines([]);
    if (text === '') return;
    setReading(true);
    const stop = inSlices(textIn(stores, text, words), (portion, done) => {
      setLines((before) => [...before, ...portion]);
      if (done) setReading(false);
    });
    return () => {
      stop();
      setReading(false);
    };
  }, [stores, words, text]);
  const lists: readonly FoundList[] = useMemo(
    () => search(wanted, { commands: findable, things }, lines, rank),
    [wanted, findable, things, lines, rank],
  );
  /** The first that can be done of what is typed now: for whoever presses Enter before the list has been drawn. */
  const first = () =>
    search(typed, { commands: findable, things }, lines, rank)
      .flatMap(({ found }) => found)
      .find(({ enabled }) => enabled);
  return { lists, first, looking: reading || (indexing && asked.among === 'all') || wanted !== typed };
};

/** Takes from a generator for a few milliseconds at a time; returns how to stop. */
const inSlices = (
  from: Generator<readonly Found[]>,
  take: (portion: readonly Found[], done: boolean) => void,
): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const work = () => {
    const until = performance.now() + slice;
    const portion: Found[] = [];
    for (;;) {
      const next = from.next();
      if (next.done) return take(portion, true);
      portion.push(...next.value);
      if (performance.now() > until) break;
    }
    take(portion, false);
    timer = setTimeout(work, 0);
  };
  timer = setTimeout(work, 0);
  return () => clearTimeout(timer);
};
