import type { Machine } from '#core/world.ts';
import { runCommandLine } from '../../src-main/cli/command-line.ts';

export type Said = { readonly code: number; readonly answer: string; readonly notes: string };

/** Runs one command to its end and gives back what it said. `input` is what would come from standard input; without a `machine` nothing is said about ports that it would not give. */
export const slipway = async (args: readonly string[], input = '', machine?: Machine): Promise<Said> => {
  const answer: string[] = [];
  const notes: string[] = [];
  const code = await runCommandLine(args, {
    answer: (lines) => answer.push(lines),
    note: (lines) => notes.push(lines),
    isBehind: () => false,
    colour: false,
    ...(machine && { machine }),
    noteColour: false,
    readInput: async () => input,
    onStop: () => () => undefined,
    leave: () => undefined,
  });
  return { code, answer: answer.join('\n'), notes: notes.join('\n') };
};
