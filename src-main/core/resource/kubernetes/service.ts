import {
  any,
  boolean,
  type Infer,
  integer,
  intOrString,
  list,
  map,
  object,
  oneOf,
  optional,
  required,
  string,
} from '../../schema/schema.ts';

const cluster = { fidelity: 'ignored', note: 'it concerns the network of a cluster' } as const;

export const servicePort = object('ServicePort', {
  name: optional(string(), 'The name of the port; its first part before "-" names the protocol: "http-web", "grpc".'),
  port: required(integer(1, 65535), 'The port that callers of the service use.'),
  targetPort: optional(intOrString(), 'The port of the pods, by number or by name.', { default: 'the same as port' }),
  protocol: optional(oneOf('TCP', 'UDP', 'SCTP'), 'The transport.', { default: 'TCP' }),
  appProtocol: optional(string(), 'The protocol of the application; wins over the name of the port.'),
  nodePort: optional(integer(0, 65535), 'The port on every node: this machine listens on it too.', {
    default: 'none is opened; a cluster would choose one',
  }),
});

/** Core `Service`: what makes a host known, and translates ports. */
export const serviceSpec = object('Service', {
  selector: optional(map(string()), 'The labels of the pods that serve it.', {
    fidelity: 'approximated',
    note: 'there are no pods here; it only tells which Service stands before the gateway',
  }),
  ports: optional(list(servicePort), 'The ports of the service.'),
  type: optional(oneOf('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'), 'How the service is reached.', {
    default: 'ClusterIP',
  }),
  externalName: optional(string(), 'The host that stands behind a Service of type ExternalName.'),
  clusterIP: optional(string(), 'The virtual address.', cluster),
  clusterIPs: optional(list(string()), 'The virtual addresses.', cluster),
  externalIPs: optional(list(string()), 'Addresses of nodes that accept traffic for it.', cluster),
  loadBalancerIP: optional(string(), 'The address of the load balancer.', cluster),
  loadBalancerClass: optional(string(), 'The load balancer to use.', cluster),
  loadBalancerSourceRanges: optional(list(string()), 'The addresses that may reach the load balancer.', cluster),
  allocateLoadBalancerNodePorts: optional(boolean(), 'Whether node ports are allocated.', cluster),
  externalTrafficPolicy: optional(string(), 'How traffic from outside reaches pods.', cluster),
  internalTrafficPolicy: optional(string(), 'How traffic from inside reaches pods.', cluster),
  trafficDistribution: optional(string(), 'Which pods are preferred.', cluster),
  healthCheckNodePort: optional(integer(0, 65535), 'The port of the health check.', cluster),
  ipFamilies: optional(list(string()), 'The address families.', cluster),
  ipFamilyPolicy: optional(string(), 'Whether two address families are used.', cluster),
  publishNotReadyAddresses: optional(boolean(), 'Whether pods count before they are ready.', cluster),
  sessionAffinity: optional(string(), 'Whether a client stays with a pod.', cluster),
  sessionAffinityConfig: optional(any(), 'How long a client stays with a pod.', cluster),
});

export type ServiceSpec = Infer<typeof serviceSpec>;
export type ServicePort = Infer<typeof servicePort>;
