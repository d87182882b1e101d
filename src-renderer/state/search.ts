import type { Words } from '../words/words.ts';
import type { Command } from './commands.ts';
import { type Found, type FoundGroup, foundGroups } from './search-index.ts';
import { fitOf, hayOf, wordsOf } from './search-rank.ts';

/** One sort of things that were found, the best first. */
export type FoundList = { readonly group: FoundGroup; readonly found: readonly Found[]; readonly more: number };

/** What was typed: which groups are meant, and by what. */
export type Asked = { readonly among: 'all' | 'commands' | 'text'; readonly wanted: string };

export const askedBy = (typed: string): Asked => {
  if (typed.startsWith('>')) return { among: 'commands', wanted: typed.slice(1).trim() };
  if (typed.startsWith('#')) return { among: 'text', wanted: typed.slice(1).trim() };
  return { among: 'all', wanted: typed.trim() };
};

/** The commands to be searched, those that were used last in front; each knows its English name too. */
export const commandsToFind = (
  commands: readonly Command[],
  recent: readonly string[],
  words: Words,
): readonly Found[] => {
  const english = words.getFixedT('en');
  const rankOf = ({ id }: Command) => (recent.includes(id) ? recent.indexOf(id) : recent.length);
  return [...commands]
    .sort((a, b) => rankOf(a) - rankOf(b))
    .map((command) => {
      const title = command.title(words);
      const inEnglish = command.title({ ...words, t: english } as Words);
      const detail = words.t(`flow:group.${command.group}`);
      return {
        id: command.id,
        group: 'command',
        title,
        detail,
        hay: hayOf(title, inEnglish === title ? detail : `${detail} ${inEnglish}`),
        ...(command.keys[0] !== undefined && { keys: command.keys[0] }),
        enabled: command.enabled?.() !== false,
        go: command.run,
      };
    });
};

/** At most so many of each group, and of a group that is alone. */
const mostOfEach = 6;
const mostAlone = 100;

/** What is known at once. `lines` are those that hold a text, found already. */
export type Known = {
  readonly commands: readonly Found[];
  readonly files: readonly Found[];
  readonly things: readonly Found[];
  readonly lines: readonly Found[];
};

/** What of everything that is known fits, by groups. Without words: the commands, and behind them the files. */
export const search = (typed: string, known: Known, most = mostAlone): readonly FoundList[] => {
  const { among, wanted } = askedBy(typed);
  if (among === 'text') return listOf('text', known.lines, most);
  if (among === 'all' && wanted === '')
    return [...listOf('command', known.commands, most), ...listOf('file', known.files, most)];
  const sieve = createSieve(wanted, among === 'commands' ? most : undefined);
  for (const thing of known.commands) sieve.pass(thing);
  if (among === 'commands') return sieve.lists();
  for (const thing of known.files) sieve.pass(thing);
  for (const thing of known.things) sieve.pass(thing);
  return sieve.lists();
};

/** Takes things one by one, and has the best of each group of those that fit at any time. */
export type Sieve = { readonly pass: (thing: Found) => void; readonly lists: () => readonly FoundList[] };

/** Things with every word; of those that fit equally what came first is in front. */
export const createSieve = (wanted: string, most = mostOfEach): Sieve => {
  const words = wordsOf(wanted);
  const groups = new Map<
    FoundGroup,
    { count: number; readonly best: { readonly thing: Found; readonly fit: number }[] }
  >();
  return {
    pass: (thing) => {
      const fit = fitOf(thing.hay, words);
      if (fit === undefined) return;
      let group = groups.get(thing.group);
      if (group === undefined) {
        group = { count: 0, best: [] };
        groups.set(thing.group, group);
      }
      group.count += 1;
      const { best } = group;
      let at = best.length;
      while (at > 0 && (best[at - 1]?.fit ?? 0) > fit) at--;
      if (at >= most) return;
      best.splice(at, 0, { thing, fit });
      if (best.length > most) best.pop();
    },
    lists: () =>
      foundGroups.flatMap((group) => {
        const { count, best } = groups.get(group) ?? { count: 0, best: [] };
        return count === 0 ? [] : [{ group, found: best.map(({ thing }) => thing), more: count - best.length }];
      }),
  };
};

export const listOf = (group: FoundGroup, found: readonly Found[], most = mostAlone): readonly FoundList[] =>
  found.length === 0 ? [] : [{ group, found: found.slice(0, most), more: Math.max(0, found.length - most) }];

/** The first `count` of them all; what was whole stays the very list that it was. */
export const upTo = (lists: readonly FoundList[], count: number): readonly FoundList[] => {
  let room = count;
  return lists.flatMap((list) => {
    const found = list.found.slice(0, room);
    room -= found.length;
    if (found.length === list.found.length) return [list];
    return found.length === 0 ? [] : [{ ...list, found, more: 0 }];
  });
};

export const countOf = (lists: readonly FoundList[]): number => lists.reduce((sum, { found }) => sum + found.length, 0);
