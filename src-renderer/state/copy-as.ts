import type { RequestInput } from '#contract/contract.ts';
import type { Table } from '#core/route/table.ts';
import { bytesOfBase64, textOfUtf8 } from '#core/traffic/body-text.ts';
import type { CapturedBody, ExchangeDetails } from '#core/traffic/exchange-details.ts';
import type { ListenerState, MeshState } from '#core/traffic/gateway-state.ts';
import { hideUrls } from '#core/traffic/hide-urls.ts';
import { maskText } from '#core/traffic/mask.ts';
import { requestOf } from '#core/traffic/request-of.ts';
import { curlFor, type Trust } from './curl.ts';

/** What a recorded request may be copied as. */
export type CopyForm = 'curl' | 'fetch' | 'raw' | 'url';

/** Where it would be sent. */
export type CopyWorld = Trust & {
  /** Fields of the query and the body with the names of secrets are hidden, as credentials are in what main tells. */
  readonly hide?: boolean;
  readonly table: Table | undefined;
  readonly listeners: readonly ListenerState[];
  readonly mesh?: MeshState | undefined;
};

/** A recorded request as somebody would send it once more. `lost`: its body was not kept whole, so there is none in it. */
export type RecordedRequest = {
  readonly request: RequestInput;
  readonly lost: boolean;
  /** The body where it is no text, as base64. */
  readonly binary?: string;
  /** Lines of the encoding that was taken off the body; they belong to the recorded bytes. */
  readonly coding: RequestInput['headers'];
};

/**
 * The request of an exchange, with its body as it was before its encoding; header lines that say otherwise (`content-encoding`) are left
 * out, and those that whoever sends it writes itself.
 */
export const recordedRequest = (
  { exchange, requestBody }: ExchangeDetails,
  table: Table | undefined,
): RecordedRequest => {
  const { method, url, headers } = requestOf(exchange, table);
  const via = exchange.proxy === undefined ? {} : ({ via: 'mesh' } as const);
  const body = bodyOf(requestBody);
  const decoded = requestBody?.encoding?.decoded === true;
  const isCoding = ([name]: readonly [string, string]) => decoded && name.toLowerCase() === 'content-encoding';
  const lines = headers.filter((one) => !isCoding(one));
  return {
    request: { method, url, headers: lines, ...via, ...(body?.text !== undefined && { body: body.text }) },
    // What a WebSocket receives are messages.
    lost: exchange.bytesReceived > 0 && body === undefined && exchange.stream !== 'websocket',
    coding: headers.filter(isCoding),
    ...(body !== undefined && body.text === undefined && requestBody && { binary: requestBody.content }),
  };
};

/** Undefined where there is none, or not all of it. */
const bodyOf = (body: CapturedBody | undefined): { readonly text?: string } | undefined => {
  if (body === undefined || body.size === 0 || body.truncated) return undefined;
  // What is sent as text is sent in UTF-8; text in another charset would be other bytes.
  const plain = body.encoding === undefined || body.encoding.decoded;
  const text = plain ? textOfUtf8(bytesOfBase64(body.content)) : undefined;
  return text === undefined ? {} : { text };
};

/** The text to be copied; undefined where the request cannot be said in this form. */
export const copyAs = (form: CopyForm, recording: ExchangeDetails, world: CopyWorld): string | undefined => {
  const details = world.hide ? hideUrls(recording) : recording;
  const { lost, binary, ...recorded } = recordedRequest(details, world.table);
  const body = recorded.request.body;
  const masked = world.hide && body !== undefined ? maskText(body, details.requestBody?.contentType) : body;
  const request = { ...recorded.request, ...(masked !== undefined && { body: masked }) };
  if (form === 'url') return request.url;
  if (form === 'raw') return rawOf(details, request.body);
  if (form === 'fetch') return fetchOf(request, lost, binary);
  const { stream } = details.exchange;
  const sent = stream === 'websocket' ? { ...request, headers: upgradeLines(request.headers) } : request;
  const command = curlFor(sent, world.listeners, world.mesh, { ...world, binary, stream, recorded: true });
  if (command === undefined) return undefined;
  return lost ? `${command}  # its body was not kept whole and is left out` : command;
};

/** Where messages are not compressed, curl shows them as they are (RFC 7692 section 5). */
const upgradeLines = (headers: RequestInput['headers']): RequestInput['headers'] => [
  ...headers.filter(([name]) => !/^(connection|sec-websocket-extensions)$/i.test(name)),
  ['Connection', 'Upgrade'],
];

/** Names that a page may not set (https://fetch.spec.whatwg.org/#forbidden-request-header) are left to the browser. */
const forbidden =
  /^(accept-charset|accept-encoding|access-control-.*|connection|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|referer|set-cookie|te|trailer|transfer-encoding|upgrade|via|proxy-.*|sec-.*)$/i;

const fetchOf = ({ method, url, headers, body }: RequestInput, lost: boolean, binary: string | undefined): string => {
  const own = headers.filter(([name]) => !forbidden.test(name));
  const options = [
    ...(method === 'GET' ? [] : [`  method: ${JSON.stringify(method)},`]),
    ...(own.length === 0
      ? []
      : [
          '  headers: [',
          ...own.map(([name, value]) => `    [${JSON.stringify(name)}, ${JSON.stringify(value)}],`),
          '  ],',
        ]),
    ...(body === undefined ? [] : [`  body: ${JSON.stringify(body)},`]),
    ...(binary === undefined
      ? []
      : [`  body: Uint8Array.from(atob(${JSON.stringify(binary)}), (char) => char.charCodeAt(0)),`]),
    ...(lost ? ['  // the body was not kept whole and is left out'] : []),
  ];
  const address = JSON.stringify(url);
  return options.length === 0 ? `await fetch(${address});` : `await fetch(${address}, {\n${options.join('\n')}\n});`;
};

/** The request as it stands on the wire in HTTP/1.1 (RFC 9112), also where it came otherwise. */
const rawOf = ({ exchange, requestBody }: ExchangeDetails, body: string | undefined): string => {
  const lines = exchange.requestHeaders.flatMap((name, i) =>
    i % 2 === 0 ? [`${name}: ${exchange.requestHeaders[i + 1] ?? ''}`] : [],
  );
  const host = lines.some((line) => /^host:/i.test(line)) ? [] : [`Host: ${exchange.authority}`];
  const decoded = requestBody?.encoding?.decoded === true;
  const kept = lines.filter((line) => !(decoded && /^(content-encoding|content-length):/i.test(line)));
  return [`${exchange.method} ${exchange.path} HTTP/1.1`, ...host, ...kept, '', body ?? ''].join('\r\n');
};
