import { dirname } from 'node:path';
import type { Failure, Result } from '#core/failure.ts';
import { type Disk, failureOf, type Stat } from './disk.ts';
import type { Found } from './scan.ts';
import { type Decoded, decode, revisionOf } from './text-format.ts';

/** One file as it was last read. */
export type Loaded = {
  readonly path: string;
  readonly file: string;
  readonly stamp: string;
  readonly decoded: Decoded;
  readonly revision: string;
  readonly writable: boolean;
};

/** Larger files are refused: no gateway is that long, and reading one would hold up traffic. */
export const maxFileBytes = 20 * 1024 * 1024;

/** Reads one file and decodes it. Failures: too large, not UTF-8, and whatever the disk says. */
export const load = async (found: Found, disk: Disk): Promise<Result<Loaded>> => {
  const { path, file, stat } = found;
  try {
    if (stat.size > maxFileBytes) return refused(tooLarge(file, stat.size));
    const bytes = await disk.read(path);
    if (bytes.length > maxFileBytes) return refused(tooLarge(file, bytes.length));
    const decoded = decode(bytes);
    if (!decoded)
      return refused({
        code: 'workspace/not-utf8',
        message: `cannot read "${file}": it is not UTF-8 text; save it as UTF-8`,
        detail: { file },
      });
    const writable = await mayWrite(found.realPath, stat, disk);
    return { ok: true, value: { path, file, stamp: stat.stamp, decoded, revision: revisionOf(bytes), writable } };
  } catch (error) {
    return refused(failureOf(error, 'read', file));
  }
};

export const tooLarge = (file: string, bytes: number): Failure => ({
  code: 'workspace/too-large',
  message: `"${file}" is too large: ${Math.ceil(bytes / 1024 / 1024)} MB where ${maxFileBytes / 1024 / 1024} MB is the limit; split it into several files`,
  detail: { file, bytes },
});

// A file is replaced as a whole, so its folder must permit that too.
const mayWrite = async (realPath: string, stat: Stat, disk: Disk): Promise<boolean> =>
  stat.kind === 'file' && (await disk.canWrite(realPath)) && (await disk.canWrite(dirname(realPath)));

const refused = (failure: Failure): Result<never> => ({ ok: false, failure });
