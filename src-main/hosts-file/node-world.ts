import { win32 } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runProgram } from '../elevate/run.ts';
import { nodeHostsDisk } from './disk.ts';
import { isAtWork, thisProcess } from './process-name.ts';
import type { HostsWorld } from './world.ts';

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
    isRoot: process.getuid?.() === 0,
    process: thisProcess(),
    isAtWork,
  };
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
