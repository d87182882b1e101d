import { askForLink, NotAnswered } from '../loopback/ask.ts';
import type { Command } from './command.ts';
import { pidOption, withRunning } from './running-slipway.ts';

/** The address of the window of a Slipway that runs, for one more browser. */
export const window: Command = {
  name: 'window',
  summary: 'the address of the window of a Slipway that runs, for one more browser',
  operands: '[FILE|DIR]',
  options: pidOption,
  remarks: [
    'Each address opens the window in one browser, which then knows it for as long as that Slipway runs.',
    'What was printed before and has been used opens nothing any more, wherever it is still to be read.',
  ],
  run: (call, terminal) =>
    withRunning(call, call.operands, terminal, async (_, address) => {
      try {
        terminal.answer(await askForLink(address));
        return 0;
      } catch (error) {
        if (error instanceof NotAnswered || !(error instanceof Error)) throw error;
        terminal.note(`slipway: ${error.message}`);
        return 1;
      }
    }),
};
