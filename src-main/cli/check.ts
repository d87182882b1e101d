import { build } from '#core/build.ts';
import type { Failure } from '#core/failure.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import { printDiagnostic } from '#core/text/print-diagnostic.ts';
import type { Source } from '#core/text/source.ts';
import type { Command } from './command.ts';
import { countDiagnostics, plural, sayCounts } from './count-diagnostics.ts';
import { readSources } from './read-sources.ts';

/** Every diagnostic with its place; exit code 1 when one of them is an error or a file cannot be read. */
export const check: Command = {
  name: 'check',
  summary: 'say what is wrong with the YAML, with file, line and column',
  operands: '[FILE|DIR…]',
  options: { json: { type: 'boolean', help: 'one JSON object instead of text' } },
  remarks: ['Exit code: 0 without errors, 1 with errors, 2 for wrong use.'],
  run: async (call, terminal) => {
    const { sources, failures } = await readSources(call.operands, terminal);
    const { diagnostics } = build(sources);
    const counts = countDiagnostics(diagnostics);
    if (call.flag('json')) {
      const summary = { files: sources.length, ...counts, unreadable: failures.length };
      terminal.answer(JSON.stringify({ diagnostics, failures, summary }, null, 2));
    } else {
      terminal.answer(report(sources, diagnostics, failures, terminal.colour));
    }
    return counts.errors + failures.length > 0 ? 1 : 0;
  },
};

const report = (
  sources: readonly Source[],
  diagnostics: readonly Diagnostic[],
  failures: readonly Failure[],
  colour: boolean,
): string => {
  const texts = new Map(sources.map(({ file, text }) => [file, text]));
  return [
    ...diagnostics.map((one) => `${printDiagnostic(one, texts.get(one.place.file) ?? '', { colour })}\n`),
    ...failures.map(({ code, message }) => `error ${code}: ${message}\n`),
    `${sayCounts(countDiagnostics(diagnostics))} in ${plural(sources.length, 'file')}`,
  ].join('\n');
};
