import { type AttemptEnd, isRetriable } from '#core/action/retry.ts';
import type { Forward } from '#core/route/decision.ts';
import { raise, type UpstreamLife } from '../record.ts';
import { type Attempts, createAttempts, endOf, expectedMs, numberAttempt } from '../step/attempts.ts';
import { forwardHeaders } from '../step/forward-headers.ts';
import { createReplayBody, type ReplayBody } from '../step/replay-body.ts';
import { createLimit, type Limit, timeoutOf } from '../step/timeout.ts';
import type { Host } from '../upstream/host.ts';
import type { RequestBody, UpstreamCall, UpstreamReceiver } from '../upstream/upstream.ts';
import { createAnswer } from './answer.ts';
import { noHealthyUpstream, withHost, withNextHost } from './choose-host.ts';
import { failed, guarded } from './failed.ts';
import { leave } from './leave.ts';
import { resetReply } from './reset-reply.ts';
import { operators, type Turn } from './turn.ts';
import { unanswered } from './unanswered.ts';

/** Sends the request to the decision's cluster and the answer back (reference 8.1 to 8.3). */
export function forward(turn: Turn, decision: Forward): void {
  withHost(turn, decision, (host) => send(turn, decision, host));
}

function send(turn: Turn, decision: Forward, first: Host): void {
  const { world, life, request, reply, edge } = turn;
  const upstream = life.upstream as UpstreamLife;
  const { retry, mirrors } = decision;
  const timeoutMs = timeoutOf(decision.timeoutMs, edge.lines);
  const perTryMs =
    retry?.perTryTimeoutMs !== undefined && retry.perTryTimeoutMs < (timeoutMs ?? Infinity)
      ? retry.perTryTimeoutMs
      : undefined;
  const sent = world.clock();
  const answer = createAnswer(turn, decision, world.upstreams.speaksHttp2(first, request.version === '2'));
  let call: UpstreamCall | undefined;
  /** `waiting` for the head, `streaming` the body, `over`: the reply has ended, one way or another. */
  let phase: 'waiting' | 'streaming' | 'over' = 'waiting';
  let held = false;
  /** When the request was complete, which is when its limits begin to count. */
  let completed: number | undefined;
  let body: ReplayBody | undefined;
  let tryLimit: Limit | undefined;

  const limit = createLimit(timeoutMs, () => {
    if (phase === 'over') return;
    raise(life, 'UT');
    life.details = 'response_timeout';
    stopUpstream('timeout');
    if (phase === 'streaming') return cut();
    local(504, 'UT', 'response_timeout', 'upstream request timeout');
  });
  const stopUpstream = (why?: 'timeout') => {
    note();
    settle();
    call?.abort(why);
  };
  /** Nothing follows: the reply has ended, one way or another. */
  const over = () => {
    phase = 'over';
    limit?.stop();
    attempts?.over();
  };
  const note = () => {
    upstream.localAddress = call?.localAddress();
  };
  let attempts: Attempts | undefined;
  let last = retry === undefined;
  /** The attempt under way is the last. */
  const settle = () => {
    last = true;
    attempts?.stop();
    tryLimit?.stop();
    // Mirrors still want all of it.
    if (!mirrors) body?.release();
  };
  /** Whether the request is sent again behind such an end; the attempt that ended is forgotten. */
  const again = (end: AttemptEnd): boolean => {
    if (last || retry === undefined || !isRetriable(retry, end)) return false;
    attempts ??= createAttempts(retry, first.cluster, world.dice, () => guarded(turn, next));
    const refused = attempts.again();
    if (refused !== undefined) {
      raise(life, refused);
      return false;
    }
    note();
    tryLimit?.stop();
    call?.abort();
    body?.detach();
    return true;
  };
  /** The head is out, so the only way to say that something is wrong is to cut the reply short. */
  const cut = () => {
    over();
    reply.abort();
    world.recorder.finish(life);
  };
  const local = (status: number, flag: string, details: string, text: string, overloaded = false) => {
    over();
    settle();
    body?.release();
    body?.detach();
    const operations = decision.destination.responseHeaders;
    try {
      unanswered(turn, { status, flag, details, body: text, operations, overloaded });
    } catch (error) {
      failed(turn, error);
    }
  };
  const receiver: UpstreamReceiver = {
    head: (status, headers) => {
      if (phase !== 'waiting') return;
      try {
        if (again({ is: 'answer', status, headers })) return;
        settle();
        note();
        phase = 'streaming';
        life.answered = world.clock();
        life.received = { status, headers };
        if (answer.head(status, headers, Math.max(0, world.clock() - sent))) over();
      } catch (error) {
        over();
        settle();
        call?.abort();
        failed(turn, error);
      }
    },
    chunk: (bytes) => {
      if (phase !== 'streaming') return;
      const taken = answer.chunk(bytes);
      if (taken === 'last') over();
      else if (taken === 'full') {
        held = true;
        call?.pause();
      }
    },
    end: (trailers) => {
      if (phase !== 'streaming') return;
      over();
      answer.end(trailers);
    },
    failed: (failure) => {
      if (phase === 'over') return;
      note();
      if (failure.transport !== undefined) upstream.transportFailure = failure.transport;
      if (phase === 'streaming') {
        raise(life, resetReply(failure).flag);
        life.details = `upstream_reset_after_response_started{${failure.reason.replaceAll(' ', '_')}}`;
        return cut();
      }
      if (again(endOf(failure))) return;
      const told = resetReply(failure, upstream.attempts > 1);
      local(told.status, told.flag, told.details, told.body, told.overloaded);
    },
    proceed: () => {
      if (phase !== 'waiting') return;
      // Behind a 100 there are no retries: the next service might ask for nothing.
      settle();
      reply.proceed();
    },
  };

  reply.watch({
    gone: (how) => {
      if (phase === 'over') return;
      over();
      stopUpstream();
      leave(turn, how);
    },
    drained: () => {
      if (!held) return;
      held = false;
      call?.resume();
    },
    malformed: (details) => {
      if (phase === 'over') return reply.abort();
      raise(life, 'DPE');
      life.details = details;
      stopUpstream();
      turn.closing = true;
      if (phase === 'streaming') return cut();
      local(400, 'DPE', details, '');
    },
  });

  const complete = () => {
    completed = world.clock();
    life.requested = completed;
    limit?.start();
    tryLimit?.start();
  };
  const source = request.hasBody ? counted(turn, complete, () => call?.abort()) : undefined;
  if (source && (retry || mirrors)) {
    body = createReplayBody(
      source,
      (chunks) => {
        if (mirrors && phase !== 'over') world.copies.send(turn, decision, mirrors, chunks);
      },
      () => {
        const between = attempts?.waiting() === true;
        last = true;
        attempts?.stop();
        if (between) local(507, '-', 'request_payload_exceeded_retry_buffer_limit', overflow);
      },
    );
  }

  const dispatch = (host: Host) => {
    const expected = expectedMs(timeoutMs, perTryMs, completed === undefined ? 0 : world.clock() - completed);
    const headers = forwardHeaders([...edge.lines], decision, expected, () => operators(turn, 'request'));
    const outgoing = {
      method: request.method,
      path: upstream.path,
      authority: host.sendsHost ?? decision.upstreamAuthority,
      headers: upstream.attempts === 1 ? headers : numberAttempt(headers, upstream.attempts),
      expects: edge.expects,
      http2: request.version === '2',
      client: request.connection,
      connected: () => {
        life.connected = world.clock();
      },
    };
    life.sent = outgoing;
    life.dispatched = world.clock();
    life.connected = undefined;
    if (perTryMs !== undefined) tryLimit = createLimit(perTryMs, tryExpired);
    const bytes = body ? body.attempt() : source;
    if (!bytes && completed === undefined) complete();
    else if (completed !== undefined) tryLimit?.start();
    call = world.upstreams.send(host, bytes ? { ...outgoing, body: bytes } : outgoing, receiver);
    // The answer may have come to an end before the call was there to be held back.
    if (held) call.pause();
  };
  const tryExpired = () => {
    if (phase !== 'waiting') return;
    note();
    call?.abort('timeout');
    if (!again({ is: 'reset', why: 'timeout' }))
      local(504, 'UT', 'upstream_per_try_timeout', 'upstream request timeout');
  };
  /** Another attempt, at another endpoint where there is one. */
  let tried: Set<string> | undefined;
  const next = () => {
    tried ??= new Set();
    if (upstream.host !== undefined) tried.add(upstream.host);
    upstream.attempts += 1;
    delete upstream.transportFailure;
    withNextHost(turn, decision, tried, (host) => {
      if (phase !== 'waiting') return;
      if (!host) return local(503, noHealthyUpstream.flag, noHealthyUpstream.details, noHealthyUpstream.body);
      upstream.host = host.key;
      dispatch(host);
    });
  };

  dispatch(first);
  if (mirrors && !source) world.copies.send(turn, decision, mirrors);
}

const overflow = 'exceeded request buffer limit while retrying upstream';

/** The client's body, counted; `complete` when it has all arrived, `broken` when it ended too early behind an answer. */
function counted({ reply, life }: Turn, complete: () => void, broken: () => void): RequestBody {
  return {
    start: (to) =>
      reply.receiveBody({
        chunk: (bytes) => {
          life.bytesReceived += bytes.length;
          to.chunk(bytes);
        },
        end: (trailers) => {
          complete();
          to.end(trailers);
        },
        abort: () => {
          broken();
          to.abort();
        },
      }),
    pause: () => reply.pauseBody(),
    resume: () => reply.resumeBody(),
  };
}
