import type { Exchange } from '#core/traffic/exchange.ts';
import type { Received } from './echo-service.ts';
import { headerValues, type RawAnswer } from './raw-client.ts';

/** What one request of a behaviour case brought about, seen from all three sides. */
export type Seen = {
  readonly answer: RawAnswer;
  /** The gateway's own record; absent when it never saw a request. */
  readonly exchange?: Exchange;
  /** `host:port` of the services that were asked, with what they received, in order. */
  readonly received: readonly { readonly service: string; readonly request: Received }[];
  /** The endpoint that was dialled, as the documents name it. */
  readonly address?: string;
  /** Whether the services listen at all; where they refuse connections, nothing can have arrived. */
  readonly listening: boolean;
};

type Expectation = Readonly<Record<string, unknown>>;
type Judge = (expected: unknown, seen: Seen) => string | undefined;

/** Every member that a case may expect. A member that is not here fails the case: nothing is ignored. */
const judges: Readonly<Record<string, Judge>> = {
  status: (expected, { answer }) => same('status', expected, answer.is === 'response' ? answer.status : answer.is),
  destination: (expected, { exchange, received, listening }) => {
    const asked = [...new Set(received.map((r) => r.service))];
    const byRecord = destinationOf(exchange);
    const wanted = String(expected).split('/')[0];
    // Where connections are refused, the gateway's record alone says where the request went.
    const arrived = asked.length > 0 ? asked.join(' and ') : listening ? 'none' : wanted;
    return same('destination', expected, byRecord) ?? same('destination (service that was asked)', wanted, arrived);
  },
  rewrittenPath: (expected, { received }) => same('rewrittenPath', expected, received.at(-1)?.request.target),
  rewrittenHost: (expected, { received }) => same('rewrittenHost', expected, received.at(-1)?.request.host),
  location: (expected, { answer }) =>
    same('location', expected, answer.is === 'response' ? headerValues(answer.headers, 'location').join() : answer.is),
  body: (expected, { answer }) => same('body', expected, answer.is === 'response' ? answer.body : answer.is),
  bodyPrefix: (expected, { answer }) => {
    if (answer.is !== 'response') return same('bodyPrefix', expected, answer.is);
    return answer.body.startsWith(String(expected)) ? undefined : same('bodyPrefix', expected, answer.body);
  },
  requestHeaders: (expected, { received }) =>
    headers('requestHeaders', expected, received.at(-1)?.request.headers, 'no service was asked'),
  responseHeaders: (expected, { answer }) =>
    headers('responseHeaders', expected, answer.is === 'response' ? answer.headers : undefined, answer.is),
  minLatencyMs: (expected, { answer }) =>
    answer.elapsedMs >= Number(expected) ? undefined : same('minLatencyMs', expected, answer.elapsedMs),
  upstreamAttempts: (expected, { exchange }) => same('upstreamAttempts', expected, exchange?.upstream?.attempts ?? 0),
  upstreamAddress: (expected, { address }) => same('upstreamAddress', expected, address),
  error: (expected, seen) => judgeError(String(expected), seen),
};

/** Differences between one request's outcome and the case's `expect`. `destinationShare` is judged over many requests elsewhere. */
export function judgeExpectation(expect: Expectation, seen: Seen): readonly string[] {
  const differences = Object.entries(expect).flatMap(([member, expected]) => {
    if (member === 'destinationShare') return [];
    const judge = judges[member];
    if (!judge) return [`cannot judge: expect.${member} is not known here`];
    return judge(expected, seen) ?? [];
  });
  // Who answers by itself asks nobody: the absence of a destination says so. A timeout is answered by the gateway after it asked.
  const named = ['destination', 'destinationShare', 'upstreamAttempts'].some((member) => member in expect);
  const own = !named && !/^UT\b/.test(String(expect.error ?? ''));
  if (own && seen.received.length > 0) differences.push(same('destination', 'none', seen.received[0]?.service) ?? '');
  return differences;
}

const words: Readonly<Record<string, (seen: Seen) => string | undefined>> = {
  'connection refused (no listener)': ({ answer }) => same('error', 'refused', answer.is),
  'TLS connection closed, no filter chain match (NR)': ({ answer, exchange }) =>
    same('the connection', 'closed', answer.is) ??
    same('response flags', 'NR', exchange?.flags) ??
    same('details', 'filter_chain_not_found', exchange?.details),
  'raw TLS bytes forwarded, TLS not terminated': ({ received, exchange }) =>
    same('protocol seen by the gateway', '-', exchange?.protocol) ??
    same('TLS ended by the service', true, received.at(-1)?.request.secure),
  'host unknown on this port, ALLOW_ANY': ({ exchange }) => same('route', 'allow_any', exchange?.route?.name),
  block_all: ({ exchange }) => same('route', 'block_all', exchange?.route?.name),
  'upgrade_failed; connection closed': ({ answer, exchange }) =>
    same('details', 'upgrade_failed', exchange?.details) ??
    same('connection closed', true, answer.is === 'response' && answer.closed),
  'too many request headers (limit 100)': ({ exchange }) => same('details', 'too_many_headers', exchange?.details),
  'answered by gateway, no upstream request': ({ received, exchange }) =>
    same('services asked', 0, received.length) ?? same('upstream', undefined, exchange?.upstream?.cluster),
};

/** `NR route_not_found`, `UF`, `missing_host_header`, or one of the sentences above. */
function judgeError(text: string, seen: Seen): string | undefined {
  const word = words[text];
  if (word) return word(seen);
  const parts = /^(?:([A-Z]+(?:,[A-Z]+)*)(?: |$))?([a-z_0-9]+)?$/.exec(text);
  if (!parts) return `cannot judge: expect.error "${text}" is not known here`;
  const [, flags, details] = parts;
  return (
    same('response flags', flags ?? '-', seen.exchange?.flags) ??
    (details === undefined ? undefined : same('details', details, seen.exchange?.details))
  );
}

/** `outbound|8080|v2|host` as `host:8080/v2`. */
function destinationOf(exchange: Exchange | undefined): string | undefined {
  const cluster = exchange?.upstream?.cluster;
  const [, port, subset, host] = cluster?.split('|') ?? [];
  // Clusters of the mesh for hosts that nobody knows have plain names.
  return host === undefined ? cluster : `${host}:${port}${subset ? `/${subset}` : ''}`;
}

function headers(
  what: string,
  expected: unknown,
  lines: readonly string[] | undefined,
  none: string,
): string | undefined {
  if (lines === undefined) return `${what}: ${none}`;
  const differences = Object.entries(expected as Expectation).flatMap(([name, value]) => {
    const got = headerValues(lines, name);
    const difference = header(value, got);
    return difference === undefined ? [] : [`${what} ${name}: ${difference}`];
  });
  return differences.length === 0 ? undefined : differences.join('; ');
}

function header(expected: unknown, got: readonly string[]): string | undefined {
  const shown = got.length === 0 ? 'nothing' : JSON.stringify(got);
  if (expected === null) return got.length === 0 ? undefined : `expected nothing, got ${shown}`;
  if (Array.isArray(expected) || typeof expected === 'string') {
    const wanted = Array.isArray(expected) ? expected : [expected];
    return JSON.stringify(wanted) === JSON.stringify(got)
      ? undefined
      : `expected ${JSON.stringify(wanted)}, got ${shown}`;
  }
  const pattern = (expected as Expectation).regex;
  if (typeof pattern !== 'string' || Object.keys(expected as object).length !== 1)
    return `cannot judge: ${JSON.stringify(expected)} is not known here`;
  const fits = got.length === 1 && new RegExp(`^(?:${pattern})$`).test(got[0] ?? '');
  return fits ? undefined : `expected one line like ${pattern}, got ${shown}`;
}

function same(what: string, expected: unknown, got: unknown): string | undefined {
  if (Object.is(expected, got)) return undefined;
  return `${what}: expected ${JSON.stringify(expected)}, got ${got === undefined ? 'nothing' : JSON.stringify(got)}`;
}
