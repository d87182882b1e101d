import { setImmediate as breathe } from 'node:timers/promises';
import { headerValue } from '#core/match/header-value.ts';
import type { HeaderLines } from '#core/route/facts.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { CapturedMessage, ExchangeDetails } from '#core/traffic/exchange-details.ts';
import { redactLines } from '#core/traffic/redact-lines.ts';
import { base64, capturedBody, decoded } from './decode-body.ts';
import type { Stored, StoredMessage } from './stored.ts';
import { wholeMessages } from './whole-messages.ts';

/** The content of a message of gRPC by its type, where that is known. */
export type DecodeMessage = (
  from: CapturedMessage['from'],
  bytes: Uint8Array,
) => CapturedMessage['decoded'] | undefined;

/** What is kept, as it may leave main. Credentials in headers and trailers are `[redacted]` unless `reveal`. */
export const detailsOf = async (stored: Stored, reveal: boolean, decode?: DecodeMessage): Promise<ExchangeDetails> => {
  const { exchange, sent, received, requestBody, responseBody, requestTrailers, responseTrailers } = stored;
  const shown = (lines: HeaderLines) => (reveal ? lines : redactLines(lines));
  const messages = stored.messages && (await messagesOf(stored, decode));
  return {
    exchange: withoutSecrets(exchange, reveal),
    ...(sent && { sent: { ...sent, headers: shown(sent.headers) } }),
    ...(received && { received: { ...received, headers: shown(received.headers) } }),
    ...(requestBody && { requestBody: await capturedBody(requestBody, exchange.requestHeaders) }),
    ...(responseBody && { responseBody: await capturedBody(responseBody, exchange.responseHeaders) }),
    ...(requestTrailers && { requestTrailers: shown(requestTrailers) }),
    ...(responseTrailers && { responseTrailers: shown(responseTrailers) }),
    ...(messages && { messages }),
    ...(stored.messagesDropped !== undefined && { messagesDropped: stored.messagesDropped }),
  };
};

export const withoutSecrets = (exchange: Exchange, reveal = false): Exchange =>
  reveal
    ? exchange
    : {
        ...exchange,
        requestHeaders: redactLines(exchange.requestHeaders),
        responseHeaders: redactLines(exchange.responseHeaders),
      };

/** So many bytes are decoded in a tenth of a second, in which nobody else is served. */
export const decodeLimit = 1024 * 1024;
/** After so many bytes others have their turn. */
const turnBytes = 64 * 1024;

const messagesOf = async (stored: Stored, decode: DecodeMessage | undefined): Promise<readonly CapturedMessage[]> => {
  const messages: CapturedMessage[] = [];
  let bytes = 0;
  for (const one of wholeMessages(stored)) {
    bytes += one.content.length;
    if (bytes > turnBytes) {
      await breathe();
      bytes = 0;
    }
    messages.push(await messageOf(one, stored.exchange, decode));
  }
  return messages;
};

const messageOf = async (
  message: StoredMessage,
  { requestHeaders, responseHeaders }: Exchange,
  decode: DecodeMessage | undefined,
): Promise<CapturedMessage> => {
  const { content, ...rest } = message;
  const truncated = content.length < message.size && message.compressed !== true;
  if (message.kind !== 'grpc')
    return {
      ...rest,
      content: contentOf(message),
      truncated: content.length < message.size,
    };
  const coding = headerValue(message.from === 'client' ? requestHeaders : responseHeaders, 'grpc-encoding');
  const whole = content.length === message.size;
  const plain =
    message.compressed && whole
      ? await decoded(content, coding ?? 'identity')
      : message.compressed
        ? undefined
        : content;
  const known = plain && whole && plain.length <= decodeLimit ? decode?.(message.from, plain) : undefined;
  return {
    ...rest,
    content: base64(plain ?? content),
    truncated: truncated || !whole,
    ...(known && { decoded: known }),
  };
};

const contentOf = ({ kind, content }: StoredMessage): string => {
  if (kind === 'text' || kind === 'event') return Buffer.from(content).toString();
  return kind === 'close' ? wordsOfClose(content) : base64(content);
};

/** RFC 6455 section 5.5.1: nothing, or a status code of two bytes and perhaps a reason, which people read. */
const wordsOfClose = (content: Uint8Array): string => {
  const bytes = Buffer.from(content);
  return bytes.length < 2 ? '' : `${bytes.readUInt16BE(0)} ${bytes.subarray(2).toString()}`.trimEnd();
};
