/**
 * `npm test`: every test of the project, then one line that sums them up.
 * Arguments go to Vitest (`npm test -- test/core`) and leave the browser walks out, which the summary says.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

type Count = { passed: number; failed: number; notRun: number };
type VitestReport = { numPassedTests: number; numFailedTests: number; numPendingTests: number; success: boolean };
type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number; skipped: number } };

const project = resolve(import.meta.dirname, '..');
const reports = join(project, 'out', 'test');
const unitReport = join(reports, 'unit.json');
const walkReport = join(reports, 'e2e.json');

const tool = (manifest: string, file: string): string =>
  join(dirname(createRequire(import.meta.url).resolve(manifest)), file);

/** Many tests start the program anew; what Node made of its sources is made once for all of them. */
const env = { NODE_COMPILE_CACHE: join(project, 'node_modules', '.cache', 'slipway-tests'), ...process.env };

const start = (file: string, args: readonly string[]): boolean =>
  spawnSync(process.execPath, [file, ...args], { cwd: project, stdio: 'inherit', env }).status === 0;

const read = <T>(file: string): T | undefined =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;

const runUnits = (args: readonly string[]): Count => {
  const vitest = tool('vitest/package.json', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`];
  const good = start(vitest, ['run', '--config', join('test', 'vitest.config.ts'), ...reporters, ...args]);
  const report = read<VitestReport>(unitReport);
  const failed = report?.numFailedTests ?? 0;
  // A file that cannot be loaded fails the run without failing a test.
  return {
    passed: report?.numPassedTests ?? 0,
    failed: good ? failed : Math.max(1, failed),
    notRun: report?.numPendingTests ?? 0,
  };
};

const runWalks = (): Count => {
  const playwright = tool('@playwright/test/package.json', 'cli.js');
  const good = start(playwright, ['test', '--config', join('test', 'e2e', 'playwright.config.ts')]);
  const stats = read<PlaywrightReport>(walkReport)?.stats;
  const failed = (stats?.unexpected ?? 0) + (stats?.flaky ?? 0);
  return { passed: stats?.expected ?? 0, failed: good ? failed : Math.max(1, failed), notRun: stats?.skipped ?? 0 };
};

const main = (): void => {
  const args = process.argv.slice(2);
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const units = runUnits(args);
  const walks = args.length === 0 ? runWalks() : { passed: 0, failed: 0, notRun: 0 };
  const sum = (pick: (count: Count) => number): number => pick(units) + pick(walks);
  const failed = sum((count) => count.failed);
  const notRun = sum((count) => count.notRun);
  if (notRun > 0) process.stdout.write('\nskipped: each says above why it could not run\n');
  if (args.length > 0) process.stdout.write('\nthe browser walks were left out, because tests were named\n');
  const line = `tests: ${sum((count) => count.passed)} passed, ${failed} failed, ${notRun} skipped`;
  writeFileSync(join(reports, 'summary.txt'), `${line}\n`);
  process.stdout.write(`\n${line}\n`);
  process.exitCode = failed === 0 ? 0 : 1;
};

main();
