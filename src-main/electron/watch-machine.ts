import type { networkInterfaces } from 'node:os';
import type { PowerMonitor } from 'electron';

const lookEveryMs = 10_000;

export type MachineWorld = {
  readonly power: Pick<PowerMonitor, 'on'>;
  readonly interfaces: typeof networkInterfaces;
  /** Calls again and again, without keeping the program alive. Returns how to stop. */
  readonly repeat: (work: () => void, ms: number) => () => void;
};

/** Calls `changed` when the machine has woken up or is in another network: ports, names and proxies may be others. Returns how to stop. */
export const watchMachine = (changed: () => void, { power, interfaces, repeat }: MachineWorld): (() => void) => {
  power.on('resume', changed);
  power.on('unlock-screen', changed);
  let last = networkOf(interfaces());
  return repeat(() => {
    const now = networkOf(interfaces());
    if (now !== last) changed();
    last = now;
  }, lookEveryMs);
};

/** One text that is another in another network. Addresses that come and go by themselves, as those for privacy do, are no other network. */
export const networkOf = (interfaces: ReturnType<typeof networkInterfaces>): string =>
  Object.entries(interfaces)
    .flatMap(([name, addresses = []]) =>
      addresses
        .filter(({ internal, family }) => !internal && family === 'IPv4')
        .map(({ cidr, address }) => `${name} ${cidr ?? address}`),
    )
    .sort()
    .join('\n');

/** For `MachineWorld.repeat`. */
export const repeatQuietly = (work: () => void, ms: number): (() => void) => {
  const timer = setInterval(work, ms);
  timer.unref();
  return () => clearInterval(timer);
};
