import { posix, win32 } from 'node:path';
import { firefoxProfiles } from '../trust/firefox-profiles.ts';
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
export const firefoxSettings = async (system: DoctorSystem): Promise<readonly FirefoxProfile[]> => {
  const { platform, environment, home } = system;
  const profiles = await firefoxProfiles({
    platform,
    environment,
    home,
    read: (file) => orNothing(system.read(file)),
    exists: async (path) => (await orNothing(system.stat(path))) !== undefined,
  });
  const { join } = platform === 'win32' ? win32 : posix;
  const found = await Promise.all(
    profiles.map(async ({ name, folder }) => {
      const file = join(folder, 'prefs.js');
      const [own, byHand] = await Promise.all(
        [file, join(folder, 'user.js')].map((one) => orNothing(system.read(one))),
      );
      if (own === undefined) return undefined;
      return { name, file, preferences: new Map([...parsePreferences(own), ...parsePreferences(byHand ?? '')]) };
    }),
  );
  return found.filter((one) => one !== undefined);
};

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
