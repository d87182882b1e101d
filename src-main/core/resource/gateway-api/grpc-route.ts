import { type Infer, list, object, oneOf, optional, required, string } from '../../schema/schema.ts';
import { grpcFilter } from './filters.ts';
import { backendRefFields, parentRef } from './references.ts';
import { sessionPersistence } from './session-persistence.ts';
import { dnsName, headerValue, token, wildcardHost } from './texts.ts';

const methodMatch = object('GRPCMethodMatch', {
  type: optional(oneOf('Exact', 'RegularExpression'), 'How both are compared.', { default: 'Exact' }),
  service: optional(string({ longest: 1024 }), 'The service with its package.', { default: 'every service' }),
  method: optional(string({ longest: 1024 }), 'The method.', { default: 'every method' }),
});

const headerMatch = object('GRPCHeaderMatch', {
  type: optional(oneOf('Exact', 'RegularExpression'), 'How the value is compared.', { default: 'Exact' }),
  name: required(string(token), 'The name of the header, in any case.'),
  value: required(string(headerValue), 'The value.'),
});

const match = object('GRPCRouteMatch', {
  method: optional(methodMatch, 'Service and method.', { default: 'every call' }),
  headers: optional(list(headerMatch, { most: 16, unique: ['name'] }), 'Metadata, all of them.'),
});

const grpcBackendRef = object('GRPCBackendRef', {
  ...backendRefFields,
  filters: optional(list(grpcFilter, { most: 16 }), 'What is done with calls that go here.'),
});

const rule = object('GRPCRouteRule', {
  name: optional(string(dnsName), 'The name of the rule.'),
  matches: optional(list(match, { most: 64 }), 'Conditions of which one must hold.', { default: 'every call' }),
  filters: optional(list(grpcFilter, { most: 16 }), 'What is done with the calls.'),
  backendRefs: optional(list(grpcBackendRef, { most: 16 }), 'Where they go, by weight.'),
  sessionPersistence: optional(sessionPersistence, 'Keeps a client on one endpoint.'),
});

/** `GRPCRoute`. */
export const grpcRouteSpec = object('GRPCRoute', {
  parentRefs: optional(list(parentRef, { most: 32 }), 'Where the route is served.'),
  hostnames: optional(list(string(wildcardHost), { most: 16 }), 'The hosts it is for.', {
    default: 'those of the listener',
  }),
  rules: optional(list(rule, { most: 16 }), 'What is done with which calls.'),
  useDefaultGateways: optional(oneOf('All', 'None'), 'Whether default Gateways serve it too.', { default: 'None' }),
});

export type GrpcRouteSpec = Infer<typeof grpcRouteSpec>;
export type GrpcRule = Infer<typeof rule>;
export type GrpcRouteMatch = Infer<typeof match>;
