import { type ChildProcess, spawn } from 'node:child_process';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure, Result } from '#core/failure.ts';
import { type BrowserWiring, chromiumArguments } from './chromium.ts';
import type { InstalledBrowser } from './find.ts';
import { firefoxArguments, type Preference, writeFirefoxPreferences } from './firefox.ts';
import { trustInFirefox } from './firefox-trust.ts';
import { createProfile, type Profile } from './profile.ts';

/** A browser that runs with a profile of its own. */
export type RunningBrowser = {
  readonly pid: number;
  readonly profile: string;
  /** One more tab in it. */
  readonly openTab: (url: string) => Promise<void>;
  /** When it is over, however that came, and its profile is deleted. */
  readonly ended: Promise<void>;
  /** Ends it; resolves with `ended`. */
  readonly close: () => Promise<void>;
};

export type StartOptions = {
  /** Where its profile comes to lie. */
  readonly root: string;
  readonly wiring: BrowserWiring;
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The number of the person's account; 0 is root. */
  readonly user?: number;
  /** What the person wants it to be started with besides. */
  readonly extra: readonly string[];
  /** Preferences of Firefox besides, for tests. */
  readonly preferences?: Readonly<Record<string, Preference>>;
  /** The tool of NSS; absent: the one of this name in PATH. */
  readonly certutil?: string;
  /** Certificates are not as they should be, one sentence. */
  readonly warn: (message: string) => void;
};

const startMs = 15_000;
const endMs = 4_000;

/** Starts a browser with a URL. Resolves when it runs, or with why it does not; never rejects. */
export const startBrowser = async (
  browser: InstalledBrowser,
  url: string,
  options: StartOptions,
): Promise<Result<RunningBrowser>> => {
  const objection = objectionTo(browser, options);
  if (objection !== undefined) return { ok: false, failure: objection };
  let profile: Profile;
  try {
    profile = await createProfile(options.root, browser.id);
  } catch (error) {
    return failed('browser/no-profile', `no profile can be made in "${options.root}" (${reasonOf(error)})`);
  }
  try {
    const started = await startIn(profile, browser, url, options);
    if (!started.ok) await profile.remove();
    return started;
  } catch (error) {
    await profile.remove();
    return failed('browser/not-started', `${browser.name} cannot be started (${reasonOf(error)})`);
  }
};

const startIn = async (
  profile: Profile,
  browser: InstalledBrowser,
  url: string,
  { wiring, environment, platform, extra, preferences, certutil = 'certutil', warn }: StartOptions,
): Promise<Result<RunningBrowser>> => {
  const env = environmentFor(environment);
  const isFirefox = browser.kind === 'firefox';
  if (isFirefox) {
    await writeFirefoxPreferences(profile.folder, wiring, { 'marionette.port': 0, ...preferences });
    if (wiring.authority !== undefined) {
      const world = { program: browser.path, environment: env, certutil, started: profile.usedBy };
      await trustInFirefox(profile.folder, wiring.authority, world).catch((error: unknown) =>
        warn(
          `${browser.name} does not trust the local authority and will warn of its certificates (${reasonOf(error)})`,
        ),
      );
    }
  }
  const own = isFirefox ? firefoxArguments(profile.folder) : chromiumArguments(profile.folder, wiring);
  const child = spawn(browser.path, [...own, ...extra, url], {
    // Ctrl-C in the terminal is meant for slipway, which then ends its browsers itself.
    detached: platform !== 'win32',
    stdio: ['ignore', 'ignore', 'pipe'],
    env,
    windowsHide: false,
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4_000);
  });
  const exit = new Promise<string | undefined>((done) => {
    child.once('error', (error) => done(error.message));
    child.once('exit', (code, signal) => done(code === 0 ? undefined : `it ended with ${signal ?? code}`));
  });
  const { pid } = child;
  // At once: whoever is killed in the next moment leaves a browser that runs, and the next start must not take its profile away.
  if (pid !== undefined) {
    await profile.usedBy(pid).catch((error: unknown) => {
      signal(child, platform, 'SIGKILL');
      throw error;
    });
  }
  const running = await Promise.race([
    exit.then((why) => ({ ended: true, why })),
    isRunning(profile.folder, isFirefox, platform).then(() => ({ ended: false, why: undefined })),
  ]);
  if (running.ended || pid === undefined) {
    const last = said.trim().split('\n').at(-1)?.slice(0, 300);
    const why = [running.why ?? 'it ended at once', last].filter(Boolean).join('; ');
    // Where only the program ended that starts the browser.
    signal(child, platform, 'SIGKILL');
    return failed('browser/not-started', `${browser.name} cannot be started (${why})`);
  }
  const ended = exit.then(async () => {
    // What it started ends a little later, and would write its files anew.
    signal(child, platform, 'SIGKILL');
    await profile.remove();
  });
  return {
    ok: true,
    value: {
      pid,
      profile: profile.folder,
      ended,
      openTab: (next) => {
        const again = isFirefox ? ['-profile', profile.folder, '-new-tab', next] : [...own, ...extra, next];
        return handOver(browser.path, again, env);
      },
      close: async () => {
        signal(child, platform, 'SIGTERM');
        const timer = setTimeout(() => signal(child, platform, 'SIGKILL'), endMs);
        await ended;
        clearTimeout(timer);
      },
    },
  };
};

/** What speaks against it before anything is tried. */
const objectionTo = (
  browser: InstalledBrowser,
  { platform, environment, user, extra }: StartOptions,
): Failure | undefined => {
  if (platform !== 'linux') return undefined;
  const headless = extra.some((one) => /^--?headless(=|$)/.test(one));
  const display = Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
  if (!display && !headless) {
    return {
      code: 'browser/no-display',
      message:
        'there is no screen to show a browser on (neither DISPLAY nor WAYLAND_DISPLAY is set); start slipway on a desktop, or copy the proxy lines for programs instead',
    };
  }
  if (user === 0 && browser.kind === 'chromium' && !extra.includes('--no-sandbox')) {
    return {
      code: 'browser/root',
      message: `${browser.name} does not run for root; start slipway as yourself, or set SLIPWAY_BROWSER_ARGS=--no-sandbox where nothing else helps`,
    };
  }
  return undefined;
};

/** A browser locks its profile as soon as it runs. Resolves at the latest after a while: a slow one may still come. */
const isRunning = async (folder: string, isFirefox: boolean, platform: NodeJS.Platform): Promise<void> => {
  const windows = platform === 'win32';
  const file = isFirefox ? (windows ? 'parent.lock' : 'lock') : windows ? 'lockfile' : 'SingletonLock';
  for (const end = Date.now() + startMs; Date.now() < end; ) {
    // The lock of Chromium is a link that leads nowhere.
    const there = await lstat(join(folder, file)).then(
      () => true,
      () => false,
    );
    if (there) return;
    await new Promise((done) => setTimeout(done, 50));
  }
};

/** The same program once more: it finds the one that runs, tells it the URL and ends. */
const handOver = (program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> =>
  new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: 'ignore', env });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(new Error('the browser does not take another tab'));
    }, startMs);
    child.once('error', fail);
    child.once('exit', (code) => {
      clearTimeout(timer);
      if (code === 0) done();
      else fail(new Error(`it ended with ${code}`));
    });
  });

/** The browser and all that it started, where the system knows groups. */
const signal = ({ pid }: ChildProcess, platform: NodeJS.Platform, name: NodeJS.Signals): void => {
  if (pid === undefined) return;
  try {
    process.kill(platform === 'win32' ? pid : -pid, name);
  } catch {
    // it is gone already
  }
};

/** Nothing of what runs this program is the browser's affair. */
const environmentFor = (environment: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(NODE_|ELECTRON_|MOZ_|npm_|SLIPWAY_|CHROME_DESKTOP$)/.test(name)),
  );

const failed = (code: string, message: string): { readonly ok: false; readonly failure: Failure } => ({
  ok: false,
  failure: { code, message },
});

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
