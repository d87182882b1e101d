import type { Agent, ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type HttpProxy from 'http-proxy';
import type { HeaderLines } from '#core/route/facts.ts';
import { withoutTrailerLine } from '../trailer-line.ts';
import type { Job } from './line.ts';
import { badStatus, failureOf, isNoStatus, type UpstreamFailure, type UpstreamRequest } from './upstream.ts';

export type UpgradeReceiver = {
  /** The service agreed. Gives the header lines for the client; from here on the bytes flow by themselves. */
  readonly switched: (headers: HeaderLines) => readonly string[];
  /** The service answered something else: an ordinary answer follows. */
  readonly refused: (status: number, headers: HeaderLines) => void;
  readonly chunk: (bytes: Uint8Array) => void;
  readonly end: () => void;
  readonly failed: (failure: UpstreamFailure) => void;
  /** What passes the tunnel, behind the switch; nobody may change it. Absent: nobody looks. */
  readonly bytes?: (from: 'client' | 'service', bytes: Uint8Array) => void;
  /** The tunnel is closed, in bytes of its two directions. */
  readonly closed: (received: number, sent: number) => void;
};

export type UpgradeCall = {
  /** As of an `UpstreamCall`. */
  readonly abort: (why?: 'timeout') => void;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly localAddress: () => string | undefined;
};

export type Upgrader = {
  /**
   * On a connection that `reserve` gives, which is used up by it. May be called again for the same client after `failed`. What the
   * client has sent already is to be readable on its socket.
   */
  readonly connect: (
    reserve: (job: Job) => () => void,
    request: UpstreamRequest,
    client: Duplex,
    to: UpgradeReceiver,
  ) => UpgradeCall;
};

/** http-proxy is loaded by the first upgrade. */
export const loadUpgrader = async (): Promise<Upgrader> => createUpgrader((await import('http-proxy')).default);

/** An upgrade that has been sent. */
type Tunnelling = {
  readonly local: string;
  readonly answer: () => IncomingMessage | undefined;
  readonly abort: () => void;
};

type Hooks = { readonly begin: (outgoing: ClientRequest) => void };

/**
 * Tunnels through http-proxy. It is given the head as it is to be sent, because by itself it would pass hop-by-hop lines on, merge
 * slashes of the path and leave the service connected when the client has gone.
 */
function createUpgrader(httpProxy: typeof HttpProxy): Upgrader {
  const proxy = httpProxy.createProxyServer({ toProxy: true });
  const hooks = new WeakMap<object, Hooks>();
  proxy.on('proxyReqWs', (outgoing, incoming) => hooks.get(incoming)?.begin(outgoing));
  return {
    connect: (reserve, request, client, to) => {
      let open: Tunnelling | undefined;
      const leave = reserve({
        engine: 'whole',
        begin: (line, local, _, ended) => {
          const agent = line.lend?.(ended);
          request.connected?.();
          if (agent) open = begin(agent, local, request, client, to);
        },
        failed: to.failed,
      });
      return {
        abort: () => {
          leave();
          open?.abort();
        },
        pause: () => open?.answer()?.pause(),
        resume: () => open?.answer()?.resume(),
        localAddress: () => open?.local,
      };
    },
  };

  function begin(
    agent: Agent,
    local: string,
    request: UpstreamRequest,
    client: Duplex,
    to: UpgradeReceiver,
  ): Tunnelling {
    const incoming = {
      method: 'GET',
      url: request.path,
      headers: requestHeaders(request),
    } as unknown as IncomingMessage;
    const socket = client as Socket;
    let outgoing: ClientRequest | undefined;
    let answer: IncomingMessage | undefined;
    /** The receiver has heard its last word. */
    let over = false;
    const fail = (error: unknown) => {
      if (over) return;
      over = true;
      to.failed(failureOf(error, false));
    };
    hooks.set(incoming, {
      begin: (sent) => {
        outgoing = sent;
        // Set again, because http-proxy has merged its slashes.
        sent.path = request.path;
        // Ahead of http-proxy's own listener, which writes whatever headers it finds.
        sent.on('upgrade', (response, upstream) => {
          if (over) return void upstream.destroy();
          over = true;
          response.headers = gathered(to.switched(response.rawHeaders));
          tunnel(socket, upstream, to);
        });
      },
    });
    const options = { target: { protocol: 'http:', host: 'service', port: '80' }, agent };
    quietly(() => proxy.ws(incoming, socket, Buffer.alloc(0), options, fail));
    // http-proxy would end the client's connection, which still awaits a reply or another attempt.
    outgoing?.removeAllListeners('error');
    outgoing?.on('error', fail);
    // It would also copy any other answer to the client as it is; the receiver makes a proper reply of it.
    outgoing?.removeAllListeners('response');
    outgoing?.on('response', (response) => {
      answer = response;
      if (over) return void response.destroy();
      if (isNoStatus(response)) {
        fail(badStatus);
        return void response.destroy();
      }
      to.refused(response.statusCode ?? 502, response.rawHeaders);
      response.on('data', (bytes: Buffer) => over || to.chunk(bytes));
      response.on('end', () => {
        if (over) return;
        over = true;
        to.end();
      });
      response.on('error', fail);
      response.on('close', () => {
        if (!response.complete) fail({ code: 'ECONNRESET' });
      });
    });
    return {
      local,
      answer: () => answer,
      abort: () => {
        over = true;
        outgoing?.destroy();
      },
    };
  }
}

/** Either end closing closes the other, so that no service is left with a client that has gone. */
function tunnel(client: Socket, service: Socket, to: UpgradeReceiver): void {
  let received = 0;
  let sent = 0;
  let closed = false;
  client.on('data', (bytes: Buffer) => {
    received += bytes.length;
    to.bytes?.('client', bytes);
  });
  service.on('data', (bytes: Buffer) => {
    sent += bytes.length;
    to.bytes?.('service', bytes);
  });
  const close = () => {
    client.destroy();
    service.destroy();
    if (closed) return;
    closed = true;
    to.closed(received, sent);
  };
  client.on('close', close);
  service.on('close', () => {
    // What the service said last may still be on its way to the client; `finish` ends that.
    if (client.destroyed || client.writableFinished || !client.writableEnded) close();
  });
  // One half closing is the end of both, as in Envoy: http-proxy passes the end on, and then there is nothing left to say.
  client.on('finish', close);
  service.on('finish', close);
  client.on('error', close);
  service.on('error', close);
}

function requestHeaders({ authority, headers }: UpstreamRequest): IncomingHttpHeaders {
  return gathered(['host', authority, 'connection', 'Upgrade', 'upgrade', 'websocket', ...withoutTrailerLine(headers)]);
}

/** Lines of one name together, as node writes and http-proxy expects them. */
function gathered(lines: readonly string[]): IncomingHttpHeaders {
  const result: Record<string, string | string[]> = {};
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i] as string;
    const value = lines[i + 1] as string;
    const known = Object.hasOwn(result, name) ? result[name] : undefined;
    if (known === undefined) Object.defineProperty(result, name, { value, writable: true, enumerable: true });
    else result[name] = typeof known === 'string' ? [known, value] : [...known, value];
  }
  return result;
}

/** http-proxy calls a deprecated function of node; nobody who runs the gateway can do anything about that. */
function quietly(act: () => void): void {
  const before = process.noDeprecation;
  process.noDeprecation = true;
  try {
    act();
  } finally {
    process.noDeprecation = before ?? false;
  }
}
