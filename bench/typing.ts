import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { chromium } from 'playwright-core';
import { buildWhenStale, projectFolder } from '../src-main/cli/build-when-stale.ts';
import { findBrowser } from '../test/e2e/browser.ts';
import { runSlipway } from '../test/e2e/run-slipway.ts';
import { sampleWorkspace } from './sample-workspace.ts';

/**
 * What a person at the keyboard feels: `node bench/typing.ts [FILES LINES]`. Types a mistake into one file of a large workspace and takes
 * it back, fifty times, in a real browser over the loopback host. Prints how long the mark under the text takes to come or go after
 * its key, and the longest task of the page's main thread meanwhile.
 */
const [files = 50, lines = 200] = process.argv.slice(2).map(Number);
const strokes = 100;

const project = projectFolder();
const built = await buildWhenStale(project, (line) => console.log(line));
if (!built.ok) throw new Error(built.failure.message);
const found = await findBrowser();
if (!found.found) {
  console.log(`not run: ${found.reason}`);
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), 'slipway-typing-'));
for (const { file, text } of sampleWorkspace(files, lines)) {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}
const slipway = await runSlipway(relative(join(project, 'resources/examples'), folder));
const browser = await chromium.launch(found.options);
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(slipway.ui);
  const text = page.getByRole('textbox', { name: /^text of / });
  const line = text.locator('.cm-line').filter({ hasText: 'timeout: 5s' }).first();
  for (let scrolled = 0; scrolled < 40 && (await line.count()) === 0; scrolled++) {
    await text.hover();
    await page.mouse.wheel(0, 600);
    await page.waitForTimeout(100);
  }
  await line.click();
  await page.keyboard.press('End');
  // Everything has arrived and been drawn before the first key.
  await page.waitForTimeout(3_000);
  await page.evaluate(watchKeys);
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] });
  for (let stroke = 0; stroke < strokes; stroke++) {
    await page.keyboard.press(stroke % 2 === 0 ? 'x' : 'Backspace');
    await page.waitForFunction((count) => (window as unknown as { seen: number[] }).seen.length > count, stroke, {
      polling: 20,
      timeout: 20_000,
    });
    await page.waitForTimeout(60);
  }
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: readonly TraceEvent[] };
  const seen = await page.evaluate(() => (window as unknown as { seen: number[] }).seen);
  const tasks = mainTasks(trace.traceEvents);
  const load = loadavg().map((one) => one.toFixed(1));
  console.log(`${files} files of ${lines} lines, ${strokes} keys, load of the machine ${load.join(' ')}`);
  console.log(`key to diagnostics    ${spread(seen)}`);
  console.log(`tasks of the window   ${spread(tasks)}, ${tasks.filter((ms) => ms > 16).length} longer than 16 ms`);
} finally {
  await browser.close();
  await slipway.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Runs in the page: the time from each key to the next coming or going of a mark of an error. */
function watchKeys(): void {
  const shared = window as unknown as { seen: number[] };
  shared.seen = [];
  let pressed: number | undefined;
  let marked = document.querySelector('.cm-content .cm-lintRange-error') !== null;
  document.addEventListener(
    'keydown',
    (event) => {
      pressed = event.timeStamp;
    },
    true,
  );
  new MutationObserver(() => {
    const now = document.querySelector('.cm-content .cm-lintRange-error') !== null;
    if (now === marked || pressed === undefined) return;
    marked = now;
    shared.seen.push(performance.now() - pressed);
    pressed = undefined;
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['class'] });
}

type TraceEvent = {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly args?: { readonly name?: string };
};

/** How long the tasks of the page's main threads took, in milliseconds. */
function mainTasks(events: readonly TraceEvent[]): number[] {
  const main = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return events
    .filter(({ name, pid, tid }) => /RunTask$/.test(name) && main.has(`${pid} ${tid}`))
    .map(({ dur = 0 }) => dur / 1_000);
}

function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1)} ms`;
  return `median ${at(0.5)}  p95 ${at(0.95)}  worst ${at(1)}`;
}
