import { win32 } from 'node:path';
import type { HostsWorld } from './world.ts';

type Where = Pick<HostsWorld, 'platform' | 'environment' | 'windowsFolder' | 'run'>;

/**
 * Where this system has its hosts file: `/etc/hosts`, on macOS behind its link `/private/etc/hosts`, on Windows in the folder that the
 * registry names as `DataBasePath`, else `System32\drivers\etc` of Windows' own folder, which need not be on `C:` (that one folder is not
 * redirected for 32-bit programs). Never rejects.
 */
export const hostsLocation = async ({ platform, environment, windowsFolder, run }: Where): Promise<string> => {
  if (platform === 'darwin') return '/private/etc/hosts';
  if (platform !== 'win32') return '/etc/hosts';
  const windows = windowsFolder ?? environment.SystemRoot ?? environment.windir ?? 'C:\\Windows';
  const usual = win32.join(windows, 'System32', 'drivers', 'etc');
  const asked = await run(
    win32.join(windows, 'System32', 'reg.exe'),
    ['query', 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters', '/v', 'DataBasePath'],
    5_000,
  );
  const named = /DataBasePath\s+REG_(?:EXPAND_)?SZ\s+(.+?)\s*$/m.exec(asked.output)?.[1];
  const folder = named?.replace(/%(?:SystemRoot|windir)%/gi, () => windows);
  return win32.join(folder !== undefined && /^[a-z]:\\[^%"]*$/i.test(folder) ? folder : usual, 'hosts');
};

/** How lines of a new file end there. */
export const usualLineEnd = (platform: NodeJS.Platform): '\n' | '\r\n' => (platform === 'win32' ? '\r\n' : '\n');
