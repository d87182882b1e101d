import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadavg, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { chromium } from '@playwright/test';
import { buildWhenStale, projectFolder } from '../src-main/cli/build-when-stale.ts';
import { ask } from '../test/e2e/ask.ts';
import { findBrowser } from '../test/e2e/browser.ts';
import { runSlipway } from '../test/e2e/run-slipway.ts';
import { tasksOf, watchTasks } from './long-tasks.ts';

/**
 * What looking at an answer of 16 MB costs the window, in a real browser, with each way of looking: until its first rows are there, and the
 * tasks of more than 50 ms in which nobody could type or scroll. `SIZE=N` makes them N mebibytes long.
 */
const megabytes = Number(process.env.SIZE ?? 15);
const size = megabytes * 1024 * 1024;
const say = (line: string) => process.stdout.write(`${line}\n`);
const project = projectFolder();
const built = await buildWhenStale(project, say);
if (!built.ok) throw new Error(built.failure.message);
const found = await findBrowser();
if (!found.found) throw new Error(found.reason);

const record = (i: number) =>
  `{"id":${i},"name":"item number ${i}","price":${i / 100},"tags":["a","b"],"token":"t${i}"}`;
const filled = (piece: (i: number) => string, between: string): string => {
  const parts: string[] = [];
  for (let i = 0, length = 0; length < size; i++) {
    const part = piece(i);
    parts.push(part);
    length += part.length + between.length;
  }
  return parts.join(between).slice(0, size);
};
const bodies: Readonly<Record<string, { readonly type: string; readonly body: () => string | Buffer }>> = {
  json: { type: 'application/json', body: () => `[${filled(record, ',').replace(/,[^}]*$/, '')}]` },
  lines: { type: 'text/plain', body: () => filled((i) => `line ${i} of a log that goes on and on`, '\n') },
  oneLine: { type: 'text/html', body: () => `<p>${'x'.repeat(size)}` },
  form: { type: 'application/x-www-form-urlencoded', body: () => filled((i) => `field-${i}=value%20${i}`, '&') },
  bytes: { type: 'application/octet-stream', body: () => Buffer.alloc(size, 0xfe) },
};

const service = createServer((request, response) => {
  const { type, body } = bodies[request.url?.slice(1) ?? ''] ?? { type: 'text/plain', body: () => 'nothing' };
  response.setHeader('content-type', type);
  response.end(body());
}).listen(0, '127.0.0.1');
await new Promise((done) => service.once('listening', done));
const { port } = service.address() as AddressInfo;
const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
writeFileSync(
  join(folder, 'all.yaml'),
  `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gate }
spec:
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: site }
spec:
  hosts: ["*"]
  gateways: [gate]
  http: [{ route: [{ destination: { host: large, port: { number: 80 } } }] }]
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: large }
spec: { address: 127.0.0.1:${port} }
`,
);
const slipway = await runSlipway(relative(join(project, 'resources/examples'), folder));
const browser = await chromium.launch(found.options);
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.addInitScript(watchTasks);
  await page.goto(slipway.ui);
  await page.evaluate(keepLongBodies);
  await page
    .getByRole('button', { name: 'Traffic' })
    .or(page.getByRole('tab', { name: 'Traffic' }))
    .first()
    .click();
  say(
    `bodies of ${megabytes} MiB, load of the machine ${loadavg()
      .map((one) => one.toFixed(1))
      .join(' ')}`,
  );
  await page.waitForTimeout(2_000);
  // What the page did until here is the start.
  await tasksOf(page);
  for (const name of Object.keys(bodies)) {
    const { status } = await ask(`${slipway.ingress}/${name}`, { headers: { host: 'any.test' } });
    if (status !== 200) throw new Error(`${name} was answered ${status}`);
    await page
      .getByRole('row', { name: new RegExp(`/${name}`) })
      .first()
      .click();
    await page.getByRole('tab', { name: 'Overview' }).waitFor();
    await page.getByRole('tab', { name: 'Overview' }).click();
    await page.waitForTimeout(1_500);
    const atOnce = await tasksOf(page);
    const start = performance.now();
    await page.getByRole('tab', { name: 'Response' }).click();
    await page.locator('.lines pre').waitFor({ timeout: 30_000 });
    say(
      `${name}: read from main ${sayTasks(atOnce)}; rows there after ${(performance.now() - start).toFixed(0)} ms, ${sayTasks(await tasksOf(page))}`,
    );
    for (const view of ['Text', 'Hex']) {
      const radio = page.getByRole('radio', { name: view });
      if ((await radio.count()) === 0) continue;
      await radio.click();
      await page.locator('.lines pre').waitFor();
      await page.waitForTimeout(500);
      say(`  as ${view}: ${sayTasks(await tasksOf(page))}`);
    }
    const frames = await page.evaluate(scrollThrough);
    say(
      `  scrolled through: ${frames.count} frames in ${frames.ms.toFixed(0)} ms, ${frames.empty} without rows, ${sayTasks(await tasksOf(page))}`,
    );
  }
} finally {
  await browser.close();
  await slipway.stop();
  service.close();
  rmSync(folder, { recursive: true, force: true });
}

function sayTasks(tasks: readonly number[]): string {
  if (tasks.length === 0) return 'no task over 50 ms';
  return `${tasks.length} tasks over 50 ms, the longest ${Math.max(...tasks).toFixed(0)} ms`;
}

/** In the page: as the settings dialog does it. */
async function keepLongBodies(): Promise<void> {
  const answer = await fetch('/call/settings.change', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ capture: { bodyBytes: 16 * 1024 * 1024 } }),
  });
  const { ok, message } = (await answer.json()) as { readonly ok: boolean; readonly message?: string };
  if (!ok) throw new Error(message);
}

/** In the page: three seconds from the first row to the last, and how many frames had none of the rows that should be seen. */
async function scrollThrough(): Promise<{ readonly count: number; readonly ms: number; readonly empty: number }> {
  const box = document.querySelector<HTMLElement>('.lines');
  if (box === null) throw new Error('nothing to scroll');
  const start = performance.now();
  let count = 0;
  let empty = 0;
  for (let share = 0; share < 1; share = (performance.now() - start) / 3_000) {
    box.scrollTop = share * (box.scrollHeight - box.clientHeight);
    await new Promise((done) => requestAnimationFrame(done));
    count += 1;
    const seen = box.getBoundingClientRect();
    const rows = box.querySelector('pre')?.getBoundingClientRect();
    if (rows === undefined || rows.top > seen.bottom || rows.bottom < seen.top) empty += 1;
  }
  return { count, ms: performance.now() - start, empty };
}
