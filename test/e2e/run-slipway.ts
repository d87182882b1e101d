import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** A running `slipway run --json` on a copy of an example, as a person would start it. Ports are the system's choice. */
export type RunningSlipway = {
  readonly folder: string;
  /** The address of the window, with its token. */
  readonly ui: string;
  /** `127.0.0.1:PORT` of the first listener. */
  readonly ingress: string;
  readonly stop: () => Promise<void>;
};

/** Starts slipway on a copy of `resources/examples/<example>`; rejects with what it printed when it does not get ready. */
export async function runSlipway(example: string, ...args: readonly string[]): Promise<RunningSlipway> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-walk-'));
  cpSync(join(root, 'resources/examples', example), folder, { recursive: true });
  const child = spawn(
    process.execPath,
    [join(root, 'src-main/cli/main.ts'), 'run', folder, '--json', '--port', '80=0', ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ready = await readyLine(child);
  const listener = ready.listeners[0];
  if (!listener) throw new Error('slipway opened no listener');
  return {
    folder,
    ui: ready.ui,
    ingress: `${listener.address}:${listener.bound}`,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Ready = {
  readonly ui: string;
  readonly listeners: readonly { readonly address: string; readonly bound: number }[];
};

function readyLine(child: ChildProcess): Promise<Ready> {
  return new Promise((resolve, reject) => {
    let out = '';
    let err = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const line = out.split('\n').find((text) => text.includes('"event":"ready"'));
      if (line) resolve(JSON.parse(line) as Ready);
    });
    child.once('exit', (code) => reject(new Error(`slipway ended with ${code} before it was ready\n${out}\n${err}`)));
  });
}
