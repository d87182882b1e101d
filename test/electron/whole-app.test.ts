import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { elevatedFlag } from '../../src-main/app/reach/own-program.ts';
import { callChannel, menuChannel, tabChannel } from '../../src-main/electron/channels.ts';
import { tabPartition } from '../../src-main/electron/web-preferences.ts';
import { createFakeElectron, type FakeElectron } from './fake-electron.ts';

/** The whole main process as it is, over an Electron of memory. */
const page = { url: 'app://slipway/', parent: null };
const before = { argv: process.argv, env: process.env };
let folder = '';
let fake: FakeElectron;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-app-'));
  mkdirSync(join(folder, 'out', 'renderer'), { recursive: true });
  writeFileSync(join(folder, 'out', 'renderer', 'index.html'), '<html lang="en"></html>');
  process.env = { ...before.env, XDG_DATA_HOME: folder, HOME: folder, LOCALAPPDATA: folder };
  fake = createFakeElectron(folder);
  vi.resetModules();
  vi.doMock('electron', () => fake.electron);
});

afterEach(async () => {
  process.argv = before.argv;
  process.env = before.env;
  vi.doUnmock('electron');
  vi.doUnmock('../../src-main/app/reach/tab-road.ts');
  rmSync(folder, { recursive: true, force: true });
});

const start = async (...words: readonly string[]): Promise<void> => {
  process.argv = ['electron', folder, ...words];
  await import('../../src-main/electron/main.ts');
};

/** An app whose window is open. */
const openApp = async (): Promise<void> => {
  await start();
  fake.becomeReady();
  await vi.waitFor(() => expect(fake.windows[0]?.shown).toBe(true), { timeout: 20_000 });
};

const closeApp = async (): Promise<void> => {
  fake.electron.app.quit();
  await vi.waitFor(() => expect(fake.did.at(-1)).toBe('quit'), { timeout: 20_000 });
};

test('what must happen before the app is ready does, in this order', async () => {
  await openApp();
  const early = fake.did.slice(0, fake.did.indexOf('wait for ready'));
  expect(early).toEqual(['lock', 'sandbox', 'schemes']);
  await closeApp();
});

test('an elevated step is all that such a start does', async () => {
  const said = vi.spyOn(process.stdout, 'write').mockImplementation((...given: readonly unknown[]) => {
    (given.at(-1) as () => void)();
    return true;
  });
  await start(elevatedFlag, 'nonsense');
  expect(fake.did).toEqual(['exit 2']);
  expect(fake.exitCode()).toBe(2);
  expect(String(said.mock.calls[0]?.[0])).toContain('usage');
  said.mockRestore();
});

test('the window speaks to the desk, strangers do not, and the page comes from our own scheme', async () => {
  await openApp();
  expect(await fake.ask(callChannel, page, 'workspaces.list', null)).toMatchObject({ ok: true });
  const foreign = { url: 'https://example.com/', parent: null };
  expect(await fake.ask(callChannel, foreign, 'workspaces.list', null)).toMatchObject({ ok: false });
  expect(fake.windows[0]?.webContents.url).toBe('app://slipway/');
  const answer = await fake.schemes.get('app')?.(new Request('app://slipway/'));
  expect(answer?.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(fake.windows[0]?.webContents.openHandler?.({ url: 'https://istio.io/' })).toEqual({ action: 'deny' });
  expect(fake.opened).toEqual(['https://istio.io/']);
  await closeApp();
});

test('a tab opens in its own session, its windows are of its kind, and nothing stays of it', async () => {
  const proxy = { address: '127.0.0.1', port: 4080, pac: '' };
  vi.doMock('../../src-main/app/reach/tab-road.ts', () => ({
    findTabRoad: async () => ({ ok: true, value: { proxy, leadsHere: () => true, authority: async () => undefined } }),
  }));
  await openApp();
  expect(await fake.ask(tabChannel, page, 'file:///etc/passwd')).toMatchObject({ ok: false });
  expect(await fake.ask(tabChannel, page, 'https://shop.test/cart')).toEqual({ ok: true, output: null });
  const tab = fake.windows[1];
  expect(tab?.options.webPreferences).toMatchObject({ partition: tabPartition, sandbox: true, contextIsolation: true });
  expect(tab?.options.webPreferences).not.toHaveProperty('preload');
  expect(tab?.webContents.url).toBe('https://shop.test/cart');
  expect(tab?.title).toBe('https://shop.test/cart');
  const session = fake.sessions.get(tabPartition);
  expect(session?.told.setProxy).toMatchObject({ mode: 'fixed_servers', proxyBypassRules: '<-loopback>' });
  expect(session?.told.setCertificateVerifyProc).toBeTypeOf('function');
  // Locked, and wired, before anything is loaded.
  const told = fake.did.filter((what) => what.startsWith(tabPartition)).map((what) => what.split(' ')[1]);
  expect(told.indexOf('setPermissionRequestHandler')).toBeLessThan(told.indexOf('setProxy'));
  // A second tab goes the same way, without ending what the first is loading.
  await fake.ask(tabChannel, page, 'https://login.shop.test/');
  expect(fake.did.filter((what) => what === `${tabPartition} setProxy`)).toHaveLength(1);
  // What a page opens is equipped like a tab.
  const child = new fake.electron.BrowserWindow({});
  tab?.webContents.emit('did-create-window', child);
  expect(child.webContents.openHandler?.({ url: 'file:///etc/passwd' })).toEqual({ action: 'deny' });
  tab?.webContents.emit('did-fail-load', {}, -202, 'ERR_CERT_AUTHORITY_INVALID', 'https://shop.test/', true);
  expect(fake.did.at(-1)).toContain('“shop.test” did not open.');
  expect(fake.did).not.toContain(`${tabPartition} clearStorageData`);
  for (const window of fake.windows.slice(1)) window.close();
  await vi.waitFor(() => expect(fake.did).toContain(`${tabPartition} clearStorageData`));
  await closeApp();
});

test('a page that crashed is loaded again, three times', async () => {
  await openApp();
  const contents = fake.windows[0]?.webContents;
  contents?.emit('render-process-gone', {}, { reason: 'clean-exit' });
  for (let i = 0; i < 5; i += 1) contents?.emit('render-process-gone', {}, { reason: 'crashed' });
  expect(contents?.reloads).toBe(2);
  await closeApp();
});

test('the menu is the window’s, and what is chosen there is told to it', async () => {
  await openApp();
  const item = { id: 'open-test-browser', label: 'Open test browser', enabled: true };
  fake.ask(menuChannel, { url: 'https://example.com/', parent: null }, { groups: [] });
  const menus = fake.menus.length;
  fake.ask(menuChannel, page, { groups: [{ id: 'gateway', label: 'Gateway', items: [item] }] });
  expect(fake.menus).toHaveLength(menus + 1);
  const menu = fake.menus.at(-1) as readonly {
    label?: string;
    submenu?: readonly { id?: string; click?: () => void }[];
  }[];
  const gateway = menu.find(({ label }) => label === 'Gateway');
  gateway?.submenu?.find(({ id }) => id === item.id)?.click?.();
  await vi.waitFor(() => expect(fake.windows[0]?.webContents.sent).toContainEqual(['slipway:command', item.id]));
  await closeApp();
});

test('the app ends once, after everything is closed', async () => {
  await openApp();
  fake.electron.powerMonitor.emit('resume');
  fake.electron.app.quit();
  fake.electron.app.quit();
  await vi.waitFor(() => expect(fake.did.at(-1)).toBe('quit'), { timeout: 20_000 });
  expect(fake.did.filter((what) => what === 'quit is held')).toHaveLength(2);
});
