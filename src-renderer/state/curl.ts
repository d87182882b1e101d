import type { RequestInput } from '#contract/contract.ts';
import type { Table } from '#core/route/table.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { ListenerState, MeshState } from '#core/traffic/gateway-state.ts';

/**
 * The request as a curl command that works on this machine without any entry in the hosts file and without a Host header: the URL is
 * the real one, and `--connect-to` leads curl to the port that is really open.
 * Where the certificate is one of the local authority, this is what curl is told to trust; another one is taken unchecked (`-k`).
 * Undefined while the URL cannot be read.
 */
export const curlFor = (
  request: RequestInput,
  all: readonly ListenerState[],
  mesh?: MeshState,
  { table, authorityFile, ...sent }: Trust & CurlBody = {},
): string | undefined => {
  if (!URL.canParse(request.url)) return undefined;
  const url = new URL(request.url);
  if (request.via === 'mesh') return throughMesh(request, url, mesh, sent);
  const listeners = all.filter(({ proxy }) => proxy === undefined);
  const tls = url.protocol === 'https:';
  const port = url.port === '' ? (tls ? 443 : 80) : Number(url.port);
  const listener = listeners.find((one) => one.port === port) ?? listeners.find((one) => one.bound === port);
  const address = listener?.addresses[0] ?? '127.0.0.1';
  const dialled = `${address.includes(':') ? `[${address}]` : address}:${listener?.bound ?? port}`;
  const direct = url.host === dialled || (url.hostname === 'localhost' && port === listener?.bound);
  const parts = [
    'curl -s -i',
    streamOf(sent, tls),
    tls ? trustOf(listener, url.hostname, { table, authorityFile }, direct) : '',
    methodOf(request),
    ...contentOf(request, sent),
    direct ? '' : `--connect-to ${quoted(`${url.hostname}:${port}:${dialled}`)}`,
    urlOf(url),
  ];
  return piped(request, sent) + parts.filter(Boolean).join(' ');
};

/** What is known about certificates; nothing, where it is absent. */
export type Trust = { readonly table?: Table | undefined; readonly authorityFile?: string | undefined };

const trustOf = (listener: ListenerState | undefined, host: string, trust: Trust, direct: boolean): string => {
  const ours = trust.table?.listeners
    .find(({ id }) => id === listener?.listener)
    ?.chains.filter(({ sni, tls }) => tls !== undefined && (sni === undefined || sni.some((name) => fits(name, host))));
  // Of several the most exact name wins.
  const chain = ours?.find(({ sni }) => sni?.includes(host)) ?? ours?.[0];
  const isOurs = chain?.tls?.certificates?.[0]?.from === 'local-authority';
  if (isOurs && trust.authorityFile !== undefined) return `--cacert ${quoted(trust.authorityFile)}`;
  return direct ? '' : '-k';
};

const fits = (name: string, host: string): boolean =>
  name === '*' || name === host || (name.startsWith('*.') && host.endsWith(name.slice(1)));

/** As a workload sends it. A tunnel (`-p`) keeps a Host header of its own, which an absolute target would replace. */
const throughMesh = (
  request: RequestInput,
  url: URL,
  mesh: MeshState | undefined,
  sent: CurlBody,
): string | undefined => {
  if (mesh?.bound === undefined) return undefined;
  const ownHost = request.headers.some(([name]) => name.toLowerCase() === 'host');
  const proxy = `-x http://${mesh.address}:${mesh.bound}`;
  const tunnel = ownHost && url.protocol === 'http:' ? '-p' : '';
  const parts = [
    'curl -s -i',
    streamOf(sent, true),
    proxy,
    tunnel,
    methodOf(request),
    ...contentOf(request, sent),
    urlOf(url),
  ];
  return piped(request, sent) + parts.filter(Boolean).join(' ');
};

/**
 * `binary`: a body that is no text, as base64. `recorded`: the header lines are all that were sent, so that curl adds none about the body.
 * `stream`: what it was the beginning of.
 */
export type CurlBody = {
  readonly binary?: string | undefined;
  readonly recorded?: true;
  readonly stream?: Exchange['stream'] | undefined;
};

/** Streams are shown as they come (`-N`); a WebSocket begins in HTTP/1.1 (RFC 6455 section 4.1), and gRPC is HTTP/2. */
const streamOf = ({ stream }: CurlBody, tls: boolean): string => {
  if (stream === 'grpc') return tls ? '-N' : '-N --http2-prior-knowledge';
  return stream === undefined ? '' : stream === 'websocket' ? '-N --http1.1' : '-N';
};

/** What a shell takes in one argument is 128 KiB where that is least; a word of its own (`printf`) takes more. */
const longest = 100_000;

const isPiped = ({ body = '' }: RequestInput, { binary }: CurlBody): boolean =>
  binary !== undefined || body.length > longest;

const piped = (request: RequestInput, sent: CurlBody): string => {
  if (sent.binary !== undefined) return `printf %s ${quoted(sent.binary)} | base64 -d | `;
  return isPiped(request, sent) ? `printf %s ${quoted(request.body ?? '')} | ` : '';
};

/** Brackets and braces stand for lists in curl's URLs, unless `-g` says that they are what they are. */
const urlOf = ({ href }: URL): string => `${/[[\]{}]/.test(href) ? '-g ' : ''}${quoted(href)}`;

/** With a body curl would send POST by itself. Methods may have signs that mean something to a shell (RFC 9110 section 5.6.2). */
const methodOf = ({ method, body }: RequestInput): string => {
  if (method === 'HEAD' && body === undefined) return '--head';
  if (method === 'GET' && body === undefined) return '';
  return `-X ${/^[A-Za-z0-9-]+$/.test(method) ? method : quoted(method)}`;
};

const contentOf = (request: RequestInput, sent: CurlBody): readonly string[] => {
  const { headers, body } = request;
  const has = (wanted: string) => headers.some(([name]) => name.toLowerCase() === wanted);
  const hasBody = body !== undefined || sent.binary !== undefined;
  return [
    ...headers.map(([name, value]) => `-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`),
    // Whoever asks for an encoding wants to read the answer all the same.
    has('accept-encoding') ? '--compressed' : '',
    // curl calls any body a form.
    sent.recorded && hasBody && !has('content-type') ? "-H 'Content-Type:'" : '',
    isPiped(request, sent)
      ? '--data-binary @-'
      : body === undefined
        ? ''
        : // An @ would name a file.
          `${body.startsWith('@') ? '--data-raw' : '--data-binary'} ${quoted(body)}`,
  ];
};

/**
 * For a shell. Text with control characters is written `$'…'`, as bash, zsh and POSIX.1-2024 read it: a terminal would act upon them when they
 * are pasted.
 */
export const quoted = (text: string): string =>
  /[^\n\P{Cc}]/u.test(text)
    ? `$'${text.replace(/['\\\p{Cc}]/gu, (char) => names[char] ?? Array.from(new TextEncoder().encode(char), hex).join(''))}'`
    : `'${text.replaceAll("'", `'\\''`)}'`;

const names: Readonly<Record<string, string>> = {
  "'": "\\'",
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

const hex = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`;
