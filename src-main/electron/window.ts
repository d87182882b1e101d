import { BrowserWindow, dialog, nativeTheme, screen, shell, type WebContents } from 'electron';
import { lockContents } from './lock-down.ts';
import { startPage } from './protocol.ts';
import { windowPreferences } from './web-preferences.ts';
import { chooseBounds, readWindowState, smallest, writeWindowState } from './window-bounds.ts';

/** Opens the window where it was last time. Resolves when it can be seen; it is never shown half painted. */
export const openWindow = async (files: {
  readonly preload: string;
  readonly state: string;
  /** Whether the person's own browser gets to the gateway by this name. */
  readonly leadsHere: (host: string) => boolean;
  /** Windows ends the person's session, with or without us. */
  readonly sessionEnds: () => void;
}): Promise<BrowserWindow> => {
  const saved = await readWindowState(files.state);
  const areas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map((display) => display.workArea);
  const window = new BrowserWindow({
    ...chooseBounds(saved, areas),
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    title: 'Slipway',
    // `--page` of `tokens.css`.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0f141a' : '#eef1f4',
    webPreferences: windowPreferences(files.preload),
  });
  lockContents(window.webContents, (address) => void shell.openExternal(address), files.leadsHere);
  keepAlive(window.webContents);
  askBeforeLosingText(window);
  window.on('session-end', files.sessionEnds);
  window.on('close', () => {
    const state = { bounds: window.getNormalBounds(), maximised: window.isMaximized() };
    // Losing the place of a window is no reason to say anything.
    writeWindowState(files.state, state).catch(() => undefined);
  });
  const seen = new Promise<void>((done) => window.once('ready-to-show', () => done()));
  await window.loadURL(startPage);
  await seen;
  if (saved?.maximised === true) window.maximize();
  window.show();
  return window;
};

/** A page that crashed is loaded again; drafts it had told to main are on disk. */
const keepAlive = (contents: WebContents): void => {
  let crashes = 0;
  contents.on('render-process-gone', (_event, { reason }) => {
    crashes += 1;
    if (reason !== 'clean-exit' && crashes <= 3) contents.reload();
  });
};

/** The page says that it holds unsaved text by refusing to unload; Electron would then do nothing at all, so we ask. */
const askBeforeLosingText = (window: BrowserWindow): void => {
  window.webContents.on('will-prevent-unload', (event) => {
    const choice = dialog.showMessageBoxSync(window, {
      type: 'question',
      message: 'Some files have changes that are not saved.',
      buttons: ['Keep Editing', 'Discard Changes'],
      defaultId: 0,
      cancelId: 0,
    });
    if (choice === 1) event.preventDefault();
  });
};
