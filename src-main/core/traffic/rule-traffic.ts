import type { RunningRule } from '../route/coverage.ts';
import { type Rates, rateKey } from './rates.ts';

/** How many requests and connections passed a rule, all in all: on every host and listener that it serves. */
export const trafficOf = (runs: readonly RunningRule[], rates: Rates): number => {
  // Two hosts of a rule may be told by the same name.
  const keys = new Set(runs.flatMap(keysOf));
  return [...keys].reduce((sum, key) => sum + (rates[key]?.requests ?? 0), 0);
};

const keysOf = (rule: RunningRule): readonly string[] => {
  switch (rule.is) {
    case 'route':
      return [rateKey.route(rule.virtualHost, rule.route)];
    case 'redirect':
      return [rateKey.redirect(rule.listener, rule.virtualHost)];
    case 'connections':
      return rule.clusters.map((cluster) => rateKey.connections(rule.listener, rule.entry, cluster));
  }
};
