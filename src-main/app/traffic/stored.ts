import type { HeaderLines } from '#core/route/facts.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { CapturedMessage, ExchangeDetails } from '#core/traffic/exchange-details.ts';

/** What the gateway gives beside the record of an exchange; with credentials. Of one that is open it still changes. */
export type Recorded = {
  readonly sent?: Stored['sent'];
  readonly received?: Stored['received'];
  readonly tape?: {
    readonly request: RecordedBody | undefined;
    readonly response: RecordedBody | undefined;
    readonly requestTrailers: HeaderLines | undefined;
    readonly responseTrailers: HeaderLines | undefined;
    readonly messages:
      | { readonly list: () => readonly StoredMessage[]; readonly dropped: () => number; readonly bytes: () => number }
      | undefined;
  };
};

type RecordedBody = { readonly chunks: readonly Uint8Array[]; readonly kept: number; readonly size: number };

/** Everything that is kept of one exchange. The headers of `exchange` are as they came: nothing of this may leave main unredacted. */
export type Stored = Omit<ExchangeDetails, 'requestBody' | 'responseBody' | 'messages'> & {
  readonly requestBody?: StoredBody;
  readonly responseBody?: StoredBody;
  readonly messages?: readonly StoredMessage[];
};

/** The beginning of a body, and how long it was. */
export type StoredBody = { readonly bytes: Uint8Array; readonly size: number };

export type StoredMessage = Omit<CapturedMessage, 'content' | 'truncated' | 'decoded'> & {
  readonly content: Uint8Array;
};

/** As of now. */
export const storedOf = (exchange: Exchange, recorded: Recorded | undefined): Stored => {
  if (recorded === undefined) return { exchange };
  const { sent, received, tape } = recorded;
  const stored: { -readonly [K in keyof Stored]: Stored[K] } = { exchange };
  if (sent) {
    const { method, path, authority, headers } = sent;
    stored.sent = { method, path, authority, headers: withoutHost(headers) };
  }
  if (received) stored.received = received;
  if (tape === undefined) return stored;
  if (tape.request) stored.requestBody = bodyOf(tape.request);
  if (tape.response) stored.responseBody = bodyOf(tape.response);
  if (tape.requestTrailers) stored.requestTrailers = tape.requestTrailers;
  if (tape.responseTrailers) stored.responseTrailers = tape.responseTrailers;
  if (tape.messages === undefined) return stored;
  stored.messages = tape.messages.list();
  if (tape.messages.dropped() > 0) stored.messagesDropped = tape.messages.dropped();
  return stored;
};

const bodyOf = ({ chunks, kept, size }: RecordedBody): StoredBody => ({
  bytes: chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks, kept),
  size,
});

/** The host line is `authority`; whether it stands among the lines depends on who has sent them. */
export const withoutHost = (lines: HeaderLines): HeaderLines => {
  for (let i = lines.length - 2; i >= 0; i -= 2)
    if (lines[i] === 'host') return [...lines.slice(0, i), ...lines.slice(i + 2)];
  return lines;
};

/** Memory in bytes while it is not packed, roughly: of what is short a fixed part, of texts one byte per character. */
export const weightOf = (exchange: Exchange, recorded: Recorded | undefined): number => {
  let bytes = 1_500 + exchange.path.length + exchange.authority.length + lengthOf(exchange.requestHeaders);
  bytes += lengthOf(exchange.responseHeaders);
  if (recorded === undefined) return bytes;
  const { sent, received, tape } = recorded;
  bytes += lengthOf(sent?.headers) + lengthOf(received?.headers);
  bytes += (tape?.request?.kept ?? 0) + (tape?.response?.kept ?? 0) + (tape?.messages?.bytes() ?? 0);
  return bytes;
};

const lengthOf = (lines: HeaderLines | undefined): number => {
  let length = 0;
  for (const line of lines ?? []) length += line.length + 16;
  return length;
};
