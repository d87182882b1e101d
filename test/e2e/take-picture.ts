/**
 * Takes README's pictures of the window: `node test/e2e/take-picture.ts [NAME…]` writes `resources/pictures/NAME.png`, 1280 x 800, light;
 * all of them where no name is given. Real slipways on the bundled examples, real requests; wants a browser and the free port 8080.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { projectFolder } from '../../src-main/cli/build-when-stale.ts';
import { ask } from './ask.ts';
import { findBrowser } from './browser.ts';
import { runEmptySlipway } from './run-empty.ts';
import { type RunningSlipway, runSlipway } from './run-slipway.ts';
import { type Window, windowOn } from './window.ts';

type Sitting = { readonly page: Page; readonly window: Window; readonly slipway: RunningSlipway };
type Picture = {
  /** The folder of `resources/examples` to run a copy of. */
  readonly example: string;
  /** Brings the window to what is to be seen. */
  readonly pose: (sitting: Sitting) => Promise<void>;
};

const requests = [
  ['GET', '/status/200'],
  ['POST', '/status/201'],
  ['GET', '/delay/1'],
  ['GET', '/headers'],
  ['HEAD', '/status/200'],
  ['GET', '/status/418'],
  ['DELETE', '/status/204'],
  ['GET', '/status/503'],
  ['GET', '/status/302'],
] as const;

const askAll = async (
  { slipway }: Sitting,
  host: string,
  all: readonly (readonly [string, string])[],
): Promise<void> => {
  for (const [method, path] of all)
    await ask(slipway.ingress + path, { method, headers: { host, 'user-agent': 'curl/8.14.1' } });
};

/** The editor gets so many steps narrower. */
const narrowEditor = async (page: Page, steps: number): Promise<void> => {
  const divider = page.getByRole('separator', { name: 'width of the editor' });
  for (let step = 0; step < steps; step += 1) await divider.press('ArrowLeft');
};

const tests = `apiVersion: slipway.dev/v1
kind: RouteTest
metadata:
  name: httpbin
spec:
  tests:
  - name: status pages are exposed
    request: { urls: ['http://httpbin.example.com/status/200'] }
    expect: { destinations: [{ host: httpbin }] }
  - name: headers are not
    request: { urls: ['http://httpbin.example.com/headers'] }
    expect: { status: 404 }
  - name: anything is exposed
    request: { urls: ['http://httpbin.example.com/anything'] }
    expect: { destinations: [{ host: httpbin }] }
`;

const pictures: Readonly<Record<string, Picture>> = {
  window: {
    example: 'httpbin',
    pose: async (sitting) => {
      const { page, window } = sitting;
      await narrowEditor(page, 8);
      const traffic = await window.openPanel('Traffic');
      await askAll(sitting, 'httpbin.example.com', requests);
      const slow = traffic.getByRole('row').filter({ hasText: '/delay/1' });
      await slow.click();
      await page.getByRole('tab', { name: 'Timing' }).waitFor();
    },
  },
  visual: {
    example: 'canary',
    pose: async ({ page, window }) => {
      await narrowEditor(page, 4);
      const weight = window.text.locator('.cm-line').filter({ hasText: 'weight:' }).first();
      await window.text.locator('.cm-line').first().click();
      for (let step = 0; step < 10 && !(await weight.isVisible()); step += 1) await window.text.press('PageDown');
      await weight.click();
      await window.text.press('Home');
      const visual = await window.openPanel('Visual');
      await visual.getByText('everyone').first().click();
      await visual.getByRole('slider').first().waitFor();
    },
  },
  map: {
    example: 'canary',
    pose: async (sitting) => {
      await narrowEditor(sitting.page, 12);
      const routes = await sitting.window.openPanel('Routes');
      await routes.getByRole('radio', { name: 'Map' }).click();
      await routes.locator('.react-flow__node').first().waitFor();
      for (let round = 0; round < 15; round += 1) await askAll(sitting, 'shop.example.com', [['GET', '/']]);
    },
  },
  explain: {
    example: 'httpbin',
    pose: async ({ page, window }) => {
      await narrowEditor(page, 4);
      const explain = await window.openPanel('Explain');
      await explain.getByRole('textbox', { name: 'URL' }).fill('http://httpbin.example.com/Status/200');
      await explain.getByText(/404/).first().waitFor();
    },
  },
  tests: {
    example: 'httpbin',
    pose: async ({ page, window, slipway }) => {
      writeFileSync(join(slipway.folder, 'route-tests.yaml'), tests);
      await narrowEditor(page, 4);
      const panel = await window.openPanel('Tests');
      await panel.getByText('anything is exposed').first().waitFor();
      await panel.getByRole('button', { name: /^why .anything is exposed/ }).click();
    },
  },
  browser: {
    example: 'gateway-api',
    pose: async ({ page, window }) => {
      await narrowEditor(page, 4);
      const panel = await window.openPanel('Browser');
      await panel.getByRole('heading', { name: 'What is reachable' }).waitFor();
    },
  },
  services: {
    example: 'canary',
    pose: async (sitting) => {
      await narrowEditor(sitting.page, 4);
      for (let round = 0; round < 30; round += 1) await askAll(sitting, 'shop.example.com', [['GET', '/']]);
      await (await sitting.window.openPanel('Services'))
        .getByText(/healthy/)
        .first()
        .waitFor();
    },
  },
  metrics: {
    example: 'httpbin',
    pose: async (sitting) => {
      await narrowEditor(sitting.page, 4);
      for (let round = 0; round < 4; round += 1) {
        for (let time = 0; time < 4 + 3 * round; time += 1)
          await askAll(
            sitting,
            'httpbin.example.com',
            requests.filter(([, path]) => path !== '/delay/1'),
          );
        if (round < 3) await sitting.page.waitForTimeout(10_000);
      }
      await (await sitting.window.openPanel('Metrics')).getByText('All traffic').waitFor();
    },
  },
};

/** Where nothing is open yet. */
const startPage = async (browser: Browser): Promise<void> => {
  const slipway = await runEmptySlipway();
  try {
    const page = await newPage(browser);
    await page.goto(slipway.ui);
    await page.getByRole('heading').first().waitFor();
    await shoot(page, 'start');
  } finally {
    await slipway.stop();
  }
};

const newPage = (browser: Browser): Promise<Page> =>
  browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light', reducedMotion: 'reduce' });

const folder = join(projectFolder(), 'resources', 'pictures');
const shoot = async (page: Page, name: string): Promise<void> => {
  // What is on its way has arrived by then, and no tooltip is up.
  await page.mouse.move(640, 2);
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
};

const take = async (browser: Browser, name: string, { example, pose }: Picture): Promise<void> => {
  const slipway = await runSlipway(example, 8080);
  try {
    const page = await newPage(browser);
    await page.goto(slipway.ui);
    await page.waitForTimeout(1_500);
    await pose({ page, window: windowOn(page), slipway });
    await shoot(page, name);
    await page.close();
  } finally {
    await slipway.stop();
  }
};

const wanted = process.argv.slice(2);
const found = await findBrowser();
if (!found.found) throw new Error(found.reason);
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch(found.options);
try {
  for (const [name, picture] of Object.entries(pictures))
    if (wanted.length === 0 || wanted.includes(name)) await take(browser, name, picture);
  if (wanted.length === 0 || wanted.includes('start')) await startPage(browser);
} finally {
  await browser.close();
}
