import type { BrowserSession, FoundBrowser, ReachProxy } from '#contract/reach.ts';
import type { Failure, Result } from '#core/failure.ts';
import { type Door, type DoorIndex, doorsOf, indexDoors } from '#core/reach/doors.ts';
import { ownWays } from '#core/reach/own-ways.ts';
import { parentsOf } from '#core/reach/parent-proxy.ts';
import { findBrowsers, type InstalledBrowser } from '../../browser/find.ts';
import { createMappingProxy, type MappingProxy } from '../../browser/mapping-proxy.ts';
import { profileRoot, removeLeftOvers } from '../../browser/profile.ts';
import { type RunningBrowser, startBrowser } from '../../browser/start.ts';
import type { BrowsersPart, PartWorld } from './part.ts';

type Session = BrowserSession & {
  readonly running: RunningBrowser;
  /** Below which names it goes by itself, which no browser unlearns while it runs. */
  readonly ways: string;
};

const drainMs = 1_000;

/** Browsers of this machine, and the proxy that leads them to the gateway. */
export const createBrowsers = (world: PartWorld): BrowsersPart => {
  const { system, log, clock, changed } = world;
  const { environment, home, platform } = system;
  const sessions = new Map<string, Session>();
  const parents = parentsOf(environment);
  /** Each starts when it is needed. Programs have another one than test browsers, because their profiles are the person's own. */
  const proxies: { programs?: Promise<MappingProxy>; browsers?: Promise<MappingProxy> } = {};
  let listening: MappingProxy | undefined;
  let tests: MappingProxy | undefined;
  let found: Promise<readonly InstalledBrowser[]> | undefined;
  let doors: { readonly all: readonly Door[]; readonly index: DoorIndex } | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let count = 0;
  let closed = false;

  const tellClients = (): void =>
    world.gateway().setTestBrowser((port) => tests?.isFrom(port) === true, listening?.isFrom);
  const doorsNow = () => {
    if (doors === undefined) {
      const gateway = world.gateway();
      const all = doorsOf(gateway.table(), gateway.listeners());
      doors = { all, index: indexDoors(all) };
    }
    return doors;
  };
  const start = async (): Promise<MappingProxy> => {
    for (const problem of parents.problems) log('warn', problem);
    return createMappingProxy({ doors: doorsNow, parentOf: parents.parentOf });
  };
  const proxyFor = async (whom: 'programs' | 'browsers'): Promise<MappingProxy> => {
    proxies[whom] ??= start();
    try {
      const proxy = await proxies[whom];
      if (whom === 'programs') listening = proxy;
      else tests = proxy;
      tellClients();
      changed();
      return proxy;
    } catch (error) {
      delete proxies[whom];
      throw error;
    }
  };
  const browsers = (): Promise<readonly InstalledBrowser[]> => {
    found ??= findBrowsers({ platform, environment, home });
    return found;
  };
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined); // whoever asked for it gets the error
    return mine;
  };

  const open = async (written: string, wanted: string | undefined): Promise<Result<BrowserSession>> => {
    if (closed) return no('browser/closed', 'slipway is ending');
    const all = await browsers();
    const browser = wanted === undefined ? all[0] : all.find(({ id }) => id === wanted);
    if (browser === undefined) return { ok: false, failure: noBrowser(all, wanted) };
    const url = new URL(written).href;
    const ways = ownWays(doorsNow().all);
    const same = [...sessions.values()].find((one) => one.browser === browser.id && one.ways === ways.join());
    if (same !== undefined) {
      try {
        await same.running.openTab(url);
        return { ok: true, value: keep({ ...same, url }) };
      } catch (error) {
        // Without a window a browser takes no more tabs; another one does the same.
        log('info', `${browser.name} opens nothing more, so that another one is started`, { cause: reasonOf(error) });
      }
    }
    const [proxy, authority] = await Promise.all([proxyFor('browsers'), world.gateway().authority?.()]);
    const root = profileRoot(browser, world.dataFolder, home);
    // Those of packages lie in a place of their own, which nobody has looked into so far.
    await removeLeftOvers(root);
    const started = await startBrowser(browser, url, {
      root,
      wiring: {
        proxyPort: proxy.port,
        ownWays: ways,
        ...(authority !== undefined && { authority }),
      },
      platform,
      environment,
      ...(process.getuid && { user: process.getuid() }),
      extra: (environment.SLIPWAY_BROWSER_ARGS ?? '').split(/\s+/).filter(Boolean),
      warn: (message) => log('warn', message),
    });
    if (!started.ok) return started;
    count++;
    const session = {
      id: `${browser.id}-${count}`,
      browser: browser.id,
      url,
      started: clock(),
      running: started.value,
      ways: ways.join(),
    };
    void started.value.ended.then(() => {
      sessions.delete(session.id);
      changed();
    });
    return { ok: true, value: keep(session) };
  };
  const keep = (session: Session): BrowserSession => {
    sessions.set(session.id, session);
    changed();
    return told(session);
  };

  const stateOf = (all: readonly InstalledBrowser[]) => ({
    browsers: all.map(shown),
    sessions: [...sessions.values()].map(told),
    ...(listening && { proxy: addressOf(listening) }),
  });

  if (world.dataFolder !== undefined) void removeLeftOvers(profileRoot({}, world.dataFolder, home));

  return {
    handlers: {
      'browser.open': ({ url, browser }) => inTurn(() => open(url, browser)),
      'browser.close': async ({ id }) => {
        await sessions.get(id)?.running.close();
        return null;
      },
      'browser.proxy': async () => {
        try {
          return { ok: true, value: addressOf(await proxyFor('programs')) };
        } catch (error) {
          return no('browser/no-proxy', `the proxy cannot be started (${reasonOf(error)})`);
        }
      },
      'browser.find': async () => {
        found = undefined;
        const all = (await browsers()).map(shown);
        changed();
        return all;
      },
    },
    state: async () => stateOf(await browsers()),
    known: async () => stateOf((await found) ?? []),
    follow: () => {
      doors = undefined;
      tellClients();
    },
    close: async () => {
      closed = true;
      await last.catch(() => undefined);
      await Promise.all([...sessions.values()].map(({ running }) => running.close()));
      const open = await Promise.allSettled(Object.values(proxies));
      await Promise.all(open.map((one) => (one.status === 'fulfilled' ? one.value.close(drainMs) : undefined)));
    },
  };
};

const told = ({ id, browser, url, started }: Session): BrowserSession => ({ id, browser, url, started });

const shown = ({ app: _, ...browser }: InstalledBrowser): FoundBrowser => browser;

const addressOf = ({ address, port, pac }: MappingProxy): ReachProxy => ({ address, port, pac });

const noBrowser = (all: readonly InstalledBrowser[], wanted: string | undefined): Failure => {
  const install = 'install Chrome, Edge, Brave, Chromium or Firefox, or name one in SLIPWAY_BROWSER';
  if (all.length === 0) return { code: 'browser/none', message: `no browser was found on this machine; ${install}` };
  const ids = all.map(({ id }) => id).join(', ');
  return { code: 'browser/unknown', message: `there is no browser "${wanted}"; there are ${ids}` };
};

const no = (code: string, message: string): { readonly ok: false; readonly failure: Failure } => ({
  ok: false,
  failure: { code, message },
});

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
