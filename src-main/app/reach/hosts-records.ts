import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProcessName, processIn } from '../../hosts-file/process-name.ts';
import { writeOwnFile } from '../write-own-file.ts';

/** Which process wrote which block, in the person's data folder, so that a later one knows what was left over. */
export type BlockRecords = {
  readonly read: () => Promise<ReadonlyMap<string, ProcessName>>;
  readonly write: (id: string, process: ProcessName) => Promise<void>;
  readonly forget: (ids: readonly string[]) => Promise<void>;
};

/** One small file for each block in `folder`. Reading never rejects; the others do where the folder cannot be used. */
export const createBlockRecords = (folder: string): BlockRecords => ({
  read: async () => {
    const names = (await readdir(folder).catch(() => [])).filter((name) => /^[a-z0-9]{1,32}\.json$/.test(name));
    const found = await Promise.all(
      names.map(async (name): Promise<readonly [string, ProcessName] | undefined> => {
        const process = parse(await readFile(join(folder, name), 'utf8').catch(() => ''));
        return process && [name.slice(0, -'.json'.length), process];
      }),
    );
    return new Map(found.filter((one) => one !== undefined));
  },
  write: (id, process) => writeOwnFile(join(folder, `${id}.json`), JSON.stringify(process)),
  forget: async (ids) => {
    for (const id of ids) await rm(join(folder, `${id}.json`), { force: true });
  },
});

const parse = (text: string): ProcessName | undefined => {
  try {
    return processIn(JSON.parse(text));
  } catch {
    return undefined; // half a file
  }
};
