import { resolve } from 'node:path';
import { type Command, columns, WrongUse } from './command.ts';
import { sampleShelf } from './what-to-open.ts';

/** The bundled samples, and copies of them. */
export const samples: Command = {
  name: 'samples',
  summary: 'list the bundled samples, or copy one into a folder',
  operands: '[list | copy NAME DIR]',
  options: { json: { type: 'boolean', help: 'as JSON' } },
  remarks: ['"slipway run --sample NAME" opens a copy in the data folder; the originals are never changed.'],
  run: async (call, terminal) => {
    const [what = 'list', name, folder, ...more] = call.operands;
    const shelf = sampleShelf();
    const say = (value: object, words: string): number => {
      terminal.answer(call.flag('json') ? JSON.stringify(value) : words);
      return 0;
    };
    if (what === 'list') {
      if (name !== undefined) throw new WrongUse('"slipway samples list" takes nothing more');
      const list = await shelf.list();
      return say(list, columns(list.map((one) => [one.name, one.says])).join('\n'));
    }
    if (what !== 'copy') throw new WrongUse(`"${what}" is neither "list" nor "copy"`);
    if (name === undefined || folder === undefined || more.length > 0)
      throw new WrongUse('"slipway samples copy" takes the name of a sample and a folder');
    const copied = await shelf.copyTo(name, resolve(folder));
    if (!copied.ok) {
      terminal.note(`slipway: ${copied.failure.message}`);
      return copied.failure.code === 'samples/unknown' ? 2 : 1;
    }
    return say({ folder: resolve(folder), files: copied.value }, `copied ${copied.value.join(', ')} to ${folder}`);
  },
};
