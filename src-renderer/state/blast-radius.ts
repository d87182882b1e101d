import { load } from '#core/route/load.ts';
import { type RouteTest, type RouteTestResult, runRouteTest } from '#core/route/route-tests.ts';
import type { Table } from '#core/route/table.ts';
import { type BlastRadius, compareAnswers } from '#core/traffic/blast-radius.ts';
import type { Exchange } from '#core/traffic/exchange.ts';

/** So many requests are looked at between two pauses: a few milliseconds. */
const atOnce = 250;

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
 * What of the recorded requests and of the saved tests would be answered otherwise by the table of the draft. Works in small pieces, with `pause` between them,
 * and stops without an answer once `signal` says so.
 */
export const measureBlastRadius = async (
  tables: { readonly running: Table; readonly draft: Table },
  exchanges: readonly Exchange[],
  tests: readonly RouteTest[],
  pause: () => Promise<void>,
  signal: { readonly aborted: boolean },
): Promise<Measured | undefined> => {
  const before = load(tables.running);
  await pause();
  if (signal.aborted) return undefined;
  const after = load(tables.draft);
  const comparison = compareAnswers(before, after);
  for (let at = 0; at < exchanges.length; at += atOnce) {
    await pause();
    if (signal.aborted) return undefined;
    for (const exchange of exchanges.slice(at, at + atOnce)) comparison.feed(exchange);
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
