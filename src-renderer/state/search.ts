import type { Words } from '../words/words.ts';
import type { Command } from './commands.ts';
import { type Found, type FoundGroup, foundGroups } from './search-index.ts';
import type { Rank } from './search-rank.ts';

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
): readonly (Found & { readonly also: string })[] => {
  const english = words.getFixedT('en');
  const rankOf = ({ id }: Command) => (recent.includes(id) ? recent.indexOf(id) : recent.length);
  return [...commands]
    .sort((a, b) => rankOf(a) - rankOf(b))
    .map((command) => {
      const title = command.title(words);
      const inEnglish = command.title({ ...words, t: english } as Words);
      return {
        id: command.id,
        group: 'command',
        title,
        detail: words.t(`flow:group.${command.group}`),
        also: inEnglish === title ? '' : inEnglish,
        ...(command.keys[0] !== undefined && { keys: command.keys[0] }),
        enabled: command.enabled?.() !== false,
        go: command.run,
      };
    });
};

/** At most so many of each group, and of a group that is alone. */
const mostOfEach = 6;
const mostAlone = 100;

/**
 * What of everything that is known fits, by groups. Without words: the commands, and behind them the files.
 * `lines` are those that hold a text, found already.
 */
export const search = (
  typed: string,
  known: { readonly commands: readonly (Found & { readonly also: string })[]; readonly things: readonly Found[] },
  lines: readonly Found[],
  rank: Rank,
): readonly FoundList[] => {
  const { among, wanted } = askedBy(typed);
  if (among === 'text') return listOf('text', lines, mostAlone);
  const commands = ranked(known.commands, ({ title, detail, also }) => `${title} ${detail} ${also}`, wanted, rank);
  if (among === 'commands') return listOf('command', commands, mostAlone);
  if (wanted === '')
    return [
      ...listOf('command', commands, mostAlone),
      ...listOf(
        'file',
        known.things.filter(({ group }) => group === 'file'),
        mostAlone,
      ),
    ];
  const found = ranked(known.things, ({ title, detail }) => `${title} ${detail}`, wanted, rank);
  const byGroup = Map.groupBy([...commands, ...found], ({ group }) => group);
  return foundGroups.flatMap((group) => listOf(group, byGroup.get(group) ?? [], mostOfEach));
};

const ranked = <F extends Found>(things: readonly F[], hay: (thing: F) => string, wanted: string, rank: Rank) =>
  wanted === '' ? things : rank(things.map(hay), wanted).flatMap((at) => things[at] ?? []);

const listOf = (group: FoundGroup, found: readonly Found[], most: number): readonly FoundList[] =>
  found.length === 0 ? [] : [{ group, found: found.slice(0, most), more: Math.max(0, found.length - most) }];
