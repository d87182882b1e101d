import { startTransition, useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { Command } from '../state/commands.ts';
import { askedBy, commandsToFind, type FoundList, mostAtFirst, search } from '../state/search.ts';
import { exchangesOf, type Found, filesOf, indexOf, type KeptIndex, testsOf, textIn } from '../state/search-index.ts';
import { useStores } from '../state/stores-context.ts';
import { useTongue } from '../words/words.ts';

/** So long is worked at a time, in milliseconds; then the page may draw. */
const slice = 8;

/** What has been found is drawn at once when there is something for the first time, then every so many milliseconds. */
const between = 150;

const nothing: readonly Found[] = [];

/** What fits what is typed, and whether something is still being looked for. */
export const useSearch = (typed: string, commands: readonly Command[], kept: KeptIndex) => {
  const stores = useStores();
  const { flow, words } = stores;
  const tongue = useTongue();
  const [files] = useState(() => filesOf(stores));
  const [things, setThings] = useState<readonly Found[]>(nothing);
  const [later, setLater] = useState<readonly Found[]>(nothing);
  const [indexing, setIndexing] = useState(true);
  const [lines, setLines] = useState<{
    readonly of: string;
    readonly found: readonly Found[];
    readonly all: boolean;
  }>();
  // Of the moment in which the palette opened.
  // biome-ignore lint/correctness/useExhaustiveDependencies: titles are in the language that is spoken
  const findable = useMemo(
    () => commandsToFind(commands, flow.getState().recent, words),
    [commands, flow, words, tongue],
  );
  useEffect(() => {
    const stop = inSlices(indexOf(stores, kept), (found, done) => {
      setThings(found);
      if (done) setIndexing(false);
    });
    let wanted = true;
    const add = (found: readonly Found[]) => wanted && setLater((before) => [...before, ...found]);
    void testsOf(stores).then(add);
    void exchangesOf(stores).then(add);
    return () => {
      wanted = false;
      stop();
      setLater(nothing);
    };
  }, [stores, kept]);
  const wanted = useDeferredValue(typed);
  const asked = askedBy(wanted);
  const text = asked.among === 'text' ? asked.wanted : '';
  useEffect(() => {
    if (text === '') return setLines(undefined);
    return inSlices(textIn(stores, text, words), (found, all) => setLines({ of: text, found, all }));
  }, [stores, words, text]);
  // Without words nothing of it is shown, and nothing has to be drawn anew when more arrives.
  const isIdle = asked.among !== 'all' || asked.wanted === '';
  const [early, late] = isIdle ? [nothing, nothing] : [things, later];
  const known = useMemo(
    () => ({ commands: findable, files, things: [...early, ...late] }),
    [findable, files, early, late],
  );
  const found = lines?.found ?? nothing;
  const [seen, setSeen] = useState(false);
  useEffect(() => startTransition(() => setSeen(true)), []);
  const lists: readonly FoundList[] = useMemo(
    () => search(wanted, known, found, seen ? undefined : mostAtFirst),
    [wanted, known, found, seen],
  );
  /** The first that can be done of what is typed now: for whoever presses Enter before the list has been drawn. */
  const first = () =>
    search(typed, { ...known, things: [...things, ...later] }, found)
      .flatMap((list) => list.found)
      .find(({ enabled }) => enabled);
  const reading = text !== '' && !(lines?.of === text && lines.all);
  return { lists, first, looking: reading || (indexing && asked.among === 'all') || wanted !== typed };
};

/** Takes from a generator for a few milliseconds at a time, and tells everything that there is until then; returns how to stop. */
const inSlices = (
  from: Generator<readonly Found[]>,
  tell: (found: readonly Found[], done: boolean) => void,
): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let found: readonly Found[] = nothing;
  let told = 0;
  let next = 0;
  const work = () => {
    const until = performance.now() + slice;
    const portion: Found[] = [];
    for (;;) {
      const one = from.next();
      if (one.done) return tell([...found, ...portion], true);
      for (const thing of one.value) portion.push(thing);
      if (performance.now() > until) break;
    }
    if (portion.length > 0) found = [...found, ...portion];
    if (found.length > told && performance.now() > next) {
      tell(found, false);
      told = found.length;
      next = performance.now() + between;
    }
    timer = setTimeout(work, 0);
  };
  timer = setTimeout(work, 0);
  return () => clearTimeout(timer);
};
