import { type Infer, integer, list, map, object, oneOf, optional, required, string } from '../../schema/schema.ts';
import { destination } from './destination.ts';
import { serverTls } from './gateway.ts';
import { connectionPool } from './traffic-policy.ts';

const inbound = { fidelity: 'mesh', note: 'requests that come in to a workload do not pass a sidecar here' } as const;
const caught = { fidelity: 'mesh', note: 'the forward proxy is asked by name, and catches no connections' } as const;

const port = object('SidecarPort', {
  number: optional(integer(0, 65535), 'The port; 0 beside a socket of the file system in "bind".'),
  protocol: optional(string(), 'HTTP, HTTPS, HTTP2, GRPC, TLS, TCP, MONGO …, in any case.'),
  name: optional(string(), 'The name of the port.'),
  targetPort: optional(integer(0, 65535), 'Deprecated.'),
});

const captureMode = () => oneOf('DEFAULT', 'IPTABLES', 'NONE');

const egressListener = object('IstioEgressListener', {
  port: optional(port, 'The port for which the hosts count; without it they count for all other ports.', {
    fidelity: 'approximated',
    note: 'its number chooses the hosts; the protocol is that of the services',
  }),
  bind: optional(string(), 'The address of the listener.', caught),
  captureMode: optional(captureMode(), 'How connections reach the listener.', { default: 'DEFAULT', ...caught }),
  hosts: required(
    list(string()),
    'What workloads may see, as "namespace/host": the namespace may be "*", "." or "~" (none), the host "*" or a wildcard; "~" in front takes away.',
  ),
});

const ingressListener = object('IstioIngressListener', {
  port: required(port, 'The port of the listener.'),
  bind: optional(string(), 'The address of the listener.'),
  captureMode: optional(captureMode(), 'How connections reach the listener.', { default: 'DEFAULT' }),
  defaultEndpoint: optional(string(), 'Where the workload answers: "127.0.0.1:PORT", "0.0.0.0:PORT" or a socket.'),
  tls: optional(serverTls, 'How TLS is ended.'),
  connectionPool: optional(connectionPool, 'Limits of connections and requests.'),
});

const outboundTrafficPolicy = object('OutboundTrafficPolicy', {
  // The first value of the enumeration, so that an empty object means REGISTRY_ONLY (reference 1.5).
  mode: optional(oneOf('REGISTRY_ONLY', 'ALLOW_ANY'), 'What becomes of requests for hosts that nothing declares.', {
    default: 'REGISTRY_ONLY',
  }),
  egressProxy: optional(destination, 'Where such requests go with ALLOW_ANY, in place of where they were sent.'),
});

const workloadSelector = object('WorkloadSelector', {
  labels: optional(map(string()), 'Labels that the workload must have.'),
});

/** Reference 1.5. */
export const sidecarSpec = object('Sidecar', {
  workloadSelector: optional(workloadSelector, 'The workloads for which it counts; without it, all of the namespace.'),
  ingress: optional(list(ingressListener), 'What the sidecar accepts for the workload.', inbound),
  egress: optional(list(egressListener), 'What the workload may reach.', { default: 'everything' }),
  inboundConnectionPool: optional(connectionPool, 'Limits of connections to the workload.', inbound),
  outboundTrafficPolicy: optional(outboundTrafficPolicy, 'What becomes of requests for hosts that nothing declares.', {
    default: 'that of the mesh',
  }),
});

export type SidecarSpec = Infer<typeof sidecarSpec>;
export type EgressListener = Infer<typeof egressListener>;
export type IngressListener = Infer<typeof ingressListener>;
