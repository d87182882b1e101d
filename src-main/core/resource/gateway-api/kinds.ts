import { type ActedKind, acted } from '../kind.ts';
import { backendTlsPolicySpec } from './backend-tls-policy.ts';
import { tcpRouteSpec, tlsRouteSpec, udpRouteSpec } from './connection-routes.ts';
import { gatewaySpec } from './gateway.ts';
import { gatewayClassSpec } from './gateway-class.ts';
import { grpcRouteSpec } from './grpc-route.ts';
import { httpRouteSpec } from './http-route.ts';
import { listenerSetSpec } from './listener-set.ts';
import { referenceGrantSpec } from './reference-grant.ts';

const common = { group: 'gateway.networking.k8s.io', body: 'spec', name: 'subdomain' } as const;

/** The kinds of the Gateway API, in every version that one of its channels serves or has served (reference 1.1); they read the same. */
export const gatewayApiKinds: readonly ActedKind[] = [
  acted({
    ...common,
    kind: 'GatewayClass',
    versions: ['v1', 'v1beta1'],
    schema: gatewayClassSpec,
    doc: 'A class of Gateways, and the controller that serves it.',
  }),
  acted({
    ...common,
    kind: 'Gateway',
    versions: ['v1', 'v1beta1'],
    schema: gatewaySpec,
    doc: 'What is listened on, and which routes may attach.',
  }),
  acted({
    ...common,
    kind: 'ListenerSet',
    versions: ['v1'],
    schema: listenerSetSpec,
    doc: 'Further listeners of a Gateway.',
  }),
  acted({
    ...common,
    kind: 'HTTPRoute',
    versions: ['v1', 'v1beta1'],
    schema: httpRouteSpec,
    doc: 'Which requests of a Gateway go where, and how they are changed on the way.',
  }),
  acted({
    ...common,
    kind: 'GRPCRoute',
    versions: ['v1'],
    schema: grpcRouteSpec,
    doc: 'Which gRPC calls of a Gateway go where.',
  }),
  acted({
    ...common,
    kind: 'TLSRoute',
    versions: ['v1', 'v1alpha3', 'v1alpha2'],
    schema: tlsRouteSpec,
    doc: 'Which TLS connections of a Gateway go where, by server name.',
  }),
  acted({
    ...common,
    kind: 'TCPRoute',
    versions: ['v1', 'v1alpha2'],
    schema: tcpRouteSpec,
    doc: 'Where the connections of a listener go.',
  }),
  acted({
    ...common,
    kind: 'UDPRoute',
    versions: ['v1', 'v1alpha2'],
    schema: udpRouteSpec,
    doc: 'Where the datagrams of a listener go.',
  }),
  acted({
    ...common,
    kind: 'ReferenceGrant',
    versions: ['v1', 'v1beta1'],
    schema: referenceGrantSpec,
    doc: 'What in its namespace may be referred to from other ones.',
  }),
  acted({
    ...common,
    kind: 'BackendTLSPolicy',
    versions: ['v1', 'v1alpha3'],
    schema: backendTlsPolicySpec,
    doc: 'TLS from the gateway to a Service.',
  }),
];
