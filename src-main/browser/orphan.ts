import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const endMs = 4_000;
const toolMs = 3_000;

/**
 * Ends a browser whose Slipway was killed: its proxy is gone, and whoever opens that port next would be its proxy. Gives whether it is
 * over. Only a process that was started with this profile is touched: its number may be somebody else's by now.
 */
export const endOrphan = async (pid: number, profile: string): Promise<boolean> => {
  if (!(await commandOf(pid)).includes(profile)) return false;
  for (const name of ['SIGTERM', 'SIGKILL'] as const) {
    signal(pid, name);
    for (const end = Date.now() + endMs; Date.now() < end; ) {
      if (!(await commandOf(pid)).includes(profile)) return true;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
  return false;
};

/** Empty where there is no such process, where it has ended and nobody has asked how, and where the system does not say. */
const commandOf = async (pid: number): Promise<string> => {
  try {
    if (process.platform === 'linux') return await readFile(`/proc/${pid}/cmdline`, 'utf8');
    if (process.platform === 'win32') return '';
    const { stdout } = await promisify(execFile)('/bin/ps', ['-ww', '-o', 'args=', '-p', String(pid)], {
      timeout: toolMs,
    });
    return stdout;
  } catch {
    return '';
  }
};

/** It leads a group of its own, with all that it started. */
const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(-pid, name);
  } catch {
    // it is gone already
  }
};
