import { writeFile } from 'node:fs/promises';
import { type Build, build } from '#core/build.ts';
import { answerFromDocuments, askDocuments, completeExplanation } from '#core/convert/complete-explanation.ts';
import { sayNote, testsOf } from '#core/convert/tests-of.ts';
import { coverageOf } from '#core/route/coverage.ts';
import { type LoadedTable, load } from '#core/route/load.ts';
import { explainTest, type RouteTestResult, runRouteTest } from '#core/route/route-tests.ts';
import { traceOf } from '#core/route/test-trace.ts';
import { type Call, type Command, WrongUse } from './command.ts';
import { sayErrors } from './count-diagnostics.ts';
import { readSources } from './read-sources.ts';
import type { Terminal } from './terminal.ts';
import { importFile } from './test-import.ts';
import { testJunit } from './test-junit.ts';
import { coverageLine, coverageWords, type RunTest, testLine, testWords } from './test-words.ts';

/** Asks every request of the tests, by the same code as the gateway and without sending anything. */
export const test: Command = {
  name: 'test',
  summary: 'ask the requests of every route test, and say which are not answered as expected',
  operands: '[FILE|DIR…]',
  options: {
    json: { type: 'boolean', help: 'each request with its outcome, as lines of JSON' },
    junit: { type: 'string', value: 'FILE', help: 'write a report for build servers, too; "-" for standard output' },
    coverage: { type: 'boolean', help: 'name every rule that no test hits, and say how many are hit' },
    'coverage-min': { type: 'string', value: 'PERCENT', help: 'fail where fewer rules are hit' },
    seed: { type: 'string', value: 'N', help: 'what chance begins with in every simulation, in place of its own seed' },
    import: {
      type: 'string',
      value: 'FILE',
      help: 'print a file of istio-config-validator as a RouteTest; runs nothing',
    },
    out: { type: 'string', value: 'FILE', help: 'with --import: write it to a file that is not there yet' },
  },
  remarks: [
    'A RouteTest is a YAML document of slipway.dev/v1 beside the routes; the editor completes its fields.',
    'Files of istio-config-validator ("testCases:") in the workspace are run as they are.',
    'A test that fails is followed by the rule that answers, and by the condition for which another one does not.',
    'The exit code is 0 when every test passes, 1 when one fails or too few rules are hit, and 2 when there is no test, or one cannot be read.',
  ],
  run: async (call, terminal) => {
    const options = optionsOf(call);
    const { sources, failures } = await readSources(call.operands, terminal);
    const built = build(sources);
    for (const { message } of failures) terminal.note(`slipway: ${message}`);
    if (options.from !== undefined) return importFile(options.from, options.out, built.table, terminal);
    const errors = sayErrors(built.diagnostics);
    if (errors !== undefined) terminal.note(errors);
    const unread = unreadTests(built);
    for (const place of unread)
      terminal.note(`slipway: the RouteTest in ${place} cannot be read; "slipway check" says why`);
    const { tests, notes, unread: unreadLists } = testsOf(built);
    for (const note of notes) terminal.note(`slipway: ${sayNote(note)}`);
    if (tests.length === 0) {
      terminal.note('slipway: there is no route test here; write one, as README shows under "Route tests"');
      return 2;
    }
    const loaded = load(built.table);
    const seed = options.seed === undefined ? {} : { seed: options.seed };
    const results = tests.map((one): RunTest => {
      const result = runRouteTest(loaded, one, seed);
      return result.faults.length === 0
        ? { ...result, trace: [] }
        : { ...result, trace: traced(built, loaded, result) };
    });
    const coverage = options.coverage ? coverageOf(built.table, hitsOf(results)) : undefined;
    const { junit } = options;
    if (junit !== undefined && !(await writeReport(junit, testJunit(results, coverage), terminal))) return 2;
    if (call.flag('json')) {
      for (const one of results) terminal.answer(JSON.stringify(testLine(one)));
      if (coverage) terminal.answer(JSON.stringify(coverageLine(coverage)));
    } else if (junit !== '-') {
      terminal.answer(testWords(results, terminal));
      if (coverage) terminal.answer(coverageWords(coverage));
    }
    if (failures.length + unread.length + unreadLists.length > 0) return 2;
    // By what is counted, and not by the figure that is cut off to be read.
    if (coverage && options.least !== undefined && coverage.hit * 100 < options.least * coverage.rules.length) {
      terminal.note(
        `slipway: the tests hit ${coverage.percent}% of the rules, and at least ${options.least}% are wanted`,
      );
      return 1;
    }
    return results.every(({ faults }) => faults.length === 0) ? 0 : 1;
  },
};

const optionsOf = (call: Call) => {
  const least = numberOf(call, 'coverage-min', 100);
  const seed = numberOf(call, 'seed', 4_294_967_295);
  if (seed !== undefined && !Number.isInteger(seed)) throw new WrongUse('option "--seed" needs a whole number');
  const [from, out] = [call.value('import'), call.value('out')];
  if (out !== undefined && from === undefined) throw new WrongUse('option "--out" belongs to "--import"');
  return { least, seed, from, out, junit: call.value('junit'), coverage: call.flag('coverage') || least !== undefined };
};

const numberOf = (call: Call, option: string, most: number): number | undefined => {
  const written = call.value(option);
  if (written === undefined) return undefined;
  const value = /^\d+(\.\d+)?$/.test(written) ? Number(written) : Number.NaN;
  if (!(value >= 0 && value <= most)) throw new WrongUse(`option "--${option}" needs a number from 0 to ${most}`);
  return value;
};

/** Where RouteTests stand that have an error in them: they would be missed by nobody otherwise. */
const unreadTests = ({ files }: Build): readonly string[] =>
  files.flatMap(({ items }) =>
    items
      .filter(({ kind, resource }) => kind === 'RouteTest' && resource === undefined)
      .map(({ head }) => `${head.file}:${head.line}`),
  );

const hitsOf = (results: readonly RouteTestResult[]): readonly string[] => results.flatMap(({ hit }) => hit ?? []);

/** Every candidate is told, so that the one that was expected is among them. */
const traced = (built: Build, loaded: LoadedTable, { test: one }: RouteTestResult) => {
  const explanation = explainTest(loaded, one, { all: true });
  const answer = answerFromDocuments(built, askDocuments(explanation));
  return traceOf(completeExplanation(explanation, answer), one);
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
