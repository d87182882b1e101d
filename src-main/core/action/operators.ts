import { headerValue } from '../match/header-value.ts';
import type { HeaderLines } from '../route/facts.ts';
import { formatTime } from './format-time.ts';

/**
 * The value of one command operator inside a header value, `%NAME(argument)%`; absent when it has none or is unknown.
 * `lines` are the header lines at this moment: after the removals of the same header parser, before anything is set.
 */
export type OperatorValue = (name: string, argument: string | undefined, lines: HeaderLines) => string | undefined;

/** The grammar Envoy's formatter reads: a name in capitals, an argument without `)`, a longest length. */
const operator = /%(?:%|([A-Z0-9_]+)(?:\(([^)]*)\))?(?::(\d+))?%)/g;

/** A header value with its operators replaced. `%%` is a percent sign; an operator without value leaves nothing behind. */
export const expandOperators = (value: string, evaluate: OperatorValue, lines: HeaderLines): string => {
  if (!value.includes('%')) return value;
  return value.replace(operator, (_whole, name?: string, argument?: string, longest?: string) => {
    if (name === undefined) return '%';
    const found = evaluate(name, argument, lines) ?? '';
    return longest === undefined ? found : found.slice(0, Number(longest));
  });
};

/** What operators can tell about one exchange. Addresses are `ip:port`; whatever is absent leaves nothing behind. */
export type OperatorFacts = {
  readonly method: string;
  readonly scheme: string;
  readonly authority: string;
  /** With query, before rewriting. */
  readonly path: string;
  readonly protocol: string;
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly hostname: string;
  readonly downstreamRemote: string;
  readonly downstreamLocal: string;
  readonly serverName?: string;
  /** For response operations; request operations see the lines that are being changed. */
  readonly requestHeaders?: HeaderLines;
  readonly status?: number;
  readonly flags?: string;
  readonly details?: string;
  readonly upstreamHost?: string;
  readonly upstreamLocal?: string;
  readonly upstreamCluster?: string;
  readonly routeName?: string;
  readonly requestId?: string;
  readonly bytesReceived?: number;
};

/** The values of operators for the request's or the response's header operations. */
export const operatorValues =
  (facts: OperatorFacts, side: 'request' | 'response'): OperatorValue =>
  (name, argument, lines) => {
    switch (name) {
      case 'REQ':
        return eitherOf(argument, (header) =>
          requestValue(facts, header, side === 'request' ? lines : (facts.requestHeaders ?? [])),
        );
      case 'RESP':
        if (side === 'request') return undefined;
        return eitherOf(argument, (header) =>
          header === ':status' ? facts.status?.toString() : headerValue(lines, header),
        );
      case 'START_TIME':
        return formatTime(facts.started, argument);
      case 'DOWNSTREAM_REMOTE_ADDRESS':
      case 'DOWNSTREAM_DIRECT_REMOTE_ADDRESS':
        return facts.downstreamRemote;
      case 'DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT':
      case 'DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT':
        return addressOf(facts.downstreamRemote);
      case 'DOWNSTREAM_REMOTE_PORT':
        return portOf(facts.downstreamRemote);
      case 'DOWNSTREAM_LOCAL_ADDRESS':
        return facts.downstreamLocal;
      case 'DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT':
        return addressOf(facts.downstreamLocal);
      case 'DOWNSTREAM_LOCAL_PORT':
        return portOf(facts.downstreamLocal);
      case 'UPSTREAM_HOST':
      case 'UPSTREAM_REMOTE_ADDRESS':
        return facts.upstreamHost;
      case 'UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT':
        return facts.upstreamHost && addressOf(facts.upstreamHost);
      case 'UPSTREAM_REMOTE_PORT':
        return facts.upstreamHost && portOf(facts.upstreamHost);
      case 'UPSTREAM_LOCAL_ADDRESS':
        return facts.upstreamLocal;
      case 'UPSTREAM_CLUSTER':
      case 'UPSTREAM_CLUSTER_RAW':
        return facts.upstreamCluster;
      case 'HOSTNAME':
        return facts.hostname;
      case 'PROTOCOL':
        return facts.protocol;
      case 'REQUESTED_SERVER_NAME':
        return facts.serverName;
      case 'RESPONSE_CODE':
        return facts.status?.toString();
      case 'RESPONSE_CODE_DETAILS':
        return facts.details;
      case 'RESPONSE_FLAGS':
        return facts.flags;
      case 'ROUTE_NAME':
        return facts.routeName;
      case 'STREAM_ID':
      case 'UNIQUE_ID':
        return facts.requestId;
      case 'BYTES_RECEIVED':
        return facts.bytesReceived?.toString();
      default:
        return undefined;
    }
  };

/** `X?Y`: the first header that is there. */
const eitherOf = (argument: string | undefined, value: (name: string) => string | undefined): string | undefined => {
  for (const name of (argument ?? '').split('?')) {
    const found = value(name.toLowerCase());
    if (found !== undefined) return found;
  }
  return undefined;
};

const requestValue = (facts: OperatorFacts, name: string, lines: HeaderLines): string | undefined => {
  switch (name) {
    case ':method':
      return facts.method;
    case ':scheme':
      return facts.scheme;
    case ':path':
      return facts.path;
    case ':authority':
    case 'host':
      return facts.authority;
    default:
      return headerValue(lines, name);
  }
};

const addressOf = (address: string): string => {
  const at = address.lastIndexOf(':');
  return (at === -1 ? address : address.slice(0, at)).replace(/^\[|\]$/g, '');
};

const portOf = (address: string): string | undefined => {
  const at = address.lastIndexOf(':');
  return at === -1 ? undefined : address.slice(at + 1);
};
