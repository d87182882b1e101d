import type { Words } from '../words/words.ts';
import { askedBy, createSieve, type FoundList, listOf, type Sieve, search } from './search.ts';
import { exchangesOf, type Found, filesOf, indexOf, type KeptIndex, testsOf, textIn } from './search-index.ts';
import type { Stores } from './stores.ts';

/** What has been found of what was typed until now. */
export type FoundNow = { readonly typed: string; readonly lists: readonly FoundList[]; readonly looking: boolean };

/** Looks for what is typed in everything that has a name, and gathers that meanwhile. */
export type Finding = {
  /** What is typed now: nothing else is looked for any more. Of commands and files alone the answer is told at once. */
  readonly ask: (typed: string, commands: readonly Found[]) => void;
  /** The first that can be done of a text, of what is known until now: for whoever does not wait. */
  readonly first: (typed: string) => Found | undefined;
  readonly stop: () => void;
};

type FindingWorld = {
  readonly stores: Stores;
  readonly kept: KeptIndex;
  readonly words: Words;
  /** Works when others have had their turn; returns how to stop. */
  readonly soon: (work: () => void) => () => void;
  /** In milliseconds. */
  readonly now: () => number;
  readonly tell: (found: FoundNow) => void;
};

/** So long is worked at a time, in milliseconds; then the page may draw. */
const slice = 8;
/** What has been found is told at once when there is something for the first time, then every so many milliseconds. */
const between = 150;
/** So many are looked through before the clock is looked at again. */
const portion = 200;

export const createFinding = ({ stores, kept, words, soon, now, tell }: FindingWorld): Finding => {
  const files = filesOf(stores);
  const things: Found[] = [];
  let commands: readonly Found[] = [];
  let index: Generator<readonly Found[]> | undefined = indexOf(stores, kept);
  let typed = '';
  let sieve: Sieve | undefined;
  /** So many things have gone through the sieve. */
  let passed = 0;
  let text: { readonly from: Generator<readonly Found[]>; readonly lines: Found[]; done: boolean } | undefined;
  let told: readonly FoundList[] = [];
  let due = 0;
  let stopped = false;
  let cancel: (() => void) | undefined;

  const say = (looking: boolean) => {
    const lists = text ? listOf('text', text.lines) : (sieve?.lists() ?? told);
    // A list that is what it was need not be drawn anew.
    told = lists.map((list) => told.find((before) => isSame(before, list)) ?? list);
    due = now() + between;
    tell({ typed, lists: told, looking });
  };
  const isSomething = () => told.length > 0 || (text ? text.lines.length > 0 : (sieve?.lists().length ?? 0) > 0);

  /** One portion of what is to be done: what was asked comes before what is gathered. False when there is nothing. */
  const step = (): boolean => {
    if (text && !text.done) {
      const next = text.from.next();
      if (next.done) text.done = true;
      else text.lines.push(...next.value);
      return true;
    }
    if (sieve && passed < things.length) {
      for (const thing of things.slice(passed, passed + portion)) sieve.pass(thing);
      passed = Math.min(things.length, passed + portion);
      return true;
    }
    const next = index?.next();
    if (next === undefined) return false;
    if (next.done) index = undefined;
    else for (const thing of next.value) things.push(thing);
    return true;
  };
  const isLooking = () =>
    (text !== undefined && !text.done) || (sieve !== undefined && (index !== undefined || passed < things.length));

  const work = () => {
    cancel = undefined;
    const wasLooking = isLooking();
    const until = now() + slice;
    let more = true;
    while (more && now() < until) more = step();
    if (wasLooking && (!isLooking() || (now() > due && isSomething()))) say(isLooking());
    if (more) go();
  };
  const go = () => {
    if (!stopped) cancel ??= soon(work);
  };
  const add = (found: readonly Found[]) => {
    if (stopped || found.length === 0) return;
    for (const thing of found) things.push(thing);
    go();
  };
  void testsOf(stores).then(add);
  void exchangesOf(stores).then(add);
  go();

  return {
    ask: (next, known) => {
      const { among, wanted } = askedBy(next);
      [typed, commands] = [next, known];
      [sieve, text, passed, due] = [undefined, undefined, 0, 0];
      if (among === 'text' && wanted !== '') text = { from: textIn(stores, wanted, words), lines: [], done: false };
      else if (among === 'all' && wanted !== '') {
        sieve = createSieve(wanted);
        for (const thing of [...commands, ...files]) sieve.pass(thing);
      } else {
        told = search(next, { commands, files, things: [], lines: [] });
        return tell({ typed, lists: told, looking: false });
      }
      go();
    },
    first: (asked) => {
      const { among, wanted } = askedBy(asked);
      const lines = among === 'text' ? firstOf(textIn(stores, wanted, words)) : [];
      return search(asked, { commands, files, things, lines })
        .flatMap(({ found }) => found)
        .find(({ enabled }) => enabled);
    },
    stop: () => {
      stopped = true;
      cancel?.();
    },
  };
};

const firstOf = (portions: Iterable<readonly Found[]>): readonly Found[] => {
  for (const found of portions) if (found.length > 0) return found;
  return [];
};

const isSame = (a: FoundList, b: FoundList): boolean =>
  a.group === b.group &&
  a.more === b.more &&
  a.found.length === b.found.length &&
  a.found.every((one, i) => one === b.found[i]);
