const any = ['galley.istio.io/analyze-suppress', 'gateway.istio.io/controller-version'];
const owned = ['chart-owner', 'owner-generation', 'version'].map((name) => `install.operator.istio.io/${name}`);

const service = [
  'alpha.istio.io/canonical-serviceaccounts',
  'alpha.istio.io/kubernetes-serviceaccounts',
  'networking.istio.io/exportTo',
  'traffic.istio.io/nodeSelector',
];
const gateway = [
  'gateway.istio.io/name-override',
  'gateway.istio.io/service-account',
  'networking.istio.io/service-type',
];
const workloadEntry = ['autoRegistrationGroup', 'connectedAt', 'disconnectedAt', 'workloadController'].map(
  (name) => `istio.io/${name}`,
);

const readiness = ['applicationPorts', 'failureThreshold', 'initialDelaySeconds', 'periodSeconds'];
const sidecar = [
  'agentLogLevel',
  'bootstrapOverride',
  'componentLogLevel',
  'controlPlaneAuthPolicy',
  'discoveryAddress',
  'enableCoreDump',
  'extraStatTags',
  'inject',
  'interceptionMode',
  'logLevel',
  'nativeSidecar',
  'proxyCPU',
  'proxyCPULimit',
  'proxyImage',
  'proxyImageType',
  'proxyMemory',
  'proxyMemoryLimit',
  'rewriteAppHTTPProbers',
  'statsCompression',
  'statsHistogramBuckets',
  'statsInclusionPrefixes',
  'statsInclusionRegexps',
  'statsInclusionSuffixes',
  'status',
  'userVolume',
  'userVolumeMount',
];
const traffic = [
  'excludeInboundPorts',
  'excludeInterfaces',
  'excludeOutboundIPRanges',
  'excludeOutboundPorts',
  'includeInboundPorts',
  'includeOutboundIPRanges',
  'includeOutboundPorts',
  'kubevirtInterfaces',
];
const pod = [
  'alpha.istio.io/identity',
  'ambient.istio.io/bypass-inbound-capture',
  'ambient.istio.io/redirection',
  'inject.istio.io/templates',
  'istio.io/rev',
  'istio.io/reroute-virtual-interfaces',
  'prometheus.istio.io/merge-metrics',
  'proxy.istio.io/config',
  'proxy.istio.io/overrides',
  'status.sidecar.istio.io/port',
  ...readiness.map((name) => `readiness.status.sidecar.istio.io/${name}`),
  ...sidecar.map((name) => `sidecar.istio.io/${name}`),
  ...traffic.map((name) => `traffic.sidecar.istio.io/${name}`),
];

const on = (names: readonly string[], ...kinds: readonly string[]) => names.map((name) => [name, kinds] as const);

/** The annotations that Istio documents, with the kinds on which each means something (its reference of resource annotations). */
export const annotationHomes: ReadonlyMap<string, readonly string[]> = new Map([
  ...on([...any, ...owned], 'Any'),
  ...on(service, 'Service'),
  ...on(['networking.istio.io/traffic-distribution'], 'Namespace', 'Service', 'ServiceEntry'),
  ...on(['networking.istio.io/address-type'], 'Gateway', 'Service'),
  ...on(['ambient.istio.io/waypoint-inbound-binding'], 'Gateway', 'GatewayClass'),
  ...on(gateway, 'Gateway'),
  ...on(workloadEntry, 'WorkloadEntry'),
  ...on(['istio.io/dry-run'], 'AuthorizationPolicy'),
  ...on(['kubernetes.io/ingress.class'], 'Ingress'),
  ...on(['topology.istio.io/controlPlaneClusters'], 'Namespace'),
  ...on(pod, 'Pod'),
]);
