import { findHost, indexHosts } from '../route/host-index.ts';
import type { FilterChain, Table } from '../route/table.ts';
import type { ListenerState } from '../traffic/gateway-state.ts';

/** One name under which a client of this machine reaches the gateway, and where that really is. Plain JSON. */
export type Door = {
  /** Lower case: a name, `*.suffix`, or `*` for whatever else. */
  readonly host: string;
  /** What a browser writes before `://`; `tls` and `tcp`: no browser gets anywhere here. */
  readonly scheme: 'http' | 'https' | 'tls' | 'tcp';
  /** As declared, which is what a URL says. */
  readonly port: number;
  /** What is dialled. */
  readonly address: string;
  readonly bound: number;
  /** The server asks its clients for certificates. */
  readonly mutual: boolean;
  /** TLS goes to the service as it is: its certificate is the service's own. */
  readonly passthrough: boolean;
  /** It shows a certificate of the local authority. */
  readonly ours?: true;
  readonly listener: string;
};

/**
 * Every door of the gateway for browsers, without egress gateways and what is not open, in the order of listeners and hosts; of two with the
 * same host and port the first. A host of `*` behind a server with names stands for these names.
 */
export const doorsOf = (table: Table, listeners: readonly ListenerState[]): readonly Door[] => {
  const doors = new Map<string, Door>();
  for (const { listener: id, port, bound, addresses, failure, proxy } of listeners) {
    const [address] = addresses;
    const listener = table.listeners.find((one) => one.id === id);
    if (listener === undefined || bound === undefined || address === undefined || failure || proxy !== undefined)
      continue;
    if (listener.id.startsWith('udp_')) continue;
    for (const chain of listener.chains) {
      for (const host of hostsOf(table, chain)) {
        const key = `${host} ${port}`;
        if (doors.has(key)) continue;
        const mode = chain.tls?.mode;
        const passthrough = mode === 'PASSTHROUGH';
        doors.set(key, {
          host,
          scheme: schemeOf(chain),
          port,
          address: dialled(address),
          bound,
          mutual: mode === 'MUTUAL' || mode === 'OPTIONAL_MUTUAL',
          passthrough,
          ...(chain.tls?.certificates?.[0]?.from === 'local-authority' && { ours: true as const }),
          listener: id,
        });
      }
    }
  }
  return [...doors.values()];
};

/** Doors, found by name and port. */
export type DoorIndex = {
  /**
   * The door for a name and port that a client asks for, both as written in a URL; undefined: not ours. A door for any host (`*`) is found
   * only by names that the table has on another port, and by names of `.test` and `.example`, which nobody else has (RFC 6761).
   */
  readonly find: (host: string, port: number) => Door | undefined;
  /** Every door that takes the name, whatever its port; empty: the name is not ours. */
  readonly named: (host: string) => readonly Door[];
};

export const indexDoors = (doors: readonly Door[]): DoorIndex => {
  const ports = [...new Set(doors.map(({ port }) => port))].map((port) => {
    const here = doors.filter((door) => door.port === port);
    return {
      port,
      index: indexHosts(here.filter(({ host }) => host !== '*').map((door) => [door.host, door] as const)),
      any: here.find(({ host }) => host === '*'),
    };
  });
  const named = (host: string): readonly Door[] => {
    const name = host.toLowerCase();
    const own = ports.map(({ index }) => findHost(index, name));
    const isOurs = own.some((door) => door !== undefined) || /[^.]\.(test|example)$/.test(name);
    return isOurs ? ports.flatMap(({ any }, i) => own[i] ?? any ?? []) : [];
  };
  return { find: (host, port) => named(host).find((door) => door.port === port), named };
};

/** As `DoorIndex.find`, for whoever asks once. */
export const findDoor = (doors: readonly Door[], host: string, port: number): Door | undefined =>
  indexDoors(doors).find(host, port);

/** Where a browser of this machine gets with nothing changed: the open port of a door, by the name of this machine. */
export const localUrl = ({ scheme, bound }: Door): string => `${scheme}://localhost:${bound}/`;

const schemeOf = ({ protocol, tls, routeConfig, sni }: FilterChain): Door['scheme'] => {
  if (routeConfig !== undefined) return tls === undefined ? 'http' : 'https';
  // What is passed through may be anything inside its TLS; what asks for names is HTTPS nearly always.
  if (tls?.mode === 'PASSTHROUGH' && sni !== undefined) return protocol === 'TCP' ? 'tls' : 'https';
  return tls === undefined ? 'tcp' : 'tls';
};

/** Of a chain that speaks HTTP, the hosts of its routes as its server names allow; of another one the server names. */
const hostsOf = (table: Table, { routeConfig, sni }: FilterChain): readonly string[] => {
  if (routeConfig === undefined) return sni ?? ['*'];
  const domains = (table.routeConfigs[routeConfig]?.virtualHosts ?? [])
    .filter(({ routes, requireTls }) => routes.length > 0 || requireTls !== undefined)
    .flatMap(({ domain, aliases = [] }) => [domain, ...aliases]);
  if (sni === undefined || sni.includes('*')) return domains;
  return domains.flatMap((domain) => (domain === '*' ? sni : [domain]));
};

const dialled = (address: string): string => {
  if (address === '0.0.0.0') return '127.0.0.1';
  return address === '::' ? '::1' : address;
};
