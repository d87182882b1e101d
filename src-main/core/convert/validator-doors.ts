import { type LoadedTable, load } from '../route/load.ts';
import { locate } from '../route/locate.ts';
import { factsOf, type WrittenRequest } from '../route/request-facts.ts';
import type { Table } from '../route/table.ts';
import type { Door } from './validator-tests.ts';

/**
 * How a host is reached, for tests that do not say it: by the first port of a gateway that knows it, in plain text before TLS; else from a
 * workload, where the mesh knows it; else by port 80. With the namespace of its routes, in which short names of services count.
 */
export const doorsOf = (table: Table): ((authority: string) => Door) => {
  const loaded = load(table);
  const known = new Map<string, Door>();
  return (authority) => {
    const found = known.get(authority) ?? best(loaded, authority);
    known.set(authority, found);
    return found;
  };
};

const best = (loaded: LoadedTable, authority: string): Door => {
  let chosen: Door = {};
  let most = 0;
  for (const door of candidates(loaded.table)) {
    const { worth, namespace } = worthOf(loaded, authority, door);
    if (worth > most) [chosen, most] = [{ ...door, ...(namespace !== undefined && { namespace }) }, worth];
  }
  return chosen;
};

const candidates = ({ listeners, mesh }: Table): readonly Door[] => {
  const doors = listeners
    .filter(({ proxy }) => proxy === undefined)
    .flatMap(({ chains, declaredPorts, port }) =>
      [false, true]
        .filter((tls) => chains.some((chain) => (chain.tls !== undefined) === tls && chain.routeConfig !== undefined))
        .map((tls): Door => {
          const number = declaredPorts[0] ?? port;
          return { ...(tls && { scheme: 'https' }), ...(number !== (tls ? 443 : 80) && { port: number }) };
        }),
    );
  const ports = mesh?.listeners.flatMap(({ declaredPorts }) => declaredPorts[0] ?? []) ?? [];
  return [
    ...doors,
    ...(mesh ? [{ from: 'mesh' } as const] : []),
    ...ports.filter((port) => port !== 80).map((port): Door => ({ from: 'mesh', port })),
  ];
};

type Worth = { readonly worth: number; readonly namespace?: string };

/** 0: nobody there knows the host. A host by its name is worth more than "*", an answer more than a redirect to https. */
const worthOf = (loaded: LoadedTable, authority: string, { scheme, port, from }: Door): Worth => {
  const request: WrittenRequest = {
    method: 'GET',
    url: `${scheme ?? 'http'}://${authority}${port === undefined ? '' : `:${port}`}/`,
    headers: [],
    ...(from && { from }),
  };
  const found = factsOf(loaded.table, request);
  if (!('facts' in found)) return { worth: 0 };
  const { host, reject } = locate(loaded, found.facts);
  if (host === undefined) return { worth: 0 };
  const [first] = host.virtualHost.routes;
  const namespace = (first?.via ?? first?.origin)?.namespace;
  const owner = namespace === undefined ? {} : { namespace };
  // Unknown hosts of the mesh go wherever they lead.
  if (host.virtualHost.domain === '*') return { worth: from === 'mesh' ? 0 : 1, ...owner };
  return { worth: reject ? 2 : 3, ...owner };
};
