import type { Failure, Result } from '#core/failure.ts';
import { bytesOf, textOf } from '#core/hosts-file/bytes.ts';
import { recover } from '#core/hosts-file/recover.ts';
import { errnoOf, type OpenFile } from './disk.ts';
import { busy, notRestored, notWritten, setBack } from './failures.ts';
import { note, settle } from './journal.ts';
import { overwrite } from './overwrite.ts';
import type { HostsWorld } from './world.ts';

export type Places = {
  /** Without links on the way. */
  readonly file: string;
  /** A path where nobody but the writer may write. */
  readonly journal: string;
  /** Where the content before the last write is kept. */
  readonly backup?: string;
};

/** How long to wait for whoever holds the file, each time longer; antivirus programs look at what was just written. */
const pausesMs = [50, 100, 200, 400, 800, 1_600];

/**
 * Changes a hosts file in place, because a file that takes its name would lose bind mounts, access lists, labels and watchers. What is to be
 * written is noted first, and read back afterwards; where it is not what was written, the old content is put back.
 * `change` gets what the file holds in that moment and gives what it is to hold. Never rejects; the answer says whether anything was written.
 */
export const writeHosts = async (
  world: HostsWorld,
  places: Places,
  change: (text: string) => string,
): Promise<Result<{ readonly written: boolean; readonly text: string }>> => {
  let contested = 0;
  for (const pause of [...pausesMs, undefined]) {
    const settled = await settle(world, places.journal, places.file);
    if (settled.is !== 'busy') {
      const tried = await tryOnce(world, places, change);
      if (tried !== 'busy' && tried !== 'theirs')
        return tried.ok && contested > 0 ? { ok: true, value: { ...tried.value, written: true } } : tried;
      // A program that writes the file in the same moment is done after that; one that does it again fights us.
      if (tried === 'theirs' && ++contested === 3) return refuse(setBack(places.file));
    }
    if (pause !== undefined) await world.wait(pause);
  }
  return refuse(busy(places.file));
};

const tryOnce = async (
  world: HostsWorld,
  { file, journal, backup }: Places,
  change: (text: string) => string,
): Promise<Result<{ readonly written: boolean; readonly text: string }> | 'busy' | 'theirs'> => {
  const { disk } = world;
  let open: OpenFile;
  try {
    open = await disk.open(file);
  } catch (error) {
    return isHeld(error) ? 'busy' : refuse(notWritten(file, errnoOf(error)));
  }
  try {
    const before = textOf(await open.read());
    const after = change(before);
    if (after === before) return { ok: true, value: { written: false, text: before } };
    if (backup !== undefined) await keepBackup(world, backup, before);
    try {
      await note(world, journal, { file, before, after });
    } catch (error) {
      return errnoOf(error) === 'EEXIST' ? 'busy' : refuse(notWritten(journal, errnoOf(error)));
    }
    if (textOf(await open.read()) !== before) {
      await disk.remove(journal);
      return 'busy';
    }
    const failure = await writeNoted(world, open, { file, before, after, journal });
    if (failure === 'theirs') return failure;
    return failure === undefined ? { ok: true, value: { written: true, text: after } } : refuse(failure);
  } catch (error) {
    return isHeld(error) ? 'busy' : refuse(notWritten(file, errnoOf(error)));
  } finally {
    await open.close().catch(() => undefined); // what was written is on the medium
  }
};

type Noted = { readonly file: string; readonly before: string; readonly after: string; readonly journal: string };

/**
 * The journal goes when the file is whole, whatever it holds; else it stays, as the only copy. `theirs`: another program has written the file
 * in the same moment, or put another one in its place, and what it wrote is left alone.
 */
const writeNoted = async (world: HostsWorld, open: OpenFile, noted: Noted): Promise<Failure | 'theirs' | undefined> => {
  const { file, before, after, journal } = noted;
  const { disk } = world;
  const now = async (): Promise<string | undefined> => disk.read(file).then(textOf, () => undefined);
  let errno: string | undefined;
  try {
    await overwrite(open, bytesOf(after), before.length);
  } catch (error) {
    errno = errnoOf(error);
  }
  const read = await now();
  if (errno === undefined && read === after) {
    await disk.remove(journal).catch(() => undefined); // whoever comes next sees that it is done
    return undefined;
  }
  if (errno === undefined && read !== undefined && isTheirs(read, before, after)) {
    await disk.remove(journal).catch(() => undefined); // there is nothing in it that is missing
    return 'theirs';
  }
  if (read !== before) {
    // A piece of ours.
    const size = Math.max(read?.length ?? 0, after.length, before.length);
    await overwrite(open, bytesOf(before), size).catch(() => undefined);
    if ((await now()) !== before) return notRestored(file, journal);
  }
  await disk.remove(journal).catch(() => undefined);
  return errno === undefined ? setBack(file) : notWritten(file, errno);
};

/** Neither content, nor what a write that did not arrive as a whole would leave. */
const isTheirs = (now: string, before: string, after: string): boolean =>
  recover(now, before, after) === 'theirs' && !after.startsWith(now);

const keepBackup = async ({ disk }: HostsWorld, path: string, text: string): Promise<void> => {
  await disk.remove(path).catch(() => undefined); // there is none yet
  await disk.create(path, bytesOf(text));
};

/** Sharing violations, as Node names them. */
const isHeld = (error: unknown): boolean => ['EBUSY', 'EAGAIN', 'ETXTBSY'].includes(errnoOf(error));

const refuse = (failure: Failure): { readonly ok: false; readonly failure: Failure } => ({ ok: false, failure });
