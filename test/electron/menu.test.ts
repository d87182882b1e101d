import { resolve } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { menuTemplate } from '../../src-main/electron/menu.ts';
import { workspaceArguments } from '../../src-main/electron/workspace-arguments.ts';

const deeds = { openFolder: () => undefined, openDocumentation: () => undefined };

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

test('the workspace is what stands behind the program, without Chromium switches', () => {
  const folder = resolve('some', 'folder');
  const argv = ['electron', 'project', '--inspect', 'routes', '', resolve('elsewhere')];
  expect(workspaceArguments(argv, 2, folder)).toEqual([resolve(folder, 'routes'), resolve('elsewhere')]);
  expect(workspaceArguments(['electron', 'project'], 2, folder)).toEqual([]);
});
