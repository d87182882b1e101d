import { anyListeners } from './any-listeners.ts';
import { isRuntime } from './known-programs.ts';
import type { Listener } from './linux-listeners.ts';

/** What a person calls the program: of a runtime what it runs, too, else where; half of all programs are called node. Absent: not told. */
export const programName = ({ process, script, folder }: Listener): string | undefined => {
  if (process === undefined) return undefined;
  const what = isRuntime(process) ? (script ?? folder) : undefined;
  return what === undefined ? process : `${process} ${what}`;
};

/** Who of these listens on a port where a listener of loopback would: whose process may be known before any other. */
export const listenerOn = (all: readonly Listener[], port: number): Listener | undefined => {
  const here = all.filter((one) => one.port === port && isNear(one.address));
  return here.find(({ pid }) => pid !== undefined) ?? here[0];
};

/** It has the port on an address of this machine alone, or on all of them. */
const isNear = (address: string): boolean =>
  address.startsWith('127.') || ['0.0.0.0', '::', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1'].includes(address);

/** Who listens on a port, as a person would name it: `"node orders" (process 812)`; undefined where the system does not say. */
export const portOwner = async (port: number, listeners = anyListeners): Promise<string | undefined> => {
  const all = await listeners().catch(() => []);
  const one = listenerOn(all, port) ?? all.find((other) => other.port === port);
  if (one?.pid === undefined) return undefined;
  const name = programName(one);
  return name === undefined ? `process ${one.pid}` : `"${name}" (process ${one.pid})`;
};
