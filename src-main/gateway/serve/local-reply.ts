import { headerValue } from '#core/match/header-value.ts';
import type { HeaderOperations } from '#core/route/table.ts';
import { raise } from '../record.ts';
import { withCors } from '../step/cors.ts';
import { grpcStatusOf, percentEncoded } from '../step/grpc-status.ts';
import { operateOn } from '../step/header-operations.ts';
import { lastHand } from './last-hand.ts';
import { operators, type Turn } from './turn.ts';

/** An answer that the gateway gives by itself. `flag` and `details` are Envoy's (reference 8.3). */
export type LocalReply = {
  readonly status: number;
  readonly flag?: string;
  readonly details: string;
  readonly body: string | Uint8Array;
  /** Of the body, where no header operation says otherwise. */
  readonly contentType?: string;
  readonly location?: string;
  /** The matched route's, applied before the lines that describe the body (reference 5.4, 5.6). */
  readonly operations?: readonly HeaderOperations[];
  readonly close?: boolean;
  /** A limit of the cluster refused the request, which other proxies are told. */
  readonly overloaded?: boolean;
  /** For gRPC clients, in place of what `status` means to them. */
  readonly grpcStatus?: number;
};

/**
 * Sends a local reply and ends the turn. A body comes with `content-type` and its exact length, an empty one without type; for gRPC
 * clients it becomes a 200 with the status in `grpc-status`, which is the only answer they understand (reference 8.3).
 */
export function answerLocally(turn: Turn, local: LocalReply): void {
  const { life, reply, world } = turn;
  life.status = local.status;
  life.details = local.details;
  raise(life, local.flag ?? '-');
  const bytes = typeof local.body === 'string' ? Buffer.from(local.body) : local.body;
  let lines: string[] = local.location === undefined ? [] : ['location', local.location];
  if (local.overloaded) lines.push('x-envoy-overloaded', 'true');
  lines = withCors(
    operateOn(lines, local.operations ?? [], () => operators(turn, 'response')),
    turn.cors,
  );
  const grpc = isGrpc(turn);
  if (grpc) {
    life.status = 200;
    lines = without(lines, 'content-type');
    lines.push(
      'content-type',
      'application/grpc',
      'grpc-status',
      String(local.grpcStatus ?? grpcStatusOf(local.status)),
    );
    if (bytes.length > 0) lines.push('grpc-message', percentEncoded(bytes));
    // In HTTP/2 the end of the stream says it, and gRPC knows no lengths.
    if (turn.request.version !== '2') lines.push('content-length', '0');
  } else if (bytes.length > 0) {
    if (headerValue(lines, 'content-type') === undefined) lines.push('content-type', local.contentType ?? 'text/plain');
    lines.push('content-length', String(bytes.length));
  } else {
    lines = without(lines, 'content-type');
    // RFC 9110 section 8.6: these have no content, not even an empty one.
    if (local.status !== 204 && local.status !== 304) lines.push('content-length', '0');
  }
  const headers = lastHand(turn, lines);
  life.responseHeaders = headers;
  const silent = grpc || life.method === 'HEAD' || life.status === 204 || life.status === 304;
  const body = silent || bytes.length === 0 ? undefined : bytes;
  life.bytesSent = body?.length ?? 0;
  turn.answered = true;
  reply.send(life.status, headers, body, turn.closing || local.close === true || turn.leaving());
  world.recorder.finish(life);
}

function isGrpc({ edge }: Turn): boolean {
  const type = headerValue(edge.lines, 'content-type')?.toLowerCase() ?? '';
  return type === 'application/grpc' || type.startsWith('application/grpc+') || type.startsWith('application/grpc;');
}

function without(lines: readonly string[], name: string): string[] {
  const result: string[] = [];
  for (let i = 0; i + 1 < lines.length; i += 2) {
    if (lines[i] !== name) result.push(lines[i] as string, lines[i + 1] as string);
  }
  return result;
}
