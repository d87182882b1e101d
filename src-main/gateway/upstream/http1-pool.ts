import type { Socket } from 'node:net';
import { begin, end, mayBegin, mayConnect, mayWait, overflow } from './circuit.ts';
import { dial, type Towards } from './dial.ts';
import type { Host } from './host.ts';
import { afterDuration, type Engine, idleMsOf, type Job, type Line, type OpenLine } from './line.ts';
import type { UpstreamCall, UpstreamReceiver, UpstreamRequest } from './upstream.ts';

/** The HTTP/1.1 connections to one host, and the requests that wait for one. */
export type Http1Pool = {
  /** On an idle connection, or in the queue for one; `failed` may be told within this call. */
  readonly send: (request: UpstreamRequest, to: UpstreamReceiver) => UpstreamCall;
  /** A connection for a client of its own. Returns how to leave the queue, which does nothing behind `begin`. */
  readonly reserve: (job: Job) => () => void;
  /** Takes nothing new: idle connections close, the others when their request is over. Whoever waits is still served. */
  readonly retire: () => void;
  /** Closes everything. */
  readonly destroy: () => void;
};

/** Idle connections kept for one host where nothing limits them; more are closed when their request is over. */
const idleLimit = 256;

type Slot = {
  readonly engine: Engine;
  readonly line: Line;
  readonly socket: Socket;
  readonly local: string;
  busy: boolean;
  /** Requests begun. */
  served: number;
  /** Closes when its request is over. */
  draining: boolean;
  /** The request under way is over. */
  readonly ended: () => void;
};

/**
 * A request takes the idle connection that was used last, so that a pool that is larger than the load shrinks by itself. Where there is
 * none it waits, in order, for one that becomes free or is opened for it; what may wait and be opened is the cluster's to limit
 * (Envoy's conn_pool_base). A connection that cannot be opened fails all that wait. `emptied`: no connection is left and nobody waits.
 */
export function createHttp1Pool(
  host: Host,
  towards: Towards | undefined,
  openers: Readonly<Record<Engine, OpenLine>>,
  emptied: () => void,
): Http1Pool {
  const { cluster } = host;
  const idle: Readonly<Record<Engine, Slot[]>> = { plain: [], whole: [] };
  const slots = new Set<Slot>();
  const waiting = new Set<Job>();
  const dials = new Set<() => void>();
  let retired = false;

  const policy = () => cluster.config.policy?.pool;
  /** One client for everything where the number of connections or of their requests counts. */
  const engineFor = (request: UpstreamRequest): Engine => {
    if (request.body || request.expects) return 'whole';
    const pool = policy();
    return pool?.maxConnections === undefined && pool?.maxRequestsPerConnection === undefined ? 'plain' : 'whole';
  };

  const takeIdle = (engine: Engine): Slot | undefined => {
    for (;;) {
      const slot = idle[engine].pop();
      if (!slot?.socket.destroyed) return slot;
    }
  };
  /** Whether the next request is its last. */
  const use = (slot: Slot): boolean => {
    slot.busy = true;
    slot.served += 1;
    begin(host);
    if (slot.served >= (policy()?.maxRequestsPerConnection ?? Infinity)) slot.draining = true;
    return slot.draining;
  };
  /** False where a limit of the cluster refuses it; the connection is as free as before. */
  const give = (slot: Slot, job: Job): boolean => {
    waiting.delete(job);
    cluster.pending -= 1;
    if (!mayBegin(cluster)) {
      job.failed(overflow);
      return false;
    }
    job.begin(slot.line, slot.local, use(slot), slot.ended);
    return true;
  };
  /** A connection without a request: for who has waited longest, or kept for the next. */
  const rest = (slot: Slot): void => {
    if (slot.draining || slot.socket.destroyed) return void slot.socket.destroy();
    for (const job of waiting) if (job.engine === slot.engine && give(slot, job)) return;
    if (retired || idle[slot.engine].length >= idleLimit) return void slot.socket.destroy();
    idle[slot.engine].push(slot);
  };

  const add = (socket: Socket, local: string, engine: Engine): Slot => {
    const free = () => {
      if (!slot.busy) return;
      slot.busy = false;
      end(host);
    };
    const line = openers[engine](socket, local, policy());
    const slot: Slot = {
      engine,
      line,
      socket,
      local,
      busy: false,
      served: 0,
      draining: false,
      ended: () => {
        if (!slot.busy) return;
        free();
        rest(slot);
      },
    };
    const stop = afterDuration(policy(), () => {
      slot.draining = true;
      if (!slot.busy) socket.destroy();
    });
    slots.add(slot);
    socket.once('close', () => {
      stop();
      slots.delete(slot);
      free();
      const at = idle[engine].indexOf(slot);
      if (at >= 0) idle[engine].splice(at, 1);
      grow();
      settle();
    });
    return slot;
  };
  const settle = () => {
    if (slots.size === 0 && dials.size === 0 && waiting.size === 0) emptied();
  };

  const open = (wanted: Engine): void => {
    const giveUp = dial(host, { alpn: 'http/1.1', ...towards }, (dialled) => {
      dials.delete(giveUp);
      if (dialled.is === 'failed') {
        for (const job of [...waiting]) {
          if (!waiting.delete(job)) continue;
          cluster.pending -= 1;
          job.failed(dialled.failure);
        }
        return settle();
      }
      const { socket, local } = dialled;
      const [job] = waiting;
      const slot = add(socket, local, job?.engine ?? wanted);
      if (job) return void (give(slot, job) || rest(slot));
      // Whoever it was opened for has left. No client looks after it before its first request.
      const { engine } = slot;
      socket.setTimeout(idleMsOf(policy()), () => {
        if (slot.served === 0) socket.destroy();
      });
      if (retired) socket.destroy();
      else idle[engine].push(slot);
    });
    dials.add(giveUp);
  };
  /** Opens connections for those who wait, as many as are allowed; one in any case where there is none. */
  const grow = (): void => {
    while (waiting.size > dials.size && (mayConnect(cluster) || (slots.size === 0 && dials.size === 0))) {
      const [job] = waiting;
      open(job?.engine ?? 'whole');
    }
  };
  const queue = (job: Job): (() => void) => {
    waiting.add(job);
    cluster.pending += 1;
    grow();
    return () => {
      if (!waiting.delete(job)) return;
      cluster.pending -= 1;
      settle();
    };
  };
  const later = (engine: Engine, request: UpstreamRequest, to: UpstreamReceiver): UpstreamCall => {
    let call: UpstreamCall | undefined;
    const leave = queue({
      engine,
      begin: (line, _, last, ended) => {
        request.connected?.();
        call = line.send(request, to, last, ended);
      },
      failed: to.failed,
    });
    return {
      pause: () => call?.pause(),
      resume: () => call?.resume(),
      abort: (why) => {
        leave();
        call?.abort(why);
      },
      localAddress: () => call?.localAddress(),
    };
  };

  return {
    send: (request, to) => {
      const engine = engineFor(request);
      const slot = takeIdle(engine);
      if (slot) {
        if (mayBegin(cluster)) {
          request.connected?.();
          return slot.line.send(request, to, use(slot), slot.ended);
        }
        idle[engine].push(slot);
      } else if (mayWait(cluster)) return later(engine, request, to);
      to.failed(overflow);
      settle();
      return nothing;
    },
    reserve: (job) => {
      const slot = takeIdle(job.engine);
      if (slot) {
        if (mayBegin(cluster)) {
          job.begin(slot.line, slot.local, use(slot), slot.ended);
          return ignore;
        }
        idle[job.engine].push(slot);
      } else if (mayWait(cluster)) return queue(job);
      job.failed(overflow);
      settle();
      return ignore;
    },
    retire: () => {
      retired = true;
      for (const slot of slots) {
        slot.draining = true;
        if (!slot.busy) slot.socket.destroy();
      }
      settle();
    },
    destroy: () => {
      retired = true;
      cluster.pending -= waiting.size;
      waiting.clear();
      for (const giveUp of dials) giveUp();
      dials.clear();
      for (const { socket } of slots) socket.destroy();
    },
  };
}

const ignore = () => {};
const nothing: UpstreamCall = { pause: ignore, resume: ignore, abort: ignore, localAddress: () => undefined };
