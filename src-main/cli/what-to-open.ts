import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { createRecent } from '../app/recent.ts';
import { createSampleShelf, type SampleShelf } from '../app/samples.ts';
import { nodeDisk } from '../workspace/disk.ts';
import { placesOf } from '../workspace/places.ts';
import { scan } from '../workspace/scan.ts';
import { projectFolder } from './build-when-stale.ts';
import { dataFolder } from './ca.ts';
import { type Call, WrongUse } from './command.ts';
import { pathsOf } from './read-sources.ts';
import type { Terminal } from './terminal.ts';

/** Where the bundled samples are. */
export const samplesFolder = (): string => join(projectFolder(), 'resources', 'examples');

export const sampleShelf = (): SampleShelf => createSampleShelf(samplesFolder(), dataFolder());

/**
 * What `slipway run` opens: what its operands name, a sample, what was open last, or the current folder.
 * No paths: nothing, which only makes sense with a window. Throws `WrongUse`.
 */
export const firstPaths = async (
  call: Call,
  terminal: Terminal,
  window: boolean,
): Promise<{ readonly paths: readonly string[]; readonly stdin?: string }> => {
  const sample = call.value('sample');
  const ways = [call.operands.length > 0 && 'a path', sample && '"--sample"', call.flag('last') && '"--last"'];
  const [one, other] = ways.filter((way) => typeof way === 'string');
  if (other !== undefined) throw new WrongUse(`${one} and ${other} each say what to open; leave one of them out`);
  if (sample !== undefined) {
    const copy = await sampleShelf().own(sample);
    if (!copy.ok) throw new WrongUse(copy.failure.message);
    return { paths: [copy.value] };
  }
  if (call.flag('last')) {
    const recent = createRecent({ dataFolder: dataFolder(), clock: Date.now, log: () => undefined });
    const last = (await recent.list()).find(({ exists }) => exists);
    if (last === undefined && !window) throw new WrongUse('nothing was open before; name a file or folder');
    return { paths: last?.paths ?? [] };
  }
  if (call.operands.length > 0 || !window) return pathsOf(call.operands, terminal);
  const here = await lookHere('.');
  if (here === 'too large')
    terminal.note('slipway: the current folder is too large to be opened unasked; "slipway run ." opens it');
  return here === 'yaml' ? pathsOf([], terminal) : { paths: [] };
};

/** So much is looked through for the first YAML file; a workspace may be larger, but then somebody names it. */
const most = { depth: 24, files: 1, entries: 20_000 };

/** What the folder in which somebody happens to be is good for. A home folder holds YAML of everything but a workspace. */
export const lookHere = async (folder: string, home = homedir()): Promise<'yaml' | 'nothing' | 'too large'> => {
  const path = resolve(folder);
  if (path === resolve(home)) return 'too large';
  const { files, failures, only } = await scan(
    placesOf([path], () => true),
    nodeDisk,
    most,
  );
  if (files.length > 0) return 'yaml';
  if (only !== undefined) return 'too large';
  return failures.length > 0 ? 'yaml' : 'nothing';
};
