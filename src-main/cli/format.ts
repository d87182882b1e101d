import { format as formatText } from '#core/edit/format.ts';
import type { Source } from '#core/text/source.ts';
import { type Command, WrongUse } from './command.ts';
import { plural } from './count-diagnostics.ts';
import { openForChange, writeChanges } from './open-for-change.ts';
import { printChanges } from './print-changes.ts';

/** Uniform indentation and blanks; comments, order and quotes stay. */
export const format: Command = {
  name: 'format',
  summary: 'give YAML files a uniform indentation; comments, key order and quotes stay',
  operands: '[FILE|DIR…]',
  options: {
    check: { type: 'boolean', help: 'write nothing; exit with 1 where a file is not formatted' },
    'dry-run': { type: 'boolean', help: 'write nothing; show the changes as a diff' },
  },
  remarks: [
    'Standard input ("-") is answered on standard output.',
    'Exit code: 0 when done, 1 when a file cannot be formatted or, with --check, is not, 2 for wrong use.',
  ],
  run: async (call, terminal) => {
    if (call.flag('check') && call.flag('dry-run')) throw new WrongUse('"--check" and "--dry-run" exclude each other');
    const opened = await openForChange(call.operands, terminal);
    try {
      const before = opened.sources;
      const refused: string[] = [];
      const after = before.map(({ file, text }): Source => {
        const result = formatText(text);
        if (!result.ok) refused.push(`${file}: ${result.message}`);
        return { file, text: result.ok ? result.text : text };
      });
      for (const line of refused) terminal.note(`slipway: ${line}`);
      const changed = after.filter(({ text }, index) => before[index]?.text !== text);
      if (call.flag('check')) {
        for (const { file } of changed) terminal.answer(file);
        terminal.note(`slipway: ${plural(changed.length, 'file')} not formatted, of ${before.length}`);
        return changed.length + refused.length > 0 ? 1 : 0;
      }
      if (call.flag('dry-run')) {
        if (changed.length > 0) terminal.answer(printChanges(before, after));
      } else if (opened.stdin !== undefined) {
        const [own] = after.filter(({ file }) => file === opened.stdin);
        terminal.answer((own?.text ?? '').replace(/\n$/, ''));
        await writeChanges(
          after.filter(({ file }) => file !== opened.stdin),
          opened,
        );
      } else {
        await writeChanges(after, opened);
        terminal.note(`slipway: ${plural(changed.length, 'file')} formatted, of ${before.length}`);
      }
      return refused.length > 0 ? 1 : 0;
    } finally {
      await opened.close();
    }
  },
};
