import { join } from 'node:path';
import { changeHosts, type HostsStep } from '../../src-main/core/hosts-file/change.ts';
import { type HostsDisk, nodeHostsDisk, type OpenFile } from '../../src-main/hosts-file/disk.ts';
import { runElevated } from '../../src-main/hosts-file/elevated.ts';
import { nodeHostsWorld } from '../../src-main/hosts-file/node-world.ts';
import type { HostsWorld } from '../../src-main/hosts-file/world.ts';
import { writeHosts } from '../../src-main/hosts-file/write.ts';

/** This machine, but that its system's files lie below `root` and no program is started. */
export const worldBelow = (root: string, disk: HostsDisk = nodeHostsDisk): HostsWorld => {
  const at = (path: string): string => (path.startsWith('/etc/') ? join(root, path) : path);
  return {
    ...nodeHostsWorld(),
    platform: 'linux',
    run: async () => ({ output: '', errors: '', errno: 'ENOENT' }),
    disk: {
      read: (path) => disk.read(at(path)),
      look: async (path) => ({ ...(await disk.look(at(path))), realPath: path }),
      tryWrite: (path) => disk.tryWrite(at(path)),
      open: (path) => disk.open(at(path)),
      create: (path, bytes) => disk.create(at(path), bytes),
      remove: (path) => disk.remove(at(path)),
    },
  };
};

/**
 * Changes `etc/hosts` below a folder by a step of JSON, as the program itself (`own`) or as the step with all rights, and kills itself at
 * the deed of that number: every call that changes the disk is one, and what is written is written in part first, as a crash would leave it.
 */
const main = async (root: string, at: number, how: string, step: HostsStep): Promise<void> => {
  let count = 0;
  const die = (): boolean => {
    process.kill(process.pid, 'SIGKILL');
    return true;
  };
  const now = (): boolean => ++count === at && die();
  const half = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, Math.floor(bytes.length * 0.9));
  const disk: HostsDisk = {
    ...nodeHostsDisk,
    open: async (path): Promise<OpenFile> => {
      const open = await nodeHostsDisk.open(path);
      return {
        ...open,
        write: async (bytes) => {
          now();
          if (++count === at) {
            await open.write(half(bytes));
            die();
          }
          await open.write(bytes);
        },
        truncate: async (size) => {
          now();
          await open.truncate(size);
        },
        sync: async () => {
          now();
          await open.sync();
        },
      };
    },
    create: async (path, bytes) => {
      now();
      if (++count === at) {
        await nodeHostsDisk.create(path, half(bytes));
        die();
      }
      await nodeHostsDisk.create(path, bytes);
    },
    remove: async (path) => {
      now();
      await nodeHostsDisk.remove(path);
    },
  };
  await carryOut(worldBelow(root, disk), root, how, step);
};

/** Without being killed. Rejects where it does not work. */
export const carryOut = async (world: HostsWorld, root: string, how: string, step: HostsStep): Promise<void> => {
  if (how === 'own') {
    const places = { file: '/etc/hosts', journal: join(root, 'data/journal'), backup: join(root, 'data/backup') };
    const done = await writeHosts(world, places, (text) => changeHosts(text, step).text);
    if (!done.ok) throw new Error(done.failure.message);
    return;
  }
  const argv =
    step.does === 'write'
      ? ['write', step.id, step.at, ...step.entries.map(({ address, name }) => `${address}=${name}`)]
      : ['clean'];
  const code = await runElevated(argv, () => {}, world);
  if (code !== 0) throw new Error(`exit code ${code}`);
};

const [root = '', at = '0', how = 'own', step = '{}'] = process.argv.slice(2);
if (process.argv[1] === import.meta.filename) void main(root, Number(at), how, JSON.parse(step) as HostsStep);
