import { writeFile } from 'node:fs/promises';
import { build } from '#core/build.ts';
import { load } from '#core/route/load.ts';
import { type RouteTestResult, routeTestsIn, runRouteTest } from '#core/route/route-tests.ts';
import type { Command } from './command.ts';
import { sayErrors } from './count-diagnostics.ts';
import { readSources } from './read-sources.ts';
import type { Terminal } from './terminal.ts';
import { testJunit } from './test-junit.ts';

/** Asks every request of the RouteTests, by the same code as the gateway and without sending anything. */
export const test: Command = {
  name: 'test',
  summary: 'ask the requests of every RouteTest, and say which are not answered as expected',
  operands: '[FILE|DIR…]',
  options: {
    json: { type: 'boolean', help: 'each request with its outcome, as lines of JSON' },
    junit: { type: 'string', value: 'FILE', help: 'write a report for build servers, too; "-" for standard output' },
  },
  remarks: [
    'A RouteTest is a YAML document of slipway.dev/v1 beside the routes; the editor completes its fields.',
    'The exit code is 0 when every test passes, 1 when one fails, and 2 when there is none, or the YAML cannot be read.',
  ],
  run: async (call, terminal) => {
    const { sources, failures } = await readSources(call.operands, terminal);
    const { table, resources, diagnostics } = build(sources);
    for (const { message } of failures) terminal.note(`slipway: ${message}`);
    const errors = sayErrors(diagnostics);
    if (errors !== undefined) terminal.note(errors);
    const tests = routeTestsIn(resources);
    if (tests.length === 0) {
      terminal.note('slipway: there is no RouteTest here; write one, as README shows under "Route tests"');
      return 2;
    }
    const loaded = load(table);
    const results = tests.map((one) => runRouteTest(loaded, one));
    const junit = call.value('junit');
    if (junit !== undefined && !(await writeReport(junit, testJunit(results), terminal))) return 2;
    if (call.flag('json')) for (const one of results) terminal.answer(JSON.stringify(toLine(one)));
    else if (junit !== '-') terminal.answer(inWords(results, terminal));
    if (failures.length > 0) return 2;
    return results.every(({ faults }) => faults.length === 0) ? 0 : 1;
  },
};

const writeReport = async (file: string, report: string, terminal: Terminal): Promise<boolean> => {
  if (file === '-') {
    terminal.answer(report);
    return true;
  }
  try {
    await writeFile(file, `${report}\n`);
    return true;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    terminal.note(`slipway: the report cannot be written to "${file}" (${why}); name another file`);
    return false;
  }
};

const toLine = ({ test: { name, request, place }, faults, got }: RouteTestResult) => ({
  name,
  method: request.method,
  url: request.url,
  passed: faults.length === 0,
  faults,
  got,
  file: place.file,
  line: place.line,
});

const inWords = (results: readonly RouteTestResult[], { colour }: Pick<Terminal, 'colour'>): string => {
  const red = (text: string) => (colour ? `\u001b[31m${text}\u001b[39m` : text);
  const failed = results.filter(({ faults }) => faults.length > 0);
  const lines = failed.flatMap(({ test: { name, request, place }, faults }) => [
    `${red('failed')}  ${name}: ${request.method} ${request.url} (${place.file}:${place.line})`,
    ...faults.map((fault) => `        ${fault}`),
  ]);
  return [...lines, `${results.length - failed.length} passed, ${failed.length} failed`].join('\n');
};
