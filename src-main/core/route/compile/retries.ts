import type { RetryPolicy as RetrySpec } from '../../resource/istio/http-policy.ts';
import { isRetryWord, type RetryWord, statusOf } from '../../resource/istio/retry-on.ts';
import type { RetryPolicy } from '../table.ts';
import type { Written } from './entry.ts';
import { originOf } from './origin.ts';

/**
 * Istio's own policy for routes that say nothing (reference 5.10). Its list of status codes is empty, so that an answer of a service is
 * retried for its gRPC status alone.
 */
export const defaultRetry: RetryPolicy = {
  retries: 2,
  on: ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', 'retriable-status-codes'],
  statusCodes: [],
  backoffMs: 25,
  avoidPrevious: true,
  remoteLocalities: false,
};

/** The same where a destination balances by hash: another attempt goes where the key belongs. */
const hashedRetry: RetryPolicy = { ...defaultRetry, avoidPrevious: false };

/**
 * How requests of a route are sent again; undefined where they are not, which `attempts: 0` says. `hashed`: a destination of the route
 * balances by hash.
 */
export const translateRetries = (retries: Written<RetrySpec> | undefined, hashed: boolean): RetryPolicy | undefined => {
  const usual = hashed ? hashedRetry : defaultRetry;
  if (retries === undefined) return usual;
  const {
    attempts = 0,
    perTryTimeout,
    retryOn,
    retryRemoteLocalities,
    retryIgnorePreviousHosts,
    backoff,
  } = retries.value;
  if (attempts <= 0) return undefined;
  return {
    ...usual,
    ...(retryOn && parseRetryOn(retryOn)),
    retries: attempts,
    ...(perTryTimeout !== undefined && { perTryTimeoutMs: perTryTimeout }),
    ...(backoff !== undefined && { backoffMs: backoff }),
    avoidPrevious: retryIgnorePreviousHosts ?? usual.avoidPrevious,
    remoteLocalities: retryRemoteLocalities ?? false,
    origin: originOf(retries.in, retries.path),
  };
};

/** Words and status codes; codes bring `retriable-status-codes` along where it is not written. */
const parseRetryOn = (text: string): Pick<RetryPolicy, 'on' | 'statusCodes'> => {
  const on: RetryWord[] = [];
  const statusCodes: number[] = [];
  for (const part of text.split(',').map((piece) => piece.trim())) {
    const status = statusOf(part);
    if (status !== undefined) statusCodes.push(status);
    else if (isRetryWord(part)) on.push(part);
  }
  if (statusCodes.length > 0 && !on.includes('retriable-status-codes')) on.push('retriable-status-codes');
  return { on, statusCodes };
};
