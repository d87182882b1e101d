import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { buildWhenStale, projectFolder } from '../src-main/cli/build-when-stale.ts';
import { findBrowser } from '../test/e2e/browser.ts';
import { runSlipway } from '../test/e2e/run-slipway.ts';
import { sampleWorkspace } from './sample-workspace.ts';
import { spread } from './spread.ts';

/**
 * The map over some 5,000 routes in a real browser: from the press of its button until it is drawn, hosts being folded; until a host has
 * been opened; and how long a key typed in the editor waits for its frame, beside the map and beside nothing.
 */
const strokes = 60;
const project = projectFolder();
const built = await buildWhenStale(project, (line) => say(line));
if (!built.ok) throw new Error(built.failure.message);
const found = await findBrowser();
if (!found.found) {
  say(`not run: ${found.reason}`);
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
for (const { file, text } of sampleWorkspace(40, 1_500)) {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}
const slipway = await runSlipway(relative(join(project, 'resources/examples'), folder));
const browser = await chromium.launch(found.options);
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(slipway.ui);
  const panels = page.getByRole('navigation', { name: 'panels' });
  const map = page.getByRole('radio', { name: 'Map' });
  await map.waitFor({ timeout: 60_000 });
  await page.waitForTimeout(5_000);
  const drawn: number[] = [];
  for (let time = 0; time < 6; time++) {
    await page.getByRole('radio', { name: 'Table' }).click();
    await page.waitForTimeout(300);
    drawn.push(await page.evaluate(pressMap));
  }
  const [first = 0, ...again] = drawn;
  say(`load of the machine ${loadavg().map((one) => one.toFixed(1))}, in sight: ${await inSight(page)}`);
  say(`map drawn, first      ${first.toFixed(1)} ms (with its code loaded)`);
  say(`map drawn, again      ${spread(again)}`);
  const host = page.locator('.react-flow__node[aria-label^="host"]').first();
  await host.click();
  await page.waitForTimeout(500);
  say(`with one host opened: ${await inSight(page)}`);
  await intoText(page);
  say(`key to frame, map     ${spread(await type(page))}`);
  await panels.getByRole('button', { name: 'System' }).click();
  await page.waitForTimeout(500);
  await intoText(page);
  say(`key to frame, none    ${spread(await type(page))}`);
} finally {
  await browser.close();
  await slipway.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function inSight(page: Page): Promise<string> {
  return `${await page.locator('.react-flow__node').count()} nodes, ${await page.locator('.react-flow__edge').count()} edges`;
}

/** Runs in the page: from the press of the button to the end of the first frame with nodes in it. */
async function pressMap(): Promise<number> {
  const button = [...document.querySelectorAll<HTMLElement>('section button')].find((one) => one.textContent === 'Map');
  const frame = () => new Promise<void>((done) => requestAnimationFrame(() => setTimeout(done)));
  const start = performance.now();
  button?.click();
  do await frame();
  while (document.querySelector('.react-flow__node .map-node') === null && performance.now() - start < 20_000);
  return performance.now() - start;
}

async function intoText(page: Page): Promise<void> {
  await page
    .getByRole('textbox', { name: /^text of / })
    .locator('.cm-line')
    .nth(4)
    .click();
  await page.keyboard.press('End');
}

/** From the time that the browser gives each key to the first task behind its frame; types and takes back, as fast as people do. */
async function type(page: Page): Promise<number[]> {
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { times });
    document.addEventListener(
      'keydown',
      ({ timeStamp }) =>
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => times.push(performance.now() - timeStamp);
          port2.postMessage(null);
        }),
      true,
    );
  });
  for (let stroke = 0; stroke < strokes; stroke++) {
    await page.keyboard.press(stroke % 2 === 0 ? 'x' : 'Backspace');
    await page.waitForTimeout(stroke % 20 === 19 ? 900 : 70);
  }
  return page.evaluate(() => (window as unknown as { readonly times: number[] }).times);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
