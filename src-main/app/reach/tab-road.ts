import type { Handlers } from '#contract/contract.ts';
import type { ReachProxy } from '#contract/reach.ts';
import type { Result } from '#core/failure.ts';
import { doorsOf, indexDoors } from '#core/reach/doors.ts';
import type { ReachGateway } from './reach-gateway.ts';

/** How a page inside the program gets to the gateway, and what it may trust there. */
export type TabRoad = {
  readonly proxy: ReachProxy;
  /** Whether the name leads to the table that answers now, on whatever port. */
  readonly leadsHere: (host: string) => boolean;
  /** The certificate of the local authority as PEM; asked for anew each time, because it can become another one. */
  readonly authority: () => Promise<string | undefined>;
};

/** `gateway` is asked each time: another workspace may be open by then. */
export type RoadWorld = {
  readonly handlers: Pick<Handlers, 'browser.proxy'>;
  readonly gateway: () => Pick<ReachGateway, 'table' | 'listeners' | 'authority'>;
};

/** Starts the mapping proxy where it does not listen yet. */
export const findTabRoad = async ({ handlers, gateway }: RoadWorld): Promise<Result<TabRoad>> => {
  const proxy = await handlers['browser.proxy'](null);
  if (!proxy.ok) return proxy;
  return {
    ok: true,
    value: {
      proxy: proxy.value,
      leadsHere: (host) => leadsHere(gateway(), host),
      authority: async () => await gateway().authority?.(),
    },
  };
};

const leadsHere = (gateway: Pick<ReachGateway, 'table' | 'listeners'>, host: string): boolean =>
  indexDoors(doorsOf(gateway.table(), gateway.listeners())).named(host).length > 0;
