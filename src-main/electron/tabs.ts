import { BrowserWindow, clipboard, dialog, Menu, session } from 'electron';
import type { TabRoad } from '../app/reach/tab-road.ts';
import { lockTab, mostTabs } from './lock-tab.ts';
import { tabTitle } from './tab-address.ts';
import { failureOfLoad } from './tab-failure.ts';
import { tabMenu } from './tab-menu.ts';
import { emptyTabSession, leadTabSession, lockTabSession } from './tab-session.ts';
import { tabPartition, tabPreferences } from './web-preferences.ts';

/** Windows with pages behind the gateway. */
export type Tabs = {
  /** Opens an address that `readTabAddress` has let through. Resolves when the window is there; its page may come later. */
  readonly open: (url: string, road: TabRoad) => Promise<void>;
  readonly close: () => void;
};

export type TabsWorld = {
  readonly appName: string;
  readonly platform: NodeJS.Platform;
  readonly clock: () => number;
  readonly openInTestBrowser: (url: string) => void;
  /** The app's own menu, for a system that has one menu for all windows, when a tab is no longer in front. */
  readonly showOwnMenu: () => void;
};

export const createTabs = (world: TabsWorld): Tabs => {
  const windows = new Set<BrowserWindow>();
  const ownSession = () => session.fromPartition(tabPartition);
  let locked = false;
  let led = '';

  /** The window is equipped before anything is loaded into it. */
  const equip = (window: BrowserWindow): void => {
    const { webContents } = window;
    windows.add(window);
    const menu = Menu.buildFromTemplate(tabMenu(world.platform, world.appName, deedsOf(window)));
    if (world.platform === 'darwin') {
      window.on('focus', () => Menu.setApplicationMenu(menu));
      window.on('blur', world.showOwnMenu);
    } else window.setMenu(menu);
    lockTab(webContents, () => windows.size < mostTabs, optionsOfTab());
    webContents.on('did-create-window', equip);
    const sayWhere = (): void => window.setTitle(tabTitle(webContents.getURL(), webContents.getTitle()));
    window.on('page-title-updated', (event) => {
      event.preventDefault();
      sayWhere();
    });
    webContents.on('did-navigate', sayWhere);
    webContents.on('did-navigate-in-page', sayWhere);
    webContents.on('did-fail-load', (_event, code, name, url, isTop) => {
      const failure = isTop ? failureOfLoad(code, name, url) : undefined;
      if (failure !== undefined) void offerAgain(window, url, failure);
    });
    // The keys of a mouse, which Windows tells so.
    window.on('app-command', (_event, command) => {
      if (command === 'browser-backward') webContents.navigationHistory.goBack();
      if (command === 'browser-forward') webContents.navigationHistory.goForward();
    });
    window.once('closed', () => {
      windows.delete(window);
      if (windows.size === 0) emptyTabSession(ownSession()).catch(() => undefined); // it is in memory, and gone with the app at the latest
    });
  };
  const deedsOf = (window: BrowserWindow) => ({
    back: () => window.webContents.navigationHistory.goBack(),
    forward: () => window.webContents.navigationHistory.goForward(),
    copyAddress: () => clipboard.writeText(window.webContents.getURL()),
    openInTestBrowser: () => world.openInTestBrowser(window.webContents.getURL()),
  });
  const sayNoDownload = (url: string): void => {
    const window = BrowserWindow.getFocusedWindow();
    if (window === null || !windows.has(window)) return;
    void dialog.showMessageBox(window, {
      type: 'info',
      message: 'A tab in the app keeps no files.',
      detail: `${url.slice(0, 500)}\n\nOpen the page in a test browser to download it.`,
    });
  };

  return {
    open: async (url, road) => {
      if (!locked) lockTabSession(ownSession(), world.appName, sayNoDownload);
      locked = true;
      const { address, port } = road.proxy;
      // Anew only where the proxy is another one, because it ends the connections of tabs that are open.
      if (led !== `${address} ${port}`) await leadTabSession(ownSession(), road.proxy, { ...road, clock: world.clock });
      led = `${address} ${port}`;
      const window = new BrowserWindow(optionsOfTab());
      equip(window);
      window.setTitle(tabTitle(url, ''));
      // What fails is told by `did-fail-load`.
      window.loadURL(url).catch(() => undefined);
    },
    close: () => {
      for (const window of windows) window.destroy();
    },
  };
};

const optionsOfTab = (): Electron.BrowserWindowConstructorOptions => ({
  width: 1100,
  height: 800,
  autoHideMenuBar: false,
  backgroundColor: '#ffffff',
  webPreferences: tabPreferences(),
});

const offerAgain = async (window: BrowserWindow, url: string, failure: { message: string; detail: string }) => {
  if (window.isDestroyed()) return;
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    ...failure,
    buttons: ['Try Again', 'Close'],
    defaultId: 0,
    cancelId: 1,
  });
  if (window.isDestroyed()) return;
  if (response === 0) window.loadURL(url).catch(() => undefined);
  else window.close();
};
