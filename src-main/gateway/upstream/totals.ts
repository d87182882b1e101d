import { type EndpointTotals, noTotals } from '#core/traffic/upstream-state.ts';
import type { Host, Outcome } from './host.ts';

/** What every host has been asked and how that went, since it joined its cluster. */
export type Totals = {
  /** An attempt begins. */
  readonly begin: (host: Host) => void;
  readonly note: (host: Host, outcome: Outcome) => void;
  readonly of: (host: Host) => EndpointTotals;
};

export function createTotals(): Totals {
  // A host that has left takes its totals along.
  const kept = new WeakMap<Host, { -readonly [N in keyof EndpointTotals]: number }>();
  const totalsOf = (host: Host) => {
    let totals = kept.get(host);
    if (!totals) {
      totals = { ...noTotals };
      kept.set(host, totals);
    }
    return totals;
  };
  return {
    begin: (host) => {
      totalsOf(host).requests += 1;
    },
    note: (host, outcome) => {
      if (outcome.is === 'answer') {
        const totals = totalsOf(host);
        totals.answers += 1;
        if (outcome.status >= 500) totals.errors += 1;
      } else if (outcome.why === 'connect') totalsOf(host).connectFailures += 1;
      else totalsOf(host).broken += 1;
    },
    of: (host) => ({ ...(kept.get(host) ?? noTotals) }),
  };
}
