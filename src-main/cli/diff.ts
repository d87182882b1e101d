import type { Text } from '#contract/contract.ts';
import type { Result } from '#core/failure.ts';
import { type Command, WrongUse } from './command.ts';
import { printChanges } from './print-changes.ts';
import { type Ask, pidOption, splitGenerations, withRunning } from './running-slipway.ts';

/** What differs in the text of two generations, or of one and the disk. */
export const diff: Command = {
  name: 'diff',
  summary: 'what differs between generations of a Slipway that runs, or between one and the disk',
  operands: '[GENERATION [GENERATION]] [FILE|DIR]',
  options: {
    'exit-code': { type: 'boolean', help: 'exit with 1 where something differs' },
    ...pidOption,
  },
  remarks: [
    'Without a generation: from what answers to what is on disk, which is what waits for "slipway apply".',
    'With one: from it to the disk. With two: from the first to the second.',
    'The answer is a unified diff, which "git apply" and "patch -p1" take.',
    'Where several run, the file or folder that one of them serves says which is meant.',
  ],
  run: async (call, terminal) => {
    const { generations, paths } = splitGenerations(call.operands);
    const [from, to] = generations;
    if (generations.length > 2) throw new WrongUse('two generations are enough to compare');
    return withRunning(call, paths, terminal, async (ask) => {
      const before = await textsOf(from ?? (await ask('config.history', null))[0]?.generation ?? 0, ask);
      const after = to === undefined ? await onDisk(ask) : await textsOf(to, ask);
      for (const texts of [before, after]) {
        if (texts.ok) continue;
        terminal.note(`slipway: ${texts.failure.message}`);
        return call.flag('exit-code') ? 2 : 1;
      }
      const changes = before.ok && after.ok ? printChanges(before.value, after.value) : '';
      if (changes === '') return 0;
      terminal.answer(changes);
      return call.flag('exit-code') ? 1 : 0;
    });
  },
};

const textsOf = (generation: number, ask: Ask): Promise<Result<readonly Text[]>> =>
  ask('config.generation', { generation });

const onDisk = async (ask: Ask): Promise<Result<readonly Text[]>> => ({
  ok: true,
  value: (await ask('workspace.read', null)).files,
});
