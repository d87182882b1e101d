import { type Build, build } from '#core/build.ts';
import { assist, type Questions } from '#core/complete/assist.ts';
import { type PreparedTests, prepareTests, runTests, type TestsRun } from '#core/convert/run-tests.ts';
import type { Table } from '#core/route/table.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { Source } from '#core/text/source.ts';
import { type FollowedRules, followRules } from '#core/traffic/follow-rules.ts';
import type { Machine } from '#core/world.ts';
import type { AskOf, EngineOf } from './ask.ts';
import { ofDraft } from './build-draft.ts';
import { diff, isSame, type PatchStep } from './patch.ts';
import { resourceStates } from './resource-states.ts';

/** What has happened to the files since the last question; the first names all of them. */
export type Change = {
  readonly changed: readonly Source[];
  readonly removed: readonly string[];
  readonly machine?: Machine;
};

/** The diagnostics of every file where they are others than before; an empty list where there are none any more. */
export type Findings = readonly { readonly file: string; readonly diagnostics: readonly Diagnostic[] }[];

/** One message full of steps from the table and resource states that were handed out before to those of the last analysis. */
export type Rest = { readonly steps: readonly PatchStep[]; readonly done: boolean };

type Asked<F> = F extends (workspace: never, ...args: infer A) => infer R ? (...args: A) => R | undefined : never;

/** Everything that the core is asked in the window. Arguments and answers are plain JSON; the core keeps what it has read between them. */
export type EngineQuestions = {
  readonly analyse: (change: Change) => Findings;
  readonly rest: () => Rest;
  /** What has become of the rules of an earlier text in the last analysis. */
  readonly follow: (texts: readonly Source[]) => FollowedRules;
  /** The routes of an earlier text. */
  readonly tableOf: (texts: readonly Source[]) => Table;
} & { readonly [Q in keyof Questions]: Asked<Questions[Q]> };

export type Ask = AskOf<EngineQuestions>;
export type Engine = EngineOf<EngineQuestions>;

/** So much weight is read from a message in a few milliseconds, also on a slow machine. */
const heaviestMessage = 20_000;

/**
 * The core's pipeline with its memory: unchanged documents are not read again, broken ones keep their last good version.
 * The editor's questions are answered from the last analysis; before the first there is no answer.
 */
export const createEngine = (): Engine => {
  const texts = new Map<string, string>();
  let built: Build | undefined;
  /** Of the earlier text that was asked about last: mostly the same one is asked about again. */
  let then: Build | undefined;
  let told: ReadonlyMap<string, readonly Diagnostic[]> = new Map();
  let handed: unknown;
  let due: PatchStep[] = [];

  const analyse = ({ changed, removed, machine }: Change): Findings => {
    for (const { file, text } of changed) texts.set(file, text);
    for (const file of removed) texts.delete(file);
    built = build(
      [...texts].map(([file, text]) => ({ file, text })),
      built,
      machine,
    );
    const found = Map.groupBy(built.diagnostics.map(ofDraft), ({ place }) => place.file);
    const before = told;
    told = found;
    return [...new Set([...before.keys(), ...found.keys()])]
      .filter((file) => !isSame(before.get(file), found.get(file)))
      .map((file) => ({ file, diagnostics: found.get(file) ?? [] }));
  };

  const rest = (): Rest => {
    if (built !== undefined) {
      const now = { table: built.table, resources: resourceStates(built), suppressed: built.suppressed };
      // What has not been handed out yet comes first: steps count on those before them.
      due = due.concat(diff(handed, now));
      handed = now;
    }
    let weight = 0;
    let count = 0;
    while (count < due.length && weight < heaviestMessage) weight += due[count++]?.weight ?? 0;
    const steps = due.slice(0, count);
    due = due.slice(count);
    return { steps, done: due.length === 0 };
  };

  const follow = (earlier: readonly Source[]): FollowedRules | undefined => {
    if (built === undefined) return undefined;
    then = build(earlier, then);
    return followRules(then.table, built.table);
  };

  const tableOf = (earlier: readonly Source[]): Table => {
    then = build(earlier, then);
    return then.table;
  };

  /** Tests are run in many pieces, and gathered once for each analysis. */
  let prepared: { readonly of: Build; readonly tests: PreparedTests } | undefined;
  const runPiece = (from: number, count: number): TestsRun | undefined => {
    if (built === undefined) return undefined;
    if (prepared?.of !== built) prepared = { of: built, tests: prepareTests(built) };
    return runTests(built, from, count, prepared.tests);
  };

  return (question, args) => {
    if (question === 'analyse') return analyse(...(args as [Change]));
    if (question === 'rest') return rest();
    if (question === 'runTests') return runPiece(...(args as [number, number]));
    if (question === 'tableOf') return tableOf(args[0] as readonly Source[]);
    if (question === 'follow') return follow(args[0] as readonly Source[]);
    // The compiler has held questions and arguments to each other where they were put (`Ask`).
    const answer = assist[question] as ((workspace: Build, ...args: readonly unknown[]) => unknown) | undefined;
    return built && answer?.(built, ...args);
  };
};
