import { readdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { chromium, type Page } from '@playwright/test';
import { buildWhenStale, projectFolder } from '../src-main/cli/build-when-stale.ts';
import { ask } from '../test/e2e/ask.ts';
import { findBrowser } from '../test/e2e/browser.ts';
import { runSlipway } from '../test/e2e/run-slipway.ts';
import { spread } from './spread.ts';

/**
 * How long a newcomer waits, with the httpbin sample: from the start of `slipway run` until it says that it is ready and until the first
 * request is answered; from the address until the window shows its routes. And what the window then costs in memory.
 */
const rounds = 7;
const say = (line: string) => process.stdout.write(`${line}\n`);
const project = projectFolder();
const built = await buildWhenStale(project, say);
if (!built.ok) throw new Error(built.failure.message);
const found = await findBrowser();
if (!found.found) say(`without a window: ${found.reason}`);
const browser = found.found ? await chromium.launch(found.options) : undefined;

const ready: number[] = [];
const answered: number[] = [];
const drawn: number[] = [];
const heaps: number[] = [];
const residents: number[] = [];
try {
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    const slipway = await runSlipway('httpbin');
    try {
      ready.push(performance.now() - begun);
      const { status } = await ask(`${slipway.ingress}/status/200`, { headers: { host: 'httpbin.example.com' } });
      if (status !== 200) throw new Error(`the sample answered ${status}`);
      answered.push(performance.now() - begun);
      if (browser === undefined) continue;
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      const opened = performance.now();
      await page.goto(slipway.ui);
      await page
        .getByRole('row', { name: /status/ })
        .first()
        .waitFor();
      drawn.push(performance.now() - opened);
      await page.waitForTimeout(2_000);
      heaps.push(await heapOf(page));
      residents.push(largestRenderer());
      await page.close();
    } finally {
      await slipway.stop();
    }
  }
} finally {
  await browser?.close();
}
say(`load of the machine ${loadavg().map((one) => one.toFixed(1))}, ${rounds} rounds`);
say(`ready                 ${spread(ready, 'ms', 0)}`);
say(`first answer          ${spread(answered, 'ms', 0)}`);
if (drawn.length > 0) {
  say(`window with routes    ${spread(drawn, 'ms', 0)}`);
  say(`heap of the window    ${spread(heaps, 'MB', 0)}`);
  say(`its process           ${spread(residents, 'MB', 0)} (proportional set size)`);
}

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

/** Of the processes that draw pages, the one with most memory; shared pages are counted by their share. Linux alone tells. */
function largestRenderer(): number {
  const sizes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')) return 0;
        const [, kilobytes = '0'] = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
        return Number(kilobytes) / 1_000;
      } catch {
        // It has ended in the meantime, or belongs to somebody else.
        return 0;
      }
    });
  return Math.max(0, ...sizes);
}
