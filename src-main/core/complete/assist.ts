import type { Converted, ConvertTarget, RouteKind } from '../convert/answers.ts';
import { answerFromDocuments, type DocumentsAnswer, type DocumentsAsked } from '../convert/complete-explanation.ts';
import { convert } from '../convert/convert.ts';
import type { ImportedTests } from '../convert/import-tests.ts';
import { acceptTest, importedTests, newTest, runTests, type TestsRun, testTrace } from '../convert/run-tests.ts';
import { testsOf } from '../convert/tests-of.ts';
import type { WrittenTests } from '../convert/write-tests.ts';
import { format } from '../edit/format.ts';
import type { Result } from '../failure.ts';
import type { WrittenRequest } from '../route/request-facts.ts';
import type { RouteTest } from '../route/route-tests.ts';
import type { TestTrace } from '../route/test-trace.ts';
import type { Diagnostic, Place } from '../text/diagnostic.ts';
import type { Source } from '../text/source.ts';
import type { Completion, Fix, Hover, OutlineEntry, Renamed, RenameTarget } from './answers.ts';
import { complete } from './complete.ts';
import { fixesOf } from './fix/fixes-of.ts';
import { hover } from './hover.ts';
import { type KnownTarget, knownTargets } from './known-targets.ts';
import { outline } from './outline.ts';
import { definitionsAt, referencesAt } from './references.ts';
import { rename, renameTargetAt } from './rename.ts';
import type { Workspace } from './workspace.ts';

/**
 * What an editor may ask, by name. Every question is a pure function of the workspace; arguments and answers are plain JSON, because
 * they may cross to a worker and back. Offsets count in the workspace's text of the file, or in `text` where one is given.
 */
export type Questions = {
  readonly complete: (workspace: Workspace, file: string, text: string, offset: number) => Completion | undefined;
  readonly hover: (workspace: Workspace, file: string, text: string, offset: number) => Hover | undefined;
  readonly fixes: (workspace: Workspace, diagnostic: Diagnostic) => readonly Fix[];
  readonly definitions: (workspace: Workspace, file: string, offset: number) => readonly Place[];
  readonly references: (workspace: Workspace, file: string, offset: number) => readonly Place[];
  readonly renameTarget: (workspace: Workspace, file: string, offset: number) => RenameTarget | undefined;
  readonly rename: (workspace: Workspace, file: string, offset: number, name: string) => Renamed;
  readonly outline: (workspace: Workspace, file: string) => readonly OutlineEntry[];
  /** The services that a route of this namespace can lead to. */
  readonly targets: (workspace: Workspace, namespace: string) => readonly KnownTarget[];
  /** The requests that somebody has written down, and what must become of them. */
  readonly tests: (workspace: Workspace) => readonly RouteTest[];
  /** What becomes of some of them, from number `from` on. */
  readonly runTests: (workspace: Workspace, from: number, count: number) => TestsRun;
  readonly testTrace: (workspace: Workspace, test: RouteTest) => TestTrace;
  /** The file in which a test, all of whose requests are given, expects what happens now. */
  readonly acceptTest: (workspace: Workspace, file: string, tests: readonly RouteTest[]) => Result<WrittenTests>;
  /** The file with a test of this request, in `file` if that has tests. */
  readonly newTest: (workspace: Workspace, request: WrittenRequest, file?: string) => Result<WrittenTests>;
  /** A file of istio-config-validator as a RouteTest. */
  readonly importTests: (workspace: Workspace, source: Source) => ImportedTests | undefined;
  /** Where the parts of rules are written that an explanation speaks of, and what is amiss about a host that nobody serves. */
  readonly explained: (workspace: Workspace, asked: DocumentsAsked) => DocumentsAnswer;
  /** A route written anew in another API, with a report of what is lost. */
  readonly convert: (workspace: Workspace, target: ConvertTarget, to: RouteKind) => Converted;
  readonly format: (
    workspace: Workspace,
    text: string,
  ) => { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };
};

/** The questions that have an answer. One line for each; the compiler holds it to its signature above. */
export const assist: Partial<Questions> = {
  complete,
  hover,
  fixes: fixesOf,
  definitions: definitionsAt,
  references: referencesAt,
  renameTarget: renameTargetAt,
  rename,
  outline,
  explained: answerFromDocuments,
  targets: knownTargets,
  tests: (workspace) => testsOf(workspace).tests,
  runTests,
  testTrace,
  acceptTest,
  newTest,
  importTests: importedTests,
  convert,
  format: (_, text) => format(text),
};
