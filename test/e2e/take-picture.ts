/**
 * Takes README's picture of the window: `node test/e2e/take-picture.ts` writes `resources/window.png`, 1280 x 800, light.
 * A real slipway on the httpbin example, real requests; wants a browser and the free port 8080.
 */
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { projectFolder } from '../../src-main/cli/build-when-stale.ts';
import { ask } from './ask.ts';
import { findBrowser } from './browser.ts';
import { runSlipway } from './run-slipway.ts';
import { windowOn } from './window.ts';

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

const takePicture = async (): Promise<void> => {
  const found = await findBrowser();
  if (!found.found) throw new Error(found.reason);
  const slipway = await runSlipway('httpbin', 8080);
  const browser = await chromium.launch(found.options);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
    await page.goto(slipway.ui);
    const window = windowOn(page);
    const divider = page.getByRole('separator');
    for (let step = 0; step < 8; step += 1) await divider.press('ArrowLeft');
    const traffic = await window.openPanel('Traffic');
    for (const [method, path] of requests) {
      await ask(slipway.ingress + path, {
        method,
        headers: { host: 'httpbin.example.com', 'user-agent': 'curl/8.14.1' },
      });
    }
    const rows = traffic.getByRole('row').filter({ hasText: 'httpbin.example.com' });
    await rows.nth(requests.length - 1).waitFor();
    const slow = rows.filter({ hasText: '/delay/1' });
    await slow.getByRole('button').click();
    await window.text.press('Home');
    await slow.getByText('/delay/1').click();
    await page.mouse.move(640, 2);
    await page.screenshot({ path: join(projectFolder(), 'resources', 'window.png'), animations: 'disabled' });
  } finally {
    await browser.close();
    await slipway.stop();
  }
};

await takePicture();
