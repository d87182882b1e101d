import type { HeaderLines } from '../route/facts.ts';
import type { CapturedBody, ExchangeDetails } from './exchange-details.ts';
import { webSocketMessages, wordsOfMessages } from './har-messages.ts';
import { contentOf, type HarContent, harTimings } from './har-parts.ts';
import { maskHeaders, maskUrl } from './mask.ts';

/** Name and value, as HAR writes headers, cookies, queries and forms. */
export type HarPair = { readonly name: string; readonly value: string };

/**
 * One exchange as an entry of HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/). Fields of our own begin with `_`, as it wants.
 * Plain JSON.
 */
export type HarEntry = {
  readonly startedDateTime: string;
  readonly time: number;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly httpVersion: string;
    readonly cookies: readonly HarPair[];
    readonly headers: readonly HarPair[];
    readonly queryString: readonly HarPair[];
    readonly postData?: {
      readonly mimeType: string;
      readonly text: string;
      readonly params?: readonly HarPair[];
      readonly comment?: string;
    };
    readonly headersSize: -1;
    readonly bodySize: number;
  };
  readonly response: {
    readonly status: number;
    readonly statusText: string;
    readonly httpVersion: string;
    readonly cookies: readonly HarPair[];
    readonly headers: readonly HarPair[];
    readonly content: HarContent;
    readonly redirectURL: string;
    readonly headersSize: -1;
    readonly bodySize: number;
    readonly _error?: string;
  };
  readonly cache: Readonly<Record<string, never>>;
  readonly timings: ReturnType<typeof harTimings>;
  readonly serverIPAddress?: string;
  readonly comment?: string;
  /** As Chrome writes them. */
  readonly _resourceType?: 'websocket';
  readonly _webSocketMessages?: ReturnType<typeof webSocketMessages>;
  readonly _slipway: SlipwayOfEntry;
};

/** What no other program knows of an exchange: who decided, and what was sent on. */
type SlipwayOfEntry = {
  readonly id: number;
  readonly generation: number;
  readonly route?: string;
  readonly destination?: string;
  readonly address?: string;
  readonly flags: string;
  readonly details: string;
  readonly sent?: { readonly method: string; readonly url: string; readonly headers: readonly HarPair[] };
  readonly messages?: ReturnType<typeof wordsOfMessages>;
};

export type HarOptions = {
  /** Credentials and fields with the names of secrets stay as they are. */
  readonly reveal: boolean;
};

/** The entry of an exchange; undefined for a connection on which nobody spoke HTTP. Pure; throws for nothing. */
export const harEntry = (details: ExchangeDetails, { reveal }: HarOptions): HarEntry | undefined => {
  const { exchange, sent, requestBody, responseBody, messages } = details;
  if (exchange.protocol === '-' || exchange.method === '') return undefined;
  const { upstream, stream } = exchange;
  const headers = (lines: HeaderLines) => pairsOf(reveal ? lines : maskHeaders(lines));
  const path = reveal ? exchange.path : maskUrl(exchange.path);
  const request = headers(exchange.requestHeaders);
  const response = headers(exchange.responseHeaders);
  const timings = harTimings(exchange);
  const isSocket = stream === 'websocket';
  const address = addressOf(upstream?.host);
  const comment = [
    exchange.open ? 'still under way when this was written' : '',
    cut('request', requestBody),
    cut('response', responseBody),
    (details.messagesDropped ?? 0) > 0 ? `${details.messagesDropped} earlier messages were not kept` : '',
  ]
    .filter(Boolean)
    .join('; ');
  const postData = requestBody && requestBody.size > 0 ? postDataOf(requestBody, reveal) : undefined;
  return {
    startedDateTime: dateOf(exchange.started),
    time: timeOf(timings),
    request: {
      method: exchange.method,
      url: urlText(
        `${exchange.scheme}://${exchange.authority || 'localhost'}${path.startsWith('/') ? '' : '/'}${path}`,
      ),
      httpVersion: exchange.protocol,
      cookies: cookiesOf(request),
      headers: request,
      queryString: queryOf(path),
      ...(postData && { postData }),
      headersSize: -1,
      bodySize: exchange.bytesReceived,
    },
    response: {
      status: exchange.status,
      statusText: '',
      httpVersion: exchange.protocol,
      cookies: cookiesOf(response),
      headers: response,
      content: contentOf(responseBody, exchange.bytesSent, mimeTypeOf(response), reveal),
      redirectURL: headerOf(response, 'location'),
      headersSize: -1,
      bodySize: exchange.bytesSent,
      ...(exchange.flags !== '-' && exchange.flags !== '' && { _error: exchange.flags }),
    },
    cache: {},
    timings,
    ...(address && { serverIPAddress: address }),
    ...(comment !== '' && { comment }),
    ...(isSocket && {
      _resourceType: 'websocket',
      _webSocketMessages: webSocketMessages(exchange, messages ?? [], reveal),
    }),
    _slipway: {
      id: exchange.id,
      generation: exchange.generation,
      ...(exchange.route && { route: exchange.route.id }),
      ...(upstream && { destination: upstream.cluster }),
      ...(upstream?.host !== undefined && { address: upstream.host }),
      flags: exchange.flags,
      details: exchange.details,
      ...(sent && {
        sent: {
          method: sent.method,
          url: `${sent.authority}${reveal ? sent.path : maskUrl(sent.path)}`,
          headers: headers(sent.headers),
        },
      }),
      ...(!isSocket && messages && messages.length > 0 && { messages: wordsOfMessages(messages, reveal) }),
    },
  };
};

/** A HAR file of these entries; each may be its JSON already, so that a long file can be made piece by piece. */
export const harText = (entries: readonly (HarEntry | string)[], version: string, comment?: string): string => {
  const head = JSON.stringify({
    version: '1.2',
    creator: { name: 'Slipway', version },
    ...(comment !== undefined && comment !== '' && { comment }),
  });
  const lines = entries.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  return `{"log":${head.slice(0, -1)},"entries":[\n${lines.join(',\n')}\n]}}\n`;
};

const pairsOf = (lines: HeaderLines): readonly HarPair[] =>
  lines.flatMap((name, i) => (i % 2 === 0 ? [{ name, value: lines[i + 1] ?? '' }] : []));

const headerOf = (headers: readonly HarPair[], name: string): string =>
  headers.find((one) => one.name.toLowerCase() === name)?.value ?? '';

const mimeTypeOf = (headers: readonly HarPair[]): string => headerOf(headers, 'content-type') || 'x-unknown';

const cookiesOf = (headers: readonly HarPair[]): readonly HarPair[] =>
  headers.flatMap(({ name, value }) => {
    const lower = name.toLowerCase();
    if (lower !== 'cookie' && lower !== 'set-cookie') return [];
    const all = lower === 'cookie' ? value.split(';') : value.split(';', 1);
    return all.flatMap((one) => {
      const at = one.indexOf('=');
      return at < 0 ? [] : [{ name: one.slice(0, at).trim(), value: one.slice(at + 1).trim() }];
    });
  });

const queryOf = (path: string): readonly HarPair[] => {
  const at = path.indexOf('?');
  return at < 0 ? [] : formOf(path.slice(at + 1).replace(/#.*$/s, ''));
};

/** `a=1&b=2`, decoded. */
const formOf = (text: string): readonly HarPair[] =>
  text
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const at = pair.indexOf('=');
      const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      return { name: decoded(name), value: decoded(value) };
    });

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    // Encoded badly: as it was written.
    return text;
  }
};

const postDataOf = (body: CapturedBody, reveal: boolean): HarEntry['request']['postData'] => {
  const {
    mimeType,
    text = '',
    encoding,
    comment,
  } = contentOf(body, body.size, body.contentType ?? 'x-unknown', reveal);
  const isForm = /x-www-form-urlencoded/i.test(mimeType) && encoding === undefined;
  const why = [encoding === undefined ? '' : 'the text is base64', comment ?? ''].filter(Boolean).join('; ');
  return { mimeType, text, ...(isForm && { params: formOf(text) }), ...(why !== '' && { comment: why }) };
};

const cut = (side: string, body: CapturedBody | undefined): string =>
  body?.truncated ? `only the beginning of the ${side} body was kept, of ${body.size} bytes` : '';

/** What may not stand in a URI (RFC 3986 section 2) is encoded; characters are bytes, as on the wire. */
const urlText = (url: string): string =>
  [...url.replace(/%(?![0-9a-f]{2})/gi, '%25')]
    .map((char) => (/[\w\-.~:/?#[\]@!$&'()*+,;=%]/.test(char) ? char : hexOf(char)))
    .join('')
    // Brackets belong to addresses of IPv6 alone.
    .replace(
      /^([a-z]+:\/\/[^/]*)(.*)$/s,
      (_, start: string, rest: string) => start + rest.replaceAll('[', '%5B').replaceAll(']', '%5D'),
    );

const hexOf = (char: string): string => {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x100) return `%${code.toString(16).toUpperCase().padStart(2, '0')}`;
  try {
    return encodeURIComponent(char);
  } catch {
    // Half of a pair stands for nothing.
    return '%EF%BF%BD';
  }
};

/** The address without its port, where it is one of IP. */
const addressOf = (host: string | undefined): string | undefined => {
  const found = /^(?:\[([0-9a-f:.]+)\]|(\d+\.\d+\.\d+\.\d+)):\d+$/i.exec(host ?? '');
  return found?.[1] ?? found?.[2];
};

const dateOf = (ms: number): string => {
  const date = new Date(ms);
  return (Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString();
};

const timeOf = (timings: ReturnType<typeof harTimings>): number =>
  Math.max(
    0,
    [timings.blocked, timings.connect, timings.send, timings.wait, timings.receive].reduce(
      (sum, one) => sum + Math.max(0, one),
      0,
    ),
  );
