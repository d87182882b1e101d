import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, ipcMain, Menu, protocol, session, shell } from 'electron';
import type { Handlers, Log } from '#contract/contract.ts';
import { type App, createApp } from '../app/app.ts';
import { describeMachine } from '../app/machine.ts';
import { createAskable } from './be-asked.ts';
import { dataFolder } from './data-folder.ts';
import { createTurns } from './in-turn.ts';
import { sendEvents, serveCalls } from './ipc.ts';
import { lockSession } from './lock-down.ts';
import { menuTemplate } from './menu.ts';
import { answerOwnScheme, scheme, schemePrivileges } from './protocol.ts';
import { openWindow } from './window.ts';
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
  const firstOwn = app.isPackaged ? 1 : 2;
  const folder = app.getAppPath();
  const sample = join(folder, 'resources', 'examples', 'httpbin');
  const given = workspaceArguments(process.argv, firstOwn, process.cwd());
  const desk = createDesk(given.length > 0 ? given : [sample], folder);

  app.on('second-instance', (_event, argv, cwd) => void desk.show(workspaceArguments(argv, firstOwn, cwd)));
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('activate', () => void desk.show([]));
  quitGently(() => desk.close());
  await app.whenReady();
  await desk.open();
  process.stdout.write('the window is open\n');
};

type Desk = {
  readonly open: () => Promise<void>;
  /** Brings the window to the front, with another workspace where paths are given. */
  readonly show: (paths: readonly string[]) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** The running app and its window. The app can be exchanged for another workspace while the window stays. */
const createDesk = (paths: readonly string[], folder: string): Desk => {
  let running: App | undefined;
  let stopEvents = (): void => {};
  let window: BrowserWindow | undefined;
  let opened = false;

  const serve = async (workspace: readonly string[]): Promise<void> => {
    stopEvents();
    await running?.close();
    running = await createApp({
      paths: workspace,
      clock: Date.now,
      dice: Math.random,
      log,
      dataFolder: dataFolder(),
      machine: describeMachine(),
    });
    // On macOS the app outlives its window, and a destroyed one has no contents to ask for.
    stopEvents = sendEvents(running.events, () =>
      window === undefined || window.isDestroyed() ? [] : [window.webContents],
    );
    await askable.serve(workspace);
  };
  const currentHandlers = new Proxy({} as Handlers, {
    get: (_target, name) => running?.handlers[name as keyof Handlers],
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
  const change = async (workspace: readonly string[]): Promise<void> => {
    await serve(workspace);
    if (window?.isDestroyed() === false) window.webContents.reload();
  };
  const chooseFolder = async (): Promise<void> => {
    const chosen = await dialog.showOpenDialog({ properties: ['openDirectory'] });
    if (!chosen.canceled) await inTurn(() => change(chosen.filePaths));
  };
  // A second start may come while the first still opens its window, or while another workspace is being opened.
  const inTurn = createTurns();
  const complain = (error: unknown): void => log('error', 'the window could not do this', { cause: String(error) });

  return {
    open: () => {
      opened = true;
      lockSession(session.defaultSession);
      protocol.handle(scheme, (request) =>
        answerOwnScheme(request, join(folder, 'out', 'renderer'), randomBytes(18).toString('base64url')),
      );
      serveCalls(ipcMain, { handlers: currentHandlers, log, newId: () => randomBytes(4).toString('hex') });
      const deeds = {
        openFolder: () => void chooseFolder().catch(complain),
        openDocumentation: () => void shell.openExternal('https://istio.io/latest/docs/concepts/traffic-management/'),
      };
      Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, app.name, deeds)));
      return inTurn(async () => {
        await serve(paths);
        await showWindow();
      });
    },
    show: async (others) => {
      if (!opened) return;
      const shown = inTurn(async () => {
        if (others.length > 0) await change(others);
        await showWindow();
      });
      await shown.catch(complain);
    },
    close: () =>
      inTurn(async () => {
        stopEvents();
        await askable.close();
        await running?.close();
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
