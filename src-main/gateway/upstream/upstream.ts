import type { HeaderLines } from '#core/route/facts.ts';
import type { BodyReceiver } from '../serve/message.ts';
import type { ClientEnds } from './proxy-protocol.ts';

/** What is sent to a service. Header lines without Host and without connection management; `authority` becomes Host. */
export type UpstreamRequest = {
  readonly method: string;
  readonly path: string;
  readonly authority: string;
  readonly headers: string[];
  /** The headers have an `expect` line. */
  readonly expects: boolean;
  /** The client speaks HTTP/2, which decides where a cluster follows its clients (`useClientProtocol`). */
  readonly http2?: boolean;
  /** The connection on which the request came, for services that are told so (`proxyProtocol`); absent: nobody's. */
  readonly client?: ClientEnds;
  /** A connection has been found or opened, and the request goes out on it. */
  readonly connected?: () => void;
  /** Absent: the request has no body. */
  readonly body?: RequestBody;
};

/** The body of the client's request: `start` once, then held back and let go as the service reads. */
export type RequestBody = {
  readonly start: (to: BodyReceiver) => void;
  readonly pause: () => void;
  readonly resume: () => void;
};

/** Where the answer goes: `head` once, `chunk`s, then `end`; or `failed` at any moment, once, and nothing after it. */
export type UpstreamReceiver = {
  readonly head: (status: number, headers: HeaderLines) => void;
  readonly chunk: (bytes: Uint8Array) => void;
  readonly end: (trailers: HeaderLines) => void;
  readonly failed: (failure: UpstreamFailure) => void;
  /** The service said `100 Continue`. */
  readonly proceed: () => void;
};

/** Why there is no answer, in Envoy's words (reference 8.3). */
export type UpstreamFailure = {
  readonly reason:
    | 'remote connection failure'
    | 'connection timeout'
    | 'connection termination'
    | 'protocol error'
    /** RST_STREAM of the service. */
    | 'remote reset'
    /** The service says that it has not begun with the request: REFUSED_STREAM, or GOAWAY before it. */
    | 'remote refused stream reset'
    /** A limit of the cluster (reference 6.5). */
    | 'overflow';
  /** What the system says: `delayed connect error: Connection refused`. */
  readonly transport?: string;
};

/** One request under way. After `abort` the receiver hears nothing any more; a place in a queue is free at once. */
export type UpstreamCall = {
  readonly pause: () => void;
  readonly resume: () => void;
  /** `timeout`: the service was too slow, which is told to outlier detection. */
  readonly abort: (why?: 'timeout') => void;
  /** `ip:port` of our end, once it is known. */
  readonly localAddress: () => string | undefined;
};

/** Reference 8.4. */
export const connectTimeoutMs = 10_000;
/** Shorter than what common servers keep an idle connection for (5 s), so that a request seldom meets a closing one. */
export const idleTimeoutMs = 4_000;
/** Reference 8.4, for answers as for requests. */
export const responseHeaderLimit = 60 * 1024;

/** Node reads any three digits as a status, and refuses to write those below 100. */
export const isNoStatus = ({ statusCode = 0 }: { readonly statusCode?: number | undefined }): boolean =>
  statusCode < 100;

/** As the parser would have said it. */
export const badStatus = { code: 'HPE_INVALID_STATUS' } as const;

/** What a socket or parser error means. `connecting`: the connection had not been there. */
export function failureOf(error: unknown, connecting: boolean): UpstreamFailure {
  const { code = '', syscall = '', name = '' } = error as { code?: string; syscall?: string; name?: string };
  if (
    name === 'HTTPParserError' ||
    code.startsWith('HPE_') ||
    code === 'UND_ERR_HEADERS_OVERFLOW' ||
    // Two lengths that differ, too.
    code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' ||
    code === 'UND_ERR_INVALID_ARG'
  )
    return { reason: 'protocol error' };
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || (connecting && code === 'ETIMEDOUT'))
    return { reason: 'connection timeout' };
  if (syscall === 'connect' || syscall === 'getaddrinfo' || connecting) {
    return {
      reason: 'remote connection failure',
      transport: `delayed connect error: ${systemText[code] ?? (code || 'unknown')}`,
    };
  }
  return { reason: 'connection termination' };
}

/** How the system names these errors, which Envoy repeats. */
const systemText: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  ETIMEDOUT: 'Connection timed out',
  EACCES: 'Permission denied',
  ENOTFOUND: 'Name or service not known',
  EMFILE: 'Too many open files',
};
