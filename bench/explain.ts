import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { build } from 'vite';
import { buildWhenStale, projectFolder } from '../src-main/cli/build-when-stale.ts';
import { findBrowser } from '../test/e2e/browser.ts';
import { runSlipway } from '../test/e2e/run-slipway.ts';
import { asked, type Measured, measureExplain, rules, sampleText } from './explain-sample.ts';

/**
 * How long an explanation takes at 5,000 rules of one host: `node bench/explain.ts`. First `explainRequest` alone, in Node and in a browser;
 * then what a person waits for in the window: from a changed URL until the verdict is in the page, and until its frame has been made.
 * The limit is 10 ms for an explanation.
 */
say(
  `${rules} rules of one host, load of the machine ${loadavg()
    .map((one) => one.toFixed(1))
    .join(' ')}`,
);
say('in Node');
measureExplain().forEach(sayMeasured);
const found = await findBrowser();
if (found.found) {
  const browser = await chromium.launch(found.options);
  try {
    say('in a browser');
    (await inBrowser(browser)).forEach(sayMeasured);
    await inWindow(browser);
  } finally {
    await browser.close();
  }
} else say(`not run in a browser: ${found.reason}`);

/** The same code, bundled as the window has it. */
async function inBrowser(browser: Browser): Promise<readonly Measured[]> {
  const project = projectFolder();
  const bundled = await build({
    configFile: false,
    logLevel: 'error',
    root: project,
    build: {
      write: false,
      lib: {
        entry: join(import.meta.dirname, 'explain-sample.ts'),
        formats: ['iife'],
        name: 'bench',
        fileName: 'bench',
      },
    },
    resolve: { alias: { '#core': join(project, 'src-main/core') } },
  });
  const [output] = Array.isArray(bundled) ? bundled : [bundled];
  const chunk = output && 'output' in output ? output.output[0] : undefined;
  const page = await browser.newPage();
  try {
    await page.addScriptTag({ content: chunk?.code ?? '' });
    return await page.evaluate(() => (globalThis as unknown as Bench).bench.measureExplain());
  } finally {
    await page.close();
  }
}

type Bench = { readonly bench: { readonly measureExplain: () => readonly Measured[] } };

async function inWindow(browser: Browser): Promise<void> {
  const project = projectFolder();
  const built = await buildWhenStale(project, say);
  if (!built.ok) throw new Error(built.failure.message);
  const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
  writeFileSync(join(folder, 'many.yaml'), sampleText());
  const slipway = await runSlipway(relative(join(project, 'resources/examples'), folder));
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(slipway.ui);
    await page.getByRole('textbox', { name: /^text of / }).waitFor({ timeout: 60_000 });
    await page.keyboard.press('ControlOrMeta+e');
    await page.getByRole('region', { name: 'prediction' }).waitFor({ timeout: 60_000 });
    await page.waitForTimeout(3_000);
    say('in the window: until the verdict is there, and until its frame');
    for (const path of asked) {
      const times: (readonly [number, number])[] = [];
      // Each time from another path, as when somebody types; the draft answers, and main is asked a moment later.
      for (let time = 0; time < 12; time++) {
        await askFor(page, `http://many.test/before-${time}`);
        await page.waitForTimeout(150);
        times.push(await askFor(page, `http://many.test${path}`));
        await page.waitForTimeout(150);
      }
      const [first, ...rest] = times;
      const column = (at: 0 | 1) => {
        const sorted = rest.map((one) => one[at]).sort((a, b) => a - b);
        return `median ${ms(sorted[Math.floor(sorted.length / 2)])}  worst ${ms(sorted.at(-1))}`;
      };
      say(`  ${path.padEnd(24)} verdict ${column(0)} (first ${ms(first?.[0])})   frame ${column(1)}`);
    }
  } finally {
    await slipway.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs in the page: from the input of a URL until the prediction is about it, and until the end of the frame. */
function askFor(page: Page, url: string): Promise<readonly [number, number]> {
  return page.evaluate(async (wanted) => {
    const field = document.querySelector<HTMLInputElement>('input[aria-label="URL"]');
    if (field === null) throw new Error('there is no field for the URL');
    const shown = () => document.querySelector('[aria-label="prediction"]')?.parentElement?.textContent;
    const before = shown();
    const start = performance.now();
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, wanted);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    while (shown() === before) await new Promise<void>((done) => setTimeout(done));
    const verdict = performance.now() - start;
    await new Promise<void>((done) => requestAnimationFrame(() => setTimeout(done)));
    return [verdict, performance.now() - start] as const;
  }, url);
}

function sayMeasured({ path, outcome, hint, first, median, worst }: Measured): void {
  say(
    `  ${path.padEnd(24)} ${outcome.padEnd(8)} first ${ms(first)}  median ${ms(median)}  worst ${ms(worst)}  ${hint}`,
  );
}

function ms(value: number | undefined): string {
  return `${(value ?? 0).toFixed(1)}`.padStart(5);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
