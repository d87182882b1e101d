import { join } from 'node:path';
import { createHostsFile, type HostsFile } from '../../hosts-file/hosts-file.ts';
import { nodeHostsWorld } from '../../hosts-file/node-world.ts';
import type { ProcessName } from '../../hosts-file/process-name.ts';
import { windowsSide } from '../../hosts-file/windows-side.ts';
import { withWindows } from '../../hosts-file/with-windows.ts';
import { elevationOf } from './elevation.ts';
import { type BlockRecords, createBlockRecords } from './hosts-records.ts';
import { elevatedDesktop } from './own-program.ts';
import type { System } from './part.ts';

/** What the part about the hosts file works with; a test gives another one. */
export type HostsMachine = {
  readonly file: HostsFile;
  readonly records: BlockRecords;
  readonly process: ProcessName;
  readonly isAtWork: (process: ProcessName) => boolean;
  readonly wait: (ms: number) => Promise<void>;
};

/** This machine's hosts file, or the one of the setting `hosts.file`, as `chosen` says it. */
export const hostsMachine = (
  system: Pick<System, 'platform' | 'environment'>,
  dataFolder: string,
  chosen: () => Promise<string>,
): HostsMachine => {
  const world = { ...nodeHostsWorld(), ...system };
  const folder = join(dataFolder, 'hosts');
  const own = createHostsFile({ world, elevation: elevationOf(system), self: elevatedSelf(), folder, chosen });
  return {
    file: withWindows(own, windowsSide(world)),
    records: createBlockRecords(join(folder, 'blocks')),
    process: world.process,
    isAtWork: world.isAtWork,
    wait: world.wait,
  };
};

/** How this program is started again as the step with all rights: the desktop app by its own flag, in Node a verb of the command line. */
const elevatedSelf = (): readonly string[] => {
  const desktop = elevatedDesktop(process);
  if (desktop !== undefined) return [desktop.program, ...desktop.args];
  return [process.execPath, join(import.meta.dirname, '..', '..', 'cli', 'main.ts'), 'hosts', 'elevated'];
};
