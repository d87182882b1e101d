import { type AttemptEnd, isRetriable } from '#core/action/retry.ts';
import { headerValue } from '#core/match/header-value.ts';
import type { Forward } from '#core/route/decision.ts';
import { raise, type Tap, type UpstreamLife } from '../record.ts';
import { type Attempts, createAttempts, endOf, numberAttempt } from '../step/attempts.ts';
import { forwardHeaders } from '../step/forward-headers.ts';
import { createLimit, timeoutOf } from '../step/timeout.ts';
import type { Host } from '../upstream/host.ts';
import type { UpgradeCall, UpgradeReceiver } from '../upstream/upgrade.ts';
import { answerHeaders } from './answer.ts';
import { noHealthyUpstream, withHost, withNextHost } from './choose-host.ts';
import { failed, guarded } from './failed.ts';
import { leave } from './leave.ts';
import type { LocalReply } from './local-reply.ts';
import type { Leaving } from './message.ts';
import { resetReply } from './reset-reply.ts';
import { operators, type Turn } from './turn.ts';
import { unanswered } from './unanswered.ts';

/**
 * Opens a WebSocket through the gateway (reference 5.14). The route's timeout counts until the service has agreed, or has said all of its no. A service that does
 * not answer is retried like any other (reference 5.10), one that answers anything is not.
 */
export function forwardUpgrade(turn: Turn, decision: Forward): void {
  turn.closing = true;
  withHost(turn, decision, (host) => connect(turn, decision, host));
}

function connect(turn: Turn, decision: Forward, first: Host): void {
  const { world, life, reply, edge } = turn;
  const { raw } = reply;
  const upstream = life.upstream as UpstreamLife;
  const operations = decision.destination.responseHeaders;
  if (!raw) return unanswered(turn, { status: 403, details: 'upgrade_failed', body: '', close: true, operations });
  const timeoutMs = timeoutOf(decision.timeoutMs, edge.lines);
  const sent = world.clock();
  let call: UpgradeCall | undefined;
  let phase: 'waiting' | 'streaming' | 'tunnel' | 'over' = 'waiting';
  let attempts: Attempts | undefined;
  /** Whether there is another attempt behind such an end. */
  const again = (end: AttemptEnd): boolean => {
    const { retry } = decision;
    if (retry === undefined || !isRetriable(retry, end)) return false;
    attempts ??= createAttempts(retry, first.cluster, world.dice, () => guarded(turn, next));
    const refused = attempts.again();
    if (refused === undefined) return true;
    raise(life, refused);
    return false;
  };
  /** Nothing follows: the reply has ended, one way or another. */
  const over = () => {
    phase = 'over';
    limit?.stop();
    attempts?.stop();
    attempts?.over();
  };
  const finish = () => {
    over();
    world.recorder.finish(life);
  };
  const local = (answer: LocalReply) => {
    over();
    try {
      unanswered(turn, { ...answer, operations });
    } catch (error) {
      failed(turn, error);
    }
  };
  const limit = createLimit(timeoutMs, () => {
    call?.abort('timeout');
    if (phase === 'streaming') {
      raise(life, 'UT');
      life.details = 'response_timeout';
      reply.abort();
      return finish();
    }
    local({ status: 504, flag: 'UT', details: 'response_timeout', body: 'upstream request timeout' });
  });
  const lines = (status: number, headers: readonly string[]) => {
    upstream.localAddress = call?.localAddress();
    life.answered = world.clock();
    life.received = { status, headers };
    return answerHeaders(turn, decision, status, headers, Math.max(0, world.clock() - sent));
  };
  const receiver: UpgradeReceiver = {
    switched: (headers) => {
      phase = 'tunnel';
      limit?.stop();
      const own = lines(101, headers);
      tap = world.recorder.tunnels(life, headers);
      own.push('connection', 'Upgrade', 'upgrade', 'websocket');
      reply.takeOver();
      return own;
    },
    refused: (status, headers) => {
      if (phase !== 'waiting') return;
      phase = 'streaming';
      const own = lines(status, headers);
      if (status !== 204 && status !== 304 && headerValue(own, 'content-length') === undefined)
        own.push('transfer-encoding', 'chunked');
      reply.head(status, own, true);
    },
    chunk: (bytes) => {
      life.bytesSent += bytes.length;
      if (!reply.chunk(bytes)) call?.pause();
    },
    end: () => {
      if (phase !== 'streaming') return;
      reply.end();
      finish();
    },
    failed: (failure) => {
      if (phase === 'over') return;
      if (failure.transport !== undefined) upstream.transportFailure = failure.transport;
      if (phase === 'waiting' && again(endOf(failure))) return;
      const told = resetReply(failure, upstream.attempts > 1);
      if (phase === 'waiting') return local(told);
      raise(life, told.flag);
      life.details = `upstream_reset_after_response_started{${failure.reason.replaceAll(' ', '_')}}`;
      reply.abort();
      finish();
    },
    bytes: (from, bytes) => {
      if (from === 'client') life.bytesReceived += bytes.length;
      else life.bytesSent += bytes.length;
      tap?.(from, bytes);
    },
    closed: (received, sentBytes) => {
      life.bytesReceived = received;
      life.bytesSent = sentBytes;
      finish();
    },
  };
  let tap: Tap | undefined;
  let gone = false;
  const left = (how: Leaving) => {
    gone = true;
    if (phase !== 'waiting' && phase !== 'streaming') return;
    over();
    call?.abort();
    leave(turn, how);
  };
  // Nobody reads the bare connection yet, so nobody would hear that it has ended. Behind the upgrade that is the tunnel's to hear.
  raw.socket.once('end', () => {
    if (phase !== 'waiting' && phase !== 'streaming') return;
    raw.socket.destroy();
    left('disconnected');
  });
  reply.watch({
    gone: left,
    drained: () => call?.resume(),
    malformed: () => reply.abort(),
  });
  const dispatch = (host: Host) => {
    const lines = forwardHeaders([...edge.lines], decision, timeoutMs, () => operators(turn, 'request'));
    const request = {
      method: 'GET',
      path: upstream.path,
      authority: host.sendsHost ?? decision.upstreamAuthority,
      headers: upstream.attempts === 1 ? lines : numberAttempt(lines, upstream.attempts),
      expects: false,
      client: turn.request.connection,
      connected: () => {
        life.connected = world.clock();
      },
    };
    life.sent = request;
    life.dispatched = world.clock();
    life.connected = undefined;
    world.upstreams.upgrade(host, request, raw.socket, receiver).then(
      (begun) => {
        call = begun;
        if (gone || phase === 'over') begun.abort();
      },
      (error) => failed(turn, error),
    );
  };
  const tried = new Set<string>();
  const next = () => {
    if (upstream.host !== undefined) tried.add(upstream.host);
    upstream.attempts += 1;
    delete upstream.transportFailure;
    withNextHost(turn, decision, tried, (host) => {
      if (gone || phase !== 'waiting') return;
      if (!host) return local(noHealthyUpstream);
      upstream.host = host.key;
      dispatch(host);
    });
  };

  // What came behind the request waits for whichever attempt succeeds.
  if (raw.head.length > 0) raw.socket.unshift(raw.head);
  raw.socket.read(0);
  limit?.start();
  dispatch(first);
}
