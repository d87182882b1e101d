import { resolve, sep } from 'node:path';
import type { CallName, InputOf, OutputOf } from '#contract/contract.ts';
import { findRunning, forgetRunning, type RunningFile } from '../app/running-files.ts';
import { askRunning, NotAnswered } from '../loopback/ask.ts';
import { dataFolder } from './ca.ts';
import { type Call, type Option, WrongUse } from './command.ts';
import type { Terminal } from './terminal.ts';

/** Asks the chosen program, as its window would. `limitMs`: how long it may take, where a person is asked on the way. */
export type Ask = <N extends CallName>(name: N, input: InputOf<N>, limitMs?: number) => Promise<OutputOf<N>>;

/** The option by which one of several is chosen. */
export const pidOption: Readonly<Record<'pid', Option>> = {
  pid: { type: 'string', value: 'N', help: 'of several that run, the one with this process number' },
};

/**
 * Does `work` with the Slipway that runs, chosen by `--pid` and by the file or folder in `paths`; gives its exit code. `paths`: undefined of a
 * command that takes none.
 * Says what is wrong, with exit code 1, where there is not exactly one or it does not answer.
 */
export const withRunning = async (
  call: Call,
  paths: readonly string[] | undefined,
  terminal: Terminal,
  work: (ask: Ask, address: string) => Promise<number>,
): Promise<number> => {
  const folder = dataFolder();
  const found = choose(call, paths, await findRunning(folder), terminal);
  if (found === undefined) return 1;
  try {
    return await work((name, input, limitMs) => askRunning(found.address, name, input, limitMs), found.address);
  } catch (error) {
    if (!(error instanceof NotAnswered)) throw error;
    if (error.gone) await forgetRunning(folder, found);
    terminal.note(`slipway: process ${found.pid} does not answer; start it anew with "slipway run"`);
    return 1;
  }
};

/** Operands that are numbers of generations, and paths, in any order; a folder with such a name is written `./3`. */
export const splitGenerations = (
  operands: readonly string[],
): { readonly generations: readonly number[]; readonly paths: readonly string[] } => {
  const isNumber = (word: string) => /^\d{1,9}$/.test(word);
  return {
    generations: operands.filter(isNumber).map(Number),
    paths: operands.filter((word) => !isNumber(word)),
  };
};

/** Says what is wrong where there is not exactly one. */
const choose = (
  call: Call,
  paths: readonly string[] | undefined,
  all: readonly RunningFile[],
  terminal: Terminal,
): RunningFile | undefined => {
  if (paths !== undefined && paths.length > 1)
    throw new WrongUse('one file or folder is enough to say which Slipway is meant');
  const pid = call.value('pid');
  if (pid !== undefined && !/^\d{1,9}$/.test(pid)) throw new WrongUse(`"--pid ${pid}" is no process number`);
  const [path] = paths ?? [];
  const fits = all.filter(
    (one) => (pid === undefined || one.pid === Number(pid)) && (path === undefined || serves(one, resolve(path))),
  );
  const [only] = fits;
  if (only !== undefined && fits.length === 1) return only;
  if (all.length === 0) terminal.note('slipway: no Slipway is running; start one with "slipway run"');
  else if (only === undefined) {
    const what = path === undefined ? `with process number ${pid}` : `that serves "${path}"`;
    terminal.note(`slipway: there is no Slipway ${what}; running are\n${listOf(all)}`);
  } else {
    const how = paths === undefined ? 'name the "--pid"' : 'name the folder or the "--pid"';
    terminal.note(`slipway: several are running; ${how} of one of them\n${listOf(fits)}`);
  }
  return undefined;
};

/** Whether one that runs serves this path, which is absolute. */
export const serves = ({ paths }: RunningFile, path: string): boolean =>
  paths.some((own) => own === path || path.startsWith(own.endsWith(sep) ? own : own + sep));

const listOf = (all: readonly RunningFile[]): string =>
  all
    .map(({ pid, paths }) => `  ${pid}  ${paths.map((one) => (one === '-' ? 'standard input' : one)).join(', ')}`)
    .join('\n');
