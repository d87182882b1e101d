import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, ipcMain, Menu, nativeTheme, protocol, session, shell } from 'electron';
import type { Handlers, Log } from '#contract/contract.ts';
import type { SettingsState } from '#contract/settings.ts';
import type { OpenWorkspace } from '#contract/workspaces.ts';
import { createDesk, type Desk } from '../app/desk.ts';
import { describeMachine } from '../app/machine.ts';
import { createRecent } from '../app/recent.ts';
import { createAskable } from './be-asked.ts';
import { commandChannel, menuChannel } from './channels.ts';
import { dataFolder } from './data-folder.ts';
import { deepLinksIn, linkScheme, readDeepLink } from './deep-link.ts';
import { createTurns } from './in-turn.ts';
import { sendEvents, serveCalls } from './ipc.ts';
import { isTrustedFrame, lockSession } from './lock-down.ts';
import { menuTemplate } from './menu.ts';
import { answerOwnScheme, scheme, schemePrivileges } from './protocol.ts';
import { openWindow } from './window.ts';
import { readWindowMenu, type WindowMenu } from './window-menu.ts';
import { workspaceArguments } from './workspace-arguments.ts';

/** The desktop entry: one app, one window, the same composition as `slipway run`. */
const main = async (): Promise<void> => {
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  // Both must happen before the app is ready.
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([schemePrivileges]);
  // Only what was installed: a checkout would leave a registration behind that leads nowhere once it is moved.
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);
  const firstOwn = app.isPackaged ? 1 : 2;
  const folder = app.getAppPath();
  const desktop = createDesktop(workspaceArguments(process.argv, firstOwn, process.cwd()), folder);

  app.on('second-instance', (_event, argv, cwd) => {
    void desktop.show(workspaceArguments(argv, firstOwn, cwd));
    for (const link of deepLinksIn(argv)) void desktop.follow(link);
  });
  // macOS tells links so, also before the app is ready.
  app.on('open-url', (event, link) => {
    event.preventDefault();
    void desktop.follow(link);
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('activate', () => void desktop.show([]));
  quitGently(() => desktop.close());
  await app.whenReady();
  await desktop.open();
  process.stdout.write('the window is open\n');
  for (const link of deepLinksIn(process.argv)) void desktop.follow(link);
};

type Desktop = {
  readonly open: () => Promise<void>;
  /** Brings the window to the front, with another workspace where paths are given. */
  readonly show: (paths: readonly string[]) => Promise<void>;
  /** Opens what a link asks for, when the person agrees. */
  readonly follow: (link: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** The desk and its window. */
const createDesktop = (given: readonly string[], folder: string): Desktop => {
  let desk: Desk | undefined;
  let window: BrowserWindow | undefined;
  let stopEvents = (): void => {};
  let opened = (): void => {};
  const ready = new Promise<void>((done) => {
    opened = done;
  });
  const currentHandlers = new Proxy({} as Handlers, {
    get: (_target, name) => desk?.handlers[name as keyof Handlers],
  });
  const askable = createAskable(currentHandlers, dataFolder(), log);
  const showWindow = async (): Promise<void> => {
    if (window === undefined || window.isDestroyed()) {
      window = await openWindow({
        preload: join(folder, 'out', 'preload', 'preload.cjs'),
        state: join(app.getPath('userData'), 'window.json'),
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
      serveCalls(ipcMain, { handlers: currentHandlers, log, newId: () => randomBytes(4).toString('hex') });
      const deeds = {
        openFolder: () => void openHere({ choose: true }).catch(complain),
        openDocumentation: () => void shell.openExternal('https://istio.io/latest/docs/concepts/traffic-management/'),
        command: (id: string) => {
          if (window?.isDestroyed() === false) window.webContents.send(commandChannel, id);
        },
      };
      const showMenu = (told?: WindowMenu) =>
        Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, app.name, deeds, told)));
      showMenu();
      ipcMain.on(menuChannel, (event, told: unknown) => {
        const menu = isTrustedFrame(event.senderFrame) ? readWindowMenu(told) : undefined;
        if (menu !== undefined) showMenu(menu);
      });
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
        wear(await currentHandlers['settings.read'](null));
        await askable.serve(paths());
        onOpen(() => void askable.serve(paths()));
        await showWindow();
        opened();
      });
    },
    show: async (others) => {
      await ready;
      const shown = inTurn(async () => {
        await showWindow();
        if (others.length > 0) await openHere({ paths: others });
      });
      await shown.catch(complain);
    },
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
    close: () =>
      inTurn(async () => {
        stopEvents();
        await askable.close();
        await desk?.close();
      }),
  };
};

/** Requests under way may end before the app does, for at most five seconds. */
const quitGently = (close: () => Promise<void>): void => {
  let closed = false;
  app.on('before-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    const limit = new Promise<void>((done) => setTimeout(done, 5_000));
    void Promise.race([close().catch(() => undefined), limit]).then(() => {
      closed = true;
      app.quit();
    });
  });
};

const log: Log = (level, message, fields = {}) => {
  if (level === 'debug' || level === 'info') return;
  process.stderr.write(`slipway: ${level}: ${message} ${JSON.stringify(fields)}\n`);
};

main().catch((error: unknown) => {
  // Without a window nobody could see or end the app; whoever started it reads this line.
  process.stderr.write(
    `slipway: error: the app cannot start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  app.exit(1);
});
