import { type Infer, integer, list, map, object, optional, required, string } from '../../schema/schema.ts';
import { routeDestination } from './destination.ts';
import { httpRoute } from './http-route.ts';

const tlsMatch = object('TLSMatchAttributes', {
  sniHosts: required(list(string()), 'Server names of which the client must ask for one.'),
  destinationSubnets: optional(list(string()), 'Addresses the client dialled; not compared here.', {
    fidelity: 'approximated',
    told: true,
    note: 'no address is compared: clients here ask for names, and gateways of Istio compare none either',
  }),
  port: optional(integer(0, 65535), 'The port of the server, as the Gateway declares it.'),
  sourceLabels: optional(map(string()), 'Labels of the client workload, for connections of the mesh.'),
  gateways: optional(list(string()), 'The gateways to which this condition belongs; "mesh" means the sidecars.'),
  sourceNamespace: optional(string(), 'Namespace of the client workload, for connections of the mesh.'),
});

const tlsRoute = object('TLSRoute', {
  match: required(list(tlsMatch), 'Conditions of which one must hold.'),
  route: optional(list(routeDestination), 'Where the connections go.'),
});

const tcpMatch = object('L4MatchAttributes', {
  destinationSubnets: optional(list(string()), 'Addresses the client dialled; not compared here.', {
    fidelity: 'approximated',
    told: true,
    note: 'no address is compared: clients here ask for names, and gateways of Istio compare none either',
  }),
  port: optional(integer(0, 65535), 'The port of the server, as the Gateway declares it.'),
  sourceSubnet: optional(string(), 'Addresses the client may have; not compared here.', {
    fidelity: 'approximated',
    told: true,
    note: 'no address is compared: clients here ask for names, and gateways of Istio compare none either',
  }),
  sourceLabels: optional(map(string()), 'Labels of the client workload, for connections of the mesh.'),
  gateways: optional(list(string()), 'The gateways to which this condition belongs; "mesh" means the sidecars.'),
  sourceNamespace: optional(string(), 'Namespace of the client workload, for connections of the mesh.'),
});

const tcpRoute = object('TCPRoute', {
  match: optional(list(tcpMatch), 'Conditions of which one must hold.', { default: 'matches every connection' }),
  route: optional(list(routeDestination), 'Where the connections go.'),
});

/** Reference 1.3. */
export const virtualServiceSpec = object('VirtualService', {
  hosts: optional(
    list(string()),
    'The hosts that clients ask for; a short name is completed with the namespace. Without hosts it is a delegate of another VirtualService.',
    { default: 'none: a delegate' },
  ),
  gateways: optional(
    list(string()),
    'The Gateways to which the routes belong, as "name" or "namespace/name"; "mesh" means the sidecars.',
    { default: '["mesh"]' },
  ),
  http: optional(list(httpRoute), 'Routes of HTTP requests, in order: the first that matches wins.'),
  tls: optional(list(tlsRoute), 'Routes of TLS connections that are passed through, by server name.'),
  tcp: optional(list(tcpRoute), 'Routes of TCP connections.'),
  exportTo: optional(list(string()), 'The namespaces that may see it: ".", "*" or names.', { default: '["*"]' }),
});

export type VirtualServiceSpec = Infer<typeof virtualServiceSpec>;
export type TlsRoute = Infer<typeof tlsRoute>;
export type TcpRoute = Infer<typeof tcpRoute>;
export type { HttpMatch, HttpRoute } from './http-route.ts';
