import type { Table } from '#core/route/table.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';
import { mayOpen } from './plan.ts';

/** Says at each server of a Gateway that its port is not open, why, and what to do; what no port is opened for at all the build says. */
export function closedPorts({ listeners }: Table, states: readonly ListenerState[]): readonly Diagnostic[] {
  const byId = new Map(listeners.map((listener) => [listener.id, listener]));
  return states.flatMap((state) => {
    const { failure } = state;
    if (failure === undefined || !mayOpen(state)) return [];
    const servers = (byId.get(state.listener)?.chains ?? []).flatMap((chain) => chain.servers);
    const declaring = servers.filter(({ number }) => number === state.port);
    const places = new Map(
      (declaring.length > 0 ? declaring : servers).map(({ origin: { place } }) => [
        `${place.file} ${place.range[0]}`,
        place,
      ]),
    );
    const { code, message } = failure;
    return [...places.values()].map((place): Diagnostic => ({ severity: 'error', code, message, place }));
  });
}
