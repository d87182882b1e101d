import { uptime } from 'node:os';
import { win32 } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runProgram } from '../elevate/run.ts';
import { nodeHostsDisk } from './disk.ts';
import type { HostsWorld, ProcessName } from './world.ts';

/** This machine, as the process sees it. */
export const nodeHostsWorld = (): HostsWorld => {
  const folder = process.platform === 'win32' ? windowsFolderIn(loadedLibraries()) : undefined;
  return {
    platform: process.platform,
    environment: process.env,
    disk: nodeHostsDisk,
    run: runProgram,
    clock: Date.now,
    wait: async (ms) => void (await wait(ms)),
    ...(folder !== undefined && { windowsFolder: folder }),
    executable: process.execPath,
    process: thisProcess(),
    isAtWork,
  };
};

export const thisProcess = (): ProcessName => ({ pid: process.pid, born: Math.round(performance.timeOrigin) });

/** Signal 0 asks and does nothing. A process of another user is one too. */
export const isAtWork = ({ pid, born }: ProcessName): boolean => {
  if (pid === process.pid) return born === thisProcess().born;
  // Of before the machine was started; its number is another's by now.
  if (born < Date.now() - uptime() * 1_000 - 60_000) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Where `ntdll.dll` was loaded from is Windows' own folder, whatever the environment says. */
export const windowsFolderIn = (libraries: readonly string[]): string | undefined => {
  const ntdll = libraries.find((one) => /\\system32\\ntdll\.dll$/i.test(one));
  return ntdll === undefined ? undefined : win32.dirname(win32.dirname(ntdll));
};

const loadedLibraries = (): readonly string[] => {
  const report = process.report?.getReport() as { readonly sharedObjects?: readonly string[] } | undefined;
  return report?.sharedObjects ?? [];
};
