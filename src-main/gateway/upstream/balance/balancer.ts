import type { BalancePolicy } from '#core/route/cluster-policy.ts';
import type { Clock, Dice } from '#core/world.ts';
import type { Address, Host } from '../host.ts';

/** What a request may say about the host it goes to. */
export type Ask = {
  /** Of the key that the route names; absent where there is none. */
  readonly hash?: bigint;
  /** Keys of hosts that another attempt has met. Looked for elsewhere a few times, then accepted (reference 5.10). */
  readonly avoid?: ReadonlySet<string>;
  /** Where the client of the mesh was going, a name or an address; for clusters whose `lookup` is `original`. */
  readonly original?: Address;
  /** The host that the request asks for, without port; for clusters whose `lookup` is `host`. */
  readonly authority?: string;
};

/** Chooses among the hosts it was made for. Absent: there is none. */
export type Balancer = { readonly choose: (ask: Ask) => Host | undefined };

/** `hosts` are all of the cluster, in the table's order; `usable` leaves out those that are ejected. */
export function createBalancer(
  policy: BalancePolicy | undefined,
  hosts: readonly Host[],
  usable: (host: Host) => boolean,
  world: { readonly clock: Clock; readonly dice: Dice },
): Balancer {
  void policy;
  void world;
  const those = hosts.filter(usable);
  let turn = 0;
  return {
    choose: ({ avoid }) => {
      if (those.length === 0) return undefined;
      for (let i = 0; i < (avoid ? 5 : 0); i++) {
        const host = those[turn++ % those.length];
        if (host && !avoid?.has(host.key)) return host;
      }
      return those[turn++ % those.length];
    },
  };
}
