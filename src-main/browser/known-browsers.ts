import { posix, win32 } from 'node:path';

/** A browser that people have, and where its installers put it. */
export type KnownBrowser = {
  readonly id: string;
  readonly name: string;
  readonly kind: 'chromium' | 'firefox';
  /** Names of its program in the folders of `PATH`, and whole paths. */
  readonly linux: readonly string[];
  readonly snap?: string;
  readonly flatpak?: string;
  /** Below a folder for applications. */
  readonly mac: string;
  /** Below the folders for programs. */
  readonly windows: string;
};

/** The best first: what most people have, and the stable one of each before those for the curious. */
export const knownBrowsers: readonly KnownBrowser[] = [
  {
    id: 'chrome',
    name: 'Google Chrome',
    kind: 'chromium',
    linux: ['google-chrome-stable', 'google-chrome', '/opt/google/chrome/chrome'],
    flatpak: 'com.google.Chrome',
    mac: 'Google Chrome.app/Contents/MacOS/Google Chrome',
    windows: 'Google\\Chrome\\Application\\chrome.exe',
  },
  {
    id: 'edge',
    name: 'Microsoft Edge',
    kind: 'chromium',
    linux: ['microsoft-edge-stable', 'microsoft-edge', '/opt/microsoft/msedge/msedge'],
    flatpak: 'com.microsoft.Edge',
    mac: 'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    windows: 'Microsoft\\Edge\\Application\\msedge.exe',
  },
  {
    id: 'brave',
    name: 'Brave',
    kind: 'chromium',
    linux: ['brave-browser-stable', 'brave-browser', 'brave', '/opt/brave.com/brave/brave'],
    snap: 'brave',
    flatpak: 'com.brave.Browser',
    mac: 'Brave Browser.app/Contents/MacOS/Brave Browser',
    windows: 'BraveSoftware\\Brave-Browser\\Application\\brave.exe',
  },
  {
    id: 'chromium',
    name: 'Chromium',
    kind: 'chromium',
    linux: ['chromium', 'chromium-browser', 'ungoogled-chromium'],
    snap: 'chromium',
    flatpak: 'org.chromium.Chromium',
    mac: 'Chromium.app/Contents/MacOS/Chromium',
    windows: 'Chromium\\Application\\chrome.exe',
  },
  {
    id: 'firefox',
    name: 'Firefox',
    kind: 'firefox',
    linux: ['firefox', '/opt/firefox/firefox', '/usr/lib/firefox/firefox'],
    snap: 'firefox',
    flatpak: 'org.mozilla.firefox',
    mac: 'Firefox.app/Contents/MacOS/firefox',
    windows: 'Mozilla Firefox\\firefox.exe',
  },
  {
    id: 'firefox-esr',
    name: 'Firefox ESR',
    kind: 'firefox',
    linux: ['firefox-esr'],
    mac: 'Firefox ESR.app/Contents/MacOS/firefox',
    windows: 'Mozilla Firefox ESR\\firefox.exe',
  },
  {
    id: 'firefox-developer-edition',
    name: 'Firefox Developer Edition',
    kind: 'firefox',
    linux: ['firefox-developer-edition', '/opt/firefox-developer-edition/firefox'],
    mac: 'Firefox Developer Edition.app/Contents/MacOS/firefox',
    windows: 'Firefox Developer Edition\\firefox.exe',
  },
  ...(['beta', 'dev', 'canary'] as const).map(chromeChannel),
];

function chromeChannel(channel: 'beta' | 'dev' | 'canary'): KnownBrowser {
  const title = { beta: 'Beta', dev: 'Dev', canary: 'Canary' }[channel];
  return {
    id: `chrome-${channel}`,
    name: `Google Chrome ${title}`,
    kind: 'chromium',
    linux: [`google-chrome-${channel === 'dev' ? 'unstable' : channel}`],
    mac: `Google Chrome ${title}.app/Contents/MacOS/Google Chrome ${title}`,
    windows: `Google\\Chrome ${channel === 'canary' ? 'SxS' : title}\\Application\\chrome.exe`,
  };
}

/** A place where a browser may lie. */
export type Place = {
  readonly path: string;
  readonly packaged?: 'snap' | 'flatpak';
  /** The name of the package. */
  readonly app?: string;
};

/** Where to look for a browser on a system, in this order. `environment` is `process.env` or a likeness. */
export const placesOf = (
  browser: KnownBrowser,
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): readonly Place[] => {
  if (platform === 'darwin')
    return ['/Applications', posix.join(home, 'Applications')].map((root) => ({ path: posix.join(root, browser.mac) }));
  if (platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'PROGRAMW6432', 'LOCALAPPDATA'].flatMap(
      (name) => variableOf(environment, name) ?? [],
    );
    return [...new Set(roots)].map((root) => ({ path: win32.join(root, browser.windows) }));
  }
  const folders = (environment.PATH ?? '').split(':').filter((folder) => folder.startsWith('/'));
  const usual = ['/usr/local/bin', '/usr/bin', '/usr/sbin', '/bin'];
  const plain = [...new Set([...folders, ...usual])].filter((folder) => folder !== '/snap/bin');
  const programs = browser.linux.flatMap((name) =>
    name.startsWith('/') ? [name] : plain.map((folder) => posix.join(folder, name)),
  );
  const exports = [posix.join(home, '.local/share/flatpak'), '/var/lib/flatpak'];
  return [
    ...programs.map((path) => ({ path })),
    ...(browser.snap === undefined
      ? []
      : [{ path: `/snap/bin/${browser.snap}`, packaged: 'snap' as const, app: browser.snap }]),
    ...exports.flatMap((root) =>
      browser.flatpak === undefined
        ? []
        : [{ path: `${root}/exports/bin/${browser.flatpak}`, packaged: 'flatpak' as const, app: browser.flatpak }],
    ),
  ];
};

/** Names of variables have no case there. */
const variableOf = (environment: Readonly<Record<string, string | undefined>>, wanted: string): string | undefined =>
  Object.entries(environment).find(([name]) => name.toUpperCase() === wanted)?.[1];
