import type { Failure } from '#core/failure.ts';
import type { Source } from '#core/text/source.ts';
import { openWorkspace } from '../workspace/workspace.ts';
import { WrongUse } from './command.ts';
import type { Terminal } from './terminal.ts';

/** The YAML a command was given, and what of it could not be read. */
export type ReadSources = { readonly sources: readonly Source[]; readonly failures: readonly Failure[] };

/**
 * Reads files and folders once; without any, the current folder. `-` is standard input.
 * Throws `WrongUse` for a path that does not exist, because that is a slip of the pen and no state of the YAML.
 */
export const readSources = async (operands: readonly string[], terminal: Terminal): Promise<ReadSources> => {
  const { paths, stdin } = await pathsOf(operands, terminal);
  const workspace = await openWorkspace({
    paths,
    ...(stdin === undefined ? {} : { stdin }),
    watch: false,
    log: (level, message) => {
      if (level === 'error') terminal.note(`slipway: ${message}`);
    },
  });
  try {
    const { failures } = workspace.state();
    const absent = failures.find(({ code }) => code === 'workspace/not-found');
    if (absent !== undefined) throw new WrongUse(absent.message);
    return { sources: workspace.sources(), failures };
  } finally {
    await workspace.close();
  }
};

/** What the operands name: the paths, and the text of standard input where `-` is among them. */
export const pathsOf = async (
  operands: readonly string[],
  terminal: Terminal,
): Promise<{ readonly paths: readonly string[]; readonly stdin?: string }> => {
  // As from an unset variable in a script; it would mean the current folder otherwise.
  if (operands.includes('')) throw new WrongUse('a path is empty; write "." for the current folder');
  const paths = operands.filter((operand) => operand !== '-');
  if (operands.length === 0) return { paths: ['.'] };
  return paths.length === operands.length ? { paths } : { paths, stdin: await terminal.readInput() };
};
