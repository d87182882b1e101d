import type { Result } from '../failure.ts';
import { type LoadedTable, load } from '../route/load.ts';
import type { WrittenRequest } from '../route/request-facts.ts';
import { explainTest, type RouteTest, type RouteTestResult, runRouteTest } from '../route/route-tests.ts';
import { type TestTrace, traceOf } from '../route/test-trace.ts';
import type { Source } from '../text/source.ts';
import { answerFromDocuments, askDocuments, completeExplanation } from './complete-explanation.ts';
import type { HostDocuments } from './hint-gateway.ts';
import { type ImportedTests, importTests } from './import-tests.ts';
import { type PlacedNote, type TestedWorkspace, type TestsOf, testsOf } from './tests-of.ts';
import { acceptNow, addTest, type WrittenTests } from './write-tests.ts';

/** What of a workspace the questions about tests are answered from. */
type Workspace = TestedWorkspace & HostDocuments;

/** The results of some of the tests. `total` counts all of them; the rest is about all of them and comes with the first. */
export type TestsRun = {
  readonly total: number;
  readonly results: readonly RouteTestResult[];
  readonly validatorFiles: readonly string[];
  readonly notes: readonly PlacedNote[];
};

export type PreparedTests = TestsOf & { readonly loaded: LoadedTable };

/** All tests of a workspace with its table, ready to be asked. */
export const prepareTests = (workspace: Workspace): PreparedTests => ({
  ...testsOf(workspace),
  loaded: load(workspace.table),
});

/** So many requests that are drawn take as long as one that is asked once. */
const drawnInOne = 80;

/**
 * Runs the tests from number `from` on, so many of them, at least one, and fewer where requests are drawn: whoever asks other questions
 * meanwhile does not wait for all. `prepared` is what `prepareTests` made of the same workspace, for whoever asks for one piece after another.
 */
export const runTests = (
  workspace: Workspace,
  from: number,
  count: number,
  prepared: PreparedTests = prepareTests(workspace),
): TestsRun => {
  const { tests, validatorFiles, notes, loaded } = prepared;
  const results: RouteTestResult[] = [];
  let left = count;
  for (const test of tests.slice(from, from + count)) {
    if (left <= 0) break;
    results.push(runRouteTest(loaded, test));
    left -= 1 + (test.simulate?.requests ?? 0) / drawnInOne;
  }
  return {
    total: tests.length,
    results,
    validatorFiles: from === 0 ? validatorFiles : [],
    notes: from === 0 ? notes : [],
  };
};

/** Why a test fails, with the lines of the conditions. */
export const testTrace = (workspace: Workspace, test: RouteTest): TestTrace => {
  const explanation = explainTest(load(workspace.table), test, { all: true });
  return traceOf(completeExplanation(explanation, answerFromDocuments(workspace, askDocuments(explanation))), test);
};

export const acceptTest = (workspace: Workspace, file: string, tests: readonly RouteTest[]): Result<WrittenTests> => {
  const source = sourcesOf(workspace).find((one) => one.file === file);
  if (source) return acceptNow(workspace.table, source, tests);
  return { ok: false, failure: { code: 'tests/gone', message: `"${file}" is no longer there` } };
};

export const newTest = (workspace: Workspace, request: WrittenRequest, file?: string): Result<WrittenTests> =>
  addTest(workspace.table, sourcesOf(workspace), request, file);

export const importedTests = (workspace: Workspace, source: Source): ImportedTests | undefined =>
  importTests(source, workspace.table);

const sourcesOf = ({ files }: Workspace): readonly Source[] => files.map(({ source }) => source);
