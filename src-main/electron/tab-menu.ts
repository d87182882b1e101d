import type { MenuItemConstructorOptions } from 'electron';

/** What the menu of a tab's window can ask for. */
export type TabDeeds = {
  readonly back: () => void;
  readonly forward: () => void;
  readonly copyAddress: () => void;
  /** The page that is seen, in a browser of its own. */
  readonly openInTestBrowser: () => void;
};

/** The menu of a window with a page behind the gateway: what a browser has, and nothing of the app's own. */
export const tabMenu = (platform: NodeJS.Platform, name: string, deeds: TabDeeds): MenuItemConstructorOptions[] => {
  const mac = platform === 'darwin';
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const app: MenuItemConstructorOptions = {
    label: name,
    submenu: [
      { role: 'about' },
      line,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      line,
      { role: 'quit' },
    ],
  };
  return [
    ...(mac ? [app] : []),
    {
      label: '&File',
      submenu: [
        { label: 'Open in Test Browser', click: deeds.openInTestBrowser },
        { label: 'Copy Address', accelerator: 'CommandOrControl+Shift+C', click: deeds.copyAddress },
        line,
        { role: 'close' },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        line,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: '&View',
      submenu: [
        { label: 'Back', accelerator: mac ? 'Command+[' : 'Alt+Left', click: deeds.back },
        { label: 'Forward', accelerator: mac ? 'Command+]' : 'Alt+Right', click: deeds.forward },
        { role: 'reload' },
        { role: 'forceReload' },
        { role: 'toggleDevTools', accelerator: 'F12' },
        line,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
      ],
    },
    mac ? { role: 'windowMenu' } : { label: '&Window', submenu: [{ role: 'minimize' }, { role: 'close' }] },
  ];
};
