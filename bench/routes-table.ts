import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { findBrowser } from '../test/e2e/browser.ts';
import { runSlipway } from '../test/e2e/run-slipway.ts';
import { sampleWorkspace } from './sample-workspace.ts';
import { spread } from './spread.ts';

/**
 * How long the window takes to draw, filter, sort and scroll the table of some 5,000 routes, in a real browser. Drawing begins with nothing
 * made: the table is put in place of the map.
 */
const project = join(import.meta.dirname, '..');
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
  await page.goto(slipway.ui);
  const panel = page.getByRole('region', { name: 'Routes', exact: true });
  await panel.getByRole('radio', { name: 'Table' }).waitFor({ timeout: 60_000 });
  await page.waitForTimeout(5_000);
  const load = loadavg().map((one) => one.toFixed(1));
  say(`${await panel.locator('.routes-tools [role=status]').textContent()}, load of the machine ${load.join(' ')}`);
  const group = panel.getByRole('combobox', { name: /group by/ });
  for (const by of ['host', 'none']) {
    await group.selectOption(by);
    const drawn: number[] = [];
    for (let time = 0; time < 7; time++) {
      await press(page, 'Map');
      drawn.push(await press(page, 'Table'));
    }
    say(`table drawn, by ${by.padEnd(5)} ${spread(drawn)}`);
  }
  const sorted: number[] = [];
  for (let time = 0; time < 10; time++) sorted.push(await press(page, time % 2 === 0 ? 'match' : 'destination'));
  say(`sorted                ${spread(sorted)}`);
  const filtered: number[] = [];
  const left: string[] = [];
  for (const words of [
    'item-1',
    'item-17',
    'to:api item',
    'status:unbound',
    'site-3',
    'host:team-7',
    'item-2',
    'hidden',
  ]) {
    filtered.push(await page.evaluate(typeFilter, words));
    left.push((await panel.locator('.routes-tools [role=status]').textContent()) ?? '');
  }
  say(`filtered              ${spread(filtered)}, left ${left.map((one) => one.split(' ')[0]).join(', ')}`);
  await page.evaluate(typeFilter, '');
  say(`frames while scrolled ${spread(await page.evaluate(scroll))}`);
} finally {
  await browser.close();
  await slipway.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** From a press of the button with this name or text to the end of its frame. */
function press(page: Page, name: string): Promise<number> {
  return page.evaluate(async (wanted) => {
    const button = [...document.querySelectorAll<HTMLElement>('section button')].find(
      (one) => one.getAttribute('aria-label') === wanted || one.textContent === wanted,
    );
    const start = performance.now();
    button?.click();
    const frame = () => new Promise<void>((done) => requestAnimationFrame(() => setTimeout(done)));
    await frame();
    // The view that was asked for is there once it has lines.
    const lines = wanted === 'Table' ? '.routes-line:not(.head)' : wanted === 'Map' ? '.react-flow__node' : 'body';
    while (document.querySelector(lines) === null) await frame();
    return performance.now() - start;
  }, name);
}

/** Runs in the page: from the input of a filter to the end of its frame. */
async function typeFilter(words: string): Promise<number> {
  const field = document.querySelector<HTMLInputElement>('input[aria-label="filter routes"]');
  const start = performance.now();
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, words);
  field?.dispatchEvent(new Event('input', { bubbles: true }));
  await new Promise<void>((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}

/** Runs in the page: the times between frames while the table is scrolled through. */
async function scroll(): Promise<number[]> {
  const box = document.querySelector<HTMLElement>('.routes-table');
  const times: number[] = [];
  let last = performance.now();
  for (let frame = 0; frame < 120; frame++) {
    box?.scrollBy(0, 400);
    await new Promise<void>((done) => requestAnimationFrame(() => done()));
    const now = performance.now();
    times.push(now - last);
    last = now;
  }
  return times;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
