import { bytesOf, textOf } from '#core/hosts-file/bytes.ts';
import { recover } from '#core/hosts-file/recover.ts';
import { errnoOf } from './disk.ts';
import { overwrite } from './overwrite.ts';
import { type ProcessName, processIn } from './process-name.ts';
import type { HostsWorld } from './world.ts';

/** What a write is about to do, where a process that comes after a crash finds it; it is the backup too. */
export type Entry = {
  readonly process: ProcessName;
  readonly file: string;
  /** One character for each byte. */
  readonly before: string;
  readonly after: string;
};

/**
 * What became of a journal: `none` was there; `busy`, a process is at it; `whole`, the file holds the old or the new content; `put-back`, it
 * did not and holds the old one again; `theirs`, somebody else has written it since; `left`, it cannot be mended without more rights.
 */
export type Settled = { readonly is: 'none' | 'busy' | 'whole' | 'put-back' | 'theirs' | 'left' };

/** Rejects with `EEXIST` where another write is under way. */
export const note = async (
  { disk, process }: HostsWorld,
  path: string,
  entry: Omit<Entry, 'process'>,
): Promise<void> => {
  const text = JSON.stringify({
    version: 1,
    process,
    file: entry.file,
    before: Buffer.from(entry.before, 'latin1').toString('base64'),
    after: Buffer.from(entry.after, 'latin1').toString('base64'),
  });
  await disk.create(path, new TextEncoder().encode(text));
};

/**
 * Finishes or takes back what a killed process has left half done in `file`, and takes the journal away. What was being noted when the
 * process was killed has not been begun. With all rights only what nobody else can have written is believed: a made-up journal would be a
 * way to write anything. Never rejects.
 */
export const settle = async (world: HostsWorld, path: string, file: string): Promise<Settled> => {
  const { disk } = world;
  let entry: Entry | undefined;
  try {
    entry = parse(textOf(await disk.read(path)));
  } catch (error) {
    return { is: errnoOf(error) === 'ENOENT' ? 'none' : 'left' };
  }
  const end = async (is: Settled['is']): Promise<Settled> => {
    await disk.remove(path).catch(() => undefined); // it says nothing new
    return { is };
  };
  if (world.isRoot && !(await isGuarded(world, path))) return end('none');
  if (entry === undefined) return (await isFresh(world, path)) ? { is: 'busy' } : end('none');
  if (world.isAtWork(entry.process)) return { is: 'busy' };
  if (entry.file !== file) return end('none');
  try {
    const now = textOf(await disk.read(file));
    const found = recover(now, entry.before, entry.after);
    if (found === 'whole' || found === 'theirs') return await end(found);
    const open = await disk.open(file);
    try {
      await overwrite(open, bytesOf(found === 'finish' ? entry.after : entry.before), now.length);
    } finally {
      await open.close();
    }
    return await end(found === 'finish' ? 'whole' : 'put-back');
  } catch {
    return { is: 'left' };
  }
};

const isGuarded = ({ disk }: HostsWorld, path: string): Promise<boolean> =>
  disk.look(path).then(
    ({ kind, guarded }) => kind === 'file' && guarded,
    () => false,
  );

/** What cannot be understood is being written in this moment, or is half a journal: it is looked at again a moment later. */
const isFresh = async ({ disk, wait }: HostsWorld, path: string): Promise<boolean> => {
  const bytes = async () => disk.read(path).then(textOf, () => undefined);
  const before = await bytes();
  await wait(100);
  const now = await bytes();
  return now === undefined || now !== before || parse(now) !== undefined;
};

const parse = (text: string): Entry | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { version, process, file, before, after } = value as Readonly<Record<string, unknown>>;
    const writer = processIn(process);
    if (version !== 1 || writer === undefined) return undefined;
    if (typeof file !== 'string' || typeof before !== 'string' || typeof after !== 'string') return undefined;
    const text64 = (base64: string) => Buffer.from(base64, 'base64').toString('latin1');
    return { process: writer, file, before: text64(before), after: text64(after) };
  } catch {
    return undefined;
  }
};
