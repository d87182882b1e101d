import type { MenuItemConstructorOptions } from 'electron';
import type { WindowItem, WindowMenu } from './window-menu.ts';

/** What the menu can ask of the app. */
export type MenuDeeds = {
  readonly openFolder: () => void;
  readonly openDocumentation: () => void;
  /** Something that the window can do was chosen. */
  readonly command: (id: string) => void;
};

/** Before the window has spoken. */
const zoomRoles: readonly MenuItemConstructorOptions[] = [
  { role: 'resetZoom' },
  { role: 'zoomIn' },
  { role: 'zoomOut' },
  { type: 'separator' },
];

/** The native menu: the roles every desktop app has, with the system's own accelerators, our few deeds, and what the window says it can do. */
export const menuTemplate = (
  platform: NodeJS.Platform,
  name: string,
  deeds: MenuDeeds,
  /** What the window can do; absent: it has not said yet. */
  told?: WindowMenu,
): MenuItemConstructorOptions[] => {
  const mac = platform === 'darwin';
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const groupOf = (id: string) => told?.groups.find((one) => one.id === id);
  /** The window hears its keys itself: they are shown here, and not taken from it. */
  const itemOf = ({ id, label, keys, enabled }: WindowItem): MenuItemConstructorOptions => ({
    id,
    label: label.replaceAll('&', '&&'),
    enabled,
    click: () => deeds.command(id),
    ...(keys !== undefined && { accelerator: keys, registerAccelerator: false }),
  });
  const own = (
    id: string,
    fits: (item: WindowItem) => boolean = () => true,
    where: 'before' | 'behind' = 'behind',
  ): MenuItemConstructorOptions[] => {
    const items = (groupOf(id)?.items ?? []).filter(fits).map(itemOf);
    if (items.length === 0) return [];
    return where === 'behind' ? [...items, line] : [line, ...items];
  };
  const menusOf = (...ids: readonly string[]): MenuItemConstructorOptions[] =>
    ids.flatMap((id) => {
      const group = groupOf(id);
      return group === undefined || group.items.length === 0
        ? []
        : [{ label: group.label, submenu: group.items.map(itemOf) }];
    });
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
      // The window's start page has these keys, and the folder among the rest.
      {
        label: 'Open Folder…',
        ...(told === undefined && { accelerator: 'CommandOrControl+O' }),
        click: deeds.openFolder,
      },
      line,
      ...own('file'),
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
      // Undo and redo are the system's roles, which the window hears.
      ...own('edit', ({ id }) => id !== 'undo' && id !== 'redo', 'before'),
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: '&View',
    submenu: [
      // Not Ctrl+R, which a reader of traffic presses by habit: a reload would lose what is typed.
      { role: 'reload', accelerator: 'CommandOrControl+Shift+R' },
      { role: 'toggleDevTools' },
      line,
      // The window keeps its zoom with the other settings.
      ...(told === undefined ? zoomRoles : own('view')),
      { role: 'togglefullscreen' },
    ],
  };
  const window: MenuItemConstructorOptions = mac
    ? { role: 'windowMenu' }
    : { label: '&Window', submenu: [{ role: 'minimize' }, { role: 'close' }] };
  const help: MenuItemConstructorOptions = {
    role: 'help',
    submenu: [
      ...own('help'),
      { label: 'Istio Traffic Management', click: deeds.openDocumentation },
      ...(mac ? [] : [line, { role: 'about' } as const]),
    ],
  };
  return [...(mac ? [app] : []), file, edit, view, ...menusOf('go', 'gateway', 'traffic'), window, help];
};
