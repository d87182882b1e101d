import { any, type Infer, integer, list, object, oneOf, optional, required, string } from '../../schema/schema.ts';

const cluster = { fidelity: 'ignored', note: 'it concerns the nodes of a cluster' } as const;

const address = object('EndpointAddress', {
  ip: required(string(), 'The address; it must be on this machine.'),
  hostname: optional(string(), 'The name of the endpoint.', cluster),
  nodeName: optional(string(), 'The node of the endpoint.', cluster),
  targetRef: optional(any(), 'The pod behind the endpoint.', cluster),
});

const port = object('EndpointPort', {
  name: optional(string(), 'The name of the port of the Service.', { default: '""' }),
  port: required(integer(1, 65535), 'The port at the addresses.'),
  protocol: optional(oneOf('TCP', 'UDP', 'SCTP'), 'The transport.', { default: 'TCP' }),
  appProtocol: optional(string(), 'The protocol of the application.'),
});

const subset = object('EndpointSubset', {
  addresses: optional(list(address), 'The addresses that take requests.'),
  notReadyAddresses: optional(list(address), 'Addresses that take no requests.'),
  ports: optional(list(port), 'The ports at every address, by the names of the ports of the Service.'),
});

/** Core `Endpoints`: the older form of the EndpointSlice; it belongs to the Service of its own name. */
export const endpointsBody = object('Endpoints', {
  subsets: optional(list(subset), 'Addresses with the same ports.'),
});

export type EndpointsSpec = Infer<typeof endpointsBody>;
