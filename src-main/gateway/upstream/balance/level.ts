import type { Dice } from '#core/world.ts';
import type { Host } from '../host.ts';
import { createDeadlines } from './deadlines.ts';
import { worth } from './loads.ts';
import type { Group, Level as Groups } from './localities.ts';
import { type Picker, type Share, throwDice } from './picker.ts';

/** One priority level: chooses a place by its weight, and there a host. */
export type Level = Picker;

/**
 * `panic`: all hosts are used, whatever their health and place. Hashing has one table for all places, with their weights in it, so
 * that a key has one host; everything else takes turns among places, which count less when fewer of their hosts are well.
 */
export function createLevel(
  groups: Groups,
  panic: boolean,
  usable: (host: Host) => boolean,
  pickerOf: (shares: readonly Share[]) => Picker,
  hashes: boolean,
  dice: Dice,
): Level {
  if (panic) return pickerOf(groups.flatMap(({ hosts }) => hosts.map(shareOf)));
  const well = groups
    .map((group) => ({ group, hosts: group.hosts.filter(usable) }))
    .filter(({ hosts }) => hosts.length > 0);
  const [first] = well;
  if (!first) return nobody;
  if (well.length === 1) return pickerOf(first.hosts.map(shareOf));
  if (hashes) return pickerOf(well.flatMap(({ group, hosts }) => sharesIn(group, hosts)));
  const places = well.map(({ group, hosts }) => ({
    picker: pickerOf(hosts.map(shareOf)),
    weight: group.weight * worth({ usable: hosts.length, all: group.hosts.length }),
  }));
  const turns = createDeadlines(places, ({ weight }) => weight, throwDice(dice, places.length));
  return { pick: (hash, attempt) => turns.next()?.picker.pick(hash, attempt) };
}

const shareOf = (host: Host): Share => ({ host, weight: host.weight });

const sharesIn = (group: Group, hosts: readonly Host[]): readonly Share[] => {
  const total = hosts.reduce((sum, { weight }) => sum + weight, 0);
  return hosts.map((host) => ({ host, weight: (group.weight * host.weight) / total }));
};

const nobody: Level = { pick: () => undefined };
