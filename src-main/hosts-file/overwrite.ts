import { bytesOf, textOf } from '#core/hosts-file/bytes.ts';
import { padded } from '#core/hosts-file/recover.ts';
import type { OpenFile } from './disk.ts';

/**
 * Gives an open file of `size` bytes another content. First all of it in one piece and over all that was there, then what is too much goes:
 * whoever reads the file in between, or for ever if this process ends here, reads the new lines and blank ones.
 */
export const overwrite = async (open: OpenFile, bytes: Uint8Array, size: number): Promise<void> => {
  await open.write(bytes.length < size ? bytesOf(padded(textOf(bytes), size)) : bytes);
  if (bytes.length < size) {
    await open.sync();
    await open.truncate(bytes.length);
  }
  await open.sync();
};
