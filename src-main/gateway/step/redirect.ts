import type { Redirect } from '#core/route/decision.ts';
import { answerLocally } from '../serve/local-reply.ts';
import type { Turn } from '../serve/turn.ts';
import { wireText } from './wire-text.ts';

/** A redirect route: status and location, no body, no service (reference 5.5). */
export function redirect(turn: Turn, { status, location, responseHeaders }: Redirect): void {
  answerLocally(turn, {
    status,
    details: 'direct_response',
    body: '',
    location: beyondBytes.test(location) ? wireText(location) : location,
    operations: responseHeaders,
  });
}

/** The request's part of a location is bytes already; only text of the route can bring characters beyond them. */
const beyondBytes = /[^\t\x20-\x7e\x80-\xff]/;
