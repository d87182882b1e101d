import { networkInterfaces } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { app, powerMonitor, protocol } from 'electron';
import type { Log } from '#contract/contract.ts';
import { runElevatedStep } from '../app/reach/elevated.ts';
import { deepLinksIn, linkScheme } from './deep-link.ts';
import { createDesktop } from './desktop.ts';
import { elevatedStep } from './elevated-step.ts';
import { lockForeignContents } from './lock-down.ts';
import { schemePrivileges } from './protocol.ts';
import { quitGently } from './quit.ts';
import { repeatQuietly, watchMachine } from './watch-machine.ts';
import { workspaceArguments } from './workspace-arguments.ts';

/** The desktop entry: one app, one window, the same composition as `slipway run`. */
const main = async (firstOwn: number): Promise<void> => {
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  // Both must happen before the app is ready.
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([schemePrivileges]);
  lockForeignContents(app);
  // Only what was installed: a checkout would leave a registration behind that leads nowhere once it is moved.
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);
  const desktop = createDesktop(workspaceArguments(process.argv, firstOwn, process.cwd()), app.getAppPath(), log);

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
  await app.whenReady();
  quitGently(app, powerMonitor, { ...desktop, wait: (ms) => wait(ms, undefined, { ref: false }) });
  watchMachine(desktop.recheck, { power: powerMonitor, interfaces: networkInterfaces, repeat: repeatQuietly });
  await desktop.open();
  process.stdout.write('the window is open\n');
  for (const link of deepLinksIn(process.argv)) void desktop.follow(link);
};

const log: Log = (level, message, fields = {}) => {
  if (level === 'debug' || level === 'info') return;
  process.stderr.write(`slipway: ${level}: ${message} ${JSON.stringify(fields)}\n`);
};

const firstOwn = app.isPackaged ? 1 : 2;
const step = elevatedStep(process.argv, firstOwn);
if (step === undefined) {
  main(firstOwn).catch((error: unknown) => {
    // Without a window nobody could see or end the app; whoever started it reads this line.
    process.stderr.write(
      `slipway: error: the app cannot start: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    app.exit(1);
  });
} else {
  // Electron waits with everything that needs a display until this module has been evaluated.
  app.exit(await runElevatedStep(step, (text) => new Promise((done) => process.stdout.write(text, () => done()))));
}
