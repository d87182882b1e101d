import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { loadavg, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type CDPSession, chromium, type Page } from '@playwright/test';
import { findBrowser } from '../test/e2e/browser.ts';
import { runSlipway } from '../test/e2e/run-slipway.ts';

/**
 * The list of traffic with 200,000 exchanges, in a real browser before a real gateway that has served every one of them: how long it takes
 * to read them, to filter and to sort them, how many frames a second there are while it is scrolled and requests arrive, and what memory
 * the page and its worker take. `node bench/traffic-list.ts [how many]`.
 */
const wanted = Number(process.argv[2] ?? 200_000);
const arriving = 2_000;
const project = join(import.meta.dirname, '..');
const found = await findBrowser();
if (!found.found) throw new Error(found.reason);
const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
writeFileSync(join(folder, 'shop.yaml'), configuration());
const slipway = await runSlipway(relative(join(project, 'resources/examples'), folder));
const browser = await chromium.launch({
  ...found.options,
  args: [...(found.options.args ?? []), '--disable-renderer-backgrounding'],
});
try {
  const began = performance.now();
  await ask(wanted, Number.POSITIVE_INFINITY);
  say(
    `${count(wanted)} requests served in ${seconds(performance.now() - began)}, load of the machine ${loadavg()[0]?.toFixed(1)}`,
  );
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(slipway.ui);
  const bare = await memoryOf(page);
  const opened = performance.now();
  await page
    .getByRole('button', { name: /^Traffic/ })
    .first()
    .click();
  await page.locator('.traffic-row:not(.head, .loading)').first().waitFor({ timeout: 60_000 });
  say(`rows in sight ${seconds(performance.now() - opened)} after the panel was asked for`);
  const total = await settledTotal(page);
  say(`${count(total)} rows read, ${seconds(performance.now() - opened)} after that`);

  say(`idle scroll            ${frames(await page.evaluate(scroll, 240))}`);
  const stop = new AbortController();
  const flood = ask(Number.POSITIVE_INFINITY, arriving, stop.signal);
  await page.waitForTimeout(500);
  say(`scroll, ${arriving} rows/s    ${frames(await page.evaluate(scroll, 240))}`);
  await page.evaluate(jump);
  say(`followed, ${arriving} rows/s  ${frames(await page.evaluate(watch, 240))}`);
  stop.abort();
  say(`${count(await flood)} requests came meanwhile`);

  for (const filter of [
    'status:503',
    'path:/items/7',
    'items/1234',
    'host:b is:error',
    '-status:2xx slower:1',
    'nothing-has-this',
  ]) {
    say(`filter ${filter.padEnd(22)} ${await filtered(page, filter)}`);
  }
  await filtered(page, '');
  say(`frames while filters are typed ${frames(await page.evaluate(typing))}`);
  await filtered(page, '');
  for (const head of ['host and path', 'status', 'duration'])
    say(`sorted by ${head.padEnd(19)} ${await sorted(page, head)}`);
  say(`memory of the page: ${await memoryOf(page)} (before the list: ${bare})`);
} finally {
  await browser.close();
  await slipway.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Hosts that answer by themselves, one whose service has no address, and many that nobody knows. */
function configuration(): string {
  const answer = (host: string, prefix: string, status: number) =>
    `  - match: [{ uri: { prefix: ${prefix} } }]\n    directResponse: { status: ${status}, body: { string: "${host} ${prefix}" } }\n`;
  const hosts = ['a', 'b', 'c', 'd'].map(
    (host) => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${host} }
spec:
  hosts: [${host}.example.com]
  gateways: [all]
  http:
${answer(host, '/items', 200)}${answer(host, '/gone', 404)}${answer(host, '/broken', 503)}  - route: [{ destination: { host: nowhere.default.svc.cluster.local, port: { number: 80 } } }]
`,
  );
  return `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: all }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }]
${hosts.join('')}`;
}

/** Sends requests over a few connections, several ahead of their answers; how many were answered. */
async function ask(many: number, perSecond: number, signal?: AbortSignal): Promise<number> {
  const port = Number(new URL(slipway.ingress).port);
  const begun = performance.now();
  let sent = 0;
  let answered = 0;
  const one = () =>
    new Promise<void>((done, fail) => {
      const socket = connect(port, '127.0.0.1');
      let open = 0;
      const send = () => {
        if (signal?.aborted || (sent >= many && open === 0)) return void socket.end(() => done());
        let text = '';
        while (open < 32 && sent < many && sent < ((performance.now() - begun) / 1000) * perSecond) {
          text += requestOf(sent++);
          open++;
        }
        if (text !== '') socket.write(text);
        else if (open === 0) setTimeout(send, 10);
      };
      let rest = '';
      socket.on('data', (chunk) => {
        rest += chunk.toString('latin1');
        const heads = rest.split('HTTP/1.1 ');
        rest = (heads.at(-1) ?? '').slice(-9);
        answered += heads.length - 1;
        open -= heads.length - 1;
        send();
      });
      socket.on('error', fail);
      send();
    });
  await Promise.all([one(), one(), one(), one()]);
  return answered;
}

function requestOf(index: number): string {
  const host = `${'abcdx'[index % 5]}.example.com`;
  const [kind = 'items'] = [['items', 'items', 'items', 'gone', 'broken', 'other'][index % 6]];
  return `${index % 9 === 0 ? 'POST' : 'GET'} /${kind}/${index}?page=${index % 97} HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 0\r\n\r\n`;
}

async function settledTotal(page: Page): Promise<number> {
  let before = -1;
  for (;;) {
    const now = await page.locator('.traffic-tools .figures').textContent();
    const total = Number((now ?? '').replace(/[^\d]/g, ''));
    const reading = await page.getByText('reading earlier requests').count();
    if (reading === 0 && total === before) return total;
    before = total;
    await page.waitForTimeout(300);
  }
}

async function filtered(page: Page, filter: string): Promise<string> {
  const ms = await page.evaluate(async (words) => {
    const field = document.querySelector<HTMLInputElement>('.filter-field input');
    const said = document.querySelector('.traffic-tools [role=status]');
    const changed = new Promise<void>((done) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        done();
      });
      if (said) observer.observe(said, { childList: true, characterData: true, subtree: true });
    });
    const start = performance.now();
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, words);
    field?.dispatchEvent(new Event('input', { bubbles: true }));
    await Promise.race([changed, new Promise((done) => setTimeout(done, 5_000))]);
    await new Promise<void>((done) => requestAnimationFrame(() => setTimeout(done)));
    const took = performance.now() - start;
    // Its suggestions lie over the list.
    field?.focus();
    field?.blur();
    return took;
  }, filter);
  return `${ms.toFixed(0).padStart(5)} ms, ${await page.locator('.traffic-tools .figures').textContent()}`;
}

async function sorted(page: Page, head: string): Promise<string> {
  const start = performance.now();
  const before = await page.locator('.traffic-table').getAttribute('data-look');
  await page.getByRole('columnheader', { name: head }).getByRole('button').click();
  await page.waitForFunction(
    (was) => document.querySelector('.traffic-table')?.getAttribute('data-look') !== was,
    before,
  );
  return `${(performance.now() - start).toFixed(0).padStart(5)} ms`;
}

/** Runs in the page: the times between frames while the list is scrolled up and down. */
async function scroll(many: number): Promise<number[]> {
  const box = document.querySelector<HTMLElement>('.traffic-table');
  const times: number[] = [];
  let last = performance.now();
  for (let frame = 0; frame < many; frame++) {
    box?.scrollBy(0, frame < many / 2 ? -400 : 400);
    await new Promise<void>((done) => requestAnimationFrame(() => done()));
    times.push(performance.now() - last);
    last = performance.now();
  }
  return times;
}

/** Runs in the page: the times between frames. */
async function watch(many: number): Promise<number[]> {
  const times: number[] = [];
  let last = performance.now();
  for (let frame = 0; frame < many; frame++) {
    await new Promise<void>((done) => requestAnimationFrame(() => done()));
    times.push(performance.now() - last);
    last = performance.now();
  }
  return times;
}

function jump(): void {
  document.querySelector<HTMLElement>('.jump-newest')?.click();
}

/** Runs in the page: the times between frames while a filter is typed letter by letter. */
async function typing(): Promise<number[]> {
  const field = document.querySelector<HTMLInputElement>('.filter-field input');
  const times: number[] = [];
  for (const end of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, 'items/1234'.slice(0, end));
    field?.dispatchEvent(new Event('input', { bubbles: true }));
    let last = performance.now();
    for (let frame = 0; frame < 6; frame++) {
      await new Promise<void>((done) => requestAnimationFrame(() => done()));
      times.push(performance.now() - last);
      last = performance.now();
    }
  }
  return times;
}

/** Heaps with their buffers after a collection, of the page and of its workers, and what the system says of the process. */
async function memoryOf(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const workers: string[] = [];
  session.on('Target.attachedToTarget', ({ sessionId }) => workers.push(sessionId));
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  await page.waitForTimeout(300);
  const own = await heapOf(session);
  const theirs = await Promise.all(workers.map((id) => heapOfWorker(session, id)));
  await session.detach();
  const resident = residentOf();
  return `page ${mebibytes(own)}, workers ${theirs.map(mebibytes).join(' + ') || 'none'}${resident === 0 ? '' : `, process ${mebibytes(resident)} resident`}`;
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
  ]) {
    await session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
  }
  const heap = await answer;
  return heap.usedSize + (heap.backingStorageSize ?? 0);
}

/** Of the largest renderer of this browser; 0 where the system does not say. */
function residentOf(): number {
  try {
    return Math.max(
      0,
      ...readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map((name) => {
          try {
            if (!readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('--type=renderer')) return 0;
            return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1] ?? 0) * 1024;
          } catch {
            return 0; // it has ended meanwhile
          }
        }),
    );
  } catch {
    return 0;
  }
}

function frames(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) =>
    `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1)} ms`;
  const perSecond = (times.length / times.reduce((sum, one) => sum + one, 0)) * 1000;
  return `${perSecond.toFixed(1)} frames/s (median ${at(0.5)}, p95 ${at(0.95)}, worst ${at(1)})`;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function count(figure: number): string {
  return figure.toLocaleString('en');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
