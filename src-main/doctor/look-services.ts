import type { ServiceSeen } from '#core/doctor/observations.ts';
import { serviceRows } from '#core/route/service-rows.ts';
import type { Cluster, Table } from '#core/route/table.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';
import type { UpstreamState } from '#core/traffic/upstream-state.ts';
import type { DoctorSystem } from './doctor-system.ts';
import { inTurns } from './seen.ts';

export type Place = { readonly address: string; readonly port: number };

const together = 16;
const allMs = 5_000;
/** Of each service, and of all services. */
const mostEndpoints = 8;
const mostServices = 300;

/** Every service that a route leads to, each of its addresses knocked at; those that time did not suffice for are left out. */
export const lookAtServices = async (
  system: DoctorSystem,
  table: Table,
  upstreams: readonly UpstreamState[],
  {
    listeners,
    redirected,
  }: { readonly listeners: readonly ListenerState[]; readonly redirected: (to: Place) => Place },
): Promise<readonly ServiceSeen[]> => {
  const ending = performance.now() + allMs;
  const states = new Map(upstreams.map((one) => [one.cluster, one]));
  const own = new Set(
    listeners.flatMap(({ bound, proxy }) => (bound === undefined || proxy !== undefined ? [] : bound)),
  );
  const rows = serviceRows(table)
    .filter(({ users }) => users.length > 0)
    .slice(0, mostServices);
  return inTurns(
    rows,
    together,
    () => performance.now() > ending,
    async ({ host, port, subset, bound, state, cluster }) => {
      const endpoints = states.get(cluster)?.endpoints ?? [];
      return {
        name: `${host}:${port}${subset === undefined ? '' : ` ${subset}`}`,
        bound: state === 'bound',
        endpoints: bound === undefined ? [] : await knock(system, bound, own, redirected),
        ejected: endpoints.filter(({ health }) => health === 'ejected').length,
        of: endpoints.length,
      };
    },
  );
};

const knock = (
  system: DoctorSystem,
  { endpoints, protocol }: Cluster,
  own: ReadonlySet<number>,
  redirected: (to: Place) => Place,
): Promise<ServiceSeen['endpoints']> => {
  // Nobody answers a datagram without a question.
  if (protocol === 'udp') return Promise.resolve([]);
  const addresses = endpoints.flatMap((one) => (one.at === 'address' ? one : [])).slice(0, mostEndpoints);
  return Promise.all(
    addresses.map(async (written) => {
      const { address, port } = redirected({ address: written.address, port: written.port });
      const ours = own.has(port) && isHere(address);
      return {
        address: address.startsWith('unix://')
          ? address
          : `${address.includes(':') ? `[${address}]` : address}:${port}`,
        // To knock at our own port would be one more of its connections.
        dial: ours ? ('open' as const) : await system.dial(address, port),
        ...(ours && { ours }),
      };
    }),
  );
};

const isHere = (address: string): boolean =>
  address === 'localhost' || address.endsWith('.localhost') || address === '::1' || address.startsWith('127.');
