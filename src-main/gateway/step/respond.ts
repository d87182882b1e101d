import type { Respond } from '#core/route/decision.ts';
import { answerLocally } from '../serve/local-reply.ts';
import type { Turn } from '../serve/turn.ts';

/** A direct response: the route's status and body, and `location` with 201 and 3xx (reference 5.6). */
export function respond(turn: Turn, { status, body, path, grpcStatus, responseHeaders }: Respond): void {
  const { life, request } = turn;
  const located = status === 201 || (status >= 300 && status < 400);
  const scheme = request.connection.tls ? 'https' : 'http';
  answerLocally(turn, {
    status,
    details: 'direct_response',
    body: body === undefined ? '' : 'text' in body ? body.text : Buffer.from(body.base64, 'base64'),
    operations: responseHeaders,
    ...(grpcStatus === undefined ? {} : { grpcStatus }),
    ...(located ? { location: `${scheme}://${life.authority}${path}` } : {}),
  });
}
