import type { Destination } from '../../../resource/istio/destination.ts';
import type { EgressListener, SidecarSpec } from '../../../resource/istio/sidecar.ts';
import type { Resource } from '../../../resource/resource.ts';
import type { Snapshot } from '../../../snapshot/snapshot.ts';
import { hostsMeet, isSubsetOf } from '../../hostname.ts';
import type { Origin } from '../../table.ts';
import { selects } from '../gateway-ports.ts';
import { originOf } from '../origin.ts';

type Sidecar = Resource<SidecarSpec>;

/** What the client sees of the mesh, and what becomes of requests for hosts that it does not see (reference 1.5, 7.2). */
export type SidecarScope = {
  /** Whether a service is among the `egress` hosts of the Sidecar for requests on a port. */
  readonly sees: (service: { readonly host: string; readonly namespace: string }, port: number) => boolean;
  /** Whether a VirtualService is, by one of its (completed) hosts. */
  readonly seesAny: (hosts: readonly string[], namespace: string, port: number) => boolean;
  readonly policy: 'ALLOW_ANY' | 'REGISTRY_ONLY';
  /** Where the policy is written; absent: nowhere. */
  readonly origin?: Origin;
  readonly egressProxy?: { readonly destination: Destination; readonly in: Sidecar };
  /** Ports for which a listener of the Sidecar stands alone. */
  readonly ports: readonly number[];
};

/** The scope of the workload that the settings of a snapshot describe as its proxy. */
export const createSidecarScope = (snapshot: Snapshot): SidecarScope => {
  const { settings, localGateway } = snapshot;
  const sidecar = sidecarInForce(snapshot);
  const { outboundTrafficPolicy, egress = [] } = sidecar?.spec ?? {};
  const filters = egress.map((listener) => filterOf(listener, settings.namespace));
  const filterFor = (port: number): Filter =>
    filters.find((one) => one.port === port) ??
    (egress.length === 0 ? everything : (filters.find((one) => one.port === undefined) ?? nothing));
  const base = {
    sees: (service: { readonly host: string; readonly namespace: string }, port: number) =>
      filterFor(port).takes((host) => isSubsetOf(service.host, host), service.namespace),
    seesAny: (hosts: readonly string[], namespace: string, port: number) =>
      filterFor(port).takes((host) => hostsMeet([host], hosts), namespace),
    ports: filters.flatMap(({ port }) => (port ? [port] : [])),
  };
  if (sidecar && outboundTrafficPolicy) {
    // An empty object is there, and the first value of its enumeration is REGISTRY_ONLY (reference 1.5).
    const policy = outboundTrafficPolicy.mode ?? 'REGISTRY_ONLY';
    const destination = policy === 'ALLOW_ANY' ? outboundTrafficPolicy.egressProxy : undefined;
    const origin = originOf(sidecar, ['spec', 'outboundTrafficPolicy']);
    return { ...base, policy, origin, ...(destination && { egressProxy: { destination, in: sidecar } }) };
  }
  const origin =
    localGateway?.spec.mesh?.outboundTrafficPolicy && originOf(localGateway, ['spec', 'mesh', 'outboundTrafficPolicy']);
  return { ...base, policy: settings.mesh.outboundTrafficPolicy, ...(origin && { origin }) };
};

/** One that selects the workload, then the one of its namespace, then that of the root namespace; of several the oldest. */
export const sidecarInForce = ({ sidecars, settings }: Snapshot): Sidecar | undefined => {
  const { namespace, labels = {}, rootNamespace } = settings;
  const own = sidecars.filter((one) => one.namespace === namespace);
  const open = ({ spec }: Sidecar) => Object.keys(spec.workloadSelector?.labels ?? {}).length === 0;
  return (
    own.find((one) => !open(one) && selects(one.spec.workloadSelector?.labels ?? {}, labels)) ??
    own.find(open) ??
    sidecars.find((one) => one.namespace === rootNamespace && open(one))
  );
};

type Filter = {
  readonly port: number | undefined;
  /** `covers` is asked about the host part of an entry, without its namespace. */
  readonly takes: (covers: (host: string) => boolean, namespace: string) => boolean;
};

const everything: Filter = { port: undefined, takes: () => true };
const nothing: Filter = { port: undefined, takes: () => false };

const filterOf = ({ port, hosts }: EgressListener, home: string): Filter => {
  const entries = hosts.map((written) => {
    const away = /^~(?=[^/])/.test(written);
    const text = away ? written.slice(1) : written;
    const slash = text.indexOf('/');
    const namespace = text.slice(0, slash);
    return { away, namespace: namespace === '.' ? home : namespace, host: text.slice(slash + 1) };
  });
  const among =
    (away: boolean): Filter['takes'] =>
    (covers, namespace) =>
      entries.some(
        (one) => one.away === away && (one.namespace === '*' || one.namespace === namespace) && covers(one.host),
      );
  const given = among(false);
  const taken = among(true);
  // Number 0 is a socket of the file system, which nobody asks for by port.
  return { port: port?.number, takes: (covers, namespace) => given(covers, namespace) && !taken(covers, namespace) };
};
