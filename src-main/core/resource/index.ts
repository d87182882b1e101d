import { gatewayApiKinds } from './gateway-api/kinds.ts';
import { checkDestinationRule } from './istio/check-destination-rule.ts';
import { checkGateway } from './istio/check-gateway.ts';
import { checkServiceEntry } from './istio/check-service-entry.ts';
import { checkSidecar } from './istio/check-sidecar.ts';
import { checkVirtualService } from './istio/check-virtual-service.ts';
import { checkWorkloadEntry } from './istio/check-workload-entry.ts';
import { type DestinationRuleSpec, destinationRuleSpec } from './istio/destination-rule.ts';
import { type GatewaySpec, gatewaySpec } from './istio/gateway.ts';
import { type ServiceEntrySpec, serviceEntrySpec } from './istio/service-entry.ts';
import { type SidecarSpec, sidecarSpec } from './istio/sidecar.ts';
import { type VirtualServiceSpec, virtualServiceSpec } from './istio/virtual-service.ts';
import { type WorkloadEntrySpec, workloadEntrySpec } from './istio/workload-entry.ts';
import { type ActedKind, acted, type IgnoredKind, type Kind } from './kind.ts';
import { checkEndpointSlice } from './kubernetes/check-endpoint-slice.ts';
import { checkIngress, checkIngressClass } from './kubernetes/check-ingress.ts';
import { checkNetworkPolicy } from './kubernetes/check-network-policy.ts';
import { checkService } from './kubernetes/check-service.ts';
import { configMapBody } from './kubernetes/config-map.ts';
import { type EndpointSliceSpec, endpointSliceBody } from './kubernetes/endpoint-slice.ts';
import { endpointsBody } from './kubernetes/endpoints.ts';
import { type IngressSpec, ingressSpec } from './kubernetes/ingress.ts';
import { type IngressClassSpec, ingressClassSpec } from './kubernetes/ingress-class.ts';
import { namespaceSpec } from './kubernetes/namespace.ts';
import { type NetworkPolicySpec, networkPolicySpec } from './kubernetes/network-policy.ts';
import { secretBody } from './kubernetes/secret.ts';
import { type ServiceSpec, serviceSpec } from './kubernetes/service.ts';
import { type WorkloadBody, workloadBody } from './kubernetes/workload.ts';
import { checkLocalGateway, checkLocalService } from './local/check-local.ts';
import { checkRouteTest } from './local/check-route-test.ts';
import { type LocalGatewaySpec, localGatewaySpec } from './local/local-gateway.ts';
import { type LocalServiceSpec, localServiceSpec } from './local/local-service.ts';
import { type RouteTestSpec, routeTestSpec } from './local/route-test.ts';

const istio = 'networking.istio.io';
const istioVersions = ['v1', 'v1beta1', 'v1alpha3'] as const;
const own = 'slipway.dev';

const unacted = (group: string, names: readonly string[], why: string): readonly IgnoredKind[] =>
  names.map((kind) => ({ is: 'ignored', group, kind, doc: why, why }));

const workload = 'workloads do not run here; bind their service with a LocalService';
const cluster = 'it concerns a cluster';
const later = 'it is not acted on yet';
const policy = 'policies are not enforced here';

const workloadKind = (group: string, kind: string): ActedKind =>
  acted<WorkloadBody>({
    group,
    kind,
    versions: ['v1'],
    body: 'root',
    name: 'subdomain',
    schema: workloadBody,
    doc: 'Pods, which do not run here: they explain what stands behind a Service.',
  });

/** The one list of kinds. */
export const kinds: readonly Kind[] = [
  acted<GatewaySpec>({
    group: istio,
    kind: 'Gateway',
    versions: istioVersions,
    body: 'spec',
    name: 'label',
    schema: gatewaySpec,
    doc: 'What the gateway listens on: ports, protocols and hosts.',
    check: checkGateway,
  }),
  acted<VirtualServiceSpec>({
    group: istio,
    kind: 'VirtualService',
    versions: istioVersions,
    body: 'spec',
    name: 'subdomain',
    schema: virtualServiceSpec,
    doc: 'Which requests go where, and how they are changed on the way.',
    check: checkVirtualService,
  }),
  acted<DestinationRuleSpec>({
    group: istio,
    kind: 'DestinationRule',
    versions: istioVersions,
    body: 'spec',
    name: 'subdomain',
    schema: destinationRuleSpec,
    doc: 'How requests are sent to a service, and the named subsets of its endpoints.',
    check: checkDestinationRule,
  }),
  acted<ServiceEntrySpec>({
    group: istio,
    kind: 'ServiceEntry',
    versions: istioVersions,
    body: 'spec',
    name: 'subdomain',
    schema: serviceEntrySpec,
    doc: 'Makes hosts known that no Service declares, such as those of other companies.',
    check: checkServiceEntry,
  }),
  acted<WorkloadEntrySpec>({
    group: istio,
    kind: 'WorkloadEntry',
    versions: istioVersions,
    body: 'spec',
    name: 'subdomain',
    schema: workloadEntrySpec,
    doc: 'One workload outside of the cluster; services take it as an endpoint by its labels.',
    check: checkWorkloadEntry,
  }),
  acted<SidecarSpec>({
    group: istio,
    kind: 'Sidecar',
    versions: istioVersions,
    body: 'spec',
    name: 'subdomain',
    schema: sidecarSpec,
    doc: 'What the workloads of a namespace see of the mesh, and what becomes of their requests to unknown hosts.',
    check: checkSidecar,
  }),
  acted<ServiceSpec>({
    group: '',
    kind: 'Service',
    versions: ['v1'],
    body: 'spec',
    name: 'label',
    schema: serviceSpec,
    doc: 'Makes a host known, with its ports.',
    check: checkService,
  }),
  acted({
    group: '',
    kind: 'Secret',
    versions: ['v1'],
    body: 'root',
    name: 'subdomain',
    schema: secretBody,
    doc: 'Keys and certificates for TLS, named by the `credentialName` of a Gateway or DestinationRule.',
  }),
  acted({
    group: '',
    kind: 'ConfigMap',
    versions: ['v1'],
    body: 'root',
    name: 'subdomain',
    schema: configMapBody,
    doc: 'Authorities for TLS, named as `configmap://namespace/name`.',
  }),
  acted({
    group: '',
    kind: 'Namespace',
    versions: ['v1'],
    body: 'spec',
    name: 'label',
    schema: namespaceSpec,
    doc: 'A namespace, with the labels by which it is selected.',
  }),
  acted<EndpointSliceSpec>({
    group: 'discovery.k8s.io',
    kind: 'EndpointSlice',
    versions: ['v1', 'v1beta1'],
    body: 'root',
    name: 'subdomain',
    schema: endpointSliceBody,
    doc: 'Addresses at which a Service is served.',
    check: checkEndpointSlice,
  }),
  acted({
    group: '',
    kind: 'Endpoints',
    versions: ['v1'],
    body: 'root',
    name: 'subdomain',
    schema: endpointsBody,
    doc: 'Addresses at which a Service is served, in their older form.',
  }),
  acted<LocalServiceSpec>({
    group: own,
    kind: 'LocalService',
    versions: ['v1'],
    body: 'spec',
    name: 'subdomain',
    schema: localServiceSpec,
    doc: 'Binds a service to processes on this machine.',
    check: checkLocalService,
  }),
  acted<LocalGatewaySpec>({
    group: own,
    kind: 'LocalGateway',
    versions: ['v1'],
    body: 'spec',
    name: 'subdomain',
    schema: localGatewaySpec,
    doc: 'The gateway on this machine: its ports, addresses and mesh settings.',
    check: checkLocalGateway,
  }),
  acted<RouteTestSpec>({
    group: own,
    kind: 'RouteTest',
    versions: ['v1'],
    body: 'spec',
    name: 'subdomain',
    schema: routeTestSpec,
    doc: 'Requests, and what must become of them; "slipway test" asks them.',
    check: checkRouteTest,
  }),
  ...gatewayApiKinds,
  acted<IngressSpec>({
    group: 'networking.k8s.io',
    kind: 'Ingress',
    versions: ['v1'],
    body: 'spec',
    name: 'subdomain',
    schema: ingressSpec,
    doc: 'Hosts and paths, and the Services that they lead to.',
    check: checkIngress,
  }),
  acted<IngressClassSpec>({
    group: 'networking.k8s.io',
    kind: 'IngressClass',
    versions: ['v1'],
    body: 'spec',
    name: 'subdomain',
    schema: ingressClassSpec,
    doc: 'A class of Ingresses, and the controller that serves it.',
    check: checkIngressClass,
  }),
  acted<NetworkPolicySpec>({
    group: 'networking.k8s.io',
    kind: 'NetworkPolicy',
    versions: ['v1'],
    body: 'spec',
    name: 'subdomain',
    schema: networkPolicySpec,
    doc: 'Which connections the gateway may make and take.',
    check: checkNetworkPolicy,
  }),
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].map((kind) => workloadKind('apps', kind)),
  workloadKind('', 'Pod'),
  ...unacted(istio, ['WorkloadGroup'], later),
  ...unacted(istio, ['EnvoyFilter', 'ProxyConfig'], 'the gateway here is not Envoy and cannot be patched'),
  ...unacted('security.istio.io', ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'], policy),
  ...unacted('telemetry.istio.io', ['Telemetry'], cluster),
  ...unacted('extensions.istio.io', ['WasmPlugin', 'TrafficExtension'], 'the gateway here runs no WebAssembly'),
  ...unacted('batch', ['Job', 'CronJob'], workload),
  ...unacted('', ['ReplicationController'], workload),
  ...unacted(
    '',
    [
      'ServiceAccount',
      'PersistentVolume',
      'PersistentVolumeClaim',
      'ResourceQuota',
      'LimitRange',
      'Node',
      'Event',
      'PodTemplate',
    ],
    cluster,
  ),
  ...unacted('rbac.authorization.k8s.io', ['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'], cluster),
  ...unacted('autoscaling', ['HorizontalPodAutoscaler'], cluster),
  ...unacted('policy', ['PodDisruptionBudget'], cluster),
  ...unacted('storage.k8s.io', ['StorageClass'], cluster),
  ...unacted('apiextensions.k8s.io', ['CustomResourceDefinition'], cluster),
  ...unacted('install.istio.io', ['IstioOperator'], cluster),
];

/** The kind of an apiVersion's group and a kind's name; undefined where it is not in the list. */
export const findKind = (group: string, kind: string): Kind | undefined => byName.get(`${group}/${kind}`);

const byName: ReadonlyMap<string, Kind> = new Map(kinds.map((kind) => [`${kind.group}/${kind.kind}`, kind]));
