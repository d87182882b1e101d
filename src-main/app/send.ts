import { X509Certificate } from 'node:crypto';
import { type ClientRequest, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { connect as connectTls, rootCertificates, type TLSSocket } from 'node:tls';
import type { Reply, RequestInput } from '#contract/contract.ts';
import type { Failure, Result } from '#core/failure.ts';
import { byteString } from '#core/match/byte-string.ts';
import type { Facts } from '#core/route/facts.ts';
import { factsOf, splitUrl } from '#core/route/request-facts.ts';
import type { Table } from '#core/route/table.ts';
import type { GatewayState } from '#core/traffic/gateway-state.ts';
import type { Clock } from '#core/world.ts';
import { openTunnel } from './mesh-tunnel.ts';

const bodyLimit = 256 * 1024;
const timeoutMs = 30_000;

/** `body`: bytes in place of the text. `local` is told the `ip:port` that it is sent from. */
export type SendMore = { readonly body?: Uint8Array; readonly local?: (address: string) => void };

/**
 * Sends a request through the running gateway's own socket, as a browser would whose name resolution leads here.
 * Redirects are not followed; of the body at most 256 KiB are kept; after 30 s the failure `gateway/no-answer`.
 */
export const sendThrough = async (
  input: RequestInput,
  table: Table,
  state: GatewayState,
  clock: Clock,
  authority?: () => Promise<string>,
  more: SendMore = {},
): Promise<Result<Reply>> => {
  const mesh = input.via === 'mesh';
  const way = mesh ? await meshWay(input, state, authority) : gatewayWay(input, table, state);
  if (!way.ok) return way;
  const { facts, connection } = way.value;

  const headers = [...facts.headers];
  const has = (name: string) => headers.some((h, i) => i % 2 === 0 && h.toLowerCase() === name);
  const body = more.body ?? (input.body === undefined ? undefined : Buffer.from(input.body));
  if ((body || /^(POST|PUT|PATCH)$/.test(facts.method)) && !has('content-length') && !has('transfer-encoding'))
    headers.push('Content-Length', String(body?.length ?? 0));
  if (!has('connection')) headers.push('Connection', 'close');

  // An authority that cannot be read has signed nothing either.
  const trusted = facts.tls && !mesh ? await authority?.().catch(() => undefined) : undefined;
  const started = clock();
  return new Promise((done) => {
    const finish = (result: Result<Reply>) => {
      clearTimeout(timer);
      done(result);
      asked?.destroy();
    };
    const timer = setTimeout(
      () =>
        finish(failed('no-answer', `no complete answer within ${timeoutMs / 1000} s; look at the service behind it`)),
      timeoutMs,
    );
    const broken = (error: Error) => finish(failed('broken-off', `the connection broke off: ${error.message}`));
    let asked: ClientRequest | undefined;
    try {
      asked = (facts.tls ? requestHttps : requestHttp)({
        ...connection,
        method: facts.method,
        path: facts.target,
        headers,
        setHost: false,
        // A certificate of our authority is checked below. Any other is from the user's own Secret, often signed by itself, and this
        // is our own gateway on loopback.
        ...(facts.tls && !mesh ? { servername: facts.sni ?? '', rejectUnauthorized: false } : {}),
        ...(trusted === undefined ? {} : { ca: trusted }),
      });
    } catch (error) {
      // Node refuses what cannot be written on the wire (a space in the path, a name that is none).
      return finish(failed('bad-request', `this request cannot be written as HTTP/1.1: ${messageOf(error)}`));
    }
    asked.on('error', broken);
    asked.on('socket', (socket) => {
      const tell = () => more.local?.(`${socket.localAddress}:${socket.localPort}`);
      if (socket.localPort === undefined) socket.once('connect', tell);
      else tell();
    });
    if (trusted !== undefined)
      asked.on('socket', (socket) =>
        socket.once('secureConnect', () => {
          const why = distrust(socket as TLSSocket, trusted);
          if (why !== undefined) broken(new Error(`the gateway's certificate is refused (${why})`));
        }),
      );
    asked.on('response', (response) => collect(response, () => clock() - started, finish, broken));
    for (const event of ['upgrade', 'connect'] as const)
      asked.on(event, (response, socket) => {
        socket.destroy();
        finish({ ok: true, value: reply(response, Buffer.alloc(0), false, clock() - started) });
      });
    asked.end(body);
  });
};

type Way = {
  readonly facts: Pick<Facts, 'tls' | 'sni' | 'method' | 'target' | 'headers'>;
  readonly connection: Pick<RequestOptions, 'host' | 'port' | 'agent' | 'createConnection'>;
};

/** To the port of the gateway that a browser would end up at. */
const gatewayWay = (input: RequestInput, table: Table, state: GatewayState): Result<Way> => {
  const found = factsOf(table, input, state.listeners);
  if (!('facts' in found)) return failed(found.details === 'invalid_url' ? 'bad-url' : 'no-listener', found.reason);
  const { facts } = found;
  const url = splitUrl(input.url);
  const open = openPort(state, facts.listener, 'port' in url ? url.port : 0);
  if (!open.ok) return open;
  return { ok: true, value: { facts, connection: { host: open.value.address, port: open.value.port, agent: false } } };
};

/**
 * Through the forward proxy, as a workload. TLS is its own business and spoken within; behind it is somebody else's server, which is
 * trusted as everywhere, or one whose certificate our own authority has signed.
 */
const meshWay = async (
  input: RequestInput,
  state: GatewayState,
  authority?: () => Promise<string>,
): Promise<Result<Way>> => {
  const url = splitUrl(input.url);
  if ('reason' in url) return failed('bad-url', url.reason);
  const { tls, host, port, target } = url;
  const tunnel = await openTunnel(state, host, port, timeoutMs);
  if (!tunnel.ok) return tunnel;
  const given = input.headers.find(([name]) => name.toLowerCase() === 'host')?.[1];
  const others = input.headers.filter(([name]) => name.toLowerCase() !== 'host');
  const headers = [
    ...(given === '' ? [] : ['Host', byteString(given ?? url.authority)]),
    ...others.flat().map(byteString),
  ];
  const name = host.replace(/^\[(.*)\]$/, '$1');
  const own = tls ? await authority?.().catch(() => undefined) : undefined;
  const ca = own === undefined ? {} : { ca: [...rootCertificates, own] };
  const servername = isIP(name) === 0 ? { servername: name.toLowerCase() } : {};
  const createConnection = () =>
    tls ? connectTls({ socket: tunnel.value, host: name, ...servername, ...ca }) : tunnel.value;
  const facts = { tls, method: input.method, target: byteString(target), headers };
  return { ok: true, value: { facts, connection: { createConnection } } };
};

/** Why a server that shows a certificate of our own authority cannot be trusted for the name that was asked for. */
const distrust = (socket: TLSSocket, authority: string): string | undefined => {
  const certificate = socket.getPeerX509Certificate();
  if (socket.authorized || !certificate?.checkIssued(new X509Certificate(authority))) return undefined;
  return String(socket.authorizationError ?? 'its certificate is not valid');
};

const collect = (
  response: IncomingMessage,
  elapsed: () => number,
  finish: (result: Result<Reply>) => void,
  broken: (error: Error) => void,
): void => {
  const parts: Buffer[] = [];
  let size = 0;
  response.on('data', (part: Buffer) => {
    parts.push(part);
    size += part.length;
    if (size > bodyLimit)
      finish({ ok: true, value: reply(response, Buffer.concat(parts).subarray(0, bodyLimit), true, elapsed()) });
  });
  response.on('error', broken);
  response.on('end', () => finish({ ok: true, value: reply(response, Buffer.concat(parts), false, elapsed()) }));
};

const reply = (response: IncomingMessage, body: Buffer, truncated: boolean, durationMs: number): Reply => {
  const raw = response.rawHeaders;
  const text = textOf(body, truncated);
  return {
    status: response.statusCode ?? 0,
    statusText: response.statusMessage ?? '',
    headers: raw.flatMap((name, i) => (i % 2 === 0 ? [[name, raw[i + 1] ?? ''] as const] : [])),
    body: text ?? body.toString('base64'),
    binary: text === undefined,
    truncated,
    durationMs,
  };
};

/** The body as text, or undefined when it is not UTF-8. A cut may go through a character: its bytes are left off. */
const textOf = (body: Buffer, truncated: boolean): string | undefined => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body, { stream: truncated });
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined; // not UTF-8, which is all we asked
  }
};

/** Address and port to dial for a listener. Where several ports lead to it, the one that the URL names. */
const openPort = (
  state: GatewayState,
  listener: string,
  asked: number,
): Result<{ readonly address: string; readonly port: number }> => {
  const all = state.listeners.filter((l) => l.listener === listener);
  const open = all.filter((l) => l.bound !== undefined && l.addresses.length > 0);
  const best = open.find((l) => l.bound === asked) ?? open.find((l) => l.port === asked) ?? open[0];
  if (best?.bound !== undefined) return { ok: true, value: { address: dialled(best.addresses[0]), port: best.bound } };
  const why = all.find((l) => l.failure)?.failure?.message ?? 'its protocol is not served here';
  return failed('not-open', `the gateway has not opened port ${asked}: ${why}`);
};

/** A wildcard address is for listening; it is dialled as loopback. */
const dialled = (address = '127.0.0.1'): string =>
  address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const failed = (what: string, message: string): { readonly ok: false; readonly failure: Failure } => ({
  ok: false,
  failure: { code: `gateway/${what}`, message },
});
