import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../../src-main/cli/build-when-stale.ts';

/** A running `slipway run` as a newcomer starts it: in an empty folder, with an empty data folder, and nothing named. */
export type EmptySlipway = {
  /** The address of the window, with its token. */
  readonly ui: string;
  /** Where samples are copied to. */
  readonly home: string;
  /** What port 80 is on this machine. */
  readonly port: number;
  readonly stop: () => Promise<void>;
};

export const runEmptySlipway = async (): Promise<EmptySlipway> => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-empty-'));
  const home = mkdtempSync(join(tmpdir(), 'slipway-home-'));
  const port = await freePort();
  const program = join(projectFolder(), 'src-main/cli/main.ts');
  const child = spawn(process.execPath, [program, 'run', '--json', '--port', `80=${port}`], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, XDG_DATA_HOME: home, LOCALAPPDATA: home },
  });
  let notes = '';
  child.stderr.on('data', (chunk: Buffer) => {
    notes += chunk.toString();
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await ended;
    }
    for (const one of [folder, home]) rmSync(one, { recursive: true, force: true });
  };
  const ui = await new Promise<string>((done, fail) => {
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const line = out.split('\n').find((one) => one.includes('"event":"ready"') && one.endsWith('}'));
      if (line !== undefined) done((JSON.parse(line) as { ui: string }).ui);
    });
    child.once('exit', (code) => fail(new Error(`slipway ended with ${code} before it was ready\n${out}${notes}`)));
  });
  return { ui, home, port, stop };
};

/** A port that the system gives out at this moment. */
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
};
