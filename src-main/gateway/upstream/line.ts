import type { Agent } from 'node:http';
import type { Socket } from 'node:net';
import type { PoolPolicy } from '#core/route/cluster-policy.ts';
import {
  idleTimeoutMs,
  type UpstreamCall,
  type UpstreamFailure,
  type UpstreamReceiver,
  type UpstreamRequest,
} from './upstream.ts';

/**
 * Which client speaks on a connection: undici (`plain`) for requests without a body, node's own (`whole`) for all the others, for
 * tunnels, and for everything where connections are limited, so that one kind of connection serves all requests.
 */
export type Engine = 'plain' | 'whole';

/** A client around one open connection, with one request at a time. */
export type Line = {
  /**
   * `last`: no request follows on this connection, and the service is told so. `ended` once, never within this call, when the
   * connection is free again or broken; `socket.destroyed` tells which.
   */
  readonly send: (request: UpstreamRequest, to: UpstreamReceiver, last: boolean, ended: () => void) => UpstreamCall;
  /** For a client of its own that wants the connection; absent for undici. `ended` as above. */
  readonly lend?: (ended: () => void) => Agent;
};

export type OpenLine = (socket: Socket, local: string, pool: PoolPolicy | undefined) => Line;

/** A request that waits for a connection. */
export type Job = {
  readonly engine: Engine;
  readonly begin: (line: Line, local: string, last: boolean, ended: () => void) => void;
  readonly failed: (failure: UpstreamFailure) => void;
};

/** What the documents mean by an hour, Istio's default: nobody has asked for it, so connections are let go before services do. */
const unwritten = 3_600_000;
/** node's timers hold 31 bits; a longer limit is as good as none. */
const longest = 0x7fffffff;

/** How long an HTTP/1.1 connection without a request is kept; `idleTimeoutMs` where the policy names nothing, 0 in it is for ever. */
export function idleMsOf(pool: PoolPolicy | undefined): number {
  const wanted = pool?.idleTimeoutMs ?? unwritten;
  if (wanted === unwritten) return idleTimeoutMs;
  return wanted === 0 ? longest : Math.min(wanted, longest);
}

/** Calls when a connection has lasted as long as the policy lets it. Returns how to stop. */
export function afterDuration(pool: PoolPolicy | undefined, expired: () => void): () => void {
  const ms = pool?.maxConnectionDurationMs;
  if (ms === undefined || ms <= 0 || ms > longest) return () => {};
  const timer = setTimeout(expired, ms);
  timer.unref();
  return () => clearTimeout(timer);
}
