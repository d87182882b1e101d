import { type Infer, list, object, oneOf, optional, required, string } from '../../schema/schema.ts';
import { backendRef, parentRef } from './references.ts';
import { dnsName, wildcardHost } from './texts.ts';

const rule = object('RouteRule', {
  name: optional(string(dnsName), 'The name of the rule.'),
  backendRefs: required(list(backendRef, { fewest: 1, most: 16 }), 'Where it goes, by weight.'),
});

const common = {
  parentRefs: optional(list(parentRef, { most: 32 }), 'Where the route is served.'),
  useDefaultGateways: optional(oneOf('All', 'None'), 'Whether default Gateways serve it too.', { default: 'None' }),
  rules: required(list(rule, { fewest: 1, most: 1 }), 'The one rule.'),
} as const;

/** `TLSRoute`: connections by server name, passed through or ended. */
export const tlsRouteSpec = object('TLSRoute', {
  ...common,
  hostnames: required(list(string(wildcardHost), { fewest: 1, most: 1024 }), 'The server names it is for.'),
});

/** `TCPRoute`: every connection of a listener. */
export const tcpRouteSpec = object('TCPRoute', common);

/** `UDPRoute`: every datagram of a listener. */
export const udpRouteSpec = object('UDPRoute', common);

export type TlsRouteSpec = Infer<typeof tlsRouteSpec>;
export type TcpRouteSpec = Infer<typeof tcpRouteSpec>;
export type UdpRouteSpec = Infer<typeof udpRouteSpec>;
export type ConnectionRule = Infer<typeof rule>;
