import { build } from '#core/build.ts';
import { printTable } from '#core/route/print.ts';
import { routeRows } from '#core/route/rows.ts';
import { createReader, filterRows, readFilter } from '#core/route/rows-filter.ts';
import { hiddenRows } from '#core/route/rows-hidden.ts';
import { type SortKey, sortKeys, sortRows } from '#core/route/rows-order.ts';
import { plainRow, printRows } from '#core/route/rows-print.ts';
import type { Source } from '#core/text/source.ts';
import { type Command, WrongUse } from './command.ts';
import { sayErrors } from './count-diagnostics.ts';
import { readSources } from './read-sources.ts';

type Built = ReturnType<typeof build>;

/** The route table that the YAML makes: what would answer, in the order in which it is tried. */
export const routes: Command = {
  name: 'routes',
  summary: 'show the route table: listeners, hosts, routes, destinations and their addresses',
  operands: '[FILE|DIR…]',
  options: {
    sort: {
      type: 'string',
      value: sortKeys.join('|'),
      help: 'one line for each route, sorted; --sort=-KEY: the other way round',
    },
    filter: {
      type: 'string',
      value: 'WORDS',
      help: 'one line for each route that has all words; host:, to:, kind:, file:, port: and status: ask by name',
    },
    json: { type: 'boolean', help: 'the table as one JSON object; with --sort or --filter the routes as an array' },
  },
  remarks: [
    'Of status: there are unbound, hidden and omitted. A - in front of a word of the filter leaves out what has it: --filter "host:shop -status:hidden".',
  ],
  run: async (call, terminal) => {
    const sort = readSort(call.value('sort'));
    const filter = call.value('filter');
    const { sources, failures } = await readSources(call.operands, terminal);
    const built = build(sources);
    const json = call.flag('json');
    if (sort !== undefined || filter !== undefined) {
      terminal.answer(listed(built, sources, filter ?? '', sort ?? { by: 'order', down: false }, json));
    } else {
      terminal.answer(
        json ? JSON.stringify(built.table, null, 2) : printTable(built.table, { colour: terminal.colour }),
      );
    }
    for (const { message } of failures) terminal.note(`slipway: ${message}`);
    const errors = sayErrors(built.diagnostics);
    if (errors !== undefined) terminal.note(errors);
    return failures.length > 0 ? 1 : 0;
  },
};

type Sort = { readonly by: SortKey; readonly down: boolean };

const readSort = (written: string | undefined): Sort | undefined => {
  if (written === undefined) return undefined;
  const down = written.startsWith('-');
  const by = sortKeys.find((key) => key === (down ? written.slice(1) : written));
  if (by === undefined) throw new WrongUse(`"${written}" is nothing to sort by: use one of ${sortKeys.join(', ')}`);
  return { by, down };
};

const listed = (
  { table, diagnostics }: Built,
  sources: readonly Source[],
  filter: string,
  { by, down }: Sort,
  json: boolean,
): string => {
  const all = routeRows(table);
  const texts = new Map(sources.map(({ file, text }) => [file, text]));
  const hidden = hiddenRows(all, diagnostics, (file) => texts.get(file));
  const rows = sortRows(filterRows(all, readFilter(filter), createReader(hidden)), by, down);
  if (json)
    return JSON.stringify(
      rows.map((row) => plainRow(row, hidden)),
      null,
      2,
    );
  return rows.length === 0 ? 'no route matches the filter' : printRows(rows, hidden);
};
