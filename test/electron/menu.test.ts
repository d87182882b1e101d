import { resolve } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { menuTemplate } from '../../src-main/electron/menu.ts';
import { readWindowMenu } from '../../src-main/electron/window-menu.ts';
import { workspaceArguments } from '../../src-main/electron/workspace-arguments.ts';

const deeds = { openFolder: () => undefined, openDocumentation: () => undefined, command: () => undefined };

const everyItem = (items: readonly MenuItemConstructorOptions[]): readonly MenuItemConstructorOptions[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? everyItem(item.submenu) : [])]);

describe.each(['darwin', 'linux', 'win32'] as const)('the menu on %s', (platform) => {
  const items = everyItem(menuTemplate(platform, 'Slipway', deeds));
  const roles = items.flatMap(({ role }) => role ?? []);

  test('has what a text editor needs, and a way out', () => {
    expect(roles).toEqual(
      expect.arrayContaining(['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'quit', 'about']),
    );
    expect(roles).toEqual(expect.arrayContaining(['resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen']));
  });

  test('shows an accelerator only once, and names every item', () => {
    const accelerators = items.flatMap(({ accelerator }) => accelerator ?? []);
    expect(new Set(accelerators).size).toBe(accelerators.length);
    for (const item of items) expect(item.label ?? item.role ?? item.type).toBeDefined();
  });

  test('begins with the app on macOS only', () => {
    const first = menuTemplate(platform, 'Slipway', deeds)[0]?.label;
    expect(first).toBe(platform === 'darwin' ? 'Slipway' : '&File');
  });
});

describe.each(['darwin', 'linux', 'win32'] as const)('what the window can do, in the menu on %s', (platform) => {
  const item = { id: 'save', label: 'Save & go', keys: 'CommandOrControl+S', enabled: false };
  const groups = ['go', 'file', 'edit', 'gateway', 'view', 'help'].map((id) => ({
    id,
    label: `group ${id}`,
    items: [{ ...item, id: `${id}-1` }],
  }));
  const chosen: string[] = [];
  const all = { ...deeds, command: (id: string) => chosen.push(id) };
  const menu = menuTemplate(platform, 'Slipway', all, { groups });

  test('stands where it belongs, with its keys, which stay the window’s', () => {
    expect(menu.map(({ label, role }) => label ?? role)).toEqual(expect.arrayContaining(['group go', 'group gateway']));
    const items = everyItem(menu).filter(({ id }) => id !== undefined);
    expect(items.map(({ id }) => id).sort()).toEqual(groups.map(({ id }) => `${id}-1`).sort());
    expect(items[0]).toMatchObject({
      label: 'Save && go',
      enabled: false,
      accelerator: 'CommandOrControl+S',
      registerAccelerator: false,
    });
    (items[0]?.click as (() => void) | undefined)?.();
    expect(chosen).toEqual([items[0]?.id]);
  });
});

test('a menu that is none is not believed, and keys that Electron does not know are left out', () => {
  const read = (items: unknown) => readWindowMenu({ groups: [{ id: 'a', label: 'A', items }] })?.groups[0]?.items;
  expect(read([{ id: 'x', label: 'X', enabled: true, keys: 'CommandOrControl++' }])).toEqual([
    { id: 'x', label: 'X', enabled: true, keys: 'CommandOrControl+Plus' },
  ]);
  expect(read([{ id: 'x', label: 'X', keys: 'Hyper+X' }])).toEqual([{ id: 'x', label: 'X', enabled: false }]);
  for (const wrong of [[{ id: 'x' }], [null], 'items', [{ id: 1, label: 'X' }], Array(501).fill({})])
    expect(read(wrong)).toBeUndefined();
  for (const wrong of [null, {}, { groups: 'x' }, { groups: [1] }]) expect(readWindowMenu(wrong)).toBeUndefined();
});

test('the workspace is what stands behind the program, without Chromium switches', () => {
  const folder = resolve('some', 'folder');
  const argv = ['electron', 'project', '--inspect', 'routes', '', resolve('elsewhere')];
  expect(workspaceArguments(argv, 2, folder)).toEqual([resolve(folder, 'routes'), resolve('elsewhere')]);
  expect(workspaceArguments(['electron', 'project'], 2, folder)).toEqual([]);
});
