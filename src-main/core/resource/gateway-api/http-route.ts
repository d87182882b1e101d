import {
  type Infer,
  integer,
  list,
  object,
  oneOf,
  optional,
  required,
  string,
  wholeDuration,
} from '../../schema/schema.ts';
import { httpFilter } from './filters.ts';
import { backendRefFields, parentRef } from './references.ts';
import { sessionPersistence } from './session-persistence.ts';
import { dnsName, headerValue, token, wildcardHost } from './texts.ts';

const pathMatch = object('HTTPPathMatch', {
  type: optional(
    oneOf('Exact', 'PathPrefix', 'RegularExpression'),
    'How the path is compared; a prefix by its parts between slashes.',
    {
      default: 'PathPrefix',
    },
  ),
  value: optional(string({ longest: 1024 }), 'What it is compared with.', { default: '/' }),
});

const headerMatch = object('HTTPHeaderMatch', {
  type: optional(oneOf('Exact', 'RegularExpression'), 'How the value is compared.', { default: 'Exact' }),
  name: required(string(token), 'The name of the header, in any case.'),
  value: required(string(headerValue), 'The value.'),
});

const queryParamMatch = object('HTTPQueryParamMatch', {
  type: optional(oneOf('Exact', 'RegularExpression'), 'How the value is compared.', { default: 'Exact' }),
  name: required(string(token), 'The name of the parameter.'),
  value: required(string({ longest: 1024, filled: true }), 'The value.'),
});

const match = object('HTTPRouteMatch', {
  path: optional(pathMatch, 'The path.', { default: 'every path' }),
  headers: optional(list(headerMatch, { most: 16, unique: ['name'] }), 'Headers, all of them.'),
  queryParams: optional(list(queryParamMatch, { most: 16, unique: ['name'] }), 'Query parameters, all of them.'),
  method: optional(
    oneOf('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'),
    'The method.',
  ),
});

const httpBackendRef = object('HTTPBackendRef', {
  ...backendRefFields,
  filters: optional(list(httpFilter, { most: 16 }), 'What is done with requests that go here.'),
});

const timeouts = object('HTTPRouteTimeouts', {
  request: optional(wholeDuration(), 'For the whole request with all its attempts; 0s: no limit.', { default: 'none' }),
  backendRequest: optional(wholeDuration(), 'For one attempt; 0s: no limit.', { default: 'none' }),
});

const retry = object('HTTPRouteRetry', {
  codes: optional(list(integer(400, 599), { unique: true }), 'Statuses after which it is tried again.'),
  attempts: optional(integer(1), 'How often it is tried again.'),
  backoff: optional(wholeDuration(), 'How long it waits in between, at least.'),
});

const rule = object('HTTPRouteRule', {
  name: optional(string(dnsName), 'The name of the rule.'),
  matches: optional(list(match, { most: 64 }), 'Conditions of which one must hold.', { default: 'every path' }),
  filters: optional(list(httpFilter, { most: 16 }), 'What is done with the requests.'),
  backendRefs: optional(list(httpBackendRef, { most: 16 }), 'Where they go, by weight.'),
  timeouts: optional(timeouts, 'How long they may take.'),
  retry: optional(retry, 'When they are sent again.'),
  sessionPersistence: optional(sessionPersistence, 'Keeps a client on one endpoint.'),
});

/** `HTTPRoute`. */
export const httpRouteSpec = object('HTTPRoute', {
  parentRefs: optional(list(parentRef, { most: 32 }), 'Where the route is served.'),
  hostnames: optional(list(string(wildcardHost), { most: 16 }), 'The hosts it is for.', {
    default: 'those of the listener',
  }),
  rules: optional(list(rule, { fewest: 1, most: 16 }), 'What is done with which requests.', {
    default: 'one rule for every path',
  }),
  useDefaultGateways: optional(oneOf('All', 'None'), 'Whether default Gateways serve it too.', { default: 'None' }),
});

export type HttpRouteSpec = Infer<typeof httpRouteSpec>;
export type HttpRule = Infer<typeof rule>;
export type HttpRouteMatch = Infer<typeof match>;
export type HttpBackendRef = Infer<typeof httpBackendRef>;
