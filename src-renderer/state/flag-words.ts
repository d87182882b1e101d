/** Envoy's response flags in words (its access log documentation has the list). */
const words: Readonly<Record<string, string>> = {
  UH: 'no healthy upstream: the service has no address here',
  UF: 'the connection to the service failed: it is refused, timed out, or TLS broke',
  UO: 'too much at once: a circuit breaker of the service is open',
  NR: 'no route: no host or no route takes this request',
  URX: 'all retries were used up',
  NC: 'the service is not known: nothing declares it',
  DT: 'the request took longer than it may',
  DC: 'the client went away before the answer was complete',
  LH: 'the health check of the gateway itself failed',
  UT: 'the service did not answer within the timeout of the route',
  LR: 'the gateway gave up the connection to the service',
  UR: 'the service reset the stream',
  UC: 'the service closed the connection before it answered',
  DI: 'delayed on purpose, by a fault of the route',
  FI: 'aborted on purpose, by a fault of the route',
  RL: 'refused by a rate limit',
  UAEX: 'refused by external authorization',
  RLSE: 'the rate limit service failed',
  IH: 'a header that only the gateway may set had a bad value',
  SI: 'nothing moved for too long on this stream',
  DPE: 'the client did not speak proper HTTP',
  UPE: 'the service did not speak proper HTTP',
  UMSDR: 'the stream lasted longer than it may',
  OM: 'the gateway was overloaded',
  DF: 'the name of the service could not be resolved',
  DO: 'dropped, because the service is overloaded',
  DR: 'the client reset the stream',
  UDO: 'dropped without condition',
};

/** What one flag, or several joined by commas, say. Empty for `-`. */
export const flagWords = (flags: string): string =>
  flags === '-' || flags === ''
    ? ''
    : flags
        .split(',')
        .map((flag) => `${flag}: ${words[flag] ?? 'a flag of Envoy'}`)
        .join('\n');
