import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { BundledSample } from '#contract/workspaces.ts';
import type { Failure, Result } from '#core/failure.ts';

/** The bundled samples, which are opened as copies, so that nobody edits the originals. */
export type SampleShelf = {
  readonly list: () => Promise<readonly BundledSample[]>;
  /** The person's own copy of a sample, made where there is none; with `anew` another one beside it. */
  readonly own: (name: string, anew?: boolean) => Promise<Result<string>>;
  /** A copy in a folder that is not there yet, or empty. */
  readonly copyTo: (name: string, folder: string) => Promise<Result<readonly string[]>>;
  /** The sample that a workspace is a copy of. */
  readonly sampleOf: (paths: readonly string[]) => string | undefined;
};

/** From the first success to what is special; one that is not named comes last. */
const order: readonly string[] = [
  'hello',
  'httpbin',
  'wildcard',
  'details',
  'canary',
  'header-routing',
  'circuit-breaker',
  'gateway-api',
  'gateway-api-wildcard',
  'ingress',
  'egress',
];

/** `originals` holds one folder for each sample, with a README that tells about it; `dataFolder` gets the copies. */
export const createSampleShelf = (originals: string, dataFolder: string | undefined): SampleShelf => {
  const copies = dataFolder === undefined ? undefined : join(dataFolder, 'samples');
  const names = async (): Promise<readonly string[]> => {
    const found = await readdir(originals, { withFileTypes: true }).catch(() => []); // a build without samples
    const place = (name: string) => (order.indexOf(name) + order.length + 1) % (order.length + 1);
    return found
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
  };
  const known = async (name: string): Promise<Failure | undefined> => {
    const all = await names();
    if (all.includes(name)) return undefined;
    return { code: 'samples/unknown', message: `there is no sample "${name}"; the samples are ${all.join(', ')}` };
  };
  const copy = async (name: string, folder: string): Promise<Result<readonly string[]>> => {
    try {
      return { ok: true, value: await copyWhole(join(originals, name), folder) };
    } catch (error) {
      return { ok: false, failure: notCopied(name, folder, error) };
    }
  };

  return {
    list: async () =>
      Promise.all(
        (await names()).map(async (name) => {
          const mine = copies === undefined ? undefined : join(copies, name);
          const readme = await readFile(join(originals, name, 'README.md'), 'utf8').catch(() => '');
          return { name, ...tellingOf(name, readme), ...(mine && (await isThere(mine)) && { copy: mine }) };
        }),
      ),
    own: async (name, anew = false) => {
      const unknown = await known(name);
      if (unknown) return { ok: false, failure: unknown };
      if (copies === undefined) return { ok: false, failure: nowhere };
      let folder = join(copies, name);
      if (!anew && (await isThere(folder))) return { ok: true, value: folder };
      for (let number = 2; await isThere(folder); number += 1) folder = join(copies, `${name}-${number}`);
      const copied = await copy(name, folder);
      return copied.ok ? { ok: true, value: folder } : copied;
    },
    copyTo: async (name, folder) => {
      const unknown = await known(name);
      if (unknown) return { ok: false, failure: unknown };
      const there = await readdir(folder).catch((error: NodeJS.ErrnoException) => error.code);
      if (there === 'ENOTDIR') return { ok: false, failure: notAFolder(folder) };
      if (Array.isArray(there) && there.length > 0) return { ok: false, failure: notEmpty(folder) };
      return copy(name, folder);
    },
    sampleOf: (paths) => {
      const [path = '', ...more] = paths;
      if (copies === undefined || more.length > 0 || path === '') return undefined;
      const way = relative(copies, path);
      if (way === '' || way.startsWith('..') || way.includes(sep)) return undefined;
      return order.find((name) => name === way) ?? way.replace(/-\d+$/, '');
    },
  };
};

/** What a README says: its heading, the first paragraph, and the list below. */
export const tellingOf = (name: string, readme: string): Pick<BundledSample, 'title' | 'says' | 'try'> => {
  const lines = readme.split(/\r?\n/);
  const says = lines.find((line) => line !== '' && !/^[#\-`\s]/.test(line)) ?? '';
  return {
    title: lines.find((line) => line.startsWith('# '))?.slice(2) ?? name,
    says,
    try: lines.filter((line) => line.startsWith('- ')).map((line) => line.slice(2)),
  };
};

/** The folder is there with everything in it, or not at all. Gives the names of the files. */
const copyWhole = async (from: string, to: string): Promise<readonly string[]> => {
  const aside = join(dirname(to), `.${process.pid}-${to.slice(dirname(to).length + 1)}.new`);
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  try {
    const entries = (await readdir(from, { withFileTypes: true })).filter((entry) => entry.isFile());
    // Read and written, not copied: the originals may lie in the app's archive, which only reading knows.
    for (const { name } of entries) await writeFile(join(aside, name), await readFile(join(from, name)));
    await rmdir(to).catch(() => undefined); // mostly it is not there; one that is not empty is told by what comes next
    await rename(aside, to);
    return entries.map(({ name }) => name).sort();
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw error;
  }
};

const isThere = (folder: string): Promise<boolean> =>
  readdir(folder).then(
    () => true,
    () => false,
  );

const nowhere: Failure = {
  code: 'samples/nowhere',
  message: 'there is no folder for copies of samples; copy one with "slipway samples copy NAME DIR" and open that',
};

const notEmpty = (folder: string): Failure => ({
  code: 'samples/not-empty',
  message: `"${folder}" has something in it already; name a folder that is new or empty`,
});

const notAFolder = (folder: string): Failure => ({
  code: 'samples/not-a-folder',
  message: `"${folder}" is a file, or below one; name a folder that is new or empty`,
});

const notCopied = (name: string, folder: string, error: unknown): Failure => ({
  code: 'samples/not-copied',
  message: `the sample "${name}" cannot be copied to "${folder}" (${(error as NodeJS.ErrnoException).code ?? String(error)}); look at the permissions of that folder`,
});
