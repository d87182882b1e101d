/** The words of `retries.retryOn` (reference 5.10). */
export const retryWords = [
  '5xx',
  'gateway-error',
  'reset',
  'reset-before-request',
  'connect-failure',
  'retriable-4xx',
  'refused-stream',
  'retriable-status-codes',
  'retriable-headers',
  'envoy-ratelimited',
  'http3-post-connect-failure',
  'cancelled',
  'deadline-exceeded',
  'internal',
  'resource-exhausted',
  'unavailable',
] as const;

export type RetryWord = (typeof retryWords)[number];

export const isRetryWord = (text: string): text is RetryWord => (retryWords as readonly string[]).includes(text);

/** A status code that has a name in the registry of statuses, written as a whole number; undefined for anything else. */
export const statusOf = (text: string): number | undefined => {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const code = Number(text);
  return named.some(([first, last]) => code >= first && code <= last) ? code : undefined;
};

/** RFC 9110 section 16.2 and its registry, as Go's `http.StatusText` knows it: first and last of each run. */
const named: readonly (readonly [number, number])[] = [
  [100, 103],
  [200, 208],
  [226, 226],
  [300, 305],
  [307, 308],
  [400, 418],
  [421, 426],
  [428, 429],
  [431, 431],
  [451, 451],
  [500, 508],
  [510, 511],
];
