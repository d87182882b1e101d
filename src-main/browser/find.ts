import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type KnownBrowser, knownBrowsers, placesOf } from './known-browsers.ts';

/** A browser on this machine. */
export type InstalledBrowser = {
  readonly id: string;
  readonly name: string;
  readonly kind: 'chromium' | 'firefox';
  readonly path: string;
  readonly version?: string;
  readonly packaged?: 'snap' | 'flatpak';
  /** The name of its package, which says where it may write. */
  readonly app?: string;
};

export type FindWorld = {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** For tests: whether a program lies there, and what it really is. */
  readonly programAt?: (path: string) => Promise<string | undefined>;
  readonly versionOf?: (browser: KnownBrowser, path: string) => Promise<string | undefined>;
};

/**
 * Browsers of this machine, the best first, each program once. `SLIPWAY_BROWSER` names one that stands before all others; what is no
 * program there is left out. Never rejects; versions that take too long to be told are left out.
 */
export const findBrowsers = async (world: FindWorld): Promise<readonly InstalledBrowser[]> => {
  const { platform, environment, home } = world;
  const programAt = world.programAt ?? ((path) => programOf(path, platform));
  const versionOf = world.versionOf ?? ((_browser, path) => readVersion(path, platform));
  const seen = new Set<string>();
  const found: Promise<InstalledBrowser>[] = [];
  const named = environment.SLIPWAY_BROWSER;
  if (named !== undefined && named !== '') {
    const real = await programAt(named);
    if (real !== undefined) {
      seen.add(real);
      found.push(withVersion({ ...guess(named), path: named }, versionOf));
    }
  }
  for (const browser of knownBrowsers) {
    for (const { path, ...place } of placesOf(browser, platform, environment, home)) {
      const real = await programAt(path);
      if (real === undefined || seen.has(real)) continue;
      seen.add(real);
      found.push(withVersion({ ...browser, ...place, path, ...snapOf(real, place) }, versionOf));
    }
  }
  return numbered(await Promise.all(found));
};

const withVersion = async (
  { id, name, kind, path, packaged, app }: Omit<KnownBrowser, 'linux' | 'mac' | 'windows'> & InstalledBrowser,
  versionOf: NonNullable<FindWorld['versionOf']>,
): Promise<InstalledBrowser> => {
  const known = knownBrowsers.find((one) => one.id === id);
  const version = known && (await versionOf(known, path).catch(() => undefined));
  return {
    id,
    name,
    kind,
    path,
    ...(version !== undefined && { version }),
    ...(packaged !== undefined && { packaged }),
    ...(app !== undefined && { app }),
  };
};

/** Ubuntu's `/usr/bin/firefox` leads to the snap. */
const snapOf = (real: string, place: { readonly packaged?: 'snap' | 'flatpak' }) => {
  const app = /^\/snap\/(?:bin\/)?([a-z0-9-]+)/.exec(real)?.[1];
  return place.packaged === undefined && app !== undefined ? { packaged: 'snap' as const, app } : {};
};

/** What sort a program is that somebody named. */
const guess = (path: string): Pick<InstalledBrowser, 'id' | 'name' | 'kind'> => {
  const file = basename(path).toLowerCase();
  const word = ['firefox', 'edge', 'brave', 'chromium', 'chrome'].find((one) => file.includes(one));
  const known = knownBrowsers.find(({ id }) => id === word);
  return known ?? { id: 'browser', name: basename(path), kind: 'chromium' };
};

/** Of several with the same id, the second is called `id-2`. */
const numbered = (browsers: readonly InstalledBrowser[]): readonly InstalledBrowser[] => {
  const counts = new Map<string, number>();
  return browsers.map((browser) => {
    const count = (counts.get(browser.id) ?? 0) + 1;
    counts.set(browser.id, count);
    return count === 1 ? browser : { ...browser, id: `${browser.id}-${count}` };
  });
};

const programOf = async (path: string, platform: NodeJS.Platform): Promise<string | undefined> => {
  try {
    await access(path, platform === 'win32' ? constants.F_OK : constants.X_OK);
    const real = await realpath(path);
    // All snaps lead to the one program that starts them.
    if (basename(real) === 'snap') return path;
    return (await startedBy(real)) ?? real;
  } catch {
    return undefined; // it is not there, or not for this person
  }
};

/** The program that a script of a distribution only starts: a snap, or the browser under its other name. */
const startedBy = async (real: string): Promise<string | undefined> => {
  if (!real.startsWith('/usr/bin/')) return undefined;
  const text = await readFile(real).then((bytes) => (bytes.length < 16_384 ? bytes.toString('latin1') : ''));
  if (!text.startsWith('#!')) return undefined;
  const snap = /(\/snap\/bin\/[a-z0-9-]+)/.exec(text)?.[1];
  if (snap !== undefined) return snap;
  const other = /^exec ([a-z0-9-]+) "\$@"$/m.exec(text)?.[1];
  return other === undefined ? undefined : realpath(`/usr/bin/${other}`).catch(() => undefined);
};

const versionMs = 3_000;

/** From files beside the program where there are some, else the program says it. */
const readVersion = async (path: string, platform: NodeJS.Platform): Promise<string | undefined> => {
  const folder = dirname(path);
  if (platform === 'win32') {
    // Chromium's installers put the program beside a folder with its version; `--version` would open a window.
    const names = await readdir(folder);
    const newest = names
      .filter((name) => /^\d+(\.\d+){3}$/.test(name))
      .sort(byNumbers)
      .at(-1);
    return newest ?? (await iniVersion(join(folder, 'application.ini')));
  }
  if (platform === 'darwin') {
    const plist = await readFile(join(folder, '..', 'Info.plist'), 'utf8');
    return /<key>CFBundleShortVersionString<\/key>\s*<string>([^<]{1,40})<\/string>/.exec(plist)?.[1];
  }
  const ini = await iniVersion(join(dirname(await realpath(path)), 'application.ini')).catch(() => undefined);
  return ini ?? (await saidVersion(path));
};

const iniVersion = async (file: string): Promise<string | undefined> =>
  /^Version=(.{1,40})$/m.exec(await readFile(file, 'utf8'))?.[1]?.trim();

const saidVersion = (path: string): Promise<string | undefined> =>
  new Promise((done) => {
    const child = execFile(path, ['--version'], { timeout: versionMs, killSignal: 'SIGKILL' }, (_error, out) =>
      done(/\d+(?:\.\d+)+\w*/.exec(out)?.[0]),
    );
    child.stdin?.end();
  });

const byNumbers = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
