import type { Duplex } from 'node:stream';
import type { HeaderLines } from '#core/route/facts.ts';
import type { Address } from '../upstream/host.ts';

/**
 * How an HTTP engine and the data plane speak to each other (invariant 13): neither `serve` nor a step knows which
 * engine read the bytes. Calls instead of streams, because most messages are one head and one small body.
 */

/** One connection of a client, described once and shared by its requests. Addresses are `ip:port`, IPv6 in brackets. */
export type Connection = {
  readonly remote: string;
  /** Without the port, without brackets. */
  readonly remoteAddress: string;
  readonly local: string;
  readonly tls: boolean;
  /** The server name that a TLS client asked for, lower case; empty where it named none. */
  readonly sni?: string;
  /** The value of `x-forwarded-client-cert` for a client that has shown a certificate. */
  readonly forwardedClientCert?: string;
  /** For traffic of the mesh, where its client was going: a name or an address without brackets. Absent at gateways. */
  readonly original?: Address;
};

/**
 * The head of one request. `target` and header lines are as on the wire (one character for each byte). An HTTP/2 request comes
 * without pseudo-headers, its `:authority` as `host`.
 */
export type Request = {
  readonly method: string;
  readonly target: string;
  readonly version: '1.0' | '1.1' | '2';
  readonly headers: HeaderLines;
  /** A length above 0 or chunks were announced. */
  readonly hasBody: boolean;
  /** `Expect: 100-continue`: the client waits for `Reply.proceed` or a final answer. */
  readonly expectsContinue: boolean;
  /** The value of `Upgrade` in lower case, when `Connection` names it. */
  readonly upgrade?: string;
  readonly connection: Connection;
};

/** Who gets the body of a request, or of an upstream's response. After `end` or `abort` nothing comes any more. */
export type BodyReceiver = {
  readonly chunk: (bytes: Uint8Array) => void;
  /** `trailers` come from HTTP/2 only. */
  readonly end: (trailers?: HeaderLines) => void;
  /** The other side went away before the end. */
  readonly abort: () => void;
};

/** How a client left: with its connection, with this request alone (RST_STREAM), or by breaking the protocol of its connection. */
export type Leaving = 'disconnected' | 'reset' | 'broke-protocol';

/** What the engine tells while a request is under way. Nothing is told after the reply has ended. */
export type ReplyOwner = {
  /** The client takes no answer any more. */
  readonly gone: (how: Leaving) => void;
  /** `chunk` may be called again. */
  readonly drained: () => void;
  /** The rest of the request is not HTTP. */
  readonly malformed: (details: string) => void;
};

/**
 * The way back to the client, and the request's body. Exactly one of `send`, `head`…`end`, `abort` or `takeOver` ends it.
 * Header lines given here are kept by the engine: do not change them afterwards. Connection management is the
 * engine's: no `connection` line is to be given; `close` ends the connection behind the reply.
 */
export type Reply = {
  readonly watch: (owner: ReplyOwner) => void;
  /** Start the body; at most once. An engine drops the body of a request nobody receives. */
  readonly receiveBody: (to: BodyReceiver) => void;
  readonly pauseBody: () => void;
  readonly resumeBody: () => void;
  /** Sends `100 Continue`. */
  readonly proceed: () => void;
  /** A whole reply at once. `headers` carry its length. For HEAD the body is left out. */
  readonly send: (status: number, headers: string[], body: Uint8Array | string | undefined, close: boolean) => void;
  readonly head: (status: number, headers: string[], close: boolean) => void;
  /** `false`: the client reads slower than this; wait for `drained`. */
  readonly chunk: (bytes: Uint8Array) => boolean;
  readonly end: (last?: Uint8Array, trailers?: HeaderLines) => void;
  /** Cut the connection (in HTTP/2 the stream), so that the client sees that the reply is not whole. */
  readonly abort: () => void;
  /** The bare connection, for a request with `upgrade: 'websocket'`; `head` are bytes that came behind the request. */
  readonly raw: { readonly socket: Duplex; readonly head: Uint8Array } | undefined;
  /** From now on the raw connection belongs to the caller, and the reply is over for the engine. */
  readonly takeOver: () => void;
};

/** What an engine calls for each request. */
export type Serve = (request: Request, reply: Reply) => void;

/** Bytes that are not a request, which the engine answered by itself; for the record. */
export type Malformed = {
  readonly connection: Connection;
  /** 0 where there was nobody to answer. */
  readonly status: number;
  readonly details: string;
  /** Absent: HTTP/1.1. */
  readonly protocol?: 'HTTP/2';
};
