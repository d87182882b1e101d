import type { GatewaySpec } from '../../resource/istio/gateway.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { expandHost } from '../hostname.ts';
import { appliesTo, selects } from './gateway-ports.ts';
import { gatewayKey } from './names.ts';

type Labels = Readonly<Record<string, string>>;

/** A proxy of the mesh, with the documents as it sees them: its own Gateways, and settings that name its own namespace and labels. */
export type GatewayProxy = {
  /** `name.namespace` of the Service before it; absent for the ingress gateway. */
  readonly id?: string;
  readonly snapshot: Snapshot;
};

export type EgressProxy = GatewayProxy & { readonly id: string; readonly labels: Labels };

/** A Service of gateways. */
export type GatewayService = { readonly name: string; readonly namespace: string; readonly labels: Labels };

/** The gateways that an installation of Istio brings along; they are there without a document. */
export const ingressService: GatewayService = {
  name: 'istio-ingressgateway',
  namespace: 'istio-system',
  labels: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
};
export const egressService: GatewayService = {
  name: 'istio-egressgateway',
  namespace: 'istio-system',
  labels: { app: 'istio-egressgateway', istio: 'egressgateway' },
};

/** The documents as a proxy of that namespace with those labels sees them. */
export const asSeenBy = (snapshot: Snapshot, namespace: string, labels: Labels): Snapshot => ({
  ...snapshot,
  settings: { ...snapshot.settings, namespace, labels },
});

/**
 * Which proxy serves which Gateway (reference 2.1, 7.3). The ingress gateway takes whatever is not for another one: a Gateway whose
 * selector is that of Istio's egress gateway, or of a Service that a VirtualService of the mesh names as a destination. Labels in a
 * LocalGateway come first: what they fit is the ingress gateway's.
 */
export const assignGateways = (
  snapshot: Snapshot,
): { readonly ingress: GatewayProxy; readonly egress: readonly EgressProxy[] } => {
  const { labels } = snapshot.settings;
  const candidates = egressServices(snapshot);
  const taken = new Map<GatewayService, Resource<GatewaySpec>[]>();
  const rest = snapshot.gateways.filter((gateway) => {
    const selector = gateway.spec.selector ?? {};
    if (Object.keys(selector).length === 0) return true;
    if (labels === undefined ? selects(selector, ingressService.labels) : appliesTo(gateway, labels)) return true;
    const service = candidates().find((one) => selects(selector, one.labels));
    if (service === undefined) return true;
    const others = taken.get(service);
    if (others) others.push(gateway);
    else taken.set(service, [gateway]);
    return false;
  });
  if (taken.size === 0) return { ingress: { snapshot }, egress: [] };
  return {
    ingress: { snapshot: { ...snapshot, gateways: rest } },
    egress: [...taken].map(([{ name, namespace, labels: own }, gateways]) => ({
      id: `${name}.${namespace}`,
      labels: own,
      snapshot: { ...asSeenBy(snapshot, namespace, own), gateways },
    })),
  };
};

/** Istio's own egress gateway, and the declared Services that the mesh sends requests to. Worked out when first asked for. */
const egressServices = (snapshot: Snapshot): (() => readonly GatewayService[]) => {
  let found: readonly GatewayService[] | undefined;
  return () => {
    if (found === undefined) {
      const isOwn = ({ name, namespace }: { readonly name: string; readonly namespace: string }) =>
        name === egressService.name && namespace === egressService.namespace;
      const declared = snapshot.services.find(isOwn)?.spec.selector ?? {};
      const named = hostsNamedByMesh(snapshot);
      const { clusterDomain } = snapshot.settings;
      const custom = snapshot.services.flatMap((service) => {
        const { name, namespace, spec } = service;
        const { selector = {} } = spec;
        const usable = Object.keys(selector).length > 0 && named.has(`${name}.${namespace}.svc.${clusterDomain}`);
        return usable && !isOwn(service) ? [{ name, namespace, labels: selector }] : [];
      });
      found = [{ ...egressService, labels: { ...egressService.labels, ...declared } }, ...custom];
    }
    return found;
  };
};

/** Hosts to which VirtualServices of the mesh send requests and connections. */
const hostsNamedByMesh = ({ virtualServices, settings }: Snapshot): ReadonlySet<string> => {
  const hosts = new Set<string>();
  for (const { spec, namespace } of virtualServices) {
    if (!bindsMesh(spec.gateways, namespace)) continue;
    for (const { route = [] } of [...(spec.http ?? []), ...(spec.tls ?? []), ...(spec.tcp ?? [])]) {
      for (const { destination } of route) hosts.add(expandHost(destination.host, namespace, settings.clusterDomain));
    }
  }
  return hosts;
};

/** Whether sidecars are among the gateways of a VirtualService: nothing written means just them (reference 3.1). */
export const bindsMesh = (gateways: readonly string[] | undefined, namespace: string): boolean =>
  gateways === undefined || gateways.length === 0 || gateways.some((name) => gatewayKey(name, namespace) === 'mesh');
