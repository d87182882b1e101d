import type { CDPSession, Page } from '@playwright/test';

/** What became of the frames of a page while something was done in it. */
export type Watched = {
  /** Between one frame and the next, in milliseconds. */
  readonly times: readonly number[];
  /** Frames in which a place of the list had no row; and in which the uppermost row was not the one that belongs there. */
  readonly blank: number;
  readonly late: number;
  /** How long each task of the page took that was longer than 50 ms. */
  readonly long: readonly number[];
  /** What the page's thread worked for each frame, in milliseconds. */
  readonly work: Readonly<Record<'TaskDuration' | 'ScriptDuration' | 'RecalcStyleDuration' | 'LayoutDuration', number>>;
};

/**
 * The frames of a list that stand in the page as `.traffic-table` while something is done. What is seen is looked up after each frame, at
 * the upper end, in the middle and at the lower end; that costs the frame some tenths of a millisecond, which are counted.
 */
export async function watched(
  page: Page,
  session: CDPSession,
  does: (page: Page) => Promise<unknown>,
): Promise<Watched> {
  await page.evaluate(look, { head: 30, row: 28 });
  const before = await figures(session);
  await does(page);
  const after = await figures(session);
  const { times, blank, late, long } = await page.evaluate(() => {
    const { seen } = window as unknown as {
      seen: Pick<Watched, 'times' | 'blank' | 'late' | 'long'> & { on: boolean };
    };
    seen.on = false;
    return seen;
  });
  const each = (name: keyof Watched['work']) => (((after[name] ?? 0) - (before[name] ?? 0)) * 1000) / times.length;
  const names = ['TaskDuration', 'ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration'] as const;
  const work = Object.fromEntries(names.map((name) => [name, each(name)])) as Watched['work'];
  return { times, blank, late, long, work };
}

/** Runs in the page. */
function look({ head, row }: { readonly head: number; readonly row: number }): void {
  const seen = { times: [] as number[], long: [] as number[], blank: 0, late: 0, on: true };
  Object.assign(window, { seen });
  const box = document.querySelector('.traffic-table');
  const rowAt = (x: number, y: number) => document.elementFromPoint(x, y)?.closest('.traffic-row:not(.head, .loading)');
  const { port1, port2 } = new MessageChannel();
  // Comes after the frame has been made, when all has been laid out.
  port1.onmessage = () => {
    if (box === null) return;
    const { left, top, bottom } = box.getBoundingClientRect();
    const x = left + 20;
    const first = rowAt(x, top + head + 2);
    if (!first || !rowAt(x, (top + head + bottom) / 2) || !rowAt(x, bottom - 4)) seen.blank += 1;
    const belongs = Math.floor((box.scrollTop + 2) / row) + 2;
    if (first && Number(first.getAttribute('aria-rowindex')) !== belongs) seen.late += 1;
  };
  const observer = new PerformanceObserver((list) => seen.long.push(...list.getEntries().map((one) => one.duration)));
  observer.observe({ entryTypes: ['longtask'] });
  let last = performance.now();
  const frame = () => {
    if (!seen.on) {
      port1.close();
      return observer.disconnect();
    }
    const now = performance.now();
    seen.times.push(now - last);
    last = now;
    port2.postMessage(null);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

async function figures(session: CDPSession): Promise<Readonly<Record<string, number>>> {
  const { metrics } = await session.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

/** In one line: frames a second of several runs, and of all their frames how long the slow ones were. */
export function tellFrames(runs: readonly Watched[]): string {
  const rates = runs
    .map(({ times }) => (times.length / times.reduce((sum, one) => sum + one, 0)) * 1000)
    .toSorted((a, b) => a - b);
  const times = runs.flatMap((run) => run.times).toSorted((a, b) => a - b);
  const at = (share: number) => (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(0);
  const share = (of: (run: Watched) => number) =>
    `${((runs.reduce((sum, run) => sum + of(run), 0) / Math.max(1, times.length)) * 100).toFixed(1)} %`;
  const mean = (name: keyof Watched['work']) =>
    (runs.reduce((sum, { work }) => sum + work[name], 0) / runs.length).toFixed(1);
  const missed = times.reduce((sum, one) => sum + Math.max(0, Math.round((one * 60) / 1000) - 1), 0);
  const long = runs.flatMap((run) => run.long);
  return [
    `median ${(rates[rates.length >> 1] ?? 0).toFixed(0)}, worst ${(rates[0] ?? 0).toFixed(0)} frames/s`,
    `95 % of frames within ${at(0.95)} ms, 99 % ${at(0.99)}, longest ${at(1)}, ${((missed / (times.length + missed)) * 100).toFixed(1)} % dropped`,
    `tasks over 50 ms: ${long.length === 0 ? 'none' : `${long.length}, longest ${Math.max(...long).toFixed(0)}`}`,
    `blank ${share(({ blank }) => blank)}, late ${share(({ late }) => late)}`,
    `work ${mean('TaskDuration')} ms/frame (script ${mean('ScriptDuration')}, style ${mean('RecalcStyleDuration')}, layout ${mean('LayoutDuration')})`,
  ].join('; ');
}
