import type { ListenerState } from '#core/traffic/gateway-state.ts';
import type { Address } from '../upstream/host.ts';

/** Where the next hop dials a listener of this table, by its id. */
export function hopsOf(listeners: readonly ListenerState[]): ReadonlyMap<string, Address> {
  const opened = new Map<string, Address>();
  for (const { listener, bound, addresses } of listeners) {
    const [first] = addresses;
    if (bound === undefined || first === undefined || opened.has(listener)) continue;
    const address = first === '0.0.0.0' ? '127.0.0.1' : first === '::' ? '::1' : first;
    opened.set(listener, { address, port: bound });
  }
  return opened;
}
