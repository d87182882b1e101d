import type { MenuItemConstructorOptions } from 'electron';

/** What the menu can ask of the app. */
export type MenuDeeds = {
  readonly openFolder: () => void;
  readonly openDocumentation: () => void;
};

/** The native menu: the roles every desktop app has, with the system's own accelerators, and our few deeds. */
export const menuTemplate = (
  platform: NodeJS.Platform,
  name: string,
  deeds: MenuDeeds,
): MenuItemConstructorOptions[] => {
  const mac = platform === 'darwin';
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const app: MenuItemConstructorOptions = {
    label: name,
    submenu: [
      { role: 'about' },
      line,
      { role: 'services' },
      line,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      line,
      { role: 'quit' },
    ],
  };
  const file: MenuItemConstructorOptions = {
    label: '&File',
    submenu: [
      { label: 'Open Folder…', accelerator: 'CommandOrControl+O', click: deeds.openFolder },
      line,
      { role: mac ? 'close' : 'quit' },
    ],
  };
  const edit: MenuItemConstructorOptions = {
    label: '&Edit',
    submenu: [
      { role: 'undo' },
      { role: 'redo' },
      line,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      ...(mac ? [{ role: 'pasteAndMatchStyle' } as const] : []),
      { role: 'selectAll' },
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: '&View',
    submenu: [
      // Not Ctrl+R, which a reader of traffic presses by habit: a reload would lose what is typed.
      { role: 'reload', accelerator: 'CommandOrControl+Shift+R' },
      { role: 'toggleDevTools' },
      line,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      line,
      { role: 'togglefullscreen' },
    ],
  };
  const window: MenuItemConstructorOptions = mac
    ? { role: 'windowMenu' }
    : { label: '&Window', submenu: [{ role: 'minimize' }, { role: 'close' }] };
  const help: MenuItemConstructorOptions = {
    role: 'help',
    submenu: [
      { label: 'Istio Traffic Management', click: deeds.openDocumentation },
      ...(mac ? [] : [line, { role: 'about' } as const]),
    ],
  };
  return [...(mac ? [app] : []), file, edit, view, window, help];
};
