import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import { buildWhenStale, projectFolder } from '../src-main/cli/build-when-stale.ts';
import { findBrowser } from '../test/e2e/browser.ts';
import type { LogAnswer, LogOrder } from './traffic-log.ts';
import { tellFrames, type Watched, watched } from './watch-frames.ts';

/**
 * The list of traffic with 200,000 exchanges, in a real browser before the real app in a process of its own (`traffic-log.ts`): how long
 * reading, filtering and sorting take, the frames while it is scrolled in several ways with and without 2,000 rows a second of news, and
 * memory. Each way is scrolled several times: the median and the worst of the runs, what the slow ones of all frames took, in how many a
 * place in sight was empty (blank) or had a row of before (late: whoever drags the scrollbar sees rows a moment late), and what the page's
 * thread worked for a frame, because other programs take turns with it.
 * `node bench/traffic-list.ts [how many] [limit in MiB]`.
 */
const wanted = Number(process.argv[2] ?? 200_000);
const limit = Number(process.argv[3] ?? 512);
const news = 2_000;
const repetitions = 5;
/** How long each of them is scrolled, in milliseconds. */
const stretch = 1_300;
const say = (line: string) => process.stdout.write(`${line}\n`);
const count = (figure: number) => figure.toLocaleString('en');
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const mebibytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(0)} MiB`;

const built = await buildWhenStale(projectFolder(), say);
if (!built.ok) throw new Error(built.failure.message);
const found = await findBrowser();
if (!found.found) throw new Error(found.reason);
const log = fork(join(import.meta.dirname, 'traffic-log.ts'), [String(limit)], { execArgv: ['--expose-gc'] });
const browser = await chromium.launch({
  ...found.options,
  args: [...(found.options.args ?? []), '--disable-renderer-backgrounding'],
});
try {
  const { url, resident: empty } = await heard(log);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(url);
  await page
    .getByRole('button', { name: /^Traffic/ })
    .first()
    .waitFor();
  const bare = await memoryOf(page, browser);
  await page.goto('about:blank');
  const began = performance.now();
  const { kept } = await tell(log, { order: 'fill', count: wanted });
  say(
    `${count(kept)} of ${count(wanted)} exchanges kept within ${limit} MiB, after ${seconds(performance.now() - began)}; load of the machine ${loadavg()[0]?.toFixed(1)} on ${cpus().length} cores`,
  );

  const opened = performance.now();
  await page.goto(url);
  await page
    .getByRole('button', { name: /^Traffic/ })
    .first()
    .click();
  await page.locator('.traffic-row:not(.head, .loading)').first().waitFor({ timeout: 60_000 });
  say(`newest rows in sight  ${seconds(performance.now() - opened)} after the address was opened`);
  await page.waitForFunction(
    (all) => Number(document.querySelector('[role=grid]')?.getAttribute('aria-rowcount')) > all,
    kept,
    { timeout: 120_000 },
  );
  say(`all rows in the list  ${seconds(performance.now() - opened)}`);
  await page.waitForTimeout(1_000);

  const session = await page.context().newCDPSession(page);
  // Of the thread itself: what other programs take of the machine is no work of the page.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const ways: readonly (readonly [string, (page: Page) => Promise<unknown>])[] = [
    ['wheel up', (on) => wheel(on, -120)],
    ['wheel down, fast', (on) => wheel(on, 600)],
    ['scrollbar dragged', drag],
    ['arrow key held', (on) => hold(on, 'ArrowUp')],
    ['page key held', (on) => hold(on, 'PageUp')],
  ];
  for (const perSecond of [0, news]) {
    await tell(log, { order: 'flood', perSecond });
    say(`${perSecond === 0 ? 'no news' : `${count(perSecond)} rows a second come`}; each ${repetitions} times`);
    const runs = new Map<string, Watched[]>(ways.map(([name]) => [name, []]));
    // In turns, so that what else the machine does is shared out.
    for (let turn = 0; turn < repetitions; turn += 1)
      for (const [name, does] of ways) {
        runs.get(name)?.push(await watched(page, session, does));
        // What the keys chose takes room from the list.
        await page.keyboard.press('Escape');
        await page.waitForTimeout(100);
      }
    for (const [name, of] of runs) say(`  ${name.padEnd(18)} ${tellFrames(of)}`);
    await page.evaluate(() => document.querySelector<HTMLElement>('.jump-newest')?.click());
    await page.waitForTimeout(300);
    const still = await watched(page, session, () => page.waitForTimeout(2_000));
    say(`  ${'at the newest'.padEnd(18)} ${tellFrames([still])}`);
  }
  await tell(log, { order: 'flood', perSecond: 0 });
  await page.waitForTimeout(500);

  for (const filter of [
    'status:503',
    'path:/items/7',
    'orders/1234',
    'host:pay is:error',
    '-status:2xx slower:100',
    'nothing-has-this',
  ])
    say(`filter ${filter.padEnd(23)} ${await filtered(page, filter)}`);
  await filtered(page, '');
  say(`while a filter is typed   ${tellFrames([await watched(page, session, typing)])}`);
  await filtered(page, '');
  for (const head of ['host and path', 'status', 'duration'])
    say(`sorted by ${head.padEnd(20)} ${await sorted(page, head)}`);
  say(`memory before: ${bare}`);
  say(`memory after:  ${await memoryOf(page, browser)}`);
  const { resident, bytes, kept: now } = await tell(log, { order: 'flood', perSecond: 0 });
  say(
    `main process: ${mebibytes(resident)} resident, ${mebibytes(bytes)} of it buffers (nothing was kept yet: ${mebibytes(empty)}), ${count(now)} exchanges kept within ${limit} MiB`,
  );
} finally {
  await browser.close();
  log.send({ order: 'stop' } satisfies LogOrder);
  await new Promise((done) => log.once('exit', done));
}

function heard(process: ChildProcess): Promise<LogAnswer> {
  return new Promise((done, fail) => {
    process.once('message', (told) => done(told as LogAnswer));
    process.once('exit', (code) => fail(new Error(`the log of traffic ended with ${code}`)));
  });
}

function tell(process: ChildProcess, order: LogOrder): Promise<LogAnswer> {
  const answer = heard(process);
  process.send(order);
  return answer;
}

async function wheel(page: Page, by: number): Promise<void> {
  const box = await page.locator('.traffic-table').boundingBox();
  if (box) await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const end = performance.now() + stretch;
  while (performance.now() < end) {
    await page.mouse.wheel(0, by);
    await new Promise((done) => setTimeout(done, 12));
  }
}

/** What dragging does to a list: each frame it stands somewhere else. */
async function drag(page: Page): Promise<void> {
  await page.evaluate(async (long) => {
    const box = document.querySelector<HTMLElement>('.traffic-table');
    if (box === null) return;
    const [height, begun] = [box.scrollHeight, performance.now()];
    while (performance.now() - begun < long) {
      box.scrollTop = height * (0.5 + 0.4 * Math.sin(performance.now() / 700));
      await new Promise((done) => requestAnimationFrame(done));
    }
  }, stretch);
}

async function hold(page: Page, key: string): Promise<void> {
  await page.locator('.traffic-table').focus();
  const end = performance.now() + stretch;
  while (performance.now() < end) {
    await page.keyboard.down(key);
    await new Promise((done) => setTimeout(done, 25));
  }
  await page.keyboard.up(key);
}

/** Types a filter letter by letter, faster than anybody. */
async function typing(page: Page): Promise<void> {
  await page.locator('.filter-field input').pressSequentially('orders/1234', { delay: 60 });
  await page.waitForTimeout(300);
}

async function filtered(page: Page, filter: string): Promise<string> {
  await page.locator('.filter-field input').focus();
  const ms = await page.evaluate(async (words) => {
    const field = document.querySelector<HTMLInputElement>('.filter-field input');
    const look = () => document.querySelector('[data-look]')?.getAttribute('data-look') ?? 'none';
    const before = look();
    const start = performance.now();
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, words);
    field?.dispatchEvent(new Event('input', { bubbles: true }));
    while (look() === before && performance.now() - start < 10_000)
      await new Promise((done) => requestAnimationFrame(done));
    return performance.now() - start;
  }, filter);
  const figures = await page.locator('.traffic-tools .figures').textContent();
  await page.keyboard.press('Escape');
  return `${ms.toFixed(0).padStart(5)} ms, ${figures}`;
}

async function sorted(page: Page, head: string): Promise<string> {
  const start = performance.now();
  const before = await page.locator('.traffic-table').getAttribute('data-look');
  await page.getByRole('columnheader', { name: head }).getByRole('button').first().click();
  await page.waitForFunction(
    (was) => document.querySelector('.traffic-table')?.getAttribute('data-look') !== was,
    before,
  );
  return `${(performance.now() - start).toFixed(0).padStart(5)} ms`;
}

/** Heaps with their buffers after a collection, and what the process takes of the machine's memory (shared parts shared out). */
async function memoryOf(page: Page, browser: Browser): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const own = await heapOf(session);
  const ids: string[] = [];
  session.on('Target.attachedToTarget', ({ sessionId }) => ids.push(sessionId));
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  await page.waitForTimeout(300);
  const workers = await Promise.all(ids.map((id) => heapOfWorker(session, id)));
  await session.detach();
  const system = await browser.newBrowserCDPSession();
  const { processInfo } = await system.send('SystemInfo.getProcessInfo');
  await system.detach();
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => shareOf(id));
  return `heap of the page ${mebibytes(own)}, of its workers ${workers.map(mebibytes).join(' + ') || 'none'}; its process ${mebibytes(Math.max(0, ...renderers))}`;
}

type Heap = { readonly usedSize: number; readonly backingStorageSize?: number };

async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const heap: Heap = await session.send('Runtime.getHeapUsage');
  return heap.usedSize + (heap.backingStorageSize ?? 0);
}

/** By messages through the page, which is how its workers are reached. */
async function heapOfWorker(session: CDPSession, sessionId: string): Promise<number> {
  const answer = new Promise<Heap>((done) =>
    session.on('Target.receivedMessageFromTarget', ({ sessionId: from, message }) => {
      const { id, result } = JSON.parse(message) as { id?: number; result?: Heap };
      if (from === sessionId && id === 2 && result) done(result);
    }),
  );
  for (const [id, method] of [
    [1, 'HeapProfiler.collectGarbage'],
    [2, 'Runtime.getHeapUsage'],
  ])
    await session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
  const heap = await answer;
  return heap.usedSize + (heap.backingStorageSize ?? 0);
}

/** Proportional set size of a process; 0 where the system does not say. */
function shareOf(id: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
