import type { DrawnFault } from '#core/action/fault.ts';
import type { HeaderOperations } from '#core/route/table.ts';
import { raise } from '../record.ts';
import { guarded } from '../serve/failed.ts';
import { leave } from '../serve/leave.ts';
import { answerLocally } from '../serve/local-reply.ts';
import type { Turn } from '../serve/turn.ts';

/** node's timers hold 31 bits. */
const longestMs = 0x7fffffff;

/**
 * Holds a request and then answers it with an error or lets it go on, as the fault of its route was drawn (reference 5.11). No service
 * hears of a request that is aborted. `operations` are the route's on responses.
 */
export function fault(
  turn: Turn,
  { delayMs, abort }: DrawnFault,
  operations: readonly HeaderOperations[],
  next: () => void,
): void {
  const { life, reply } = turn;
  const go = () => {
    if (!abort) return next();
    const answer = { flag: 'FI', details: 'fault_filter_abort', body: 'fault filter abort', operations };
    if ('status' in abort) return answerLocally(turn, { ...answer, status: abort.status });
    answerLocally(turn, { ...answer, status: 200, grpcStatus: abort.grpcStatus });
  };
  if (delayMs === undefined) return go();
  raise(life, 'DI');
  const timer = setTimeout(() => guarded(turn, go), Math.min(delayMs, longestMs));
  reply.watch({
    gone: (how) => {
      clearTimeout(timer);
      leave(turn, how);
    },
    drained: () => {},
    malformed: (details) => {
      clearTimeout(timer);
      turn.closing = true;
      guarded(turn, () => answerLocally(turn, { status: 400, flag: 'DPE', details, body: '' }));
    },
  });
}
