import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, expect, type Page, test } from '@playwright/test';
import { projectFolder } from '../../src-main/cli/build-when-stale.ts';
import { presentElectron, whatIsMissing } from '../../src-main/cli/electron-binary.ts';

/**
 * The real desktop app, wherever its binary and a display are; elsewhere the reason is printed. Numbers are those of the security checklist,
 * as in `test/electron/security-checklist.test.ts`.
 */
const project = projectFolder();
const program = presentElectron(project);
const obstacle =
  whatIsMissing(process.platform, process.env, process.getuid?.()) ??
  (program === undefined
    ? "Electron's binary is not here (node node_modules/electron/install.js fetches it)"
    : undefined);

test.beforeAll(() => {
  if (obstacle !== undefined) process.stdout.write(`not run: the desktop walk, because ${obstacle}\n`);
});

type Walk = { readonly app: ElectronApplication; readonly page: Page; readonly violations: readonly string[] };

/** The app on the sample workspace, with a data folder and a session of its own. */
const walk = async (steps: (walk: Walk) => Promise<void>): Promise<void> => {
  const data = mkdtempSync(join(tmpdir(), 'slipway-desktop-'));
  const app = await _electron.launch({
    executablePath: program ?? '',
    args: [project, join(project, 'resources', 'examples', 'httpbin'), `--user-data-dir=${data}`],
    env: { ...definedEnvironment(), XDG_DATA_HOME: data, LOCALAPPDATA: data },
  });
  try {
    const page = await app.firstWindow();
    const violations: string[] = [];
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) violations.push(message.text());
    });
    await expect(page).toHaveURL(/^app:\/\/slipway\//);
    await expect(page.getByText('httpbin').first()).toBeVisible();
    await steps({ app, page, violations });
  } finally {
    await app.close();
    rmSync(data, { recursive: true, force: true });
  }
};

const definedEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

/** 1: what each window that is open was really given. */
const preferencesOf = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => {
      // Electron has this method but does not declare it.
      const contents = window.webContents as unknown as { getLastWebPreferences(): Electron.WebPreferences };
      const { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity, preload, partition } =
        contents.getLastWebPreferences();
      return { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity, preload: preload ?? '', partition };
    }),
  );

const locked = { sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, webSecurity: true };

test('the desktop app opens its window, locked down, on the sample workspace', async () => {
  test.info().skip(obstacle !== undefined, obstacle);
  await walk(async ({ app, page, violations }) => {
    const seen = await page.evaluate(() => ({
      node: typeof Reflect.get(window, 'process') + typeof Reflect.get(window, 'require'),
      bridge: Object.keys(Reflect.get(window, 'desktop') as object).sort(),
    }));
    // 6: a few functions.
    expect(seen).toEqual({
      node: 'undefinedundefined',
      bridge: ['call', 'menu', 'on', 'onMenu', 'openTab', 'pathOf', 'zoom'],
    });
    const [preferences, ...others] = await preferencesOf(app);
    expect(others).toEqual([]);
    expect(preferences).toMatchObject(locked);
    expect(preferences?.preload).toMatch(/preload\.cjs$/);

    // 2 and 4: nothing beside the page, and no way out of it.
    const answered = await page.evaluate(async () => {
      const outside = await fetch('app://slipway/../../package.json').then((answer) => answer.status);
      const nested = await fetch('app://slipway/%2e%2e/%2e%2e/package.json').then((answer) => answer.status);
      window.open('https://example.com/');
      window.location.assign('https://example.com/');
      return [outside, nested];
    });
    expect(answered).toEqual([404, 404]);
    await expect(page).toHaveURL(/^app:\/\/slipway\//);
    expect(app.windows()).toHaveLength(1);

    // 5: what is asked for is refused.
    const granted = await page.evaluate(async () => ({
      notifications: await Notification.requestPermission(),
      camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
        () => 'granted',
        (error: Error) => error.name,
      ),
    }));
    expect(granted).toEqual({ notifications: 'denied', camera: 'NotAllowedError' });

    // 6: a call that the contract does not know, and one of another shape.
    const refused = await page.evaluate(async () => {
      const desktop = Reflect.get(window, 'desktop') as { call: (name: string, input: unknown) => Promise<unknown> };
      const ask = (name: string, input: unknown) =>
        desktop.call(name, input).then(
          () => 'answered',
          () => 'refused',
        );
      return [
        await ask('constructor', null),
        await ask('workspace.write', { file: 1 }),
        await ask('reach.state', null),
      ];
    });
    expect(refused).toEqual(['refused', 'refused', 'answered']);
    // 3
    expect(violations).toEqual([]);
  });
});

test('a tab shows a page behind the gateway under its own URL, with nothing of the app in it', async () => {
  test.info().skip(obstacle !== undefined, obstacle);
  await walk(async ({ app, page }) => {
    const opened = app.waitForEvent('window');
    await page.evaluate((url) => {
      const desktop = Reflect.get(window, 'desktop') as { openTab: (url: string) => Promise<void> };
      return desktop.openTab(url);
    }, 'http://httpbin.example.com/status/200');
    const tab = await opened;
    await expect(tab).toHaveURL('http://httpbin.example.com/status/200');
    // 9
    const [, preferences] = (await preferencesOf(app)).sort((a, b) => b.preload.length - a.preload.length);
    expect(preferences).toMatchObject({ ...locked, preload: '', partition: 'slipway-tab' });
    const seen = await tab.evaluate(async () => ({
      desktop: typeof Reflect.get(window, 'desktop'),
      node: typeof Reflect.get(window, 'process'),
      permission: await Notification.requestPermission().catch(() => 'denied'),
      agent: navigator.userAgent,
      own: await fetch('app://slipway/').then(
        () => 'reached',
        () => 'refused',
      ),
    }));
    expect(seen).toMatchObject({ desktop: 'undefined', node: 'undefined', permission: 'denied', own: 'refused' });
    expect(seen.agent).not.toMatch(/Electron|Slipway/i);
    const refused = await page.evaluate(() => {
      const desktop = Reflect.get(window, 'desktop') as { openTab: (url: string) => Promise<void> };
      return desktop.openTab('file:///etc/passwd').then(
        () => 'opened',
        (error: Error) => error.message,
      );
    });
    expect(refused).toContain('a tab opens "http:" and "https:" alone');
  });
});
