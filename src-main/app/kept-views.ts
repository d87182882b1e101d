import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { KeptView } from '#contract/contract.ts';
import type { Log } from '#core/world.ts';
import { writeOwnFile } from './write-own-file.ts';

/** How a workspace was looked at last: panel, sizes, open file, columns. Nothing that would be missed for long. */
export type KeptViews = {
  readonly read: () => Promise<KeptView>;
  /** Each name in place of its one before; null forgets it. Never rejects. */
  readonly keep: (change: Readonly<Record<string, string | null>>) => Promise<void>;
  readonly settled: () => Promise<void>;
};

type KeptViewsOptions = {
  readonly dataFolder: string | undefined;
  readonly paths: readonly string[];
  readonly log: Log;
};

/** Of all names and values of a workspace together, in characters: more is not kept. */
const most = 256 * 1024;

/**
 * One small file for each workspace in the person's data folder, because the address of a window, by which a browser remembers,
 * is another one at each start. A file that cannot be understood is as good as none.
 */
export const createKeptViews = ({ dataFolder, paths, log }: KeptViewsOptions): KeptViews => {
  const opened = [...new Set(paths.filter((path) => path !== '-').map((path) => resolve(path)))].sort();
  const name = createHash('sha256').update(opened.join('\0')).digest('hex').slice(0, 32);
  const file = dataFolder === undefined || opened.length === 0 ? undefined : join(dataFolder, 'views', `${name}.json`);
  let kept: KeptView | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined); // whoever asked for it gets the error
    return mine;
  };
  const load = async (): Promise<KeptView> => {
    kept ??= file === undefined ? {} : parse(await readFile(file, 'utf8').catch(() => '{}')); // the first start has none
    return kept;
  };
  return {
    read: () => inTurn(load),
    keep: (change) =>
      inTurn(async () => {
        const entries = Object.entries({ ...(await load()), ...change });
        const next = Object.fromEntries(entries.filter((one): one is [string, string] => one[1] !== null));
        if (JSON.stringify(next).length > most) return;
        kept = next;
        if (file === undefined) return;
        try {
          await writeOwnFile(file, JSON.stringify({ paths: opened, view: next }));
        } catch (error) {
          log('debug', 'how the workspace is looked at cannot be kept', { cause: String(error) });
        }
      }),
    settled: async () => {
      await last;
    },
  };
};

const parse = (text: string): KeptView => {
  try {
    const { view } = JSON.parse(text) as { readonly view?: unknown };
    if (typeof view !== 'object' || view === null) return {};
    return Object.fromEntries(
      Object.entries(view).filter((one): one is [string, string] => typeof one[1] === 'string'),
    );
  } catch {
    return {}; // damaged: the window begins as it does for the first time
  }
};
