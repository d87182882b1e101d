import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findBrowsers } from '../../src-main/browser/find.ts';
import { knownBrowsers, placesOf } from '../../src-main/browser/known-browsers.ts';

const withPrograms = (paths: readonly string[]) => ({
  programAt: async (path: string) => (paths.includes(path) ? path : undefined),
  versionOf: async () => '1.2.3',
});

test('Linux: the folders of PATH, those of vendors, Snap and Flatpak, the best first', async () => {
  const found = await findBrowsers({
    platform: 'linux',
    environment: { PATH: '/home/ann/bin:relative:/usr/bin' },
    home: '/home/ann',
    ...withPrograms([
      '/snap/bin/chromium',
      '/usr/bin/firefox',
      '/home/ann/bin/brave-browser',
      '/opt/google/chrome/chrome',
      '/home/ann/.local/share/flatpak/exports/bin/com.microsoft.Edge',
      '/usr/bin/google-chrome-unstable',
      'relative/chromium',
    ]),
  });
  expect(found.map(({ id, packaged = '' }) => `${id} ${packaged}`)).toEqual([
    'chrome ',
    'edge flatpak',
    'brave ',
    'chromium snap',
    'firefox ',
    'chrome-dev ',
  ]);
  expect(found[0]).toEqual({
    id: 'chrome',
    name: 'Google Chrome',
    kind: 'chromium',
    path: '/opt/google/chrome/chrome',
    version: '1.2.3',
  });
  expect(found[1]?.app).toBe('com.microsoft.Edge');
});

test('macOS: applications of everybody and of the person', async () => {
  const found = await findBrowsers({
    platform: 'darwin',
    environment: {},
    home: '/Users/ann',
    ...withPrograms([
      '/Users/ann/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Firefox Developer Edition.app/Contents/MacOS/firefox',
      '/Applications/Google Chrome Canary.app/Contents/MacOS/Google Chrome Canary',
    ]),
  });
  expect(found.map(({ id }) => id)).toEqual(['chrome', 'firefox-developer-edition', 'chrome-canary']);
});

test('Windows: the folders for programs, whatever case their variables have', async () => {
  const found = await findBrowsers({
    platform: 'win32',
    environment: {
      ProgramFiles: 'C:\\Program Files',
      'ProgramFiles(x86)': 'C:\\Program Files (x86)',
      LocalAppData: 'C:\\People\\ann\\AppData\\Local',
    },
    home: 'C:\\People\\ann',
    ...withPrograms([
      'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
      'C:\\People\\ann\\AppData\\Local\\Google\\Chrome SxS\\Application\\chrome.exe',
      'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
    ]),
  });
  expect(found.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
    'edge chromium',
    'firefox firefox',
    'chrome-canary chromium',
  ]);
});

test('one program is one browser, however many names it has; two of a sort have numbers', async () => {
  const found = await findBrowsers({
    platform: 'linux',
    environment: { PATH: '/a:/b' },
    home: '/home/ann',
    programAt: async (path) =>
      ({ '/a/chromium': '/real/one', '/b/chromium': '/real/two', '/a/chromium-browser': '/real/one' })[path],
    versionOf: async () => {
      throw new Error('it does not say');
    },
  });
  expect(found).toEqual([
    { id: 'chromium', name: 'Chromium', kind: 'chromium', path: '/a/chromium' },
    { id: 'chromium-2', name: 'Chromium', kind: 'chromium', path: '/b/chromium' },
  ]);
});

test('SLIPWAY_BROWSER stands before all others, and is left out where it is no program', async () => {
  const world = (environment: Readonly<Record<string, string>>) => ({
    platform: 'linux' as const,
    environment: { PATH: '/bin', ...environment },
    home: '/home/ann',
    ...withPrograms(['/own/my-firefox', '/own/thing', '/bin/chromium']),
  });
  const firefox = await findBrowsers(world({ SLIPWAY_BROWSER: '/own/my-firefox' }));
  expect(firefox.map(({ id, kind, path }) => `${id} ${kind} ${path}`)).toEqual([
    'firefox firefox /own/my-firefox',
    'chromium chromium /bin/chromium',
  ]);
  const thing = await findBrowsers(world({ SLIPWAY_BROWSER: '/own/thing' }));
  expect(thing[0]).toMatchObject({ id: 'browser', name: 'thing', kind: 'chromium' });
  const wrong = await findBrowsers(world({ SLIPWAY_BROWSER: '/own/gone' }));
  expect(wrong.map(({ id }) => id)).toEqual(['chromium']);
});

test.skipIf(process.platform === 'win32')(
  'real files: links, what may not be started, and what says no version',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-find-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const program = (name: string, text: string, mode = 0o755) => {
      writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(bin, name), mode);
    };
    program('brave-browser', 'echo "Brave Browser 1.70.123 unknown"');
    symlinkSync('brave-browser', join(bin, 'brave'));
    program('google-chrome', 'echo no', 0o644);
    program('chromium', 'echo nothing; exit 3');
    symlinkSync('gone', join(bin, 'firefox'));
    writeFileSync(join(bin, 'application.ini'), '');
    const found = await findBrowsers({ platform: 'linux', environment: { PATH: bin }, home: folder });
    const ours = found.filter(({ path }) => path.startsWith(folder));
    expect(ours).toEqual([
      { id: 'brave', name: 'Brave', kind: 'chromium', path: join(bin, 'brave-browser'), version: '1.70.123' },
      { id: 'chromium', name: 'Chromium', kind: 'chromium', path: join(bin, 'chromium') },
    ]);
  },
);

test('every place is an absolute path', () => {
  const environment = { PATH: '/usr/bin', PROGRAMFILES: 'C:\\Programs' };
  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    for (const browser of knownBrowsers) {
      for (const { path } of placesOf(browser, platform, environment, '/home/ann'))
        expect(path).toMatch(platform === 'win32' ? /^C:\\Programs\\/ : /^\//);
    }
  }
});
