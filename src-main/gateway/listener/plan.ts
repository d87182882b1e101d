import type { Failure } from '#core/failure.ts';
import type { FilterChain, Listener, Table } from '#core/route/table.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';
import type { Opening } from './opening.ts';

/** One declared port of one listener of a table: what is to be open. */
export type Planned = {
  /** The same over reloads as long as clients dial the same port on the same addresses. */
  readonly key: string;
  readonly listener: string;
  readonly declared: number;
  readonly addresses: readonly string[];
  /** It takes datagrams; its port is another one than the same of TCP. */
  readonly datagrams: boolean;
  /** The user's own mapping. */
  readonly fixed?: number;
  /** What the state says whether it is open or not. */
  readonly said: Pick<ListenerState, 'listener' | 'proxy' | 'gateway' | 'gateways' | 'port' | 'protocol'>;
  /** Why it is not to be opened at all. */
  readonly failure?: Failure;
};

/** Every port that a table wants open, in the table's order. */
export function planListeners(table: Table): readonly Planned[] {
  const keys = new Set<string>();
  const { ports } = table.settings;
  return table.listeners.flatMap((listener) => {
    const chain = listener.chains.find(isServed) ?? listener.chains[0];
    const gateways = [
      ...new Set(listener.chains.flatMap((c) => c.servers.map(({ origin }) => `${origin.namespace}/${origin.name}`))),
    ];
    const { proxy } = listener;
    const addresses = proxy === undefined ? addressesOf(listener, table.settings.addresses) : [hopAddress];
    const declared = listener.declaredPorts.length > 0 ? listener.declaredPorts : [listener.port];
    // Hops ask for the listener, not for a port: one is enough.
    const declaredPorts = proxy === undefined ? declared : declared.slice(0, 1);
    const datagrams = listener.chains.some(({ udp }) => udp !== undefined);
    return declaredPorts.map((declared): Planned => {
      let key = proxy === undefined ? `${declared} ${addresses.join(' ')}` : `${listener.id} ${declared}`;
      if (datagrams) key = `udp ${key}`;
      // Two listeners behind one declared port (differing `bind`) cannot share a socket.
      if (keys.has(key)) key += ` ${listener.id}`;
      keys.add(key);
      const mapped = Object.hasOwn(ports, String(declared)) ? ports[String(declared)] : undefined;
      const fixed = proxy === undefined ? mapped : 0;
      const protocol = chain?.protocol ?? 'HTTP';
      const said = { listener: listener.id, gateway: gateways[0] ?? '', gateways, port: declared, protocol };
      return {
        key,
        listener: listener.id,
        declared,
        addresses,
        datagrams,
        said: proxy === undefined ? said : { ...said, proxy },
        ...(fixed === undefined ? {} : { fixed }),
        ...(chain && isServed(chain) ? {} : { failure: planned(declared, protocol) }),
      };
    });
  });
}

/** Ports a listener must not move to: those that others have, are mapped to, or declare and will want themselves. */
export function takenFor(
  planned: Planned,
  plan: readonly Planned[],
  open: readonly { readonly planned: Planned; readonly opening: { readonly port: number } }[],
): ReadonlySet<number> {
  const taken = new Set<number>();
  const overlaps = (other: Planned) =>
    other.datagrams === planned.datagrams && other.addresses.some((address) => planned.addresses.includes(address));
  for (const { planned: other, opening } of open) if (overlaps(other)) taken.add(opening.port);
  for (const other of plan) {
    if (other === planned || other.failure || !overlaps(other)) continue;
    const wanted = other.fixed ?? other.declared;
    if (wanted !== planned.declared || other.fixed !== undefined) taken.add(wanted);
  }
  return taken;
}

/** What is said of a port that is open. */
export function stateOf(
  { said }: Planned,
  { port, addresses, moved, refused, wide }: Omit<Opening, 'close' | 'isOpen'>,
): ListenerState {
  const open = { ...said, addresses, bound: port, ...(wide !== undefined && { wide }) };
  // Where an egress gateway is has no other place that it could have moved from.
  if (moved === undefined || said.proxy !== undefined) return open;
  return { ...open, moved, ...(refused && { refused }) };
}

/** What is said of one that could not be opened. */
export const shut = (
  { said }: Planned,
  { failure, refused }: Pick<ListenerState, 'refused'> & { readonly failure: Failure },
): ListenerState => ({
  ...said,
  addresses: [],
  failure: { ...failure, message: `${failure.message}; it is tried again by itself` },
  ...(refused && { refused }),
});

/** Whether trying again may help. */
export const mayOpen = ({ failure }: ListenerState): boolean =>
  failure !== undefined && failure.code !== 'listen/protocol-planned';

/** Where the listeners of egress gateways are: nobody but the hops from the mesh on this machine is to reach them. */
const hopAddress = '127.0.0.1';

const isServed = (chain: FilterChain): boolean =>
  chain.routeConfig !== undefined || chain.tcp !== undefined || chain.udp !== undefined;

const planned = (port: number, protocol: string): Failure => ({
  code: 'listen/protocol-planned',
  message: `port ${port} declares ${protocol}, which has no meaning on one machine; use HTTP, HTTPS, TLS or TCP`,
  detail: { port, protocol },
});

/**
 * A Gateway's `bind` is an address of the cluster's machine. It is followed where it is loopback or the user has named it for this
 * machine too; nobody's YAML opens this machine to a network by itself.
 */
function addressesOf({ bind }: Listener, addresses: readonly string[]): readonly string[] {
  if (bind !== undefined && (bind.startsWith('127.') || bind === '::1' || addresses.includes(bind))) return [bind];
  return addresses.length > 0 ? addresses : ['127.0.0.1', '::1'];
}
