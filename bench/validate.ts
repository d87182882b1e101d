import { loadavg } from 'node:os';
import { type Build, build } from '#core/build.ts';
import type { Source } from '#core/text/source.ts';
import { sampleWorkspace } from './sample-workspace.ts';

/**
 * How long all diagnostics take after a keystroke: `node bench/validate.ts`.
 * Types at many places of one file, one character at a time, through the incremental build of the window and of main.
 */
const measure = (name: string, sources: readonly Source[], strokes: number): void => {
  const started = performance.now();
  let built: Build = build(sources);
  const cold = performance.now() - started;
  const at = Math.floor(sources.length / 2);
  let text = sources[at]?.text ?? '';
  const times: number[] = [];
  const busy = process.cpuUsage();
  let most = built.diagnostics.length;
  for (let stroke = 0; stroke < strokes; stroke++) {
    text = typeInto(text, stroke);
    const changed = sources.map((source, index) => (index === at ? { ...source, text } : source));
    const begun = performance.now();
    built = build(changed, built);
    times.push(performance.now() - begun);
    most = Math.max(most, built.diagnostics.length);
  }
  const { user, system } = process.cpuUsage(busy);
  times.sort((a, b) => a - b);
  const share = (part: number): string => ms(times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0);
  const lines = sources.reduce((sum, one) => sum + one.text.split('\n').length, 0);
  const size = sources.reduce((sum, one) => sum + one.text.length, 0);
  console.log(
    `${name.padEnd(28)} ${String(lines).padStart(6)} lines ${(size / 1e6).toFixed(2)} MB   cold ${ms(cold)}   ` +
      `keystroke median ${share(0.5)}  p95 ${share(0.95)}  worst ${share(1)}  processor ${ms((user + system) / 1_000 / strokes)}   at most ${most} diagnostics`,
  );
};

const ms = (value: number): string => `${value.toFixed(1)} ms`;

/** Words that are right, half a word, and lines that break the document, here and there; every eighth stroke takes back a run. */
const typed = 'n: x\n  - a: "\t[}';

let taken = '';

const typeInto = (text: string, stroke: number): string => {
  if (stroke % 16 === 0) taken = text;
  if (stroke % 16 === 15) return taken;
  const spot = Math.floor((text.length * ((Math.floor(stroke / 16) * 37) % 100)) / 100) + (stroke % 16);
  return `${text.slice(0, spot)}${typed[stroke % typed.length]}${text.slice(spot)}`;
};

const load = (): string =>
  loadavg()
    .map((one) => one.toFixed(1))
    .join(' ');

console.log(`load of the machine ${load()}`);
measure('50 files, 10,000 lines', sampleWorkspace(50, 200), 200);
measure('1 MB in 50 files', sampleWorkspace(50, 1_050), 48);
measure('1 MB in one file', sampleWorkspace(1, 52_000), 48);
console.log(`load of the machine ${load()}`);
