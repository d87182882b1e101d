import type { Place } from '../../text/diagnostic.ts';
import { sortOf } from './conflicts.ts';
import { type ListenerState, sayListener } from './listener-state.ts';

/** A port that somebody has, and what is spoken there. */
export type PortUse = {
  /** An empty text stands for the addresses that the LocalGateway names. */
  readonly bind: string;
  readonly port: number;
  readonly speaks: 'requests' | 'tls' | 'bytes' | 'datagrams';
  /** Server names where TLS is spoken; `*` for any. */
  readonly names: readonly string[];
  /** `Gateway "default/main"`. */
  readonly who: string;
  readonly place: Place;
};

/**
 * Takes the ports of a Gateway's listeners, in the order of Gateways: where somebody earlier is in the way, the listener is refused
 * (Gateways share the addresses of this machine). Among the listeners of one Gateway conflicts have been looked for already.
 */
export const createPortUses = (
  before: readonly PortUse[],
): ((listeners: readonly ListenerState[], binds: readonly string[]) => void) => {
  const taken = Map.groupBy(before, keyOf);
  return (listeners, binds) => {
    const added: PortUse[] = [];
    for (const listener of listeners) {
      const uses = binds.map((bind) => useOf(listener, bind));
      const found = uses.map((use) => (taken.get(keyOf(use)) ?? []).find((one) => isInTheWay(one, use)));
      const at = found.findIndex((one) => one !== undefined);
      const [other, use] = [found[at], uses[at]];
      if (other === undefined || use === undefined) {
        added.push(...uses);
        continue;
      }
      const { owner, path, spec } = listener;
      listener.refused = {
        reason: 'PortUnavailable',
        message: `${other.who} ${sayUse(other, use)} on port ${spec.port} and comes first; use another port, or set "gatewayAddresses: own" in a LocalGateway, so that every Gateway has an address of its own`,
        place: owner.at([...path, 'port']),
        related: { message: 'who has the port', place: other.place },
      };
    }
    for (const use of added) taken.set(keyOf(use), [...(taken.get(keyOf(use)) ?? []), use]);
  };
};

const keyOf = ({ bind, port }: Pick<PortUse, 'bind' | 'port'>): string => `${bind} ${port}`;

const useOf = (listener: ListenerState, bind: string): PortUse => ({
  bind,
  port: listener.spec.port,
  speaks: sortOf(listener.spec),
  names: [listener.hostname],
  who: sayListener(listener),
  place: listener.owner.at([...listener.path, 'name']),
});

const isInTheWay = (one: PortUse, other: PortUse): boolean => {
  if (one.speaks === 'datagrams' || other.speaks === 'datagrams') return one.speaks === other.speaks;
  if (one.speaks === 'bytes' || other.speaks === 'bytes') return true;
  return one.speaks === 'tls' && other.speaks === 'tls' && one.names.some((name) => other.names.includes(name));
};

const sayUse = (one: PortUse, other: PortUse): string => {
  if (one.speaks === 'datagrams') return 'takes the datagrams';
  if (one.speaks === 'bytes') return 'takes every connection';
  if (other.speaks === 'bytes') return one.speaks === 'tls' ? 'speaks TLS' : 'speaks HTTP';
  return `ends TLS for "${one.names.find((name) => other.names.includes(name)) ?? ''}"`;
};
