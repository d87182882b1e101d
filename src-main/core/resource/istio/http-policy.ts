import {
  boolean,
  duration,
  type Infer,
  integer,
  list,
  number,
  object,
  oneOf,
  optional,
  required,
  string,
} from '../../schema/schema.ts';
import { destination } from './destination.ts';
import { stringMatch } from './string-match.ts';

const percentage = object('Percent', { value: optional(number(0, 100), 'From 0 to 100.') });

/** Reference 1.3, `HTTPRetry`. */
export const retryPolicy = object('HTTPRetry', {
  attempts: optional(integer(0), 'How often a request is sent again; 0 turns retries off.'),
  perTryTimeout: optional(duration(), 'How long one attempt may take.', {
    default: 'the timeout of the route',
    fidelity: 'approximated',
    note: 'it counts from the start of the attempt, in Envoy from the moment at which its connection is there',
  }),
  retryOn: optional(string(), 'What counts as failed: words and status codes, joined by commas.'),
  retryRemoteLocalities: optional(
    boolean(),
    'Whether every third attempt goes to another locality than those before, where localities have priorities.',
  ),
  retryIgnorePreviousHosts: optional(boolean(), 'Whether another attempt avoids the endpoints already tried.'),
  backoff: optional(duration(), 'The shortest wait between two attempts.', { default: '25ms' }),
});

const faultDelay = object(
  'Delay',
  {
    percentage: optional(percentage, 'The share of requests that are delayed.', { default: 'none' }),
    percent: optional(integer(0, 100), 'Deprecated; use percentage.'),
    fixedDelay: optional(duration(), 'How long requests are held.'),
    exponentialDelay: optional(duration(), 'Not supported by Istio.'),
  },
  [['fixedDelay', 'exponentialDelay']],
);

const faultAbort = object(
  'Abort',
  {
    percentage: optional(percentage, 'The share of requests that are aborted.', { default: 'none' }),
    httpStatus: optional(integer(200, 600), 'The HTTP status they are answered with.'),
    grpcStatus: optional(string(), 'The gRPC status they are answered with.'),
    http2Error: optional(string(), 'Not supported by Istio.'),
  },
  [['httpStatus', 'grpcStatus', 'http2Error']],
);

/** Reference 1.3, `HTTPFaultInjection`. */
export const faultInjection = object('HTTPFaultInjection', {
  delay: optional(faultDelay, 'Holds requests before they are sent on.'),
  abort: optional(faultAbort, 'Answers requests with an error instead of sending them on.'),
});

export const mirrorPolicy = object('HTTPMirrorPolicy', {
  destination: required(destination, 'The destination that gets the copies.'),
  percentage: optional(percentage, 'The share of requests that are copied.', { default: '100' }),
});

/** Reference 1.3, `CorsPolicy`. */
export const corsPolicy = object('CorsPolicy', {
  allowOrigins: optional(list(stringMatch), 'Origins that may read the answers.'),
  allowOrigin: optional(list(string()), 'Deprecated; use allowOrigins with exact.'),
  allowMethods: optional(list(string()), 'Methods that may be used.'),
  allowHeaders: optional(list(string()), 'Request headers that may be sent.'),
  exposeHeaders: optional(list(string()), 'Response headers that scripts may read.'),
  maxAge: optional(duration(), 'How long a browser may keep the answer to a preflight request.'),
  allowCredentials: optional(boolean(), 'Whether cookies and credentials may be sent.'),
  unmatchedPreflights: optional(
    oneOf('UNSPECIFIED', 'FORWARD', 'IGNORE'),
    'What happens to preflight requests of other origins.',
    { default: 'FORWARD' },
  ),
});

export type RetryPolicy = Infer<typeof retryPolicy>;
export type FaultInjection = Infer<typeof faultInjection>;
export type CorsPolicy = Infer<typeof corsPolicy>;
