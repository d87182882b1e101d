import type { OutputOf } from '#contract/contract.ts';
import { idleUpstream } from '#core/traffic/upstream-state.ts';

type Upstream = OutputOf<'gateway.upstreams'>[number];

/** What main would say of its upstreams after these exchanges: every endpoint well, nothing under way. */
export const upstreamsOf = (
  table: OutputOf<'gateway.table'>['table'],
  exchanges: OutputOf<'traffic.list'>,
): readonly Upstream[] =>
  Object.values(table.clusters).map((cluster): Upstream => {
    const idle = idleUpstream(cluster);
    const asked = exchanges.filter(({ upstream }) => upstream?.cluster === cluster.name);
    if (asked.length === 0) return idle;
    return {
      ...idle,
      endpoints: idle.endpoints.map((endpoint, index) => {
        // The fake has no balancer: where it does not say which endpoint answered, it was the first.
        const own = asked.filter(({ upstream }) => (upstream?.host ?? '') === endpoint.address || index === 0);
        const errors = own.filter(({ status }) => status >= 500).length;
        const totals = { ...endpoint.totals, requests: own.length, answers: own.length, errors };
        return { ...endpoint, health: 'healthy', totals };
      }),
    };
  });
