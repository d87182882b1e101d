import { type Browser, type BrowserContext, test as base, chromium, expect, type Page } from '@playwright/test';
import { findBrowser } from './browser.ts';
import { type RunningSlipway, runSlipway } from './run-slipway.ts';
import { type Window, windowOn } from './window.ts';

type OneWalk = {
  /** The folder of `resources/examples` to run a copy of. */
  readonly example: string;
  readonly theme: 'light' | 'dark';
  readonly slipway: RunningSlipway;
  /** A browser profile of this walk alone, 1280 x 800. */
  readonly profile: BrowserContext;
  /** The window, opened at the printed address. Whatever the page does wrong behind the scenes fails the walk. */
  readonly window: Window;
};
type Session = { readonly browserOrReason: Browser | string };

/** Playwright's `test` with a slipway of its own for each walk, in a browser wherever there is one. */
export const test = base.extend<OneWalk, Session>({
  example: ['httpbin', { option: true }],
  theme: ['light', { option: true }],

  browserOrReason: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use) => {
      const found = await findBrowser();
      if (!found.found) {
        process.stdout.write(`not run: the walks in a browser, because ${found.reason}\n`);
        return use(found.reason);
      }
      const browser = await chromium.launch(found.options);
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],

  slipway: async ({ example }, use) => {
    const slipway = await runSlipway(example);
    await use(slipway);
    await slipway.stop();
  },

  profile: async ({ browserOrReason: browser, theme }, use, info) => {
    if (typeof browser === 'string') return info.skip(true, browser);
    const profile = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: theme });
    await profile.grantPermissions(['clipboard-read', 'clipboard-write']);
    await use(profile);
    await profile.close();
  },

  window: async ({ profile, slipway }, use, info) => {
    const page = await profile.newPage();
    const faults = await watch(page, new URL(slipway.ui).origin);
    await page.goto(slipway.ui);
    const window = windowOn(page);
    await expect(window.status).toContainText(/gateway is running|网关运行中/);
    await use(window);
    if (info.status !== info.expectedStatus) {
      await info.attach('window', { body: await page.screenshot(), contentType: 'image/png' });
    }
    expect(faults, 'errors, violations and foreign requests of the page').toEqual([]);
  },
});

export { expect };

/** Gathers what a page should never do: errors, broken content security policy, talking to anybody but its own host. */
const watch = async (page: Page, origin: string): Promise<readonly string[]> => {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !['data:', 'blob:'].includes(url.protocol)) faults.push(`request: ${url.href}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
      // biome-ignore lint/suspicious/noConsole: the page's console is what is listened to
      console.error(`violation: ${violatedDirective} ${blockedURI} at ${sourceFile}:${lineNumber}`),
    );
  });
  return faults;
};
