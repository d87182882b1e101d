import { load } from '#core/route/load.ts';
import { type RouteTest, type RouteTestResult, runRouteTest } from '#core/route/route-tests.ts';
import type { Table } from '#core/route/table.ts';
import { type BlastRadius, compareAnswers } from '#core/traffic/blast-radius.ts';
import type { Exchange } from '#core/traffic/exchange.ts';

/** So long is worked between two pauses, in milliseconds: with the last request, which is not cut off, less than a frame takes. */
const atOnce = 5;

/** Lets whoever draws in, and tells the time in milliseconds. */
export type Rhythm = { readonly pause: () => Promise<void>; readonly now: () => number };

/** A saved test that holds now and would not any more, or the other way round. */
export type TurnedTest = {
  readonly test: RouteTest;
  readonly turns: 'fails' | 'passes';
  readonly before: RouteTestResult;
  readonly after: RouteTestResult;
};

export type Measured = {
  readonly requests: BlastRadius;
  /** How many requests the saved tests ask; `failing` of them fail by the draft. */
  readonly tests: { readonly asked: number; readonly failing: number; readonly turned: readonly TurnedTest[] };
};

/**
 * What of the recorded requests and of the saved tests would be answered otherwise by the table of the draft. Works in pieces of a few
 * milliseconds, however long a table is, and stops without an answer once `signal` says so.
 */
export const measureBlastRadius = async (
  tables: { readonly running: Table; readonly draft: Table },
  exchanges: readonly Exchange[],
  tests: readonly RouteTest[],
  { pause, now: clock }: Rhythm,
  signal: { readonly aborted: boolean },
): Promise<Measured | undefined> => {
  const before = load(tables.running);
  await pause();
  if (signal.aborted) return undefined;
  const after = load(tables.draft);
  const comparison = compareAnswers(before, after);
  await pause();
  let begun = clock();
  for (const exchange of exchanges) {
    if (signal.aborted) return undefined;
    comparison.feed(exchange);
    if (clock() - begun < atOnce) continue;
    await pause();
    begun = clock();
  }
  const turned: TurnedTest[] = [];
  let failing = 0;
  for (const test of tests) {
    const [now, then] = [runRouteTest(before, test), runRouteTest(after, test)];
    const turns = sayTurn(now, then);
    if (then.faults.length > 0) failing += 1;
    if (turns !== undefined) turned.push({ test, turns, before: now, after: then });
    await pause();
    if (signal.aborted) return undefined;
  }
  return { requests: comparison.result(), tests: { asked: tests.length, failing, turned } };
};

const sayTurn = (now: RouteTestResult, then: RouteTestResult): TurnedTest['turns'] | undefined => {
  const [passed, passes] = [now.faults.length === 0, then.faults.length === 0];
  return passed === passes ? undefined : passes ? 'passes' : 'fails';
};
