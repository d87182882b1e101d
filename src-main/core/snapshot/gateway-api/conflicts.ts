import type { ListenerSpec } from '../../resource/gateway-api/listener.ts';
import { hostsOverlap } from './hostnames.ts';
import { endsTls, type ListenerFault, type ListenerState, sayListener } from './listener-state.ts';

/**
 * Marks the listeners of a Gateway that are in each other's way (reference 2.2). `owners` holds the listeners of the Gateway itself, then
 * those of each of its ListenerSets in their order. Inside of one owner nobody wins; of several the earlier one does.
 */
export const markConflicts = (owners: readonly (readonly ListenerState[])[]): void => {
  const standing = new Map<number, ListenerState[]>();
  for (const own of owners) {
    const candidates = own.filter(({ refused }) => refused?.reason !== 'UnsupportedProtocol');
    const ports = Map.groupBy(candidates, ({ spec }) => spec.port);
    for (const [port, listeners] of ports) {
      const earlier = standing.get(port) ?? [];
      const mark = (candidates: readonly ListenerState[], others: readonly ListenerState[], wins: boolean) => {
        const found = candidates.map(
          (listener) => [listener, others.find((one) => isInConflict(listener, one))] as const,
        );
        for (const [listener, other] of found) if (other) listener.conflicted = faultOf(listener, other, wins);
        return candidates.filter(({ conflicted }) => conflicted === undefined);
      };
      // Who has lost to somebody else is in nobody's way any more.
      const left = mark(listeners, earlier, true);
      const kept = mark(left, left, false);
      standing.set(port, [...earlier, ...kept]);
    }
    for (const listener of own) if (listener.conflicted) listener.refused = listener.conflicted;
  }
};

/** Marks listeners that end TLS on one port for names that overlap, all of them (reference 2.2). */
export const markOverlaps = (listeners: readonly ListenerState[]): void => {
  const ends = listeners.filter(({ spec, refused }) => refused === undefined && endsTls(spec));
  for (const listener of ends) {
    const other = ends.find(
      (one) =>
        one !== listener && one.spec.port === listener.spec.port && hostsOverlap(one.hostname, listener.hostname),
    );
    if (other) {
      listener.overlapping = `${sayListener(other)} takes "${other.hostname}" on the same port, so that a client may use one connection for both`;
    }
  }
};

type Conflict = 'HostnameConflict' | 'ProtocolConflict';

const isInConflict = (a: ListenerState, b: ListenerState): boolean => a !== b && conflictOf(a, b) !== undefined;

const conflictOf = (a: ListenerState, b: ListenerState): Conflict | undefined => {
  const [one, other] = [sortOf(a.spec), sortOf(b.spec)];
  if (one === 'datagrams' || other === 'datagrams') return one === other ? 'ProtocolConflict' : undefined;
  if (one === 'bytes' || other === 'bytes') return 'ProtocolConflict';
  return one === other && a.hostname === b.hostname ? 'HostnameConflict' : undefined;
};

/** What is spoken on a port. Requests and TLS are told apart by their first bytes, TLS of either sort by server names. */
export const sortOf = ({ protocol }: ListenerSpec): 'requests' | 'tls' | 'bytes' | 'datagrams' => {
  if (protocol === 'UDP') return 'datagrams';
  if (protocol === 'TCP') return 'bytes';
  return protocol === 'HTTP' ? 'requests' : 'tls';
};

const faultOf = (listener: ListenerState, other: ListenerState, wins: boolean): ListenerFault => {
  const { owner, path, spec } = listener;
  const reason = conflictOf(listener, other) ?? 'ProtocolConflict';
  const what =
    reason === 'HostnameConflict'
      ? `${sayListener(other)} has the same host on port ${spec.port}`
      : `${sayListener(other)} speaks ${other.spec.protocol} on port ${spec.port}`;
  return {
    reason,
    message: `${what}${wins ? ' and comes first' : ', so that neither is served'}; give one of them another ${reason === 'HostnameConflict' ? 'host or port' : 'port'}`,
    place: owner.at([...path, reason === 'HostnameConflict' && spec.hostname !== undefined ? 'hostname' : 'port']),
    related: { message: 'the other listener', place: other.owner.at([...other.path, 'name']) },
  };
};
