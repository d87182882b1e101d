import { type ActedKind, acted } from '../kind.ts';
import { backendTlsPolicySpec } from './backend-tls-policy.ts';
import { checkBackendTlsPolicy } from './check-backend-tls-policy.ts';
import { checkConnectionRoute, checkTlsRoute } from './check-connection-routes.ts';
import { checkGateway } from './check-gateway.ts';
import { checkGrpcRoute } from './check-grpc-route.ts';
import { checkHttpRoute } from './check-http-route.ts';
import { checkListenerSet } from './check-listener-set.ts';
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
    check: checkGateway,
    doc: 'What is listened on, and which routes may attach.',
  }),
  acted({
    ...common,
    kind: 'ListenerSet',
    versions: ['v1'],
    schema: listenerSetSpec,
    check: checkListenerSet,
    doc: 'Further listeners of a Gateway.',
  }),
  acted({
    ...common,
    kind: 'HTTPRoute',
    versions: ['v1', 'v1beta1'],
    schema: httpRouteSpec,
    check: checkHttpRoute,
    doc: 'Which requests of a Gateway go where, and how they are changed on the way.',
  }),
  acted({
    ...common,
    kind: 'GRPCRoute',
    versions: ['v1'],
    schema: grpcRouteSpec,
    check: checkGrpcRoute,
    doc: 'Which gRPC calls of a Gateway go where.',
  }),
  acted({
    ...common,
    kind: 'TLSRoute',
    versions: ['v1', 'v1alpha3', 'v1alpha2'],
    schema: tlsRouteSpec,
    check: checkTlsRoute,
    doc: 'Which TLS connections of a Gateway go where, by server name.',
  }),
  acted({
    ...common,
    kind: 'TCPRoute',
    versions: ['v1', 'v1alpha2'],
    schema: tcpRouteSpec,
    check: checkConnectionRoute,
    doc: 'Where the connections of a listener go.',
  }),
  acted({
    ...common,
    kind: 'UDPRoute',
    versions: ['v1', 'v1alpha2'],
    schema: udpRouteSpec,
    check: checkConnectionRoute,
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
    check: checkBackendTlsPolicy,
    doc: 'TLS from the gateway to a Service.',
  }),
];
