import { access, constants } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { Source } from '#core/text/source.ts';
import { openWorkspace, stdinFile, type Workspace } from '../workspace/workspace.ts';
import { WrongUse } from './command.ts';
import { pathsOf } from './read-sources.ts';
import type { Terminal } from './terminal.ts';

/** Files that a command reads and may write, named as people name them where they are: relative to the current folder. */
export type Opened = {
  readonly sources: readonly Source[];
  readonly workspace: Workspace;
  readonly nameOf: (file: string) => string;
  /** The name of standard input, where it was among the operands. */
  readonly stdin?: string;
  readonly close: () => Promise<void>;
};

/** Opens the operands, and `beside` them what only is to be read. Throws `WrongUse` for a path that does not exist. */
export const openForChange = async (
  operands: readonly string[],
  terminal: Terminal,
  beside: readonly string[] = [],
): Promise<Opened> => {
  const { paths, stdin } = await pathsOf(operands, terminal);
  const workspace = await openWorkspace({
    paths: [...paths, ...beside],
    ...(stdin === undefined ? {} : { stdin }),
    watch: false,
    log: (level, message) => {
      if (level === 'error') terminal.note(`slipway: ${message}`);
    },
  });
  const absent = workspace.state().failures.find(({ code }) => code === 'workspace/not-found');
  if (absent !== undefined) {
    await workspace.close();
    throw new WrongUse(absent.message);
  }
  const nameOf = (file: string): string => {
    const path = workspace.pathOf(file);
    const name = path === undefined ? file : relative('', path).split(sep).join('/');
    return name.startsWith('../') || name === '' || /^[A-Za-z]:/.test(name) ? file : name;
  };
  return {
    workspace,
    nameOf,
    sources: workspace.sources().map(({ file, text }) => ({ file: nameOf(file), text })),
    ...(stdin !== undefined && { stdin: stdinFile }),
    close: workspace.close,
  };
};

/**
 * Writes what is other than before. Throws `WrongUse` with the reason at the first file that cannot be written; where one is read-only
 * nothing is written at all, because half of a renaming is none.
 */
export const writeChanges = async (after: readonly Source[], opened: Opened): Promise<void> => {
  const { workspace, nameOf } = opened;
  const known = new Map(workspace.state().files.map((one) => [nameOf(one.file), one]));
  const changed = after.filter(({ file, text }) => known.get(file)?.text !== text);
  for (const { file } of changed) {
    const path = workspace.pathOf(known.get(file)?.file ?? file);
    const isWritable = path === undefined || (await access(path, constants.W_OK).then(() => true, isMissing));
    if (!isWritable) throw new WrongUse(`"${file}" cannot be written, so nothing was; change its permissions`);
  }
  for (const { file, text } of changed) {
    const old = known.get(file);
    const result = await workspace.write(old?.file ?? file, text, old?.revision);
    if (!result.ok) throw new WrongUse(result.failure.message);
  }
};

/** What is gone is told by the workspace, in its own words. */
const isMissing = (error: unknown): boolean => (error as { readonly code?: unknown }).code === 'ENOENT';
