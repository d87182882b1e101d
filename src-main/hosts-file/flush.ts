import { win32 } from 'node:path';
import type { HostsWorld } from './world.ts';

/** Programs by which caches of names forget, in their order; the first words are absolute, so that no other program is found by its name. */
export const flushCommands = ({
  platform,
  windowsFolder,
}: Pick<HostsWorld, 'platform' | 'windowsFolder'>): readonly (readonly string[])[] => {
  if (platform === 'win32')
    return windowsFolder === undefined ? [] : [[win32.join(windowsFolder, 'System32', 'ipconfig.exe'), '/flushdns']];
  if (platform === 'darwin')
    return [
      ['/usr/bin/dscacheutil', '-flushcache'],
      ['/usr/bin/killall', '-HUP', 'mDNSResponder'],
    ];
  return [
    // systemd-resolved reads the file anew by itself, and keeps what others told it.
    ['/usr/bin/resolvectl', 'flush-caches'],
    ['/usr/sbin/nscd', '--invalidate=hosts'],
  ];
};

/** Has the caches of the system forget names. Gives those programs that are there and did not do it; never rejects. */
export const flushNames = async (world: HostsWorld): Promise<readonly string[]> => {
  const failed: string[] = [];
  for (const [program = '', ...args] of flushCommands(world)) {
    const { code, errno } = await world.run(program, args, 10_000);
    // Where there is no such program, or its service does not run, there is no cache.
    if (code !== 0 && errno !== 'ENOENT') failed.push([program, ...args].join(' '));
  }
  return failed;
};
