import type { Redirect } from '#core/route/decision.ts';
import { answerLocally } from '../serve/local-reply.ts';
import type { Turn } from '../serve/turn.ts';

/** A redirect route: status and location, no body, no service (reference 5.5). */
export function redirect(turn: Turn, { status, location, responseHeaders }: Redirect): void {
  answerLocally(turn, {
    status,
    details: 'direct_response',
    body: '',
    location,
    operations: responseHeaders,
  });
}
