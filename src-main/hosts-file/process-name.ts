import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

/** A process, told from a later one with the same number by when it began. */
export type ProcessName = {
  readonly pid: number;
  /** In milliseconds since the epoch, as its clock said then. */
  readonly born: number;
  /** What Linux says of it: ticks since the system started, which no change of the clock touches. Absent elsewhere. */
  readonly tick?: string;
};

/** One that was written down; undefined where a value is none. */
export const processIn = (value: unknown): ProcessName | undefined => {
  const { pid, born, tick } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof pid !== 'number' || typeof born !== 'number') return undefined;
  return { pid, born, ...(typeof tick === 'string' && { tick }) };
};

export const thisProcess = (): ProcessName => nameOf(process.pid, Math.round(performance.timeOrigin));

/** The name of a process that runs. */
export const nameOf = (pid: number, born: number): ProcessName => {
  const tick = tickOf(pid);
  return { pid, born, ...(tick !== undefined && { tick }) };
};

/**
 * Whether a process still runs. Signal 0 asks and does nothing; a process of another user is one too. Where the system does not say when
 * it began, one that got the same number since the machine was started is taken for it.
 */
export const isAtWork = ({ pid, born, tick }: ProcessName): boolean => {
  if (pid === process.pid) return born === thisProcess().born;
  // Of before the machine was started; its number is another's by now.
  if (born < Date.now() - uptime() * 1_000 - 60_000) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = tickOf(pid);
  return tick === undefined || now === undefined || now === tick;
};

/** The field `starttime` of `/proc/PID/stat` (proc_pid_stat(5)); the name before it may hold anything. */
const tickOf = (pid: number): string | undefined => {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined; // it is gone, or is hidden from us
  }
};
