import { type Disk, nodeDisk } from '../src-main/workspace/disk.ts';
import { openWorkspace } from '../src-main/workspace/workspace.ts';

/**
 * Writes the files of `workspace-write-all.test.ts` in a folder and kills itself before the step of that number: every call that
 * changes the disk is one, those of the journal in the third argument too. A file that is created is half-written first, as a crash would leave it.
 */
const main = async (folder: string, at: number, journal: string | undefined): Promise<void> => {
  let count = 0;
  const step =
    <A extends readonly unknown[], R>(work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (++count === at) process.kill(process.pid, 'SIGKILL');
      return work(...args);
    };
  const disk: Disk = {
    ...nodeDisk,
    create: step(async (path, bytes, like) => {
      if (++count !== at) return nodeDisk.create(path, bytes, like);
      await nodeDisk.create(path, bytes.subarray(0, bytes.length / 2), like);
      process.kill(process.pid, 'SIGKILL');
    }),
    rename: step(nodeDisk.rename),
    link: step(nodeDisk.link),
    remove: step(nodeDisk.remove),
    makeFolder: step(nodeDisk.makeFolder),
  };
  const workspace = await openWorkspace({
    paths: [folder],
    log: () => {},
    watch: false,
    disk,
    ...(journal !== undefined && { journal }),
  });
  const base = (file: string) => workspace.state().files.find((one) => one.file === file)?.revision ?? '';
  const done = await workspace.writeAll([
    { file: 'a.yaml', text: 'a new\n', base: base('a.yaml') },
    { file: 'x/y/d.yaml', text: 'd new\n' },
    { file: 'b.yaml', text: 'b new\n', base: base('b.yaml') },
    { file: 'c.yaml', base: base('c.yaml') },
  ]);
  await workspace.close();
  if (!done.ok) throw new Error(done.failure.message);
};

const [folder = '', at = '0', journal] = process.argv.slice(2);
void main(folder, Number(at), journal);
