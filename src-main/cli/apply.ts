import type { Applied } from '#contract/contract.ts';
import type { Result } from '#core/failure.ts';
import { type Command, WrongUse } from './command.ts';
import { countDiagnostics, sayCounts } from './count-diagnostics.ts';
import { type Ask, pidOption, splitGenerations, withRunning } from './running-slipway.ts';
import type { Terminal } from './terminal.ts';

const chosen = 'Where several run, the file or folder that one of them serves says which is meant.';

/** Has answer what is saved and waits. */
export const apply: Command = {
  name: 'apply',
  summary: 'have files that are saved and wait answer, all at once, in a Slipway that runs',
  operands: '[FILE|DIR]',
  options: { json: { type: 'boolean', help: 'the generation and the files, as JSON' }, ...pidOption },
  remarks: ['Files wait after "slipway run --apply-on review", or where the window says so.', chosen],
  run: (call, terminal) =>
    withRunning(call, call.operands, terminal, async (ask) => {
      const { waiting } = await ask('gateway.state', null);
      const result = await ask('config.apply', { files: [] });
      // Nothing is written here: what is new is what waited.
      const applied: Result<Applied> = result.ok ? { ok: true, value: { ...result.value, files: waiting } } : result;
      return say(applied, call.flag('json'), ask, terminal);
    }),
};

/** Back to what has answered before. */
export const rollback: Command = {
  name: 'rollback',
  summary: 'write the files of an earlier generation back, and have them answer, in a Slipway that runs',
  operands: '[GENERATION] [FILE|DIR]',
  options: { json: { type: 'boolean', help: 'the new generation and the files, as JSON' }, ...pidOption },
  remarks: [
    'Without a generation it is the one before the newest, and further back each time; "slipway history" lists those that there are.',
    'It is refused where a file on disk holds text that has never answered, which would be lost.',
    chosen,
  ],
  run: async (call, terminal) => {
    const { generations, paths } = splitGenerations(call.operands);
    const [generation] = generations;
    if (generations.length > 1) throw new WrongUse('one generation is enough to go back to');
    return withRunning(call, paths, terminal, async (ask) =>
      say(
        await ask('config.rollback', generation === undefined ? {} : { generation }),
        call.flag('json'),
        ask,
        terminal,
      ),
    );
  },
};

const say = async (result: Result<Applied>, json: boolean, ask: Ask, terminal: Terminal): Promise<number> => {
  if (!result.ok) {
    if (json) terminal.answer(JSON.stringify(result.failure, null, 2));
    terminal.note(`slipway: ${result.failure.message}`);
    return 1;
  }
  const { generation, files } = result.value;
  if (json) terminal.answer(JSON.stringify(result.value, null, 2));
  else if (files.length === 0) terminal.answer(`nothing to do; generation ${generation} answers`);
  else terminal.answer(`generation ${generation} answers: ${files.join(', ')}`);
  const { diagnostics, heldBack } = await ask('gateway.state', null);
  const counts = countDiagnostics(diagnostics);
  if (counts.errors > 0) terminal.note(`slipway: ${sayCounts(counts)}; "slipway check" shows them`);
  for (const { resource } of heldBack) terminal.note(`slipway: ${resource} is served as it was before its errors`);
  return 0;
};
