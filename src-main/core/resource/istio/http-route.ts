import {
  boolean,
  duration,
  type Infer,
  integer,
  list,
  map,
  number,
  object,
  oneOf,
  optional,
  required,
  string,
} from '../../schema/schema.ts';
import { destination, headers } from './destination.ts';
import { corsPolicy, faultInjection, mirrorPolicy, retryPolicy } from './http-policy.ts';
import { stringMatch } from './string-match.ts';

/** Reference 1.3, `HTTPMatchRequest`: every condition that is present must hold. */
export const httpMatch = object('HTTPMatchRequest', {
  name: optional(string(), 'Second half of the name of the route in logs.'),
  uri: optional(stringMatch, 'The path without query and fragment.'),
  scheme: optional(stringMatch, 'http or https.'),
  method: optional(stringMatch, 'The HTTP method, in upper case.'),
  authority: optional(stringMatch, 'The Host header, with its port where it has one.'),
  headers: optional(map(stringMatch), 'Request headers by lower-case name; an empty condition means "is present".'),
  withoutHeaders: optional(map(stringMatch), 'Request headers that must not match.'),
  queryParams: optional(map(stringMatch), 'Query parameters by name; an empty condition means "is present".'),
  ignoreUriCase: optional(boolean(), 'Compares exact and prefix conditions of the path without regard to case.', {
    default: 'false',
  }),
  port: optional(integer(0, 65535), 'The port of the server, as the Gateway declares it.'),
  sourceLabels: optional(map(string()), 'Labels of the client workload.', {
    fidelity: 'approximated',
    note: 'at a gateway they are compared with the labels of the gateway itself, as in Istio',
  }),
  sourceNamespace: optional(string(), 'Namespace of the client workload.', {
    fidelity: 'approximated',
    note: 'at a gateway it is compared with the namespace of the gateway itself, as in Istio',
  }),
  gateways: optional(list(string()), 'The gateways to which this condition belongs.', {
    default: 'those of the VirtualService',
  }),
  statPrefix: optional(string(), 'Prefix of the statistics of the route.', {
    fidelity: 'ignored',
    note: 'it only names statistics',
  }),
});

export const httpRouteDestination = object('HTTPRouteDestination', {
  destination: required(destination, 'Where the requests go.'),
  weight: optional(integer(0), 'The share of this destination among all of the route.', { default: '0' }),
  headers: optional(headers, 'Header operations for requests that go here.'),
});

export const httpRedirect = object(
  'HTTPRedirect',
  {
    uri: optional(string(), 'The new path, in place of the whole path.'),
    prefixRewrite: optional(string(), 'The new text in place of the prefix that matched.'),
    authority: optional(string(), 'The new host.'),
    port: optional(integer(0, 65535), 'The new port.'),
    derivePort: optional(
      oneOf('FROM_PROTOCOL_DEFAULT', 'FROM_REQUEST_PORT'),
      'How the port is worked out: the usual one of the scheme, or that of the request.',
    ),
    scheme: optional(string(), 'The new scheme: http or https.'),
    redirectCode: optional(integer(300, 399), 'The status of the answer.', { default: '301' }),
  },
  [
    ['port', 'derivePort'],
    ['uri', 'prefixRewrite'],
  ],
);

const directResponseBody = object(
  'HTTPBody',
  {
    string: optional(string(), 'The body as text.'),
    bytes: optional(string(), 'The body in base64.'),
  },
  [['string', 'bytes']],
);

export const httpDirectResponse = object('HTTPDirectResponse', {
  status: required(integer(200, 600), 'The status of the answer.'),
  body: optional(directResponseBody, 'The body of the answer.', { default: 'none' }),
});

const regexRewrite = object('RegexRewrite', {
  match: optional(string(), 'RE2 regular expression; every match in the path is replaced.'),
  rewrite: optional(string(), 'The replacement, with \\0 to \\9 for groups.'),
});

export const httpRewrite = object(
  'HTTPRewrite',
  {
    uri: optional(string(), 'The new text in place of the prefix that matched, or of the whole path.'),
    authority: optional(string(), 'The new Host header.'),
    uriRegexRewrite: optional(regexRewrite, 'A replacement in the path by regular expression.'),
  },
  [['uri', 'uriRegexRewrite']],
);

export const delegate = object('Delegate', {
  name: optional(string(), 'The VirtualService without hosts that holds the routes.'),
  namespace: optional(string(), 'Its namespace.', { default: 'that of this VirtualService' }),
});

const percent = object('Percent', { value: optional(number(0, 100), 'From 0 to 100.') });

/** Reference 1.3, `HTTPRoute`. */
export const httpRoute = object(
  'HTTPRoute',
  {
    name: optional(string(), 'First half of the name of the route in logs.'),
    match: optional(list(httpMatch), 'Conditions of which one must hold.', { default: 'matches every request' }),
    route: optional(list(httpRouteDestination), 'Where the requests go, by weight.'),
    redirect: optional(httpRedirect, 'Answers with a redirect.'),
    directResponse: optional(httpDirectResponse, 'Answers with a fixed response.'),
    delegate: optional(delegate, 'Takes the routes of another VirtualService that has no hosts.'),
    rewrite: optional(httpRewrite, 'Changes path or host before the request is sent on.'),
    timeout: optional(duration(), 'How long an answer may take.', { default: 'no limit' }),
    retries: optional(retryPolicy, 'Sends a failed request again.', { default: '2 attempts' }),
    fault: optional(faultInjection, 'Delays or aborts a share of the requests on purpose.'),
    mirror: optional(destination, 'A destination that gets a copy of the requests.'),
    mirrors: optional(list(mirrorPolicy), 'Destinations that get a copy of a share of the requests.'),
    mirrorPercent: optional(integer(0, 100), 'Deprecated; use mirrorPercentage.'),
    mirrorPercentage: optional(percent, 'The share of requests that are copied.', { default: '100' }),
    corsPolicy: optional(corsPolicy, 'Answers preflight requests and says which origins may read the answers.'),
    headers: optional(headers, 'Header operations for all destinations of the route.'),
  },
  [['mirror', 'mirrors']],
);

export type HttpRoute = Infer<typeof httpRoute>;
export type HttpMatch = Infer<typeof httpMatch>;
export type HttpRouteDestination = Infer<typeof httpRouteDestination>;
export type HttpRedirect = Infer<typeof httpRedirect>;
export type HttpDirectResponse = Infer<typeof httpDirectResponse>;
export type HttpRewrite = Infer<typeof httpRewrite>;
export type Delegate = Infer<typeof delegate>;
