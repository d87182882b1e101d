import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { PassThrough, Writable } from 'node:stream';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Forward, ForwardInput } from '#core/edit/candidate.ts';
import type { Result } from '#core/failure.ts';
import type { Log } from '#core/world.ts';
import { choosePod, type Kube, sayApi } from './kube.ts';

/** Ports of this machine that lead into clusters; they end with the program, or when somebody ends them. */
export type Forwards = {
  /** Opens a port for a Service; the same one where there is one already. Fails where no pod is ready at the beginning. */
  readonly open: (kube: Kube, config: KubeConfig, input: ForwardInput) => Promise<Result<Forward>>;
  readonly list: () => readonly Forward[];
  readonly end: (id: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

type Running = {
  readonly input: ForwardInput;
  readonly kube: Kube;
  readonly config: KubeConfig;
  readonly server: Server;
  readonly sockets: Set<Socket>;
  target: { readonly pod: string; readonly port: number } | undefined;
  why: string | undefined;
  /** The next look for a pod, while there is none. */
  retry: NodeJS.Timeout | undefined;
  ended: boolean;
};

const retryMs = 2_000;

export const createForwards = (log: Log): Forwards => {
  const running = new Map<string, Running>();
  const opening = new Map<string, Promise<Result<Forward>>>();

  const open = async (kube: Kube, config: KubeConfig, input: ForwardInput): Promise<Result<Forward>> => {
    const id = idOf(input);
    const known = running.get(id);
    if (known) return { ok: true, value: sayForward(id, known) };
    const first = await find(kube, config, input);
    if (!first.ok) return first;
    const sockets = new Set<Socket>();
    const server = createServer({ pauseOnConnect: true });
    const one: Running = {
      input,
      kube,
      config,
      server,
      sockets,
      target: first.value,
      why: undefined,
      retry: undefined,
      ended: false,
    };
    server.on('connection', (socket) => void carry(one, socket, log));
    try {
      await listen(server);
    } catch (error) {
      const message = `no port of this machine can be opened for the forward (${String(error)})`;
      return { ok: false, failure: { code: 'discover/forward-port', message } };
    }
    running.set(id, one);
    return { ok: true, value: sayForward(id, one) };
  };
  const end = async (id: string): Promise<void> => {
    const one = running.get(id);
    if (one === undefined) return;
    running.delete(id);
    one.ended = true;
    clearTimeout(one.retry);
    const closed = new Promise<void>((done) => one.server.close(() => done()));
    for (const socket of one.sockets) socket.destroy();
    await closed;
  };

  return {
    open: (kube, config, input) => {
      const id = idOf(input);
      const before = opening.get(id);
      if (before) return before;
      const mine = open(kube, config, input).finally(() => opening.delete(id));
      opening.set(id, mine);
      return mine;
    },
    list: () => [...running].map(([id, one]) => sayForward(id, one)),
    end,
    close: async () => {
      await Promise.allSettled(opening.values());
      await Promise.all([...running.keys()].map(end));
    },
  };
};

const idOf = ({ context, namespace, service, port }: ForwardInput): string =>
  `${context}/${namespace}/${service}:${port}`;

const sayForward = (id: string, { input, server, target, why, sockets }: Running): Forward => ({
  ...input,
  id,
  localPort: (server.address() as AddressInfo | null)?.port ?? 0,
  state: target ? 'ready' : 'waiting',
  ...(target && { pod: target.pod }),
  ...(why !== undefined && { why }),
  connections: sockets.size,
});

const find = async (kube: Kube, config: KubeConfig, input: ForwardInput) => {
  try {
    return await choosePod(kube, config, input);
  } catch (error) {
    const message = `the cluster "${input.context}" cannot be asked (${sayApi(error)})`;
    return { ok: false as const, failure: { code: 'discover/cluster', message } };
  }
};

/** Looks for another pod, again and again while there is none. */
const lookAgain = async (one: Running): Promise<void> => {
  if (one.ended) return;
  const found = await find(one.kube, one.config, one.input);
  if (one.ended) return;
  if (found.ok) {
    one.target = found.value;
    one.why = undefined;
    return;
  }
  one.target = undefined;
  one.why = found.failure.message;
  clearTimeout(one.retry);
  one.retry = setTimeout(() => void lookAgain(one), retryMs);
  one.retry.unref();
};

/** One connection to one pod. Where that pod has gone, another one is looked for once. */
const carry = async (one: Running, socket: Socket, log: Log): Promise<void> => {
  one.sockets.add(socket);
  socket.on('close', () => one.sockets.delete(socket));
  socket.on('error', () => socket.destroy());
  for (let attempt = 0; attempt < 2 && !socket.destroyed; attempt += 1) {
    if (one.target === undefined) await lookAgain(one);
    const { target } = one;
    if (target === undefined) break;
    try {
      await join(one, target, socket);
      return;
    } catch (error) {
      log('info', 'a pod of a forward does not answer', { pod: target.pod, reason: sayApi(error) });
      if (one.target === target) one.target = undefined;
    }
  }
  socket.destroy();
  if (one.target === undefined) void lookAgain(one);
};

/** Resolves when the bytes flow; rejects while nothing has been taken from the socket. */
const join = async (
  one: Running,
  target: { readonly pod: string; readonly port: number },
  socket: Socket,
): Promise<void> => {
  const { kube, config, input } = one;
  const toPod = new PassThrough();
  /** The kubelet says here what became of the connection to the pod's port. */
  const errors = new Writable({
    write: (chunk: Buffer, _, done) => {
      // What is left of the first message, behind its port.
      if (chunk.length === 0) return done();
      one.why = `pod "${target.pod}": ${chunk.toString('utf8').trim().slice(0, 200)}`;
      if (one.target === target) one.target = undefined;
      socket.destroy();
      void lookAgain(one);
      done();
    },
  });
  let line: Line | undefined;
  const fromPod = new Writable({
    write: (chunk: Buffer, _, done) => {
      // The library hands over whatever arrives: only the line itself can be told to wait.
      if (!socket.destroyed && !socket.write(chunk)) {
        line?.pause();
        socket.once('drain', () => line?.resume());
      }
      done();
    },
  });
  const forward = new kube.PortForward(config, true);
  const wire = await forward.portForward(input.namespace, target.pod, [target.port], fromPod, errors, toPod);
  const open = (typeof wire === 'function' ? wire() : wire) as Line | null;
  if (open === null) throw new Error('no connection');
  line = open;
  // What came last is written before the end is told.
  open.onclose = () => fromPod.end(() => socket.end());
  socket.on('close', () => {
    toPod.destroy();
    // A line that waits would not hear that it is closed.
    open.resume();
    open.close();
  });
  if (socket.destroyed) return open.close();
  send(socket, toPod, open);
};

/** The WebSocket of the library: what its types leave out is that of `ws`. */
type Line = {
  readonly bufferedAmount: number;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly close: () => void;
  onclose: unknown;
};

/** So much may wait to be sent to a cluster that is slower than this machine. */
const mostWaiting = 1024 * 1024;

/** The library sends what it is given at once, so that it is given no more than the line takes. */
const send = (socket: Socket, toPod: PassThrough, line: Line): void => {
  const wait = () => {
    if (socket.destroyed) return;
    if (line.bufferedAmount > mostWaiting) setTimeout(wait, 5).unref();
    else socket.resume();
  };
  socket.on('data', (chunk) => {
    toPod.write(chunk);
    if (line.bufferedAmount <= mostWaiting) return;
    socket.pause();
    wait();
  });
  socket.on('end', () => toPod.end());
  socket.resume();
};

const listen = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
