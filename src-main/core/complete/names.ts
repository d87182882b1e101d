import type { Path } from '../text/tree.ts';

/**
 * What a value names. Where more than itself is needed to tell what is meant, that stands beside it in the same map:
 * the `host` of a `subset`, the `host` of a `destination-port` (one map further out), the `name` and `namespace` of a `parent-section`.
 */
export type NameKind =
  /** A Gateway of Istio, as `name` or `namespace/name`, or `mesh`. */
  | 'gateway'
  /** A service by its host, short or full. */
  | 'destination-host'
  /** A host that requests ask for. */
  | 'route-host'
  /** A host of a server of a Gateway, with or without a namespace in front. */
  | 'server-host'
  /** A subset, and where a DestinationRule declares one. */
  | 'subset'
  | 'subset-declared'
  | 'destination-port'
  /** A Secret in the namespace of the gateway workload (Istio). */
  | 'credential'
  /** A Secret by `name` and `namespace`, else in the same namespace. */
  | 'secret'
  | 'config-map'
  /** A VirtualService without hosts, by `name` and `namespace`. */
  | 'delegate'
  | 'namespace'
  /** A namespace, `.` or `*`. */
  | 'export-to'
  /** A Gateway of the Gateway API, by `name` and `namespace`, its listener's name and its listener's port. */
  | 'parent'
  | 'parent-section'
  | 'parent-port'
  /** A Service by `name` and `namespace`, and its ports. */
  | 'backend'
  | 'backend-port'
  | 'backend-port-name'
  | 'gateway-class'
  | 'ingress-class'
  /** The value of a label of gateway workloads. */
  | 'gateway-label'
  /** The resource itself. */
  | 'own-name';

type Row = readonly [group: string, kind: string, path: string, names: NameKind];

const istio = 'networking.istio.io';
const gatewayApi = 'gateway.networking.k8s.io';
const kubernetes = 'networking.k8s.io';
const own = 'slipway.dev';

/**
 * The one list of values that name something. A path is the end of the path from the resource's root, without list indexes; `*` stands
 * for any key of a map, and as group or kind for all of them. The first row that fits counts.
 */
export const names: readonly Row[] = [
  ['*', '*', 'metadata.namespace', 'namespace'],
  ['*', '*', 'metadata.name', 'own-name'],
  [istio, 'VirtualService', 'spec.hosts', 'route-host'],
  [istio, 'VirtualService', 'gateways', 'gateway'],
  [istio, 'VirtualService', 'destination.host', 'destination-host'],
  [istio, 'VirtualService', 'mirror.host', 'destination-host'],
  [istio, 'VirtualService', 'destination.subset', 'subset'],
  [istio, 'VirtualService', 'mirror.subset', 'subset'],
  [istio, 'VirtualService', 'destination.port.number', 'destination-port'],
  [istio, 'VirtualService', 'mirror.port.number', 'destination-port'],
  [istio, 'VirtualService', 'delegate.name', 'delegate'],
  [istio, 'VirtualService', 'delegate.namespace', 'namespace'],
  [istio, 'VirtualService', 'sourceNamespace', 'namespace'],
  [istio, 'VirtualService', 'match.sniHosts', 'route-host'],
  [istio, 'VirtualService', 'match.authority.exact', 'route-host'],
  [istio, 'VirtualService', 'redirect.authority', 'route-host'],
  [istio, 'VirtualService', 'rewrite.authority', 'route-host'],
  [istio, 'Gateway', 'spec.servers.hosts', 'server-host'],
  [istio, 'Gateway', 'spec.selector.*', 'gateway-label'],
  [istio, 'Gateway', 'tls.credentialName', 'credential'],
  [istio, 'Gateway', 'tls.credentialNames', 'credential'],
  [istio, 'Gateway', 'tls.caCertCredentialName', 'credential'],
  [istio, 'DestinationRule', 'spec.host', 'destination-host'],
  [istio, 'DestinationRule', 'spec.subsets.name', 'subset-declared'],
  [istio, 'DestinationRule', 'tls.credentialName', 'credential'],
  [istio, 'Sidecar', 'egress.hosts', 'server-host'],
  [istio, 'Sidecar', 'egressProxy.host', 'destination-host'],
  [istio, 'Sidecar', 'egressProxy.subset', 'subset'],
  [istio, 'Sidecar', 'egressProxy.port.number', 'destination-port'],
  [istio, '*', 'spec.exportTo', 'export-to'],
  [gatewayApi, '*', 'parentRefs.name', 'parent'],
  [gatewayApi, '*', 'parentRefs.namespace', 'namespace'],
  [gatewayApi, '*', 'parentRefs.sectionName', 'parent-section'],
  [gatewayApi, '*', 'parentRefs.port', 'parent-port'],
  [gatewayApi, 'ListenerSet', 'parentRef.name', 'parent'],
  [gatewayApi, 'ListenerSet', 'parentRef.namespace', 'namespace'],
  [gatewayApi, '*', 'backendRefs.name', 'backend'],
  [gatewayApi, '*', 'backendRefs.namespace', 'namespace'],
  [gatewayApi, '*', 'backendRefs.port', 'backend-port'],
  [gatewayApi, '*', 'backendRef.name', 'backend'],
  [gatewayApi, '*', 'backendRef.namespace', 'namespace'],
  [gatewayApi, '*', 'backendRef.port', 'backend-port'],
  [gatewayApi, '*', 'certificateRefs.name', 'secret'],
  [gatewayApi, '*', 'certificateRefs.namespace', 'namespace'],
  [gatewayApi, '*', 'clientCertificateRef.name', 'secret'],
  [gatewayApi, '*', 'clientCertificateRef.namespace', 'namespace'],
  [gatewayApi, '*', 'caCertificateRefs.name', 'config-map'],
  [gatewayApi, '*', 'caCertificateRefs.namespace', 'namespace'],
  [gatewayApi, 'BackendTLSPolicy', 'targetRefs.name', 'backend'],
  [gatewayApi, 'BackendTLSPolicy', 'targetRefs.sectionName', 'backend-port-name'],
  [gatewayApi, 'ReferenceGrant', 'from.namespace', 'namespace'],
  [gatewayApi, 'Gateway', 'spec.gatewayClassName', 'gateway-class'],
  [gatewayApi, '*', 'spec.hostnames', 'route-host'],
  [gatewayApi, '*', 'spec.listeners.hostname', 'route-host'],
  [gatewayApi, '*', 'requestRedirect.hostname', 'route-host'],
  [gatewayApi, '*', 'urlRewrite.hostname', 'route-host'],
  [kubernetes, 'Ingress', 'service.name', 'backend'],
  [kubernetes, 'Ingress', 'service.port.number', 'backend-port'],
  [kubernetes, 'Ingress', 'service.port.name', 'backend-port-name'],
  [kubernetes, 'Ingress', 'spec.ingressClassName', 'ingress-class'],
  [kubernetes, 'Ingress', 'spec.tls.secretName', 'secret'],
  [kubernetes, 'Ingress', 'spec.rules.host', 'route-host'],
  [kubernetes, 'Ingress', 'spec.tls.hosts', 'route-host'],
  ['', 'Service', 'spec.externalName', 'destination-host'],
  [own, 'LocalService', 'spec.service', 'destination-host'],
  [own, 'RouteTest', 'destinations.host', 'destination-host'],
  [own, 'RouteTest', 'destinations.subset', 'subset'],
  [own, 'RouteTest', 'notDestinations.host', 'destination-host'],
  [own, 'RouteTest', 'notDestinations.subset', 'subset'],
  [own, 'RouteTest', 'mirrors.host', 'destination-host'],
  [own, 'RouteTest', 'mirrors.subset', 'subset'],
  [own, 'RouteTest', 'branch.host', 'destination-host'],
  [own, 'RouteTest', 'branch.subset', 'subset'],
  [own, 'RouteTest', 'request.hosts', 'route-host'],
  [own, 'LocalGateway', 'spec.namespace', 'namespace'],
  [own, 'LocalGateway', 'mesh.namespace', 'namespace'],
  [own, 'LocalGateway', 'spec.gatewayClasses', 'gateway-class'],
  [own, 'LocalGateway', 'spec.ingressClasses', 'ingress-class'],
];

/** What the value at a path (from the root of the resource, as in `['spec', 'gateways', 0]`) names; undefined where it names nothing. */
export const nameAt = (kind: string, group: string, path: Path): NameKind | undefined => {
  const steps = path.filter((step) => typeof step === 'string');
  return names.find(
    ([ofGroup, ofKind, end]) =>
      (ofGroup === '*' || ofGroup === group) && (ofKind === '*' || ofKind === kind) && ends(steps, end),
  )?.[3];
};

const ends = (steps: readonly string[], end: string): boolean => {
  const wanted = end.split('.');
  const from = steps.length - wanted.length;
  return from >= 0 && wanted.every((step, index) => step === '*' || step === steps[from + index]);
};
