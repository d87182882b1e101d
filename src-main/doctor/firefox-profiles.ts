import { posix, win32 } from 'node:path';
import type { DoctorSystem } from './doctor-system.ts';
import { orNothing } from './seen.ts';

/** The settings of one profile of Firefox, as its own file has them. */
export type FirefoxProfile = {
  /** `default-release`. */
  readonly name: string;
  readonly file: string;
  readonly preferences: ReadonlyMap<string, string | number | boolean>;
};

/** Every profile of the person, wherever Firefox was installed from. What cannot be read is left out. */
export const firefoxProfiles = async (system: DoctorSystem): Promise<readonly FirefoxProfile[]> => {
  const { join } = system.platform === 'win32' ? win32 : posix;
  const found = await Promise.all(
    foldersOf(system).map(async (folder) => {
      const listed = await orNothing(system.read(join(folder, 'profiles.ini')));
      const profiles = parseProfiles(listed ?? '').map(({ name, path, relative }) => ({
        name,
        file: join(relative ? join(folder, path) : path, 'prefs.js'),
      }));
      return Promise.all(
        profiles.map(async ({ name, file }) => {
          const [own, byHand] = await Promise.all([
            orNothing(system.read(file)),
            orNothing(system.read(file.replace(/prefs\.js$/, 'user.js'))),
          ]);
          if (own === undefined) return undefined;
          return { name, file, preferences: new Map([...parsePreferences(own), ...parsePreferences(byHand ?? '')]) };
        }),
      );
    }),
  );
  return found.flat().filter((one) => one !== undefined);
};

const foldersOf = ({ platform, home, environment }: DoctorSystem): readonly string[] => {
  if (platform === 'win32')
    return [win32.join(environment.APPDATA ?? win32.join(home, 'AppData', 'Roaming'), 'Mozilla', 'Firefox')];
  if (platform === 'darwin') return [posix.join(home, 'Library', 'Application Support', 'Firefox')];
  return [
    posix.join(home, '.mozilla', 'firefox'),
    posix.join(home, 'snap', 'firefox', 'common', '.mozilla', 'firefox'),
    posix.join(home, '.var', 'app', 'org.mozilla.firefox', '.mozilla', 'firefox'),
  ];
};

/** The sections `[Profile…]` of profiles.ini. */
export const parseProfiles = (
  text: string,
): readonly { readonly name: string; readonly path: string; readonly relative: boolean }[] =>
  text.split(/^\s*\[/m).flatMap((section) => {
    if (!/^Profile/.test(section)) return [];
    const value = (key: string): string | undefined => new RegExp(`^${key}=(.*)$`, 'm').exec(section)?.[1]?.trim();
    const path = value('Path');
    if (path === undefined) return [];
    return [{ name: value('Name') ?? path, path, relative: value('IsRelative') !== '0' }];
  });

/** The lines `user_pref("name", value);`; a value that is no number, switch or text is left out. */
export const parsePreferences = (text: string): ReadonlyMap<string, string | number | boolean> => {
  const found = new Map<string, string | number | boolean>();
  for (const [, name = '', written = ''] of text.matchAll(/^\s*user_pref\("([^"\n]{1,200})",\s*(.{1,10000}?)\);/gm)) {
    const value = parseValue(written);
    if (value !== undefined) found.set(name, value);
  }
  return found;
};

const parseValue = (written: string): string | number | boolean | undefined => {
  try {
    const value: unknown = JSON.parse(written);
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
  } catch {
    return undefined;
  }
};
