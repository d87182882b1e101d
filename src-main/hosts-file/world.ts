import type { Clock } from '#core/world.ts';
import type { Run } from '../elevate/run.ts';
import type { HostsDisk } from './disk.ts';
import type { ProcessName } from './process-name.ts';

/** The machine, as far as its hosts file is concerned. */
export type HostsWorld = {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly disk: HostsDisk;
  readonly run: Run;
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<void>;
  /** Of Windows, as its kernel says, because an environment can be made up; absent elsewhere. */
  readonly windowsFolder?: string;
  /** This program's executable. */
  readonly executable: string;
  /** Whether this program has all rights, so that what others can write must not guide it. */
  readonly isRoot: boolean;
  readonly process: ProcessName;
  /** Whether the process of a journal is still at it. */
  readonly isAtWork: (process: ProcessName) => boolean;
};
