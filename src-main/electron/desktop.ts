import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, ipcMain, nativeTheme, protocol, session } from 'electron';
import type { Events, Handlers, Log } from '#contract/contract.ts';
import type { SettingsState } from '#contract/settings.ts';
import type { OpenWorkspace } from '#contract/workspaces.ts';
import { createDesk, type Desk } from '../app/desk.ts';
import { describeMachine } from '../app/machine.ts';
import { createRecent } from '../app/recent.ts';
import { createAskable } from './be-asked.ts';
import { commandChannel } from './channels.ts';
import { dataFolder } from './data-folder.ts';
import { readDeepLink } from './deep-link.ts';
import { createTurns } from './in-turn.ts';
import { sendEvents, serveCalls } from './ipc.ts';
import { lockSession } from './lock-down.ts';
import { createMenus } from './menus.ts';
import { answerOwnScheme, scheme } from './protocol.ts';
import { serveTabs } from './serve-tabs.ts';
import { openWindow } from './window.ts';

/** The desk and its window. */
export type Desktop = {
  readonly open: () => Promise<void>;
  /** Brings the window to the front, with another workspace where paths are given. */
  readonly show: (paths: readonly string[]) => Promise<void>;
  /** Opens what a link asks for, when the person agrees. */
  readonly follow: (link: string) => Promise<void>;
  /** The machine has woken up, or is in another network. */
  readonly recheck: () => void;
  /** Whether closing asks the person for rights. */
  readonly willAsk: () => Promise<boolean>;
  /** May be called again; there is one end. `quietly`: nobody can be asked any more, because the person's session ends. */
  readonly close: (quietly?: boolean) => Promise<void>;
};

/** `folder` is the app's: where `out` and `resources` are. */
export const createDesktop = (given: readonly string[], folder: string, log: Log): Desktop => {
  let desk: Desk | undefined;
  let window: BrowserWindow | undefined;
  let stopEvents = (): void => {};
  let opened = (): void => {};
  let ended: Promise<void> | undefined;
  /** Names that lead here by the hosts file. */
  let hostsFile: ReadonlySet<string> = new Set();
  const ready = new Promise<void>((done) => {
    opened = done;
  });
  const handlers = new Proxy({} as Handlers, {
    get: (_target, name) => desk?.handlers[name as keyof Handlers],
  });
  const askable = createAskable(handlers, dataFolder(), log);
  const showWindow = async (): Promise<void> => {
    if (window === undefined || window.isDestroyed()) {
      window = await openWindow({
        preload: join(folder, 'out', 'preload', 'preload.cjs'),
        state: join(app.getPath('userData'), 'window.json'),
        leadsHere: (host) => hostsFile.has(host),
        sessionEnds: () => void close(true),
      });
    }
    if (window.isMinimized()) window.restore();
    window.focus();
  };
  const choose = async (): Promise<readonly string[] | undefined> => {
    const chosen = await dialog.showOpenDialog({ properties: ['openDirectory'] });
    return chosen.canceled ? undefined : chosen.filePaths;
  };
  const say = async (message: string, detail: string): Promise<void> => {
    await dialog.showMessageBox({ type: 'warning', message, detail });
  };
  const openHere = async (what: OpenWorkspace): Promise<void> => {
    const done = await desk?.open(what);
    if (done?.ok === false) await say('This cannot be opened.', done.failure.message);
  };
  // A second start may come while the first still opens its window, or while another workspace is being opened.
  const inTurn = createTurns();
  const complain = (error: unknown): void => log('error', 'the window could not do this', { cause: String(error) });
  const show = async (others: readonly string[]): Promise<void> => {
    await ready;
    const shown = inTurn(async () => {
      await showWindow();
      if (others.length > 0) await openHere({ paths: others });
    });
    await shown.catch(complain);
  };
  const menus = createMenus({
    ipc: ipcMain,
    icons: join(folder, 'resources', 'icons'),
    openFolder: () => void openHere({ choose: true }).catch(complain),
    command: (id) => {
      void show([]).then(() => window?.webContents.send(commandChannel, id));
    },
    show: () => void show([]),
    cleanHosts: async () => {
      const done = await handlers['hosts.clean'](null);
      if (!done.ok) await say('The hosts file is as it was.', done.failure.message);
    },
    log,
  });
  const tabs = serveTabs({
    ipc: ipcMain,
    desk: () => desk,
    say: (message, detail) => say(message, detail),
    showOwnMenu: menus.showMenu,
    log,
  });
  const close = (quietly = false): Promise<void> => {
    ended ??= inTurn(async () => {
      stopEvents();
      menus.close();
      tabs.close();
      await askable.close();
      await desk?.close(quietly);
    });
    return ended;
  };

  return {
    open: () => {
      lockSession(session.defaultSession);
      protocol.handle(scheme, (request) =>
        answerOwnScheme(
          request,
          join(folder, 'out', 'renderer'),
          randomBytes(18).toString('base64url'),
          nativeTheme.themeSource,
        ),
      );
      serveCalls(ipcMain, { handlers, log, newId: () => randomBytes(4).toString('hex') });
      menus.serve();
      return inTurn(async () => {
        const recent = createRecent({ dataFolder: dataFolder(), clock: Date.now, log });
        const last = given.length > 0 ? undefined : (await recent.list()).find(({ exists }) => exists);
        desk = await createDesk({
          version: app.getVersion(),
          paths: last?.paths ?? given,
          samples: join(folder, 'resources', 'examples'),
          home: homedir(),
          choose,
          clock: Date.now,
          dice: Math.random,
          log,
          dataFolder: dataFolder(),
          machine: describeMachine(),
        });
        const { events, paths, onOpen } = desk;
        // On macOS the app outlives its window, and a destroyed one has no contents to ask for.
        stopEvents = sendEvents(events, () =>
          window === undefined || window.isDestroyed() ? [] : [window.webContents],
        );
        // The system's own menus and dialogs are in the colours of the window, and what is seen before its page is, too.
        const wear = ({ settings }: SettingsState): void => {
          nativeTheme.themeSource = settings.theme;
        };
        events.on('settings', wear);
        wear(await handlers['settings.read'](null));
        const around = await handlers['reach.state'](null);
        menus.follow(events, desk.running(), around);
        const learn = ({ hosts }: Events['reach']): void => {
          hostsFile = new Set(hosts.entries.map(({ name }) => name));
        };
        events.on('reach', learn);
        learn(around);
        await askable.serve(paths());
        onOpen(() => void askable.serve(paths()));
        await showWindow();
        opened();
      });
    },
    show,
    follow: async (link) => {
      await ready;
      const read = readDeepLink(link);
      const followed = inTurn(async () => {
        await showWindow();
        if (!read.ok) return say('This link is not followed.', read.reason);
        const { response } = await dialog.showMessageBox({
          type: 'question',
          message: read.paths.length === 1 ? 'Open this in Slipway?' : 'Open these in Slipway?',
          detail: `${read.paths.join('\n')}\n\nA link of another program asks for it. The YAML there is read and served on this machine.`,
          buttons: ['Open', 'Cancel'],
          defaultId: 1,
          cancelId: 1,
        });
        if (response === 0) await openHere({ paths: read.paths });
      });
      await followed.catch(complain);
    },
    recheck: () => desk?.recheck(),
    willAsk: async () => {
      if (desk === undefined) return false;
      const [{ hosts }, { settings }] = await Promise.all([
        desk.handlers['reach.state'](null),
        desk.handlers['settings.read'](null),
      ]);
      return hosts.entries.length > 0 && hosts.rights === 'prompt' && settings.hosts.onQuit === 'remove';
    },
    close,
  };
};
