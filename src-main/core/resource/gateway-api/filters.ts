import {
  boolean,
  type Infer,
  integer,
  integerOf,
  list,
  object,
  oneOf,
  optional,
  required,
  string,
} from '../../schema/schema.ts';
import { backendObjectRef, localObjectRef } from './references.ts';
import { corsOrigin, exactHost, headerValue, pathText, token } from './texts.ts';

const header = object('HTTPHeader', {
  name: required(string(token), 'The name of the header.'),
  value: required(string(headerValue), 'Its value.'),
});

/** Changes of headers, on the way to the service or back. */
export const headerFilter = object('HTTPHeaderFilter', {
  set: optional(list(header, { most: 16, unique: ['name'] }), 'Headers that are overwritten.'),
  add: optional(list(header, { most: 16, unique: ['name'] }), 'Headers that get a further value.'),
  remove: optional(list(string(), { most: 16, unique: true }), 'Headers that are taken away.'),
});

const fraction = object('Fraction', {
  numerator: required(integer(0), 'So many of the denominator.'),
  denominator: optional(integer(1), 'Of so many requests.', { default: '100' }),
});

export const mirrorFilter = object('HTTPRequestMirrorFilter', {
  backendRef: required(backendObjectRef, 'Who gets the copies.'),
  percent: optional(integer(0, 100), 'The share of requests that are copied.', { default: 'all' }),
  fraction: optional(fraction, 'The share as a fraction.'),
});

const pathModifier = object('HTTPPathModifier', {
  type: required(oneOf('ReplaceFullPath', 'ReplacePrefixMatch'), 'What is replaced.'),
  replaceFullPath: optional(string({ longest: 1024 }), 'In place of the whole path.'),
  replacePrefixMatch: optional(string({ longest: 1024 }), 'In place of the prefix that matched.'),
});

const redirectFilter = object('HTTPRequestRedirectFilter', {
  scheme: optional(oneOf('http', 'https'), 'The new scheme.', { default: 'that of the request' }),
  hostname: optional(string(exactHost), 'The new host.', { default: 'that of the request' }),
  path: optional(pathModifier, 'The new path.', { default: 'that of the request' }),
  port: optional(integer(1, 65535), 'The new port.', { default: 'that of the scheme, or of the listener' }),
  statusCode: optional(integerOf(301, 302, 303, 307, 308), 'The status of the answer.', { default: '302' }),
});

const rewriteFilter = object('HTTPURLRewriteFilter', {
  hostname: optional(string(exactHost), 'The host that the service is asked for.'),
  path: optional(pathModifier, 'The path that the service is asked for.'),
});

const corsFilter = object('HTTPCORSFilter', {
  allowOrigins: optional(list(string(corsOrigin), { most: 64, unique: true }), 'Origins that are allowed.'),
  allowCredentials: optional(boolean(), 'Whether browsers send cookies along.', { default: 'false' }),
  allowMethods: optional(
    list(oneOf('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', '*'), {
      most: 9,
      unique: true,
    }),
    'Methods that are allowed.',
  ),
  allowHeaders: optional(list(string(token), { most: 64, unique: true }), 'Request headers that are allowed.'),
  exposeHeaders: optional(list(string(token), { most: 64, unique: true }), 'Response headers that scripts may read.'),
  maxAge: optional(integer(1), 'For how many seconds a browser remembers the answer.', { default: '5' }),
});

const unasked = {
  fidelity: 'planned',
  note: 'no service is asked in this way, so requests of such a rule are refused with 500',
} as const;

const externalAuth = object('HTTPExternalAuthFilter', {
  protocol: required(oneOf('HTTP', 'GRPC'), 'How the service is asked.'),
  backendRef: required(backendObjectRef, 'The service that decides.'),
  grpc: optional(
    object('GRPCAuthConfig', {
      allowedHeaders: optional(list(string(), { most: 64, unique: true }), 'Headers it gets.'),
    }),
    'For GRPC.',
    unasked,
  ),
  http: optional(
    object('HTTPAuthConfig', {
      path: optional(string(pathText), 'What is put before the path.'),
      allowedHeaders: optional(list(string(), { most: 64, unique: true }), 'Headers it gets.'),
      allowedResponseHeaders: optional(list(string(), { most: 64, unique: true }), 'Headers it adds to the request.'),
    }),
    'For HTTP.',
  ),
  forwardBody: optional(
    object('ForwardBodyConfig', { maxSize: optional(integer(0), 'How many bytes of the body it gets.') }),
    'Whether it gets the body.',
    unasked,
  ),
});

const headerMembers = {
  requestHeaderModifier: optional(headerFilter, 'Changes of the request’s headers.'),
  responseHeaderModifier: optional(headerFilter, 'Changes of the response’s headers.'),
  requestMirror: optional(mirrorFilter, 'Copies for another service.'),
  extensionRef: optional(localObjectRef, 'A filter of the implementation.', {
    fidelity: 'approximated',
    note: 'none is known here, so requests of such a rule get 500, as the specification says',
  }),
} as const;

export const httpFilter = object('HTTPRouteFilter', {
  type: required(
    oneOf(
      'RequestHeaderModifier',
      'ResponseHeaderModifier',
      'RequestMirror',
      'RequestRedirect',
      'URLRewrite',
      'ExtensionRef',
      'CORS',
      'ExternalAuth',
    ),
    'Which of the members below it is.',
  ),
  ...headerMembers,
  requestRedirect: optional(redirectFilter, 'Answers with a redirect.'),
  urlRewrite: optional(rewriteFilter, 'Changes of what the service is asked for.'),
  cors: optional(corsFilter, 'Answers to browsers about other origins.'),
  externalAuth: optional(externalAuth, 'Asks another service first.', {
    fidelity: 'approximated',
    told: true,
    note: 'over HTTP and without the body; a service that does not answer within five seconds has refused',
  }),
});

export const grpcFilter = object('GRPCRouteFilter', {
  type: required(
    oneOf('ResponseHeaderModifier', 'RequestHeaderModifier', 'RequestMirror', 'ExtensionRef'),
    'Which of the members below it is.',
  ),
  ...headerMembers,
});

export type HttpFilter = Infer<typeof httpFilter>;
/** Whether requests can be treated as a filter says: it is none of an implementation's own, and asks nobody in gRPC or with the body. */
export const isActedOn = ({ type, externalAuth }: Pick<HttpFilter, 'type' | 'externalAuth'>): boolean =>
  type === 'ExternalAuth'
    ? externalAuth?.protocol === 'HTTP' && !externalAuth.forwardBody?.maxSize
    : type !== 'ExtensionRef';

export type GrpcFilter = Infer<typeof grpcFilter>;
export type PathModifier = Infer<typeof pathModifier>;
export type HeaderFilter = Infer<typeof headerFilter>;
