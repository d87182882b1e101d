import type { Handlers } from '#contract/contract.ts';
import type { ReachCalls, ReachState } from '#contract/reach.ts';
import type { Settings } from '#contract/settings.ts';
import type { Clock, Log } from '#core/world.ts';
import { reachNowhere } from './nowhere.ts';
import type { ReachGateway } from './reach-gateway.ts';

/** What leads browsers to the gateway, for as long as the program runs, whatever workspace is open. */
export type Reach = {
  readonly handlers: Pick<Handlers, keyof ReachCalls>;
  /** Another table or other ports answer by now, or another workspace is open. */
  readonly follow: () => void;
  /** Ends browsers and the proxy, deletes profiles, and takes names out of the hosts file as the settings say. */
  readonly close: () => Promise<void>;
};

export type ReachWorld = {
  readonly clock: Clock;
  readonly log: Log;
  /** The person's; absent: nothing is kept. */
  readonly dataFolder?: string;
  readonly settings: () => Promise<Settings>;
  /** Of the workspace that is open now. */
  readonly gateway: () => ReachGateway;
  readonly tell: (state: ReachState) => void;
};

export const createReach = (_world: ReachWorld): Reach => ({
  handlers: reachNowhere(),
  follow: () => {},
  close: async () => {},
});
