import type { Handlers } from '#contract/contract.ts';
import type { Table } from '#core/route/table.ts';
import { followRoutes } from '#core/traffic/follow-routes.ts';
import { createMeter } from '#core/traffic/meter.ts';
import { createRouteHistory } from '#core/traffic/route-history.ts';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import type { Clock } from '#core/world.ts';
import { createMetrics, type MetricsSource } from './metrics.ts';

/** How the traffic of this run has been doing: for Prometheus since the start, for the window over the last hour. */
export type Figures = {
  readonly add: (row: TrafficRow) => void;
  /** The table of another generation runs. */
  readonly follow: (generation: number, table: Table) => void;
  /** The hour is forgotten, as somebody who clears the traffic wants it; what Prometheus reads only ever grows. */
  readonly forget: () => void;
  readonly handlers: Pick<Handlers, 'metrics.text' | 'metrics.figures'>;
};

export const createFigures = (source: Omit<MetricsSource, 'meter'>, clock: Clock): Figures => {
  const meter = createMeter();
  const history = createRouteHistory();
  const read = createMetrics({ ...source, meter });
  let runs: Table | undefined;
  return {
    add: (row) => {
      meter.add(row);
      history.add(row);
    },
    follow: (generation, table) => {
      if (runs) history.follow(generation, followRoutes(runs, table));
      runs = table;
    },
    forget: history.forget,
    handlers: {
      'metrics.text': async () => read(),
      'metrics.figures': async ({ minutes }) => {
        const { routes, ...rest } = history.read(clock(), minutes);
        return { ...rest, routes: routes.slice(0, mostRoutes) };
      },
    },
  };
};

/** A list is for looking at. */
const mostRoutes = 200;
