import type { HeaderLines } from '#core/route/facts.ts';
import { idleMsOf, type OpenLine } from './line.ts';
import {
  failureOf,
  responseHeaderLimit,
  type UpstreamCall,
  type UpstreamReceiver,
  type UpstreamRequest,
} from './upstream.ts';

/** undici is loaded by the first request that needs it: its import is the larger part of the gateway's start. */
export const loadPlainLines = async (): Promise<OpenLine> => plainLines(await import('undici'));

type Undici = typeof import('undici');
type Client = import('undici').Client;
type Controller = Parameters<NonNullable<import('undici').Dispatcher.DispatchHandler['onRequestStart']>>[0];

/**
 * Requests without a body. undici neither follows redirects nor decompresses at this level, and has no limit of time here but the one of
 * an idle connection, which a service may shorten by its `keep-alive` line.
 */
const plainLines =
  ({ Client }: Undici): OpenLine =>
  (socket, local, pool) => {
    const idleMs = idleMsOf(pool);
    let taken = false;
    const client = new Client('http://service', {
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: idleMs,
      keepAliveMaxTimeout: idleMs,
      maxHeaderSize: responseHeaderLimit,
      allowH2: false,
      connect: (_, callback) => {
        const again = taken;
        taken = true;
        // Never within the call: undici would not hear of it. Never twice: a connection is opened elsewhere.
        queueMicrotask(() => (again ? callback(new Error('the connection has closed'), null) : callback(null, socket)));
      },
    });
    return { send: (request, to, last, ended) => dispatch(client, local, request, to, last, ended) };
  };

function dispatch(
  client: Client,
  local: string,
  request: UpstreamRequest,
  to: UpstreamReceiver,
  last: boolean,
  ended: () => void,
): UpstreamCall {
  let controller: Controller | undefined;
  let over = false;
  let aborted = false;
  const release = () => {
    over = true;
    // Behind this call undici closes a connection that cannot go on.
    queueMicrotask(ended);
  };
  request.headers.push('host', request.authority);
  client.dispatch(
    { method: request.method, path: request.path, headers: request.headers, body: null, reset: last },
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
        release();
        if (!aborted) to.failed(failureOf(error, false));
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
    localAddress: () => local,
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
