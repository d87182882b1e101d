import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { buildWhenStale, projectFolder } from '../src-main/cli/build-when-stale.ts';
import { findBrowser } from '../test/e2e/browser.ts';
import { runSlipway } from '../test/e2e/run-slipway.ts';
import { tasksOf, watchTasks } from './long-tasks.ts';
import { sampleWorkspace } from './sample-workspace.ts';
import { spread } from './spread.ts';

/**
 * How long the palette takes over a workspace of some 5,000 routes, in a real browser: from the key to its first results, from each typed
 * letter to the first of what fits, and the longest task in which the page could not answer. Tasks of more than 50 ms fail it.
 */
const project = projectFolder();
const built = await buildWhenStale(project, say);
if (!built.ok) throw new Error(built.failure.message);
const found = await findBrowser();
if (!found.found) throw new Error(found.reason);
const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
for (const { file, text } of sampleWorkspace(40, 1_500)) {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}
const slipway = await runSlipway(relative(join(project, 'resources/examples'), folder));
const browser = await chromium.launch(found.options);
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.addInitScript(watchTasks);
  await page.goto(slipway.ui);
  const panel = page.getByRole('region', { name: 'Routes', exact: true });
  await panel.getByRole('radio', { name: 'Table' }).waitFor({ timeout: 60_000 });
  await page.waitForTimeout(8_000);
  const load = loadavg().map((one) => one.toFixed(1));
  say(`${await panel.locator('.routes-tools [role=status]').textContent()}, load of the machine ${load.join(' ')}`);
  // What the page did until here is the start, which another benchmark measures.
  await tasksOf(page);
  const opened: number[] = [];
  for (let time = 0; time < 7; time++) {
    opened.push(await page.evaluate(openPalette));
    await settled(page);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await tell(page, 'opened, its list there', opened);
  for (const words of ['site-3.team-7', 'item-17', 'web-12', 'team 9', '#prefix: /area-1', '#qqqq', '> theme']) {
    const key = await page.evaluate(openPalette);
    const typed: number[] = [];
    for (const letter of words) typed.push(await page.evaluate(typeLetter, letter));
    await settled(page);
    const count = await page.getByRole('dialog').getByRole('status').textContent();
    await tell(page, `${words}: ${count}, opened in ${key.toFixed(0)} ms, each letter`, typed);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
} finally {
  await browser.close();
  await slipway.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function settled(page: Page): Promise<void> {
  await page
    .getByRole('dialog')
    .getByRole('status')
    .filter({ hasText: /result/ })
    .waitFor();
  await page.waitForTimeout(600);
}

async function tell(page: Page, what: string, times: readonly number[]): Promise<void> {
  const tasks = await tasksOf(page);
  if (tasks.length > 0) process.exitCode = 1;
  const longest = tasks.length === 0 ? 'none' : `${tasks.length}, the longest ${Math.max(...tasks).toFixed(0)} ms`;
  say(`${what} ${spread(times, 'ms', 0)}; tasks over 50 ms: ${longest}`);
}

/** In the page: presses the key, and waits until a first result is drawn. */
async function openPalette(): Promise<number> {
  const start = performance.now();
  document.body.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'p', ctrlKey: true, bubbles: true, cancelable: true }),
  );
  while (document.querySelector('.palette-list .found-item') === null) {
    if (performance.now() - start > 10_000) throw new Error('nothing was found');
    await new Promise((done) => requestAnimationFrame(done));
  }
  return performance.now() - start;
}

/** In the page: types a letter behind what is there, and waits until the list begins with something that has every word. */
async function typeLetter(letter: string): Promise<number> {
  const field = document.querySelector<HTMLInputElement>('.palette-field input');
  if (field === null) throw new Error('there is no palette');
  const start = performance.now();
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
  set?.call(field, field.value + letter);
  const words = field.value.replace(/^[#>]/, '').toLowerCase().split(/\s+/);
  field.dispatchEvent(new InputEvent('input', { bubbles: true, data: letter, inputType: 'insertText' }));
  const frame = () => new Promise<void>((done) => requestAnimationFrame(() => setTimeout(done)));
  await frame();
  const status = () => document.querySelector('.flow-dialog [role=status]')?.textContent ?? '';
  const isFound = () => {
    const first = document.querySelector('.palette-list .found-item')?.textContent?.toLowerCase();
    return status().startsWith('0 ') || (first !== undefined && words.every((word) => first.includes(word)));
  };
  while (!isFound()) {
    if (performance.now() - start > 10_000) throw new Error(`nothing was found of ${field.value}`);
    await frame();
  }
  return performance.now() - start;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
