import { type Coverage, coverageOf } from '#core/route/coverage.ts';
import type { Place } from '#core/text/diagnostic.ts';
import { trafficOf } from '#core/traffic/rule-traffic.ts';
import type { Stores } from './stores.ts';

type Watched = Pick<Stores, 'routeTests' | 'draft' | 'running' | 'liveStats'>;

/** Nobody waits for a mark: what comes within this time is looked at once. In milliseconds. */
const rest = 200;

/**
 * Tells where the rules stand that no test and no traffic ever hit, as often as that changes, while somebody wants them marked; else none.
 * Places count in the texts as they were analysed last. Returns how to stop.
 */
export const followNeverHit = (
  { routeTests, draft, running, liveStats }: Watched,
  tell: (places: readonly Place[]) => void,
): (() => void) => {
  let told: readonly Place[] = [];
  let known: { readonly of: readonly unknown[]; readonly coverage: Coverage } | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let stopLive: (() => void) | undefined;

  const coverageNow = (): Coverage | undefined => {
    const { table } = draft.getState();
    const { results } = routeTests.getState();
    const before = running.getState().table;
    if (table === undefined || results === undefined) return undefined;
    const of = [table, results, before];
    if (known?.of.every((one, at) => one === of[at]) !== true) {
      const hits = results.flatMap(({ hit }) => hit ?? []);
      known = { of, coverage: coverageOf(table, hits, before) };
    }
    return known?.coverage;
  };
  const look = () => {
    waiting = undefined;
    const { rates } = liveStats.getState();
    const never = routeTests.getState().marks
      ? coverageNow()?.rules.filter(({ tests, runs }) => tests === 0 && trafficOf(runs, rates) === 0)
      : [];
    // Not asked yet: what was told stays.
    if (never === undefined) return;
    const places = never.map(({ origin }) => origin.place);
    if (places.length === told.length && places.every((place, at) => place === told[at])) return;
    told = places;
    tell(places);
  };
  const soon = () => {
    const { marks } = routeTests.getState();
    if (!marks && told.length === 0) return;
    // Rates are counted for whoever looks at them.
    if (marks) stopLive ??= liveStats.subscribe(soon);
    else {
      stopLive?.();
      stopLive = undefined;
    }
    waiting ??= setTimeout(look, rest);
  };

  soon();
  const stops = [routeTests.subscribe(soon), draft.subscribe(soon), running.subscribe(soon)];
  return () => {
    for (const stop of stops) stop();
    stopLive?.();
    clearTimeout(waiting);
  };
};
