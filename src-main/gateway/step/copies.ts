import { hostOf } from '#core/route/authority.ts';
import type { ChosenMirror, Forward } from '#core/route/decision.ts';
import { operators, type Turn } from '../serve/turn.ts';
import type { Host } from '../upstream/host.ts';
import type { UpstreamCall, UpstreamReceiver } from '../upstream/upstream.ts';
import type { Upstreams } from '../upstream/upstreams.ts';
import { forwardHeaders } from './forward-headers.ts';
import { createLimit, timeoutOf } from './timeout.ts';
import { wirePath } from './wire-path.ts';

/** Copies of requests for mirrors (reference 5.12): sent, never waited for, their answers read and forgotten. */
export type Copies = {
  /** `body`: all of it; absent where the request has none. Never throws and never rejects. */
  readonly send: (
    turn: Turn,
    decision: Forward,
    mirrors: readonly ChosenMirror[],
    body?: readonly Uint8Array[],
  ) => void;
  /** Ends the copies under way. */
  readonly close: () => void;
};

export function createCopies(upstreams: Upstreams): Copies {
  const running = new Set<() => void>();
  let closed = false;

  const sendOne = (
    turn: Turn,
    decision: Forward,
    host: Host,
    headers: string[],
    timeoutMs: number | undefined,
    body: readonly Uint8Array[] | undefined,
  ) => {
    let call: UpstreamCall | undefined;
    const over = () => {
      limit?.stop();
      running.delete(abort);
    };
    const abort = () => {
      over();
      call?.abort();
    };
    const limit = createLimit(timeoutMs, () => {
      over();
      call?.abort('timeout');
    });
    const receiver: UpstreamReceiver = { head: nothing, chunk: nothing, end: over, failed: over, proceed: nothing };
    running.add(abort);
    limit?.start();
    call = upstreams.send(
      host,
      {
        method: turn.request.method,
        path: wirePath(decision.upstreamPath),
        authority: decision.upstreamAuthority,
        headers,
        expects: turn.edge.expects,
        http2: turn.request.version === '2',
        ...(body && { body: wholeBody(body) }),
      },
      receiver,
    );
  };

  const send = (turn: Turn, decision: Forward, { cluster }: ChosenMirror, body: readonly Uint8Array[] | undefined) => {
    if (!cluster || closed) return;
    const { original } = turn.request.connection;
    const authority = hostOf(decision.upstreamAuthority).replace(/^\[(.*)\]$/, '$1');
    const picked = upstreams.pick(cluster, original === undefined ? { authority } : { authority, original });
    if (!picked) return;
    const timeoutMs = timeoutOf(decision.timeoutMs, turn.edge.lines);
    const headers = copyHeaders(turn, decision, timeoutMs);
    const go = (host: Host | undefined) => {
      if (host && !closed) sendOne(turn, decision, host, headers, timeoutMs, body);
    };
    if ('then' in picked) picked.then(go).catch((error: unknown) => failed(turn, error));
    else go(picked);
  };

  return {
    send: (turn, decision, mirrors, body) => {
      for (const mirror of mirrors) {
        try {
          send(turn, decision, mirror, body);
        } catch (error) {
          failed(turn, error);
        }
      }
    },
    close: () => {
      closed = true;
      for (const abort of [...running]) abort();
    },
  };
}

const nothing = () => {};

/** Nobody but the log hears of it: a copy changes nothing about the request it is made of. */
function failed({ world, life }: Turn, error: unknown): void {
  world.log('error', 'a copy of a request could not be sent', {
    method: life.method,
    path: life.path,
    reason: String(error),
  });
}

/** What the service gets, with one more hop and the mark of a request that a proxy makes by itself. */
function copyHeaders(turn: Turn, decision: Forward, timeoutMs: number | undefined): string[] {
  const lines = forwardHeaders([...turn.edge.lines], decision, timeoutMs, () => operators(turn, 'request'));
  const at = lines.indexOf('x-forwarded-for');
  if (at === -1) lines.push('x-forwarded-for', turn.world.ownAddress);
  else lines[at + 1] = `${lines[at + 1]},${turn.world.ownAddress}`;
  lines.push('x-envoy-internal', 'true');
  return lines;
}

/** A body that is all there: it is small enough to be handed over at once. */
const wholeBody = (chunks: readonly Uint8Array[]) => ({
  start: (to: { readonly chunk: (bytes: Uint8Array) => void; readonly end: () => void }) => {
    for (const chunk of chunks) to.chunk(chunk);
    to.end();
  },
  pause: nothing,
  resume: nothing,
});
