import { join } from 'node:path';
import {
  changeOf,
  changeSettings,
  type Settings,
  type SettingsChange,
  type SettingsState,
  settingNames,
  settingOf,
  settingsIn,
  usualSettings,
} from '#contract/settings.ts';
import type { Failure, Result } from '#core/failure.ts';
import type { Log } from '#core/world.ts';
import {
  alone,
  copyAside,
  moveAside,
  readSettingsFile,
  settingsVersion,
  stampOf,
  writeSettingsFile,
} from './settings-file.ts';

/** The person's settings, as every part of main sees them. */
export type SettingsKeeper = {
  readonly now: () => Settings;
  readonly state: () => SettingsState;
  /** Called with the settings after each change, here or by another program. Returns how to stop. */
  readonly onChange: (listener: (settings: Settings, before: Settings) => void) => () => void;
  /** Resolves when the change is on disk; where it cannot be, it holds in this program all the same, and the failure says so. Never rejects. */
  readonly change: (change: SettingsChange) => Promise<Result<SettingsState>>;
  /** Reads the file again where another program has changed it. Never rejects. */
  readonly look: () => Promise<SettingsState>;
  readonly close: () => Promise<void>;
};

export type SettingsOptions = {
  /** The person's data folder; absent: settings live as long as the program. */
  readonly dataFolder: string | undefined;
  readonly log: Log;
  /** How often to see whether another program has changed the file; absent: every two seconds, 0: never. */
  readonly everyMs?: number;
};

/**
 * `settings.json` of the data folder. What this version does not know in it stays there.
 * A file that cannot be understood is said and left for whoever writes it to mend, and what held before holds on; that of a newer version is
 * read as far as it is known. Both are kept aside under another name before a change is written.
 */
export const openSettings = async ({ dataFolder, log, everyMs = 2_000 }: SettingsOptions): Promise<SettingsKeeper> => {
  const file = dataFolder === undefined ? undefined : join(dataFolder, 'settings.json');
  const listeners = new Set<(settings: Settings, before: Settings) => void>();
  let settings = usualSettings;
  let failures: readonly Failure[] = [];
  let stamp: string | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined); // whoever asked for it gets the error
    return mine;
  };
  const say = (failure: Failure): void => {
    if (failures.some(({ code, message }) => code === failure.code && message === failure.message)) return;
    failures = [...failures.filter(({ code }) => code !== failure.code), failure];
    log('warn', failure.message, { ...failure.detail });
  };
  const become = (next: Settings): void => {
    const before = settings;
    settings = next;
    if (JSON.stringify(before) === JSON.stringify(next)) return;
    for (const listener of [...listeners]) listener(next, before);
  };
  const state = (): SettingsState => ({ settings, failures });

  /** What is said of the file itself is over when it has been read well. */
  const pass = (...codes: readonly string[]): void => {
    failures = failures.filter(({ code }) => !codes.includes(code));
  };
  /** The members of the file as it is now; undefined where it is not there, or cannot be understood. */
  const read = async (path: string): Promise<Readonly<Record<string, unknown>> | undefined> => {
    stamp = await stampOf(path);
    const found = await readSettingsFile(path);
    if (found.is === 'unreadable') throw new Unreadable(unreadable(path, found.errno));
    if (found.is === 'broken') {
      say(broken(path));
      return undefined;
    }
    pass('settings/broken', 'settings/unreadable', 'settings/newer');
    if (found.is === 'absent') return undefined;
    if (found.version > settingsVersion) say(newer(path));
    return found.members;
  };
  const sayError = (error: unknown): Failure => {
    const failure = error instanceof Unreadable ? error.failure : notKept(error);
    say(failure);
    return failure;
  };
  const look = async (): Promise<SettingsState> => {
    if (file === undefined || (await stampOf(file)) === stamp) return state();
    try {
      const members = await read(file);
      // Where the file is gone, or damaged, under our hands, what was chosen holds on.
      if (members !== undefined) become(settingsIn(members));
    } catch (error) {
      sayError(error);
    }
    return state();
  };
  const write = (path: string, change: SettingsChange): Promise<void> =>
    alone(path, async () => {
      const members = await read(path);
      if (failures.some(({ code }) => code === 'settings/broken')) await moveAside(path, 'broken');
      if (typeof members?.version === 'number' && members.version > settingsVersion)
        await copyAside(path, `version-${members.version}`);
      await writeSettingsFile(path, merged(members ?? chosenIn(settings), change));
      stamp = await stampOf(path);
      pass('settings/not-kept', 'settings/unreadable', 'settings/newer', 'settings/broken');
      become(changeSettings(members ? settingsIn(members) : settings, change));
    });

  if (file !== undefined) {
    try {
      settings = settingsIn(await read(file));
    } catch (error) {
      sayError(error);
    }
  }
  const timer = file === undefined || everyMs === 0 ? undefined : setInterval(() => void inTurn(look), everyMs);
  timer?.unref();

  return {
    now: () => settings,
    state,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change: (change) =>
      inTurn(async () => {
        try {
          if (file === undefined) become(changeSettings(settings, change));
          else await write(file, change);
          return { ok: true, value: state() };
        } catch (error) {
          const failure = sayError(error);
          become(changeSettings(settings, change));
          return { ok: false, failure };
        }
      }),
    look: () => inTurn(look),
    close: async () => {
      clearInterval(timer);
      await last;
    },
  };
};

/** The file is there and may not be read: then it is not written over either. */
class Unreadable extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The members of the file with the change in them; what is not known stays, beside and inside. */
const merged = (members: Readonly<Record<string, unknown>>, { capture, hosts, ...change }: SettingsChange) => ({
  ...members,
  ...change,
  ...(capture && { capture: { ...(isObject(members.capture) ? members.capture : {}), ...capture } }),
  ...(hosts && { hosts: { ...(isObject(members.hosts) ? members.hosts : {}), ...hosts } }),
});

/** Where there is no file to add to, or none that can be understood: what was chosen here, and nothing that is as usual. */
const chosenIn = (settings: Settings): Readonly<Record<string, unknown>> =>
  settingNames
    .filter((name) => settingOf(settings, name) !== settingOf(usualSettings, name))
    .reduce<Readonly<Record<string, unknown>>>(
      (members, name) => merged(members, changeOf(name, settingOf(settings, name))),
      {},
    );

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const broken = (file: string): Failure => ({
  code: 'settings/broken',
  message: `the settings in "${file}" are no JSON object, so what held before holds on; mend the file, or choose anew, which keeps it aside as "${file}.broken"`,
});

const newer = (file: string): Failure => ({
  code: 'settings/newer',
  message: `the settings in "${file}" are those of a newer slipway; what is known of them holds, and before a change the file is kept aside`,
});

const unreadable = (file: string, errno: string): Failure => ({
  code: 'settings/unreadable',
  message: `the settings in "${file}" cannot be read (${errno}), so the usual ones hold; ${errno === 'EISDIR' ? 'a folder has their name: move it away' : 'look at its permissions'}`,
  detail: { errno },
});

const notKept = (error: unknown): Failure => {
  const errno = (error as NodeJS.ErrnoException).code ?? 'unknown';
  return {
    code: 'settings/not-kept',
    message: `the settings cannot be written (${errno}), so a change holds only until this program ends; look at the permissions of its data folder, and at the room on its disk`,
    detail: { errno },
  };
};
