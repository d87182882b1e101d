import type { Client } from 'undici';
import type { HeaderLines } from '#core/route/facts.ts';
import type { Address } from './host.ts';
import {
  connectTimeoutMs,
  failureOf,
  idleTimeoutMs,
  responseHeaderLimit,
  type UpstreamCall,
  type UpstreamReceiver,
  type UpstreamRequest,
} from './upstream.ts';

/** Requests without a body, over kept-alive connections. */
export type Http1Pool = {
  readonly send: (host: Address, request: UpstreamRequest, to: UpstreamReceiver) => UpstreamCall;
  /** Lets go of the idle connections to every `address:port` that `wanted` does not name; requests under way go on. */
  readonly retain: (wanted: ReadonlySet<string>) => void;
  readonly close: () => Promise<void>;
};

/** Idle connections kept for one address; more are closed when their request is over. */
const idleLimit = 256;

/** undici is loaded by the first request that needs it: its import is the larger part of the gateway's start. */
export const loadHttp1Pool = async (): Promise<Http1Pool> => createHttp1Pool(await import('undici'));

/** A connection with undici's client around it. One request at a time, so that our end of it is known. */
type Line = { readonly client: Client; local: string | undefined; connected: boolean };

type Endpoint = { readonly idle: Line[]; retired: boolean };

/**
 * The newest idle connection is used first, so that a pool that is larger than the load shrinks by itself.
 * undici neither follows redirects nor decompresses at this level, and it has no timeout here but the one of connecting.
 */
function createHttp1Pool({ Client, buildConnector }: typeof import('undici')): Http1Pool {
  const endpoints = new Map<string, Endpoint>();
  const connector = buildConnector({ timeout: connectTimeoutMs, allowH2: false });

  const open = (address: string, port: number): Line => {
    const client = new Client(`http://${address.includes(':') ? `[${address}]` : address}:${port}`, {
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: idleTimeoutMs,
      maxHeaderSize: responseHeaderLimit,
      allowH2: false,
      connect: (options, callback) =>
        connector(options, (...result) => {
          const [error, socket] = result;
          if (!error && socket) {
            line.connected = true;
            line.local = `${socket.localAddress}:${socket.localPort}`;
            socket.once('close', () => {
              line.connected = false;
            });
          }
          callback(...result);
        }),
    });
    const line: Line = { client, local: undefined, connected: false };
    return line;
  };

  return {
    send: ({ address, port }, request, to) => {
      const key = `${address}:${port}`;
      let endpoint = endpoints.get(key);
      if (!endpoint) {
        endpoint = { idle: [], retired: false };
        endpoints.set(key, endpoint);
      }
      const line = endpoint.idle.pop() ?? open(address, port);
      return dispatch(line, endpoint, request, to);
    },
    retain: (wanted) => {
      for (const [key, endpoint] of endpoints) {
        if (wanted.has(key)) continue;
        endpoint.retired = true;
        endpoints.delete(key);
        for (const line of endpoint.idle.splice(0)) void line.client.close();
      }
    },
    close: async () => {
      const idle = [...endpoints.values()].flatMap((e) => e.idle.splice(0));
      for (const endpoint of endpoints.values()) endpoint.retired = true;
      endpoints.clear();
      await Promise.all(idle.map(({ client }) => client.destroy()));
    },
  };
}

type Controller = Parameters<NonNullable<import('undici').Dispatcher.DispatchHandler['onRequestStart']>>[0];

function dispatch(line: Line, endpoint: Endpoint, request: UpstreamRequest, to: UpstreamReceiver): UpstreamCall {
  let controller: Controller | undefined;
  let over = false;
  let aborted = false;
  const release = () => {
    over = true;
    if (endpoint.retired || endpoint.idle.length >= idleLimit) void line.client.close();
    else endpoint.idle.push(line);
  };
  request.headers.push('host', request.authority);
  line.client.dispatch(
    { method: request.method, path: request.path, headers: request.headers, body: null },
    {
      onRequestStart: (started) => {
        controller = started;
        if (aborted) started.abort(new Error('the client went away'));
      },
      onResponseStart: (_, status, headers) => {
        if (status >= 200 && !aborted) to.head(status, flat(headers));
      },
      onResponseData: (_, bytes) => {
        if (!aborted) to.chunk(bytes);
      },
      onResponseEnd: (_, trailers) => {
        release();
        if (!aborted) to.end(flat(trailers));
      },
      onResponseError: (_, error) => {
        if (over) return;
        const connecting = !line.connected && controller === undefined;
        release();
        if (!aborted) to.failed(failureOf(error, connecting));
      },
    },
  );
  return {
    pause: () => controller?.pause(),
    resume: () => controller?.resume(),
    abort: () => {
      aborted = true;
      if (!over) controller?.abort(new Error('the client went away'));
    },
    localAddress: () => line.local,
  };
}

/** undici gathers lines of one name; their order among themselves is kept, which is all that has a meaning. */
function flat(headers: Readonly<Record<string, string | string[] | undefined>>): HeaderLines {
  const lines: string[] = [];
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === 'string') lines.push(name, value);
    else if (value !== undefined) for (const one of value) lines.push(name, one);
  }
  return lines;
}
