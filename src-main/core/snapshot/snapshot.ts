import { compareResources } from '../resource/compare.ts';
import type { BackendTlsPolicySpec } from '../resource/gateway-api/backend-tls-policy.ts';
import type { TcpRouteSpec, TlsRouteSpec, UdpRouteSpec } from '../resource/gateway-api/connection-routes.ts';
import type { GatewaySpec as GatewayApiGatewaySpec } from '../resource/gateway-api/gateway.ts';
import type { GatewayClassSpec } from '../resource/gateway-api/gateway-class.ts';
import type { GrpcRouteSpec } from '../resource/gateway-api/grpc-route.ts';
import type { HttpRouteSpec } from '../resource/gateway-api/http-route.ts';
import type { ListenerSetSpec } from '../resource/gateway-api/listener-set.ts';
import type { ReferenceGrantSpec } from '../resource/gateway-api/reference-grant.ts';
import type { DestinationRuleSpec } from '../resource/istio/destination-rule.ts';
import type { GatewaySpec } from '../resource/istio/gateway.ts';
import type { ServiceEntrySpec } from '../resource/istio/service-entry.ts';
import type { SidecarSpec } from '../resource/istio/sidecar.ts';
import type { VirtualServiceSpec } from '../resource/istio/virtual-service.ts';
import type { WorkloadEntrySpec } from '../resource/istio/workload-entry.ts';
import type { ConfigMapSpec } from '../resource/kubernetes/config-map.ts';
import type { EndpointSliceSpec } from '../resource/kubernetes/endpoint-slice.ts';
import type { EndpointsSpec } from '../resource/kubernetes/endpoints.ts';
import type { IngressSpec } from '../resource/kubernetes/ingress.ts';
import type { IngressClassSpec } from '../resource/kubernetes/ingress-class.ts';
import type { NamespaceSpec } from '../resource/kubernetes/namespace.ts';
import type { NetworkPolicySpec } from '../resource/kubernetes/network-policy.ts';
import type { SecretSpec } from '../resource/kubernetes/secret.ts';
import type { ServiceSpec } from '../resource/kubernetes/service.ts';
import type { WorkloadBody } from '../resource/kubernetes/workload.ts';
import { type GatewaySettings, gatewaySettings } from '../resource/local/gateway-settings.ts';
import type { LocalGatewaySpec } from '../resource/local/local-gateway.ts';
import type { LocalServiceSpec } from '../resource/local/local-service.ts';
import { groupOf, nameOf, type Resource } from '../resource/resource.ts';
import type { Diagnostic, Outcome } from '../text/diagnostic.ts';

/**
 * Every usable resource by kind, each list in Istio's order (creationTimestamp, name, namespace), names unique within a kind.
 * Lives in memory only; it holds functions (`Resource.at`) and is not meant to be sent anywhere.
 */
export type Snapshot = {
  readonly gateways: readonly Resource<GatewaySpec>[];
  readonly virtualServices: readonly Resource<VirtualServiceSpec>[];
  readonly destinationRules: readonly Resource<DestinationRuleSpec>[];
  readonly serviceEntries: readonly Resource<ServiceEntrySpec>[];
  readonly workloadEntries: readonly Resource<WorkloadEntrySpec>[];
  readonly sidecars: readonly Resource<SidecarSpec>[];
  readonly services: readonly Resource<ServiceSpec>[];
  readonly secrets: readonly Resource<SecretSpec>[];
  readonly configMaps: readonly Resource<ConfigMapSpec>[];
  readonly endpointSlices: readonly Resource<EndpointSliceSpec>[];
  readonly endpoints: readonly Resource<EndpointsSpec>[];
  readonly localServices: readonly Resource<LocalServiceSpec>[];
  readonly namespaces: readonly Resource<NamespaceSpec>[];
  /** Deployments, StatefulSets, DaemonSets, ReplicaSets, then Pods. */
  readonly workloads: readonly Resource<WorkloadBody>[];
  readonly networkPolicies: readonly Resource<NetworkPolicySpec>[];
  readonly ingresses: readonly Resource<IngressSpec>[];
  readonly ingressClasses: readonly Resource<IngressClassSpec>[];
  readonly gatewayApi: GatewayApi;
  readonly localGateway?: Resource<LocalGatewaySpec>;
  /** What the LocalGateway says, defaults filled in. */
  readonly settings: GatewaySettings;
};

/** The kinds of the Gateway API; its `Gateway` is another one than Istio's. */
export type GatewayApi = {
  readonly classes: readonly Resource<GatewayClassSpec>[];
  readonly gateways: readonly Resource<GatewayApiGatewaySpec>[];
  readonly listenerSets: readonly Resource<ListenerSetSpec>[];
  readonly httpRoutes: readonly Resource<HttpRouteSpec>[];
  readonly grpcRoutes: readonly Resource<GrpcRouteSpec>[];
  readonly tlsRoutes: readonly Resource<TlsRouteSpec>[];
  readonly tcpRoutes: readonly Resource<TcpRouteSpec>[];
  readonly udpRoutes: readonly Resource<UdpRouteSpec>[];
  readonly grants: readonly Resource<ReferenceGrantSpec>[];
  readonly backendTlsPolicies: readonly Resource<BackendTlsPolicySpec>[];
};

const istio = 'networking.istio.io';
const gatewayApi = 'gateway.networking.k8s.io';

/**
 * Sorts resources into a snapshot. Of two with the same kind, namespace and name the first (by creation, then file, then place) stays
 * in force, whatever order they come in; the other is an error that names both places.
 */
export const takeSnapshot = (resources: readonly Resource[]): Outcome<Snapshot> => {
  const diagnostics: Diagnostic[] = [];
  const unique = withoutDuplicates(resources, diagnostics);
  const byKind = Map.groupBy(unique, (resource) => `${groupOf(resource)}/${resource.kind}`);
  const of = <Spec>(group: string, kind: string) => (byKind.get(`${group}/${kind}`) ?? []) as readonly Resource<Spec>[];
  const [localGateway, ...others] = of<LocalGatewaySpec>('slipway.dev', 'LocalGateway');
  for (const other of others) {
    diagnostics.push({
      severity: 'error',
      code: 'resource/second-local-gateway',
      message: `there is one gateway on this machine, and "${localGateway?.name}" already describes it; merge the two LocalGateways into one`,
      place: other.at(['metadata', 'name']),
      ...(localGateway && {
        related: [{ message: 'the LocalGateway in force', place: localGateway.at(['metadata', 'name']) }],
      }),
    });
  }
  return {
    value: {
      gateways: of(istio, 'Gateway'),
      virtualServices: of(istio, 'VirtualService'),
      destinationRules: of(istio, 'DestinationRule'),
      serviceEntries: of(istio, 'ServiceEntry'),
      workloadEntries: of(istio, 'WorkloadEntry'),
      sidecars: of(istio, 'Sidecar'),
      services: of('', 'Service'),
      secrets: of('', 'Secret'),
      configMaps: of('', 'ConfigMap'),
      endpointSlices: of('discovery.k8s.io', 'EndpointSlice'),
      endpoints: of('', 'Endpoints'),
      localServices: of('slipway.dev', 'LocalService'),
      namespaces: of('', 'Namespace'),
      workloads: [
        ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].flatMap((kind) => of<WorkloadBody>('apps', kind)),
        ...of<WorkloadBody>('', 'Pod'),
      ],
      networkPolicies: of('networking.k8s.io', 'NetworkPolicy'),
      ingresses: of('networking.k8s.io', 'Ingress'),
      ingressClasses: of('networking.k8s.io', 'IngressClass'),
      gatewayApi: {
        classes: of(gatewayApi, 'GatewayClass'),
        gateways: of(gatewayApi, 'Gateway'),
        listenerSets: of(gatewayApi, 'ListenerSet'),
        httpRoutes: of(gatewayApi, 'HTTPRoute'),
        grpcRoutes: of(gatewayApi, 'GRPCRoute'),
        tlsRoutes: of(gatewayApi, 'TLSRoute'),
        tcpRoutes: of(gatewayApi, 'TCPRoute'),
        udpRoutes: of(gatewayApi, 'UDPRoute'),
        grants: of(gatewayApi, 'ReferenceGrant'),
        backendTlsPolicies: of(gatewayApi, 'BackendTLSPolicy'),
      },
      ...(localGateway && { localGateway }),
      settings: gatewaySettings(localGateway),
    },
    diagnostics,
  };
};

const withoutDuplicates = (resources: readonly Resource[], diagnostics: Diagnostic[]): readonly Resource[] => {
  const byPlace = (a: Resource, b: Resource): number => {
    const [left, right] = [a.at([]), b.at([])];
    if (left.file !== right.file) return left.file < right.file ? -1 : 1;
    return left.range[0] - right.range[0];
  };
  const sorted = [...resources].sort((a, b) => compareResources(a, b) || byPlace(a, b));
  const first = new Map<string, Resource>();
  return sorted.filter((resource) => {
    const key = `${groupOf(resource)} ${nameOf(resource)}`;
    const earlier = first.get(key);
    if (!earlier) {
      first.set(key, resource);
      return true;
    }
    diagnostics.push({
      severity: 'error',
      code: 'resource/duplicate',
      message: `${resource.kind} "${resource.namespace}/${resource.name}" is already described in "${earlier.file}", which stays in force; rename or remove one of the two`,
      place: resource.at(['metadata', 'name']),
      related: [{ message: 'the one in force', place: earlier.at(['metadata', 'name']) }],
    });
    return false;
  });
};
