import type { HeaderLines } from '#core/route/facts.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import { rowOf, type TrafficRow } from '#core/traffic/traffic-row.ts';
import { absent, type Buffers, column, columns, type PackedMessages, separator, texts } from './pack-layout.ts';
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
  rows: () => all(read(), (buffers, index, text) => rowOf(exchangeAt(buffers, index, text, false))),
  exchanges: () => all(read(), (buffers, index, text) => exchangeAt(buffers, index, text, true)),
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
    const length = texts.reduce((sum, _, i) => sum + Math.max(0, numberAt(buffers, index, column.texts + i)), 0);
    from += length;
    return make(buffers, index, text.slice(from - length, from));
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

/** `heads`: with its header lines, which rows do without. */
const exchangeAt = (buffers: Buffers, index: number, text: string, heads: boolean): Exchange => {
  const shape = buffers.shapes[numberAt(buffers, index, column.shape)];
  if (shape === undefined) throw new Error('a pack has lost what its exchanges have in common');
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
    requestHeaders: heads ? (linesAt(buffers, index, text, 'request') ?? []) : [],
    responseHeaders: heads ? (linesAt(buffers, index, text, 'response') ?? []) : [],
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
  const { blob, shapes, messages } = buffers;
  const exchange = exchangeAt(buffers, index, text, true);
  const shape = shapes[numberAt(buffers, index, column.shape)];
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
      method: shape?.sentMethod ?? '',
      path: sentPath === absent ? (exchange.upstream?.path ?? exchange.path) : sentPath,
      authority: shape?.sentAuthority ?? '',
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
  const record = value as Record<string, unknown>;
  for (const key of Object.keys(record)) if (record[key] === undefined) delete record[key];
  return value;
};
