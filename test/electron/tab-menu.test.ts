import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { failureOfLoad } from '../../src-main/electron/tab-failure.ts';
import { tabMenu } from '../../src-main/electron/tab-menu.ts';

const everyItem = (items: readonly MenuItemConstructorOptions[]): readonly MenuItemConstructorOptions[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? everyItem(item.submenu) : [])]);

describe.each(['darwin', 'linux', 'win32'] as const)('the menu of a tab on %s', (platform) => {
  const done: string[] = [];
  const deeds = {
    back: () => void done.push('back'),
    forward: () => void done.push('forward'),
    copyAddress: () => void done.push('copy'),
    openInTestBrowser: () => void done.push('open'),
  };
  const items = everyItem(tabMenu(platform, 'Slipway', deeds));

  test('has what a browser has, each key once', () => {
    const roles = items.flatMap(({ role }) => role ?? []);
    expect(roles).toEqual(expect.arrayContaining(['reload', 'forceReload', 'copy', 'paste', 'zoomIn', 'close']));
    const keys = items.flatMap(({ accelerator }) => accelerator ?? []);
    expect(keys).toContain(platform === 'darwin' ? 'Command+[' : 'Alt+Left');
    expect(new Set(keys).size).toBe(keys.length);
    expect(items.some(({ role }) => role === 'about')).toBe(platform === 'darwin');
  });

  test('does what it says', () => {
    done.length = 0;
    for (const { click } of items) (click as (() => void) | undefined)?.();
    expect(done).toEqual(['open', 'copy', 'back', 'forward']);
  });
});

describe('a page that did not come', () => {
  test.each([
    [-202, 'ERR_CERT_AUTHORITY_INVALID', 'certificate is not accepted'],
    [-111, 'ERR_TUNNEL_CONNECTION_FAILED', 'ask the doctor'],
    [-130, 'ERR_PROXY_CONNECTION_FAILED', 'ask the doctor'],
    [-110, 'ERR_SSL_CLIENT_AUTH_CERT_NEEDED', 'MUTUAL'],
    [-105, 'ERR_NAME_NOT_RESOLVED', 'No host of the running routes'],
    [-118, 'ERR_CONNECTION_TIMED_OUT', 'in time'],
    [-324, 'ERR_EMPTY_RESPONSE', 'ended before'],
  ])('%i %s', (code, name, cause) => {
    const failure = failureOfLoad(code, name, 'https://shop.test:8443/cart?id=1');
    expect(failure?.message).toBe('“shop.test:8443” did not open.');
    expect(failure?.detail).toContain(cause);
    expect(failure?.detail).toContain(`(${name})`);
  });

  test('because something newer came is no failure', () => {
    expect(failureOfLoad(-3, 'ERR_ABORTED', 'https://shop.test/')).toBeUndefined();
    expect(failureOfLoad(0, '', 'https://shop.test/')).toBeUndefined();
  });
});
