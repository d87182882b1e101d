import { headerValue } from '#core/match/header-value.ts';
import type { Forward } from '#core/route/decision.ts';
import type { HeaderLines } from '#core/route/facts.ts';
import { withCors } from '../step/cors.ts';
import { operateOn } from '../step/header-operations.ts';
import { upstreamHeaders } from '../step/response-headers.ts';
import { writeSession } from '../step/session.ts';
import { lastHand } from './last-hand.ts';
import { operators, type Turn } from './turn.ts';

/** The answer of a service on its way to the client. */
export type Answer = {
  /** Sends the head on; true when the answer is complete with it. `took`: what the service needed, in milliseconds. */
  readonly head: (status: number, headers: HeaderLines, took: number) => boolean;
  readonly chunk: (bytes: Uint8Array) => 'taken' | 'full' | 'last';
  readonly end: (trailers: HeaderLines | undefined) => void;
};

/**
 * What of an answer is changed on its way (reference 5.4, 5.13, 8.1), and where it ends. `streams`: the service speaks HTTP/2, where the
 * stream says where the answer ends and not a length, and trailers may follow.
 */
export function createAnswer(turn: Turn, decision: Forward, streams: boolean): Answer {
  const { world, life, request, reply, edge } = turn;
  const bodiless = life.method === 'HEAD';
  /** Bytes that a known length still promises; -1: unknown. */
  let left = -1;
  const finish = (last: Uint8Array | undefined, trailers: HeaderLines | undefined) => {
    reply.end(last, trailers);
    world.recorder.finish(life);
  };
  return {
    head: (status, headers, took) => {
      const lines = answerHeaders(turn, decision, status, headers, took);
      const hasBody = !bodiless && status !== 204 && status !== 304;
      const type = life.stream === undefined && hasBody ? headerValue(lines, 'content-type') : undefined;
      if (type?.startsWith('text/event-stream')) world.recorder.streams(life, 'events');
      else if (type?.startsWith('application/grpc')) world.recorder.streams(life, 'grpc');
      if (hasBody) {
        const length = headerValue(lines, 'content-length');
        if (length === undefined) {
          if (request.version !== '2') lines.push('transfer-encoding', 'chunked');
        } else if (!streams) left = Number(length);
      }
      reply.head(status, lines, turn.closing || turn.leaving());
      if (!hasBody || left !== 0) return false;
      finish(undefined, undefined);
      return true;
    },
    chunk: (bytes) => {
      life.bytesSent += bytes.length;
      if (left >= 0) {
        left -= bytes.length;
        // The last byte promised is the end; it need not wait for the connection to say so.
        if (left <= 0) {
          finish(bytes, undefined);
          return 'last';
        }
      }
      return reply.chunk(bytes) ? 'taken' : 'full';
    },
    end: (trailers) => {
      const wanted = request.version === '2' ? streams : edge.wantsTrailers && left < 0 && !bodiless;
      finish(undefined, wanted ? trailers : undefined);
    },
  };
}

/** The lines that go to the client for a service's answer, and the record of it. They may be added to. */
export function answerHeaders(
  turn: Turn,
  { destination, route }: Forward,
  status: number,
  headers: HeaderLines,
  took: number,
): string[] {
  const { life, world } = turn;
  if (life.upstream) life.upstream.serviceTimeMs = took;
  life.status = status;
  life.details = 'via_upstream';
  let lines = upstreamHeaders(headers, took);
  lines = operateOn(lines, destination.responseHeaders, () => operators(turn, 'response'));
  lines = withCors(lines, turn.cors);
  if (turn.hashed?.setCookie !== undefined) lines.push('set-cookie', turn.hashed.setCookie);
  const session = route.action.do === 'forward' ? route.action.session : undefined;
  const host = life.upstream?.host;
  if (session && host !== undefined && !turn.belongs?.isHost(host)) {
    lines.push(...writeSession(session, destination, host, world.clock()));
  }
  lines = lastHand(turn, lines);
  life.responseHeaders = lines;
  turn.answered = true;
  return lines;
}
