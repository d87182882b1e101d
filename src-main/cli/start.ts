import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { keepCompiled } from './compile-cache.ts';
import type { Terminal } from './terminal.ts';

keepCompiled();
const { buildWhenStale, projectFolder } = await import('./build-when-stale.ts');
const { helpOf, readCall, WrongUse } = await import('./command.ts');
const { runCommandLine } = await import('./command-line.ts');
const { findElectron, whatIsMissing } = await import('./electron-binary.ts');
const { run } = await import('./run.ts');
const { processTerminal } = await import('./terminal.ts');

/** `npm start [-- FILE|DIR…]`: the desktop app with what was open last, or its first page; where it cannot be had, the same window in a browser. */
const main = async (): Promise<void> => {
  const terminal = processTerminal(process, Date.now);
  let code = 1;
  try {
    code = await start(process.argv.slice(2), terminal);
  } catch (error) {
    terminal.note(`slipway: ${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof WrongUse) code = 2;
  }
  terminal.leave(code);
};

const start = async (words: readonly string[], terminal: Terminal): Promise<number> => {
  if (words.some((word) => word === '--help' || word === '-h')) {
    terminal.answer(
      `npm start [-- FILE|DIR…]: the desktop app; with options, or where it cannot open, this:\n\n${helpOf(run)}`,
    );
    return 0;
  }
  const project = projectFolder();
  const { operands } = readCall(run, words);
  // Not the current folder, which is that of the project.
  const named = operands.length > 0 || words.some((word) => word === '--last' || word.startsWith('--sample'));
  const headless = ['run', ...(named ? [] : ['--last']), ...words];
  // The desktop app takes files and folders; standard input and the options of `slipway run` are for the headless one.
  const forDesktop = words.every((word) => !word.startsWith('-'));
  const attempt: Attempt = forDesktop ? await tryDesktop(project, operands, terminal) : {};
  if (attempt.done !== undefined) return attempt.done;
  if (attempt.reason !== undefined) {
    terminal.note(`slipway: ${attempt.reason}, so the window is served to your browser: open the address below`);
  }
  return runCommandLine(headless, terminal);
};

type Attempt = { readonly done?: number; readonly reason?: string };

const tryDesktop = async (project: string, paths: readonly string[], terminal: Terminal): Promise<Attempt> => {
  const missing = whatIsMissing(process.platform, process.env, process.getuid?.());
  if (missing !== undefined) return { reason: missing };
  const electron = await findElectron(project, terminal.note);
  if (!electron.found) return { reason: electron.reason };
  // What a failed build has to say is said by `run`, which tries it again for the browser.
  const built = await buildWhenStale(project, terminal.note);
  if (!built.ok) return {};
  return openDesktop(electron.program, [project, ...paths.map((path) => resolve(path))], terminal);
};

/** The line by which the desktop app says that its window can be seen. */
const openLine = 'the window is open';

const openDesktop = (program: string, args: readonly string[], terminal: Terminal): Promise<Attempt> =>
  new Promise((done) => {
    const { ELECTRON_RUN_AS_NODE: _never, ...env } = process.env;
    const child = spawn(program, [...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let open = false;
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      open ||= chunk.toString().includes(openLine);
      process.stdout.write(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      // Until the window is open this may be the long last words of an app that cannot start; one line of it is enough.
      if (open) process.stderr.write(chunk);
      else said = (said + chunk.toString()).slice(-4_000);
    });
    const release = terminal.onStop(() => child.kill('SIGTERM'));
    const finish = (attempt: Attempt): void => {
      release();
      done(attempt);
    };
    child.on('error', (error) => finish({ reason: `Electron cannot be started (${error.message})` }));
    child.on('close', (code, signal) => {
      if (open || code === 0 || signal === 'SIGTERM') return finish({ done: code ?? 0 });
      const why =
        said.split('\n').find((line) => /fatal|error|cannot|missing/i.test(line)) ?? `it ended with ${signal ?? code}`;
      finish({ reason: `Electron cannot open its window (${why.replace(/^\[[^\]]*\]\s*/, '').slice(0, 160)})` });
    });
  });

void main();
