import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFolderOf } from '../../src-main/app/data-folder.ts';
import { findRunning } from '../../src-main/app/running-files.ts';
import { projectFolder } from '../../src-main/cli/build-when-stale.ts';

/** A running `slipway run --json` on a copy of an example, as a person would start it. */
export type RunningSlipway = {
  /** The copy, free to be changed; it is removed by `stop`. */
  readonly folder: string;
  /** The address of the window, as a file in the data folder has it: it opens in as many browsers as a walk has. */
  readonly ui: string;
  /** The one that was printed, which opens one browser. */
  readonly printed: string;
  /** The URL of the first listener, `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly ingress: string;
  /** What it printed on standard error until now. */
  readonly notes: () => string;
  /** The data folder of this run; it is removed by `stop`. */
  readonly home: string;
  /** Ends it as a crash would: nothing is told to it, and its folders stay. */
  readonly crash: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** The folders of a run before, to go on with. */
type Folders = { readonly folder: string; readonly home: string };

/**
 * Starts slipway on a copy of `resources/examples/<example>`, with port 80 moved to `port`, or to one that was free a moment ago.
 * `before`: goes on in the folders of an earlier run instead. Rejects with what it printed when it does not get ready.
 */
export const runSlipway = async (example: string, port?: number, before?: Folders): Promise<RunningSlipway> => {
  const project = projectFolder();
  const folder = before?.folder ?? mkdtempSync(join(tmpdir(), 'slipway-walk-'));
  if (before === undefined) cpSync(join(project, 'resources/examples', example), folder, { recursive: true });
  // Not the data folder of whoever runs this.
  const home = before?.home ?? mkdtempSync(join(tmpdir(), 'slipway-home-'));
  const program = join(project, 'src-main/cli/main.ts');
  const child = spawn(
    process.execPath,
    [program, 'run', folder, '--json', '--port', `80=${port ?? (await freePort())}`],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, XDG_DATA_HOME: home, LOCALAPPDATA: home },
    },
  );
  let notes = '';
  child.stderr.on('data', (chunk: Buffer) => {
    notes += chunk.toString();
  });
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    const ended = new Promise((done) => child.once('exit', done));
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await ended;
    }
  };
  const crash = () => end('SIGKILL');
  const stop = async () => {
    await end('SIGTERM');
    for (const one of [folder, home]) rmSync(one, { recursive: true, force: true });
  };
  try {
    const { ui: printed, listeners } = await readyLine(child, () => notes);
    const [first] = listeners;
    if (first === undefined) throw new Error(`slipway opened no listener\n${notes}`);
    const data = dataFolderOf(process.platform, { XDG_DATA_HOME: home, LOCALAPPDATA: home }, homedir());
    const ui = (await findRunning(data)).find(({ pid }) => pid === child.pid)?.address;
    if (ui === undefined) throw new Error(`slipway left no file to be found by\n${notes}`);
    return {
      folder,
      ui,
      printed,
      ingress: `http://${first.address}:${first.bound}`,
      notes: () => notes,
      home,
      crash,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** A port that the system gives out at this moment. */
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
};

type Ready = {
  readonly ui: string;
  readonly listeners: readonly { readonly address: string; readonly bound: number }[];
};

const readyLine = (child: ChildProcess, notes: () => string): Promise<Ready> =>
  new Promise((done, fail) => {
    let out = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const line = out.split('\n').find((one) => one.includes('"event":"ready"') && one.endsWith('}'));
      if (line !== undefined) done(JSON.parse(line) as Ready);
    });
    child.once('exit', (code) => fail(new Error(`slipway ended with ${code} before it was ready\n${out}${notes()}`)));
  });
