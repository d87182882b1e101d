import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { chromium } from 'playwright-core';
import { buildWhenStale, projectFolder } from '../src-main/cli/build-when-stale.ts';
import { findBrowser } from '../test/e2e/browser.ts';
import { runSlipway } from '../test/e2e/run-slipway.ts';
import { sampleWorkspace } from './sample-workspace.ts';
import { spread } from './spread.ts';

/**
 * What a person at the keyboard feels: `node bench/typing.ts [FILES LINES]`. Types a mistake into one file of a large workspace and takes
 * it back, fifty times, in a real browser over the loopback host. Prints, from the time that the browser gives each key: how long it
 * waits until the page handles it, until its frame has been made, and until the mark under the text has come or gone. The page itself
 * says when the next key may come, so that nothing of the measuring runs in between. Then it types on under a trace, which takes time of
 * its own, for the tasks of the main thread that overlap the time between a key and its frame: those are what typing is held up by.
 */
const [files = 50, lines = 200] = process.argv.slice(2).map(Number);
const strokes = 100;
const tracedStrokes = 40;

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
  const type = async (count: number): Promise<void> => {
    for (let stroke = 0; stroke < count; stroke++) {
      const answered = page.evaluate(() => (window as unknown as Watched).answered());
      await page.keyboard.press(stroke % 2 === 0 ? 'x' : 'Backspace');
      await answered;
      // As fast as people type; and now and then they look at what they wrote.
      await page.waitForTimeout(stroke % 20 === 19 ? 800 : 60);
    }
  };
  // The first keys warm everything up.
  await type(10);
  await page.evaluate(() => (window as unknown as Watched).forget());
  await type(strokes);
  const { waited, drawn, seen } = await page.evaluate(() => (window as unknown as Watched).forget());
  const load = loadavg().map((one) => one.toFixed(1));
  console.log(`${files} files of ${lines} lines, ${strokes} keys, load of the machine ${load.join(' ')}`);
  console.log(`key to its handling   ${spread(waited)}`);
  console.log(`key to its frame      ${spread(drawn)}`);
  console.log(`key to diagnostics    ${spread(seen)}`);
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] });
  await type(tracedStrokes);
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: readonly TraceEvent[] };
  const { held, all } = tasksOf(trace.traceEvents);
  console.log(`tasks before a frame  ${spread(held)}, ${longer(held)} longer than 16 ms in ${tracedStrokes} keys`);
  console.log(`all tasks             ${spread(all)}, ${longer(all)} longer than 16 ms`);
} finally {
  await browser.close();
  await slipway.stop();
  rmSync(folder, { recursive: true, force: true });
}

type Times = { readonly waited: number[]; readonly drawn: number[]; readonly seen: number[] };

/** What `watchKeys` leaves in the page. */
type Watched = { readonly answered: () => Promise<void>; readonly forget: () => Times };

/** Runs in the page: the times from each key to its handling, to the end of its frame, and to the next coming or going of the mark of an error. */
function watchKeys(): void {
  let times: Times = { waited: [], drawn: [], seen: [] };
  let pressed: number | undefined;
  let marked = document.querySelector('.cm-content .cm-lintRange-error') !== null;
  let done = () => {};
  const watched: Watched = {
    answered: () =>
      new Promise((resolve) => {
        done = resolve;
        setTimeout(resolve, 20_000);
      }),
    forget: () => {
      const before = times;
      times = { waited: [], drawn: [], seen: [] };
      return before;
    },
  };
  Object.assign(window, watched);
  document.addEventListener(
    'keydown',
    ({ timeStamp }) => {
      pressed = timeStamp;
      times.waited.push(performance.now() - timeStamp);
      requestAnimationFrame(() => {
        // The first task behind the frame.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => times.drawn.push(performance.now() - timeStamp);
        port2.postMessage(null);
      });
    },
    true,
  );
  new MutationObserver(() => {
    const now = document.querySelector('.cm-content .cm-lintRange-error') !== null;
    if (now === marked || pressed === undefined) return;
    marked = now;
    times.seen.push(performance.now() - pressed);
    pressed = undefined;
    done();
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['class'] });
}

type TraceEvent = {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly args?: { readonly name?: string; readonly data?: { readonly type?: string } };
};

/** The tasks of the page's main thread in milliseconds: those between a key and its frame, and all. */
function tasksOf(events: readonly TraceEvent[]): { readonly held: number[]; readonly all: number[] } {
  const main = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const own = events.filter(({ pid, tid }) => main.has(`${pid} ${tid}`)).sort((a, b) => a.ts - b.ts);
  const frames = own.filter(({ name }) => name === 'Layerize' || name === 'Commit');
  const keys = own.filter(({ name, args }) => name === 'EventDispatch' && args?.data?.type === 'keydown');
  const spans = keys.map(({ ts }) => ({ from: ts, to: frames.find((frame) => frame.ts > ts)?.ts ?? ts }));
  const tasks = own.filter(({ name }) => /RunTask$/.test(name));
  const isHolding = ({ ts, dur = 0 }: TraceEvent) => spans.some(({ from, to }) => ts < to && ts + dur > from);
  const inMs = ({ dur = 0 }: TraceEvent) => dur / 1_000;
  return { held: tasks.filter(isHolding).map(inMs), all: tasks.map(inMs) };
}

function longer(tasks: readonly number[]): number {
  return tasks.filter((ms) => ms > 16).length;
}
