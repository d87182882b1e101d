import { build } from '#core/build.ts';
import { printTable } from '#core/route/print.ts';
import type { Command } from './command.ts';
import { sayErrors } from './count-diagnostics.ts';
import { readSources } from './read-sources.ts';

/** The route table that the YAML makes: what would answer, in the order in which it is tried. */
export const routes: Command = {
  name: 'routes',
  summary: 'show the route table: listeners, hosts, routes, destinations and their addresses',
  operands: '[FILE|DIR…]',
  options: { json: { type: 'boolean', help: 'the table as one JSON object' } },
  remarks: [],
  run: async (call, terminal) => {
    const { sources, failures } = await readSources(call.operands, terminal);
    const { table, diagnostics } = build(sources);
    terminal.answer(
      call.flag('json') ? JSON.stringify(table, null, 2) : printTable(table, { colour: terminal.colour }),
    );
    for (const { message } of failures) terminal.note(`slipway: ${message}`);
    const errors = sayErrors(diagnostics);
    if (errors !== undefined) terminal.note(errors);
    return failures.length > 0 ? 1 : 0;
  },
};
