import {
  any,
  boolean,
  type Infer,
  integer,
  list,
  map,
  object,
  oneOf,
  optional,
  required,
  string,
} from '../../schema/schema.ts';

const cluster = { fidelity: 'ignored', note: 'it concerns the nodes of a cluster' } as const;

const endpointPort = object('EndpointPort', {
  name: optional(string(), 'The name of the port of the Service.', { default: '""' }),
  port: optional(integer(1, 65535), 'The port at the addresses.'),
  protocol: optional(oneOf('TCP', 'UDP', 'SCTP'), 'The transport.', { default: 'TCP' }),
  appProtocol: optional(string(), 'The protocol of the application.'),
});

const conditions = object('EndpointConditions', {
  ready: optional(boolean(), 'Whether the endpoint takes requests.', { default: 'true' }),
  serving: optional(boolean(), 'Whether it takes requests while it ends.', cluster),
  terminating: optional(boolean(), 'Whether it is ending.', cluster),
});

const endpoint = object('Endpoint', {
  addresses: required(
    list(string(), { fewest: 1, most: 100 }),
    'The addresses of one endpoint; they must be on this machine.',
  ),
  conditions: optional(conditions, 'Whether the endpoint takes requests.'),
  hostname: optional(string(), 'The name of the endpoint.', cluster),
  targetRef: optional(any(), 'The pod behind the endpoint.', cluster),
  nodeName: optional(string(), 'The node of the endpoint.', cluster),
  zone: optional(string(), 'The zone of the endpoint.', cluster),
  hints: optional(any(), 'The zones that prefer the endpoint.', cluster),
  deprecatedTopology: optional(map(string()), 'The labels of the node.', cluster),
});

/** `discovery.k8s.io` `EndpointSlice`: the addresses of the Service that the label `kubernetes.io/service-name` names. */
export const endpointSliceBody = object('EndpointSlice', {
  addressType: required(oneOf('IPv4', 'IPv6', 'FQDN'), 'What sort of addresses these are.'),
  endpoints: optional(list(endpoint, { most: 1000 }), 'The endpoints.'),
  ports: optional(
    list(endpointPort, { most: 100 }),
    'The ports at every endpoint, by the names of the ports of the Service.',
  ),
});

/** The label that says to which Service a slice belongs. */
export const serviceNameLabel = 'kubernetes.io/service-name';

export type EndpointSliceSpec = Infer<typeof endpointSliceBody>;
