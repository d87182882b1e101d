import type { HeaderLines } from '#core/route/facts.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import { rowOf, type TrafficRow } from '#core/traffic/traffic-row.ts';
import { absent, type Buffers, column, columns, type PackedMessages, separator, texts } from './pack-layout.ts';
import type { Shape } from './shapes.ts';
import { type Stored, withoutHost } from './stored.ts';

/** What can be asked of a pack. */
export type Pack = {
  readonly count: () => number;
  readonly bytes: () => number;
  readonly indexOf: (id: number) => number;
  readonly rows: () => readonly TrafficRow[];
  readonly exchanges: () => readonly Exchange[];
  /** A copy; it stays what it is whatever becomes of the pack. */
  readonly stored: (index: number) => Stored;
};

/** `read` gives the pack as it is now. */
export const readPack = (read: () => Buffers): Pick<Pack, 'rows' | 'exchanges' | 'stored'> => ({
  rows: () => all(read(), rowAt),
  exchanges: () => all(read(), exchangeAt),
  stored: (index) => {
    const buffers = read();
    const from = index === 0 ? 0 : numberAt(buffers, index - 1, column.textEnd);
    const text = buffers.text.toString('utf8', from, numberAt(buffers, index, column.textEnd));
    return storedAt(buffers, index, text);
  },
});

/** The text of a whole pack is decoded at once. */
const all = <T>(buffers: Buffers, make: (buffers: Buffers, index: number, text: string) => T): readonly T[] => {
  const { count } = buffers;
  const text = count === 0 ? '' : buffers.text.toString('utf8', 0, numberAt(buffers, count - 1, column.textEnd));
  let from = 0;
  return Array.from({ length: count }, (_, index) => {
    const begin = from;
    for (let i = 0; i < texts.length; i++) from += Math.max(0, numberAt(buffers, index, column.texts + i));
    return make(buffers, index, text.slice(begin, from));
  });
};

const numberAt = ({ numbers }: Buffers, index: number, at: number): number => numbers[index * columns + at] as number;

/** One of the texts of an exchange; undefined where there is none. */
const textAt = (buffers: Buffers, index: number, text: string, which: (typeof texts)[number]): string | undefined => {
  const place = texts.indexOf(which);
  let from = 0;
  for (let i = 0; i < place; i++) from += Math.max(0, numberAt(buffers, index, column.texts + i));
  const length = numberAt(buffers, index, column.texts + place);
  return length === -1 ? undefined : text.slice(from, from + Math.max(0, length));
};

const linesAt = (
  buffers: Buffers,
  index: number,
  text: string,
  which: (typeof texts)[number],
): HeaderLines | undefined => {
  if (numberAt(buffers, index, column.texts + texts.indexOf(which)) === -2) return [];
  return textAt(buffers, index, text, which)?.split(separator);
};

const shapeAt = (buffers: Buffers, index: number): Shape => {
  const shape = buffers.shapes[numberAt(buffers, index, column.shape)];
  if (shape === undefined) throw new Error('a pack has lost what its exchanges have in common');
  return shape;
};

/** Written out, because a window that opens reads all there are. */
const rowAt = (buffers: Buffers, index: number, text: string): TrafficRow => {
  const shape = shapeAt(buffers, index);
  const { proxy, virtualHost, route, stream, open, cluster, host } = shape;
  let at = 0;
  for (let i = 0; i < beforePath; i++) at = text.indexOf(separator, at) + 1;
  return rowOf({
    id: numberAt(buffers, index, column.id),
    generation: shape.generation,
    started: numberAt(buffers, index, column.started),
    durationMs: numberAt(buffers, index, column.duration),
    listener: shape.listener,
    method: shape.method,
    scheme: shape.scheme,
    authority: shape.authority,
    path: text.slice(at, numberAt(buffers, index, column.texts)),
    protocol: shape.protocol,
    status: numberAt(buffers, index, column.status),
    flags: shape.flags,
    details: shape.details,
    bytesReceived: numberAt(buffers, index, column.bytesReceived),
    bytesSent: numberAt(buffers, index, column.bytesSent),
    ...(proxy !== undefined && { proxy }),
    ...(virtualHost !== undefined && { virtualHost }),
    ...(route && { route }),
    ...(stream && { stream }),
    ...(open && { open }),
    ...(cluster !== undefined && {
      upstream: { cluster, ...(host !== undefined && { host }), attempts: numberAt(buffers, index, column.attempts) },
    }),
  });
};

/** Of the texts in `own`, those in front of the path. */
const beforePath = 6;

const exchangeAt = (buffers: Buffers, index: number, text: string): Exchange => {
  const shape = shapeAt(buffers, index);
  const own = (textAt(buffers, index, text, 'own') ?? '').split(separator);
  const [requestId = '', forwardedFor = '', downstreamRemote = '', localAddress, goesTo = '', , ...path] = own;
  const { cluster, host, transportFailure, upstreamAuthority, sentMethod, sentAuthority, ...rest } = shape;
  const number = (at: number) => numberAt(buffers, index, at);
  const known = (at: number) => (Number.isNaN(number(at)) ? undefined : number(at));
  const exchange = {
    id: number(column.id),
    started: number(column.started),
    durationMs: number(column.duration),
    status: number(column.status),
    bytesReceived: number(column.bytesReceived),
    bytesSent: number(column.bytesSent),
    requestId,
    forwardedFor,
    downstreamRemote,
    path: path.join(separator),
    ...rest,
    requestHeaders: linesAt(buffers, index, text, 'request') ?? [],
    responseHeaders: linesAt(buffers, index, text, 'response') ?? [],
    upstream:
      cluster === undefined
        ? undefined
        : withoutUndefined({
            cluster,
            host,
            localAddress: localAddress === absent ? undefined : localAddress,
            serviceTimeMs: known(column.serviceTime),
            transportFailure,
            attempts: number(column.attempts),
            path: goesTo === absent ? path.join(separator) : goesTo,
            authority: upstreamAuthority ?? '',
          }),
    timing: Number.isNaN(number(column.ended))
      ? undefined
      : withoutUndefined({
          requested: known(column.requested),
          dispatched: known(column.dispatched),
          connected: known(column.connected),
          answered: known(column.answered),
          ended: number(column.ended),
        }),
  };
  return withoutUndefined(exchange) as Exchange;
};

const storedAt = (buffers: Buffers, index: number, text: string): Stored => {
  const { blob, messages } = buffers;
  const exchange = exchangeAt(buffers, index, text);
  const shape = shapeAt(buffers, index);
  const sent = linesAt(buffers, index, text, 'sent');
  const sentPath = textAt(buffers, index, text, 'own')?.split(separator)[5] ?? absent;
  const received = linesAt(buffers, index, text, 'received');
  const requestTrailers = linesAt(buffers, index, text, 'requestTrailers');
  const responseTrailers = linesAt(buffers, index, text, 'responseTrailers');
  const bytesAt = (from: number, length: number) => new Uint8Array(blob.subarray(from, from + length));
  const bodyAt = (at: number) => {
    const size = numberAt(buffers, index, at + 2);
    if (size < 0) return undefined;
    return { bytes: bytesAt(numberAt(buffers, index, at), numberAt(buffers, index, at + 1)), size };
  };
  const packed = messages.get(index);
  const told: PackedMessages | undefined = packed === undefined ? undefined : JSON.parse(packed);
  return withoutUndefined({
    exchange,
    sent: sent && {
      method: shape.sentMethod ?? '',
      path: sentPath === absent ? (exchange.upstream?.path ?? exchange.path) : sentPath,
      authority: shape.sentAuthority ?? '',
      headers: withoutHost(sent),
    },
    received: received && { status: numberAt(buffers, index, column.receivedStatus), headers: received },
    requestBody: bodyAt(column.requestBody),
    responseBody: bodyAt(column.responseBody),
    requestTrailers,
    responseTrailers,
    messages: told?.m.map(({ place: [from, length, size], ...message }) => ({
      ...message,
      content: bytesAt(from, length),
      size,
    })),
    messagesDropped: told?.d,
  }) as Stored;
};

/** Members that are not known are absent, as they were before. */
const withoutUndefined = <T extends object>(value: T): T => {
  const result: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(value)) if (one !== undefined) result[key] = one;
  return result as T;
};
