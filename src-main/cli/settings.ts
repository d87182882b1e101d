import {
  changeOf,
  isSetting,
  type SettingName,
  type SettingRule,
  type SettingsState,
  settingNames,
  settingOf,
  settingRules,
} from '#contract/settings.ts';
import { findRunning } from '../app/running-files.ts';
import { openSettings } from '../app/settings.ts';
import { askRunning, NotAnswered } from '../loopback/ask.ts';
import { dataFolder } from './ca.ts';
import { type Command, columns, WrongUse } from './command.ts';
import type { Terminal } from './terminal.ts';

const saySize = (bytes: number): string => (bytes >= 1024 ** 2 ? `${bytes / 1024 ** 2}MiB` : `${bytes / 1024}KiB`);

const sayRule = (rule: SettingRule): string => {
  if (rule.is === 'choice') return rule.of.join(' | ');
  if (rule.is === 'switch') return 'true | false';
  if (rule.is === 'path') return 'an absolute path, or nothing ("")';
  if (rule.unit === 'percent') return `${rule.least} to ${rule.most}, in percent`;
  return `${saySize(rule.least)} to ${saySize(rule.most)}, as bytes or with KiB, MiB, GiB`;
};

/** What the window's settings dialog shows, for the terminal; with a Slipway that runs and without one. */
export const settings: Command = {
  name: 'settings',
  summary: 'language, colours, zoom, capture of traffic: what you have chosen, for every window',
  operands: '[list | get KEY | set KEY VALUE]',
  options: { json: { type: 'boolean', help: 'one JSON object; of "get" the value alone' } },
  remarks: [
    ...settingNames.map((name) => `  ${name.padEnd(18)} ${sayRule(settingRules[name])}`),
    '',
    'They are kept in "settings.json" of the data folder; a Slipway that runs follows at once.',
  ],
  run: async (call, terminal) => {
    const [verb = 'list', key, value, ...rest] = call.operands;
    const wanted = { list: 1, get: 2, set: 3 }[verb];
    if (wanted === undefined) throw new WrongUse(`"${verb}" is neither "list" nor "get" nor "set"`);
    if (rest.length > 0 || Math.max(1, call.operands.length) !== wanted)
      throw new WrongUse(`"settings ${verb}" is followed by ${['nothing', 'a key', 'a key and a value'][wanted - 1]}`);
    const keeper = await openSettings({ dataFolder: dataFolder(), log: () => {}, everyMs: 0 });
    try {
      const print = (state: SettingsState): number => tell(state, call.flag('json'), terminal);
      if (key === undefined) return print(keeper.state());
      const name = nameOf(key);
      if (value === undefined) {
        const now = settingOf(keeper.now(), name);
        terminal.answer(call.flag('json') ? JSON.stringify(now) : String(now));
        return sayFailures(keeper.state(), terminal);
      }
      const changed = await keeper.change(changeOf(name, read(name, value)));
      if (!changed.ok) {
        terminal.note(`slipway: ${changed.failure.message}`);
        return 1;
      }
      await tellRunning();
      return call.flag('json') ? print(changed.value) : sayFailures(changed.value, terminal);
    } finally {
      await keeper.close();
    }
  },
};

const nameOf = (key: string): SettingName => {
  const name = settingNames.find((one) => one === key);
  if (name === undefined) throw new WrongUse(`there is no setting "${key}"; there are ${settingNames.join(', ')}`);
  return name;
};

/** The value that was written; sizes may have a unit (`64KiB`, `128MiB`). */
const read = (name: SettingName, written: string): string | number | boolean => {
  const rule: SettingRule = settingRules[name];
  const [, digits = '', unit = ''] = /^(\d+)(KiB|MiB|GiB|%)?$/i.exec(written) ?? [];
  const factor = units[unit.toLowerCase()] ?? 1;
  const value =
    rule.is === 'choice' || rule.is === 'path'
      ? written
      : rule.is === 'switch'
        ? switches[written.toLowerCase()]
        : Number(digits || 'x') * factor;
  if (value === undefined || !isSetting(name, value))
    throw new WrongUse(`"${name}" cannot be "${written}"; it takes ${sayRule(rule)}`);
  return value;
};

const units: Readonly<Record<string, number>> = { kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3 };
const switches: Readonly<Record<string, boolean>> = {
  true: true,
  on: true,
  yes: true,
  false: false,
  off: false,
  no: false,
};

const tell = (state: SettingsState, json: boolean, terminal: Terminal): number => {
  const lines = settingNames.map((name): [string, string] => [name, String(settingOf(state.settings, name))]);
  terminal.answer(
    json
      ? JSON.stringify(state.settings, null, 2)
      : columns(lines)
          .map((line) => line.trim())
          .join('\n'),
  );
  return sayFailures(state, terminal);
};

/** The values hold all the same: what is wrong is said, and is no failure of the command. */
const sayFailures = ({ failures }: SettingsState, terminal: Terminal): number => {
  for (const { message } of failures) terminal.note(`slipway: ${message}`);
  return 0;
};

/** Programs that run look at the file now and not in a moment; one that does not answer finds it by itself. */
const tellRunning = async (): Promise<void> => {
  const running = await findRunning(dataFolder());
  const asked = running.map(({ address }) => askRunning(address, 'settings.read', null));
  for (const one of await Promise.allSettled(asked)) {
    if (one.status === 'rejected' && !(one.reason instanceof NotAnswered)) throw one.reason;
  }
};
