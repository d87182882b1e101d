import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Replaces a file of the person's data folder as a whole, for its owner's eyes only (0600, folders 0700):
 * whoever reads it meanwhile sees the old content or the new one. Rejects with Node's own error.
 */
export const writeOwnFile = async (file: string, text: string): Promise<void> => {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const aside = `${file}.${process.pid}.new`;
  await rm(aside, { force: true }); // of an earlier process of this number
  const handle = await open(aside, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(aside, file);
};
