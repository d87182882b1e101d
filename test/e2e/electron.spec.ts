import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import { projectFolder } from '../../src-main/cli/build-when-stale.ts';
import { presentElectron, whatIsMissing } from '../../src-main/cli/electron-binary.ts';

/** The real desktop app, wherever its binary and a display are; elsewhere the reason is printed. */
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

test('the desktop app opens its window, locked down, on the sample workspace', async () => {
  test.info().skip(obstacle !== undefined, obstacle);
  const data = mkdtempSync(join(tmpdir(), 'slipway-desktop-'));
  const app = await _electron.launch({
    executablePath: program ?? '',
    args: [project, join(project, 'resources', 'examples', 'httpbin'), `--user-data-dir=${data}`],
  });
  try {
    const page = await app.firstWindow();
    const violations: string[] = [];
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) violations.push(message.text());
    });
    await expect(page).toHaveURL(/^app:\/\/slipway\//);
    await expect(page.getByText('httpbin').first()).toBeVisible();

    const seen = await page.evaluate(() => ({
      node: typeof Reflect.get(window, 'process') + typeof Reflect.get(window, 'require'),
      bridge: Object.keys(Reflect.get(window, 'desktop') as object).sort(),
    }));
    expect(seen).toEqual({ node: 'undefinedundefined', bridge: ['call', 'on'] });
    const preferences = await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => {
        // Electron has this method but does not declare it.
        const contents = window.webContents as unknown as { getLastWebPreferences(): Electron.WebPreferences };
        const { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity } =
          contents.getLastWebPreferences();
        return { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity };
      }),
    );
    expect(preferences).toEqual([
      { sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, webSecurity: true },
    ]);

    const answered = await page.evaluate(async () => {
      const outside = await fetch('app://slipway/../../package.json').then((answer) => answer.status);
      window.open('https://example.com/');
      return outside;
    });
    expect(answered).toBe(404);
    expect(app.windows()).toHaveLength(1);
    expect(violations).toEqual([]);
  } finally {
    await app.close();
    rmSync(data, { recursive: true, force: true });
  }
});
