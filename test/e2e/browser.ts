import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LaunchOptions } from 'playwright-core';

/** A Chromium to walk with, or the reason why there is none. The reason is printed by whoever asked: no walk is left out silently. */
export type FoundBrowser =
  | { readonly found: true; readonly from: string; readonly options: LaunchOptions }
  | { readonly found: false; readonly reason: string };

/**
 * The browser for the walks, in this order: `SLIPWAY_TEST_BROWSER`, an installed Chrome, Chromium or Edge,
 * the Chromium inside the package `@sparticuz/chromium` (Linux x64). Nothing is downloaded.
 */
export const findBrowser = async (): Promise<FoundBrowser> => {
  const named = process.env.SLIPWAY_TEST_BROWSER;
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return browserAt(named, 'SLIPWAY_TEST_BROWSER', isRoot());
    return { found: false, reason: `SLIPWAY_TEST_BROWSER names "${named}", which does not exist` };
  }
  const installed = installedBrowsers(process.platform, process.env).find((path) => existsSync(path));
  if (installed !== undefined) return browserAt(installed, 'installed', isRoot());
  return packedBrowser();
};

/** Where each system keeps its browsers, the usual ones first. `environment` is `process.env` or a likeness. */
export const installedBrowsers = (
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] => {
  if (platform === 'darwin') {
    const names = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    const roots = ['/Applications', `${environment.HOME ?? ''}/Applications`];
    return roots.flatMap((root) => names.map((name) => `${root}/${name}.app/Contents/MacOS/${name}`));
  }
  if (platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => environment[name] ?? []);
    const tails = [
      '\\Google\\Chrome\\Application\\chrome.exe',
      '\\Chromium\\Application\\chrome.exe',
      '\\Microsoft\\Edge\\Application\\msedge.exe',
    ];
    return tails.flatMap((tail) => roots.map((root) => root + tail));
  }
  const names = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'microsoft-edge-stable'];
  const folders = (environment.PATH ?? '').split(':').filter((folder) => folder.startsWith('/'));
  return [...new Set([...folders, '/usr/bin', '/snap/bin'])].flatMap((folder) =>
    names.map((name) => `${folder}/${name}`),
  );
};

/** Quiet and self-contained: no first-run pages, no background traffic, and TCP only, which is what the gateway speaks. */
const flags = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-default-apps',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-quic',
];

const isRoot = (): boolean => process.getuid?.() === 0;

/** Chromium refuses its sandbox to root, and the packed build carries no sandbox helper. */
const browserAt = (
  executablePath: string,
  from: string,
  withoutSandbox: boolean,
  env?: Readonly<Record<string, string>>,
): FoundBrowser => ({
  found: true,
  from,
  options: {
    executablePath,
    headless: true,
    chromiumSandbox: !withoutSandbox,
    args: withoutSandbox ? [...flags, '--no-sandbox', '--disable-dev-shm-usage'] : flags,
    ...(env === undefined ? {} : { env: { ...definedEnvironment(), ...env } }),
  },
});

const packedBrowser = async (): Promise<FoundBrowser> => {
  const hint = 'install Chrome, Chromium or Edge, or name one in SLIPWAY_TEST_BROWSER';
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { found: false, reason: `no installed browser was found, and none is bundled for this system; ${hint}` };
  }
  try {
    const folder = await unpack();
    const executable = join(folder, 'chromium');
    return browserAt(executable, '@sparticuz/chromium', true, environmentFor(executable, folder));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { found: false, reason: `the bundled Chromium cannot be unpacked (${why}); ${hint}` };
  }
};

/** The package unpacks into the folder for temporary files under a fixed name; ours is per version and appears in one step. */
const unpack = async (): Promise<string> => {
  const resolve = createRequire(import.meta.url).resolve;
  const manifest = readFileSync(join(resolve('@sparticuz/chromium'), '..', '..', 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const folder = join(tmpdir(), `slipway-browser-${version}-${process.getuid?.() ?? 0}`);
  if (existsSync(join(folder, 'complete'))) return folder;
  const partial = `${folder}.${process.pid}`;
  mkdirSync(join(partial, 'complete'), { recursive: true });
  const before = process.env.TMPDIR;
  process.env.TMPDIR = partial;
  try {
    const { default: chromium, inflate } = await import('@sparticuz/chromium');
    await chromium.executablePath();
    await inflate(join(resolve('@sparticuz/chromium'), '..', '..', 'bin', 'al2023.tar.br'));
    writeFileSync(join(partial, 'fonts.conf'), fontConfiguration(folder));
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  try {
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    // Another run was faster: its copy is as good as ours.
    if (!existsSync(join(folder, 'complete'))) throw error;
  }
  return folder;
};

/** What a bare system lacks comes from the package: shared libraries and a font. What it has stays its own. */
const environmentFor = (executable: string, folder: string): Record<string, string> => {
  const environment: Record<string, string> = {};
  const linked = spawnSync('ldd', [executable], { encoding: 'utf8' });
  if (linked.status !== 0 || linked.stdout.includes('not found')) {
    environment.LD_LIBRARY_PATH = join(folder, 'al2023', 'lib');
  }
  if (!existsSync('/etc/fonts/fonts.conf')) environment.FONTCONFIG_FILE = join(folder, 'fonts.conf');
  return environment;
};

/** The package's own file names folders of another system. */
const fontConfiguration = (folder: string): string =>
  `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>
`;

const definedEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
