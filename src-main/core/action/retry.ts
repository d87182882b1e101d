import { headerValue } from '../match/header-value.ts';
import type { HeaderLines } from '../route/facts.ts';
import type { RetryCondition, RetryPolicy } from '../route/table.ts';
import type { Dice } from '../world.ts';

/** How an attempt ended: with the head of an answer, or without one. */
export type AttemptEnd =
  | { readonly is: 'answer'; readonly status: number; readonly headers: HeaderLines }
  | {
      readonly is: 'reset';
      /** `connecting`: there was no connection yet. `timeout`: the attempt's own limit. */
      readonly why: 'connecting' | 'refused-stream' | 'overflow' | 'timeout' | 'other';
    };

/** Whether a policy sends a request again after such an end (reference 5.10). How many retries are left is the caller's to know. */
export const isRetriable = ({ on, statusCodes }: RetryPolicy, end: AttemptEnd): boolean =>
  end.is === 'reset'
    ? end.why !== 'overflow' && on.some((condition) => resetBy(condition, end.why))
    : isRetriableAnswer(on, statusCodes, end.status, end.headers);

const resetBy = (condition: RetryCondition, why: string): boolean => {
  switch (condition) {
    case '5xx':
    case 'gateway-error':
    case 'reset':
      return true;
    case 'connect-failure':
    case 'reset-before-request':
      return why === 'connecting';
    case 'refused-stream':
      return why === 'refused-stream';
    default:
      return false;
  }
};

const isRetriableAnswer = (
  on: readonly RetryCondition[],
  statusCodes: readonly number[],
  status: number,
  headers: HeaderLines,
): boolean => {
  // A limited service is asked again only where the policy says so, and an overloaded one never. Few answers get so far.
  if (on.includes('envoy-ratelimited') && headerValue(headers, 'x-envoy-ratelimited') !== undefined) {
    return headerValue(headers, 'x-envoy-overloaded') === undefined;
  }
  if (!isNamed(on, statusCodes, status, headers)) return false;
  return (
    headerValue(headers, 'x-envoy-overloaded') === undefined &&
    headerValue(headers, 'x-envoy-ratelimited') === undefined
  );
};

const isNamed = (
  on: readonly RetryCondition[],
  statusCodes: readonly number[],
  status: number,
  headers: HeaderLines,
): boolean => {
  let grpcStatus: string | undefined;
  let looked = false;
  for (const condition of on) {
    switch (condition) {
      case '5xx':
        if (status >= 500 && status < 600) return true;
        break;
      case 'gateway-error':
        if (status >= 502 && status <= 504) return true;
        break;
      case 'retriable-4xx':
        if (status === 409) return true;
        break;
      case 'retriable-status-codes':
        if (statusCodes.includes(status)) return true;
        break;
      case 'cancelled':
      case 'deadline-exceeded':
      case 'internal':
      case 'resource-exhausted':
      case 'unavailable':
        if (!looked) grpcStatus = headerValue(headers, 'grpc-status');
        looked = true;
        if (grpcStatus === grpcCodes[condition]) return true;
        break;
    }
  }
  return false;
};

/** What stands in the headers of an answer that has only trailers. */
const grpcCodes = {
  cancelled: '1',
  'deadline-exceeded': '4',
  'resource-exhausted': '8',
  internal: '13',
  unavailable: '14',
} as const;

/**
 * How long to wait before the `nth` retry (from 1), in milliseconds: anything below an interval that doubles from the base up to ten
 * times of it, behind the least that the policy asks for.
 */
export const backoffMs = ({ backoffMs: base, leastBackoffMs = 0 }: RetryPolicy, nth: number, dice: Dice): number =>
  leastBackoffMs + Math.floor(dice() * Math.min(base * 2 ** Math.min(nth - 1, 10), base * 10));

/** `retry up to 3 times on 5xx or 429, each attempt within 2000 ms`; nothing for Istio's own default. */
export const explainRetry = (policy: RetryPolicy): readonly string[] => {
  const { retries, on, statusCodes, perTryTimeoutMs, leastBackoffMs, origin } = policy;
  if (origin === undefined) return [];
  const words = on.flatMap((condition) =>
    condition === 'retriable-status-codes' ? statusCodes.map(String) : condition,
  );
  const limit = perTryTimeoutMs === undefined ? '' : `, each attempt within ${perTryTimeoutMs} ms`;
  const wait = leastBackoffMs === undefined ? '' : `, at least ${leastBackoffMs} ms apart`;
  return [`retry ${retries === 1 ? 'once' : `up to ${retries} times`} on ${words.join(' or ')}${limit}${wait}`];
};
