import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { Result } from '#core/failure.ts';

/** The project's folder: where `package.json`, `out/` and `resources/` are. */
export const projectFolder = (): string => resolve(import.meta.dirname, '..', '..');

/** Where the built window is served from. It need not exist. */
export const rendererFolder = (project: string): string => join(project, 'out', 'renderer');

const inputs = ['src-main', 'src-renderer', 'electron.vite.config.ts', 'package-lock.json'];
const outputs = ['out/main/main.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];

/** One short text that changes whenever a file that goes into the build does. By content, because a checkout changes times at will. */
export const fingerprint = (project: string): string => {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    const absolute = join(project, path);
    if (!existsSync(absolute)) return;
    hash.update(`${path}\0`).update(readFileSync(absolute)).update('\0');
  };
  for (const input of inputs) {
    if (input.includes('.')) {
      add(input);
      continue;
    }
    if (!existsSync(join(project, input))) continue;
    const names = readdirSync(join(project, input), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(project.length + 1));
    for (const name of names.sort()) add(name);
  }
  return hash.digest('hex');
};

const stampOf = (project: string): string => join(project, 'out', 'built-from.txt');

/** Whether `out/` is missing or was built from other sources than those on disk. */
export const isStale = (project: string): boolean => {
  if (outputs.some((file) => !existsSync(join(project, file)))) return true;
  const stamp = stampOf(project);
  return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprint(project);
};

/**
 * Builds the window and the desktop shell where `out/` is stale. `say` hears one line before the work begins.
 * The failure carries the end of what the build printed.
 */
export const buildWhenStale = async (project: string, say: (line: string) => void): Promise<Result<null>> => {
  if (!isStale(project)) return { ok: true, value: null };
  const tool = findBuildTool(project);
  if (tool === undefined) {
    return failed('the window is not built and its build tool is not installed; run "npm ci" first');
  }
  say('building the window (only when its sources changed) …');
  const before = fingerprint(project);
  const { code, output } = await run(process.execPath, [tool, 'build', '--logLevel', 'error'], project);
  if (code !== 0) return failed(`the window cannot be built: ${lastLines(output)}`);
  mkdirSync(join(project, 'out'), { recursive: true });
  writeFileSync(stampOf(project), before);
  return { ok: true, value: null };
};

const failed = (message: string): Result<null> => ({ ok: false, failure: { code: 'build/failed', message } });

const findBuildTool = (project: string): string | undefined => {
  try {
    const manifest = createRequire(join(project, 'package.json')).resolve('electron-vite/package.json');
    return join(manifest, '..', 'bin', 'electron-vite.js');
  } catch {
    // Not installed: a copy without the development packages.
    return undefined;
  }
};

const run = (command: string, args: readonly string[], cwd: string) =>
  new Promise<{ code: number; output: string }>((done) => {
    const child = spawn(command, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-8000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => done({ code: 1, output: error.message }));
    child.on('close', (code) => done({ code: code ?? 1, output }));
  });

/** The lines that say what is wrong, without the frames of a stack. */
const lastLines = (output: string): string =>
  output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^at /.test(line))
    .slice(0, 12)
    .join(' | ');
