import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EventSource, Failure, Handlers, Log } from '#contract/contract.ts';
import type { Settings } from '#contract/settings.ts';
import { type Admission, createAdmission, isOwnHost, isOwnOrigin, onlyHost } from './admission.ts';
import { findAsset } from './assets.ts';
import { type Answer, answerCall, readJson, refusal } from './calls.ts';
import { securityHeaders } from './headers.ts';
import { createStreams, type StreamLimits, type Streams } from './stream.ts';

/** The window over HTTP on this machine: the built page, and the contract behind it. */
export type Loopback = {
  /** With the token in its fragment: for a file that the person who started us alone may read, and for nothing that is printed. */
  readonly url: string;
  /** With a code in its fragment that opens one session: for that person's eyes and browser. Another one at each call. */
  readonly link: () => string;
  readonly port: number;
  readonly close: () => Promise<void>;
};

export type LoopbackOptions = {
  readonly handlers: Handlers;
  readonly events: EventSource;
  /** Folder of the built page; absent: calls and events only. */
  readonly assets?: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly log: Log;
  /** At least 128 random bits; made here when absent. */
  readonly token?: string;
  readonly limits?: StreamLimits;
};

/** Thrown when the port cannot be had; `failure` is for people. */
export class LoopbackError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'LoopbackError';
    this.failure = failure;
  }
}

/**
 * Serves the window on 127.0.0.1 only. Rejects with `LoopbackError` when the port is taken or not permitted.
 *
 * `POST /session` takes `{code}` or `{token}` and gives the cookie, and with `{token, link: true}` the URL for another browser instead; `POST /call/<name>` takes JSON and answers `{ok, output | message}`;
 * `GET /call/events` is the event stream, `GET /metrics` the figures for Prometheus; everything else is a file of the page. No CORS headers, ever.
 */
export const createLoopback = async (options: LoopbackOptions): Promise<Loopback> => {
  const { log } = options;
  const token = options.token ?? randomBytes(32).toString('base64url');
  const server = createServer({ maxHeaderSize: 32 * 1024 });
  const port = await listen(server, options.port);
  const admission = createAdmission(token, port);
  const streams = createStreams(options.events, log, options.limits);
  server.on('request', (request, response) => {
    answer({ ...options, port, admission, streams }, request, response).catch((error: unknown) => {
      // What is left here is the client going away while it was read or written to.
      log('debug', 'a request to the window broke off', { cause: String(error) });
      response.destroy();
    });
  });
  return {
    url: `http://127.0.0.1:${port}/#token=${token}`,
    link: () => linkOf(port, admission),
    port,
    close: () =>
      new Promise((done) => {
        streams.close();
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
};

type Context = LoopbackOptions & {
  readonly port: number;
  readonly admission: Admission;
  readonly streams: Streams;
};

const answer = async (context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { port, admission, streams, handlers, log } = context;
  const nonce = randomBytes(18).toString('base64url');
  for (const [name, value] of Object.entries(securityHeaders(nonce))) response.setHeader(name, value as string);
  if (!isOwnHost(onlyHost(request), port))
    return send(request, response, refusal(421, 'this name is not ours; open the address that was printed'));

  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const isEvents = path === '/call/events';
  const call = path.startsWith('/call/') && !isEvents ? path.slice('/call/'.length) : undefined;
  if (call !== undefined || path === '/session') {
    if (request.method !== 'POST') return send(request, response, refusal(405, 'use POST'), { allow: 'POST' });
    if (!isOwnOrigin(request, true)) return send(request, response, foreign);
    if (call === undefined) return openSession(context, request, response);
    if (!admission.hasSession(request)) return send(request, response, noSession);
    return send(request, response, await answerCall(call, request, handlers, log));
  }
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return send(request, response, refusal(405, 'use GET'), { allow: 'GET, HEAD' });
  if (isEvents) {
    if (!isOwnOrigin(request, false)) return send(request, response, foreign);
    if (!admission.hasSession(request)) return send(request, response, noSession);
    if (request.method === 'HEAD') return send(request, response, refusal(405, 'use GET'), { allow: 'GET' });
    if (streams.add(response)) return;
    return send(request, response, refusal(503, 'too many windows are open; close one of them'));
  }
  if (metricsPaths.includes(path)) {
    if (!isOwnOrigin(request, false)) return send(request, response, foreign);
    return sendMetrics(context, request, response);
  }
  return sendAsset(context, request, response, path, nonce);
};

/**
 * As Prometheus asks by default, and as Envoy's admin interface answers. Without a session, because no scraper has one: figures and names
 * of the configuration, for programs of this machine only.
 */
const metricsPaths: readonly string[] = ['/metrics', '/stats/prometheus'];

const sendMetrics = async (
  { handlers }: Context,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { type, text } = await handlers['metrics.text'](null);
  const bytes = Buffer.from(text);
  response.writeHead(200, { 'content-type': type, 'content-length': bytes.length, 'cache-control': 'no-store' });
  response.end(request.method === 'HEAD' ? undefined : bytes);
};

const foreign = refusal(403, 'this request comes from another page');
const noSession = refusal(401, 'there is no session; open the address that was printed');

const openSession = async (context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const body = await readJson(request, 4_096);
  if (!body.ok) return send(request, response, body.answer);
  const { value } = body;
  const { admission, port } = context;
  const token = textIn(value, 'token');
  const code = textIn(value, 'code');
  const fits = token === undefined ? code !== undefined && admission.takeCode(code) : admission.tokenFits(token);
  if (!fits) return send(request, response, code === undefined ? wrongToken : usedCode);
  if (token !== undefined && typeof value === 'object' && value !== null && 'link' in value)
    return send(
      request,
      response,
      context.assets === undefined ? noWindow : { status: 200, body: { ok: true, output: linkOf(port, admission) } },
    );
  response.setHeader('set-cookie', admission.cookie());
  return send(request, response, { status: 200, body: { ok: true, output: null } });
};

const noWindow = refusal(
  409,
  'this slipway serves no window to browsers; start it with "slipway run", without "--no-ui"',
);
const wrongToken = refusal(401, 'the token does not fit; it is that of a program which has ended');
const usedCode = refusal(
  401,
  'this address has been used, or is of a program which has ended; "slipway window" prints another',
);

const textIn = (value: unknown, name: string): string | undefined => {
  const found =
    typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  return typeof found === 'string' ? found : undefined;
};

const linkOf = (port: number, admission: Admission): string => `http://127.0.0.1:${port}/#code=${admission.newCode()}`;

const sendAsset = async (
  { assets, handlers }: Context,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  nonce: string,
): Promise<void> => {
  const asset = assets === undefined ? undefined : await findAsset(assets, path, nonce, await themeOf(handlers, path));
  if (!asset)
    return send(
      request,
      response,
      path === '/' && assets !== undefined
        ? refusal(503, 'the window is not built; run "npm run build" and open this address again')
        : refusal(404, 'there is nothing at this address'),
    );
  const bytes = Buffer.from(asset.body);
  response.writeHead(200, {
    'content-type': asset.type,
    'content-length': bytes.length,
    'cache-control': asset.cache,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
};

/** What the page looks like is no secret: it is told before there is a session. */
const themeOf = async (handlers: Handlers, path: string): Promise<Settings['theme']> =>
  path === '/' ? (await handlers['settings.read'](null)).settings.theme : 'system';

const send = (
  request: IncomingMessage,
  response: ServerResponse,
  { status, body }: Answer,
  more: Readonly<Record<string, string>> = {},
): void => {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.length,
    'cache-control': 'no-store',
    ...more,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
};

const listen = (server: ReturnType<typeof createServer>, port: number): Promise<number> =>
  new Promise((done, refuse) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      refuse(
        new LoopbackError({
          code: error.code === 'EADDRINUSE' ? 'loopback/port-taken' : 'loopback/port-refused',
          message: `the window cannot be served on port ${port}: ${
            error.code === 'EADDRINUSE' ? 'another program uses it' : 'the system refuses it'
          }; choose another one with "--ui-port"`,
          detail: { port, errno: error.code ?? 'unknown' },
        }),
      ),
    );
    server.listen({ port, host: '127.0.0.1' }, () => done((server.address() as AddressInfo).port));
  });
