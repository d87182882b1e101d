import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';

/** A file that describes types: a FileDescriptorSet, or a text in the language of Protocol Buffers. */
export type DescriptorFile = { readonly file: string; readonly is: 'set' | 'proto'; readonly bytes: Buffer };

const sets = ['.binpb', '.protoset', '.desc'];
const deepest = 5;
const countLimit = 500;
const bytesLimit = 16 * 1024 * 1024;

/** Those beside the YAML and below it; what cannot be read, or is too much, is passed over. `stamp` is another one when any of them is. */
export const findDescriptorFiles = async (
  paths: readonly string[],
): Promise<{ readonly stamp: string; readonly read: () => Promise<readonly DescriptorFile[]> }> => {
  const found = new Map<string, { readonly size: number; readonly stamp: string }>();
  const look = async (folder: string, depth: number): Promise<void> => {
    if (depth > deepest || found.size >= countLimit) return;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.') && entry.name !== 'node_modules') await look(path, depth + 1);
      } else if (entry.isFile() && kindOf(path) !== undefined && found.size < countLimit) {
        const { size, mtimeMs } = await stat(path).catch(() => ({ size: Number.POSITIVE_INFINITY, mtimeMs: 0 }));
        if (size <= bytesLimit) found.set(path, { size, stamp: `${path} ${size} ${mtimeMs}` });
      }
    }
  };
  for (const path of paths) {
    if (path === '-') continue;
    const isFolder = await stat(path).then(
      (one) => one.isDirectory(),
      () => false,
    );
    await look(isFolder ? path : dirname(path), isFolder ? 0 : deepest);
  }
  return {
    stamp: [...found.values()].map(({ stamp }) => stamp).join('\n'),
    read: async () => {
      const files: DescriptorFile[] = [];
      for (const file of found.keys()) {
        const is = kindOf(file);
        const bytes = await readFile(file).catch(() => undefined);
        if (is !== undefined && bytes !== undefined) files.push({ file, is, bytes });
      }
      return files;
    },
  };
};

const kindOf = (path: string): DescriptorFile['is'] | undefined => {
  const ext = extname(path).toLowerCase();
  return ext === '.proto' ? 'proto' : sets.includes(ext) ? 'set' : undefined;
};
