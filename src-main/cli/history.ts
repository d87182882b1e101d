import type { Generation } from '#contract/contract.ts';
import { type Command, columns } from './command.ts';
import { pidOption, withRunning } from './running-slipway.ts';

/** What has answered requests, and what does now. */
export const history: Command = {
  name: 'history',
  summary: 'the generations of a Slipway that runs: when, why, and which files they changed',
  operands: '[FILE|DIR]',
  options: { json: { type: 'boolean', help: 'one JSON array, the newest first' }, ...pidOption },
  remarks: [
    'The newest, which answers now, stands first; "slipway rollback GENERATION" goes back to one of the others.',
    'Where several run, the file or folder that one of them serves says which is meant.',
  ],
  run: (call, terminal) =>
    withRunning(call, call.operands, terminal, async (ask) => {
      const generations = await ask('config.history', null);
      if (call.flag('json')) {
        terminal.answer(JSON.stringify(generations, null, 2));
        return 0;
      }
      terminal.answer(generationLines(generations).join('\n'));
      const { waiting } = await ask('gateway.state', null);
      if (waiting.length > 0) terminal.note(sayWaiting(waiting));
      return 0;
    }),
};

/** Which files are saved and not applied, in one line. */
export const sayWaiting = (files: readonly string[]): string =>
  `slipway: ${files.length === 1 ? '1 file waits' : `${files.length} files wait`} for "slipway apply": ${files.join(', ')}`;

const generationLines = (generations: readonly Generation[]): readonly string[] =>
  columns(
    generations.map((one) => [
      `${one.generation}  ${timeOf(one.at)}  ${reasonOf(one)}`,
      one.changes.map(({ file, added, removed }) => `${file} +${added} -${removed}`).join(', '),
    ]),
  ).map((line) => line.trim());

/** To the second, in the time of this machine. */
const timeOf = (at: number): string => {
  const two = (n: number) => String(n).padStart(2, '0');
  const date = new Date(at);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
};

const reasonOf = ({ by, of }: Generation): string => (of === undefined ? by : `${by} to ${of}`);
