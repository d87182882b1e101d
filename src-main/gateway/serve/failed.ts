import { newUuid } from '../step/uuid.ts';
import { answerLocally } from './local-reply.ts';
import type { Turn } from './turn.ts';

/** Runs a part of a turn; what it throws is a bug of ours and is answered as such. */
export function guarded(turn: Turn, part: () => void): void {
  try {
    part();
  } catch (error) {
    failed(turn, error);
  }
}

/** A bug: 500 with a short id if there is still somebody to tell, and the same id in the log. The gateway goes on. */
export function failed(turn: Turn, error: unknown): void {
  const { world, life, reply } = turn;
  const id = newUuid(world.dice).slice(0, 8);
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const fields = { id, method: life.method, path: life.path, trace };
  world.log('error', `a request failed because of a bug in the gateway (${id})`, fields);
  life.terminationDetails = `bug ${id}`;
  if (!turn.answered) {
    try {
      return answerLocally(turn, {
        status: 500,
        details: 'internal_error',
        body: `internal error ${id}\n`,
        close: true,
      });
    } catch {
      // The reply itself is what fails; cutting the connection is all that is left.
    }
  }
  reply.abort();
  world.recorder.finish(life);
}
