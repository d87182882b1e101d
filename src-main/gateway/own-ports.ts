import type { Origin, Table } from '#core/route/table.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';

/**
 * Says of every binding that leads to a port on which this gateway itself listens that requests come back through it. Hops between
 * gateways of a table are endpoints of another kind and none of it.
 */
export function backToUs({ clusters }: Table, listeners: readonly ListenerState[]): readonly Diagnostic[] {
  const own = new Set(
    listeners.flatMap(({ bound, proxy }) => (bound === undefined || proxy !== undefined ? [] : bound)),
  );
  const told = new Map<string, Diagnostic>();
  for (const { host, endpoints, origin } of Object.values(clusters)) {
    for (const one of endpoints) {
      if (origin === undefined || one.at !== 'address' || !own.has(one.port) || !isLoopback(one.address)) continue;
      told.set(`${keyOf(origin)} ${one.port}`, {
        severity: 'warning',
        code: 'binding/own-port',
        message: `"${host}" leads to port ${one.port}, on which this gateway itself listens, so that its requests come back to it; bind it to the port of a program`,
        place: origin.place,
      });
    }
  }
  return [...told.values()];
}

const isLoopback = (address: string): boolean =>
  address === 'localhost' || address.endsWith('.localhost') || address === '::1' || address.startsWith('127.');

const keyOf = ({ place: { file, range } }: Origin): string => `${file} ${range[0]}`;

/** How often a request may come back before it is a circle. */
const mostReturns = 20;

/**
 * Whether a request has come from this gateway itself so often that it goes round: each time `x-forwarded-for` grows by `ownAddress`,
 * which no client has at its end more than once or twice.
 */
export function goesRound(forwardedFor: string, ownAddress: string): boolean {
  if (forwardedFor.length < (ownAddress.length + 1) * mostReturns) return false;
  const hops = forwardedFor.split(',').slice(-mostReturns);
  return hops.length === mostReturns && hops.every((hop) => hop.trim() === ownAddress);
}
