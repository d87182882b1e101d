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

/** At most so many of each group, and of a group that is alone; and so many at first, until the palette has been seen. */
const mostOfEach = 6;
const mostAlone = 100;
export const mostAtFirst = 16;

/**
 * What of everything that is known fits, by groups. Without words: the commands, and behind them the files.
 * `lines` are those that hold a text, found already.
 */
export const search = (
  typed: string,
  known: { readonly commands: readonly Found[]; readonly files: readonly Found[]; readonly things: readonly Found[] },
  lines: readonly Found[],
  most = mostAlone,
): readonly FoundList[] => {
  const { among, wanted } = askedBy(typed);
  if (among === 'text') return listOf('text', lines, most);
  if (among === 'commands') return listOf('command', fitting(known.commands, wanted).get('command'), most);
  if (wanted === '') return [...listOf('command', known.commands, most), ...listOf('file', known.files, most)];
  const byGroup = new Map(
    [known.commands, known.files, known.things].flatMap((things) => [...fitting(things, wanted)]),
  );
  return foundGroups.flatMap((group) => listOf(group, byGroup.get(group), mostOfEach));
};

/** Those that have every word, by groups, the best of each first. */
const fitting = (things: readonly Found[], wanted: string): ReadonlyMap<FoundGroup, readonly Found[]> => {
  const words = wordsOf(wanted);
  const byGroup = new Map<FoundGroup, { readonly thing: Found; readonly fit: number }[]>();
  for (const thing of things) {
    const fit = fitOf(thing.hay, words);
    if (fit === undefined) continue;
    const group = byGroup.get(thing.group);
    if (group === undefined) byGroup.set(thing.group, [{ thing, fit }]);
    else group.push({ thing, fit });
  }
  return new Map(
    [...byGroup].map(([group, fits]) => [group, fits.sort((a, b) => a.fit - b.fit).map(({ thing }) => thing)]),
  );
};

const listOf = (group: FoundGroup, found: readonly Found[] = [], most: number): readonly FoundList[] =>
  found.length === 0 ? [] : [{ group, found: found.slice(0, most), more: Math.max(0, found.length - most) }];
