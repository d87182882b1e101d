import type { ServedCertificate } from '#contract/reach.ts';
import { doorsOf } from '#core/reach/doors.ts';
import type { Table } from '#core/route/table.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';

/** The hosts behind servers that show a certificate of the local authority. */
export const signedNames = (
  table: Table,
  listeners: readonly ListenerState[],
  served: readonly Pick<ServedCertificate, 'listener' | 'servers' | 'from'>[],
): readonly string[] => {
  const own = served.filter(({ from }) => from.is === 'authority');
  const isShown = (listener: string, host: string): boolean =>
    own.some(
      (one) => one.listener === listener && (one.servers.length === 0 || one.servers.some((name) => meet(name, host))),
    );
  return doorsOf(table, listeners)
    .filter(({ scheme, passthrough, host }) => scheme === 'https' && !passthrough && host !== '*')
    .filter(({ listener, host }) => isShown(listener, host))
    .map(({ host }) => host);
};

const meet = (name: string, host: string): boolean => name === host || isBelow(host, name) || isBelow(name, host);

const isBelow = (name: string, wildcard: string): boolean =>
  wildcard.startsWith('*.') && name.endsWith(wildcard.slice(1));
