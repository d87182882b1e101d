import { readFileSync } from 'node:fs';
import type { Machine } from '#core/world.ts';

/** What is asked of the system. `read` throws for what is not there. */
export type System = {
  readonly platform: NodeJS.Platform;
  /** Of the user; absent where there are none (Windows). */
  readonly userId?: number;
  readonly read: (path: string) => string;
};

const thisSystem = (): System => {
  const userId = process.getuid?.();
  return {
    platform: process.platform,
    ...(userId !== undefined && { userId }),
    read: (path) => readFileSync(path, 'utf8'),
  };
};

/**
 * What this machine allows this process, as far as documents are concerned. Never throws.
 * Linux: the capability to bind any port (capabilities(7)), else `ip_unprivileged_port_start` (ip(7), the kernel's ip-sysctl document).
 * macOS: below 1024 for everybody who listens on every address, as the gateway does there (`openWide` in its `bind.ts`). Windows knows no
 * such ports.
 */
export const describeMachine = (system: System = thisSystem()): Machine => ({ firstFreePort: firstFreePort(system) });

const usual = 1024;

const firstFreePort = ({ platform, userId, read }: System): number => {
  if (platform === 'win32' || platform === 'darwin') return 1;
  if (platform !== 'linux') return userId === 0 ? 1 : usual;
  const quietly = (path: string): string => {
    try {
      return read(path);
    } catch {
      return '';
    }
  };
  const capabilities = /^CapEff:\s*([0-9a-f]+)$/im.exec(quietly('/proc/self/status'))?.[1];
  const mayBindAny = capabilities === undefined ? userId === 0 : (BigInt(`0x${capabilities}`) & bindAnyPort) !== 0n;
  if (mayBindAny) return 1;
  const start = Number.parseInt(quietly('/proc/sys/net/ipv4/ip_unprivileged_port_start'), 10);
  return Number.isInteger(start) ? Math.max(1, start) : usual;
};

/** CAP_NET_BIND_SERVICE. */
const bindAnyPort = 1n << 10n;
