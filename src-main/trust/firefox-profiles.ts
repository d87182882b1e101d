import { posix, win32 } from 'node:path';
import type { TrustOs } from './trust-os.ts';

export type FirefoxProfile = {
  /** As its folder is called, with the sort of package in front where there are several. */
  readonly id: string;
  readonly name: string;
  readonly folder: string;
};

/** The profiles of every Firefox of this person, by its `profiles.ini`: the usual one, that of Snap and that of Flatpak. */
export const firefoxProfiles = async (
  os: Pick<TrustOs, 'platform' | 'environment' | 'home' | 'read' | 'exists'>,
): Promise<readonly FirefoxProfile[]> => {
  const found: FirefoxProfile[] = [];
  for (const { folder, sort } of foldersOf(os)) {
    const text = await os.read(`${folder}/profiles.ini`);
    for (const { name, path, isRelative } of text === undefined ? [] : readProfiles(text)) {
      const paths = os.platform === 'win32' ? win32 : posix;
      const place = isRelative ? paths.join(folder, path) : path;
      if (!(await os.exists(place)) || found.some((one) => one.folder === place)) continue;
      found.push({
        id: `${sort}${paths.basename(place)}`,
        name: sort === '' ? name : `${name} (${sort.slice(0, -1)})`,
        folder: place,
      });
    }
  }
  return found;
};

const foldersOf = ({
  platform,
  environment,
  home,
}: Pick<TrustOs, 'platform' | 'environment' | 'home'>): readonly {
  readonly folder: string;
  readonly sort: string;
}[] => {
  if (platform === 'win32')
    return [
      { folder: win32.join(environment.APPDATA ?? win32.join(home, 'AppData/Roaming'), 'Mozilla/Firefox'), sort: '' },
    ];
  if (platform === 'darwin') return [{ folder: `${home}/Library/Application Support/Firefox`, sort: '' }];
  const config = environment.XDG_CONFIG_HOME?.startsWith('/') ? environment.XDG_CONFIG_HOME : `${home}/.config`;
  return [
    { folder: `${home}/.mozilla/firefox`, sort: '' },
    { folder: `${config}/mozilla/firefox`, sort: '' },
    { folder: `${home}/snap/firefox/common/.mozilla/firefox`, sort: 'snap/' },
    { folder: `${home}/.var/app/org.mozilla.firefox/.mozilla/firefox`, sort: 'flatpak/' },
    { folder: `${home}/.var/app/org.mozilla.firefox/config/mozilla/firefox`, sort: 'flatpak/' },
  ];
};

/** Sections `[Profile…]` with `Name`, `Path` and `IsRelative`. */
const readProfiles = (
  text: string,
): readonly { readonly name: string; readonly path: string; readonly isRelative: boolean }[] =>
  text.split(/^\[/m).flatMap((section) => {
    if (!/^Profile\d+\]/.test(section)) return [];
    const value = (key: string) => new RegExp(`^${key}=(.*?)\\r?$`, 'm').exec(section)?.[1];
    const path = value('Path');
    return path === undefined ? [] : [{ name: value('Name') ?? path, path, isRelative: value('IsRelative') !== '0' }];
  });
