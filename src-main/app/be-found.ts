import { resolve } from 'node:path';
import type { Clock, Log } from '#core/world.ts';
import { leaveRunningFile } from './running-files.ts';

/** Lets `slipway upstreams` and its like find this program while it runs. Resolves with how to end that; never rejects. */
export const beFound = async (
  address: string,
  paths: readonly string[],
  { dataFolder, clock, log }: { readonly dataFolder: string; readonly clock: Clock; readonly log: Log },
): Promise<() => Promise<void>> => {
  try {
    const absolute = paths.map((path) => (path === '-' ? path : resolve(path)));
    return await leaveRunningFile(dataFolder, { pid: process.pid, address, paths: absolute, started: clock() });
  } catch (error) {
    // Everything else goes on as well without being found.
    log('debug', 'other programs cannot find this one', { cause: String(error) });
    return async () => {};
  }
};
