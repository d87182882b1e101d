import type { HeaderLines } from '#core/route/facts.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { RowKind, SheetWriter } from '#core/traffic/row-sheet.ts';
import { alikeCount, fillIn, type Model, modelOf } from './alike.ts';
import {
  absent,
  type Buffers,
  column,
  headLists,
  lists,
  ownPieces,
  type PackedMessages,
  rowBytes,
  separator,
} from './pack-layout.ts';
import type { Shape } from './shapes.ts';
import { type Stored, withoutHost } from './stored.ts';

/** What can be asked of a pack. */
export type Pack = {
  readonly count: () => number;
  readonly bytes: () => number;
  readonly indexOf: (id: number) => number;
  /** Rows from one index up to another, or as far as there are any, at the end of a sheet. */
  readonly rows: (from: number, to: number, into: SheetWriter) => void;
  /** The same of whole exchanges. */
  readonly exchanges: (from: number, to: number) => readonly Exchange[];
  /** A copy; it stays what it is whatever becomes of the pack. */
  readonly stored: (index: number) => Stored;
};

/** `read` gives the pack as it is now. */
export const readPack = (read: () => Buffers): Pick<Pack, 'rows' | 'exchanges' | 'stored'> => ({
  rows: (from, to, into) => {
    const buffers = read();
    for (let index = from; index < Math.min(to, buffers.count); index++) putRow(buffers, index, into);
  },
  exchanges: (from, to) => {
    const models = new Map<number, Model>();
    return some(read(), from, to, (buffers, index) => exchangeAt(buffers, index, textsAt(buffers, index, models)));
  },
  stored: (index) => storedAt(read(), index),
});

const some = <T>(buffers: Buffers, from: number, to: number, make: (buffers: Buffers, index: number) => T): T[] => {
  const all: T[] = [];
  for (let index = from; index < Math.min(to, buffers.count); index++) all.push(make(buffers, index));
  return all;
};

const beginOf = ({ records, places }: Buffers, index: number): number => records.length - (places[index] as number);

const numberAt = (buffers: Buffers, index: number, at: number): number =>
  buffers.numbers[beginOf(buffers, index) / 8 + at] as number;

/** So many characters of the text of an exchange, from one on. */
const textAt = (buffers: Buffers, index: number, from: number, count: number): string => {
  const width = numberAt(buffers, index, column.width);
  const begin = beginOf(buffers, index) + rowBytes + width * from;
  const end = begin + width * count;
  return buffers.records.toString(width === 1 ? 'latin1' : 'utf16le', begin, end);
};

/** Everything that is kept as text of one exchange. */
type Texts = { readonly path: string; readonly own: readonly string[] } & Readonly<
  Record<(typeof lists)[number], HeaderLines | undefined>
>;

/** `models`: those that were read before, by index. */
const textsAt = (buffers: Buffers, index: number, models: Map<number, Model> = new Map()): Texts => {
  const number = (at: number) => numberAt(buffers, index, at);
  const length = number(column.path);
  const path = textAt(buffers, index, 0, length);
  const pieces = textAt(buffers, index, length + 1, number(column.text) - length - 1).split(separator);
  const alike = (list: number) => (list < headLists ? number(column.alike + list) : 0);
  let from = ownPieces;
  const told = lists.map((_, list) => {
    const whole = number(column.lists + list);
    if (whole < 0) return undefined;
    const count = whole - alikeCount(alike(list));
    from += count;
    return pieces.slice(from - count, from);
  });
  const [, , , , requestTrailers, responseTrailers] = told;
  const model = number(column.model) < 0 ? undefined : modelAt(buffers, number(column.model), models);
  const fill = (list: number, like: HeaderLines | undefined, origin?: readonly number[], came?: HeaderLines) => {
    const others = told[list];
    return others && (like === undefined ? others : fillIn(others, alike(list), like, origin, came));
  };
  const request = fill(0, model?.request);
  const received = fill(1, model?.received);
  const sent = fill(2, model?.sent, model?.sentFrom, request);
  const response = fill(3, model?.response, model?.responseFrom, received);
  const own = pieces.slice(0, ownPieces);
  return { path, own, request, received, sent, response, requestTrailers, responseTrailers };
};

/** A model has none itself. */
const modelAt = (buffers: Buffers, index: number, models: Map<number, Model>): Model => {
  const known = models.get(index);
  if (known) return known;
  const { request = [], sent, received, response = [] } = textsAt(buffers, index, models);
  const model = modelOf({ request, sent, received, response });
  models.set(index, model);
  return model;
};

const shapeAt = (buffers: Buffers, index: number): Shape => {
  const shape = buffers.shapes[numberAt(buffers, index, column.shape)];
  if (shape === undefined) throw new Error('a pack has lost what its exchanges have in common');
  return shape;
};

const putRow = (buffers: Buffers, index: number, into: SheetWriter): void => {
  const shape = shapeAt(buffers, index);
  const base = beginOf(buffers, index) / 8;
  const { numbers } = buffers;
  into.row(
    into.kind(shape, () => kindOf(shape)),
    textAt(buffers, index, 0, numbers[base + column.path] as number),
    numbers[base + column.id] as number,
    numbers[base + column.started] as number,
    numbers[base + column.duration] as number,
    numbers[base + column.status] as number,
    numbers[base + column.bytesReceived] as number,
    numbers[base + column.bytesSent] as number,
    numbers[base + column.attempts] as number,
  );
};

const kindOf = (shape: Shape): RowKind => {
  const { proxy, virtualHost, route, stream, open, cluster, host } = shape;
  const { generation, listener, method, scheme, authority, protocol, flags, details } = shape;
  return {
    ...{ generation, listener, method, scheme, authority, protocol, flags, details },
    ...(proxy !== undefined && { proxy }),
    ...(virtualHost !== undefined && { virtualHost }),
    ...(route && { route }),
    ...(stream && { stream }),
    ...(open && { open }),
    ...(cluster !== undefined && { upstream: { cluster, ...(host !== undefined && { host }) } }),
  };
};

const exchangeAt = (buffers: Buffers, index: number, { path, own, request, response }: Texts): Exchange => {
  const shape = shapeAt(buffers, index);
  const [requestId = '', forwardedFor = '', downstreamRemote = '', localAddress, goesTo = absent] = own;
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
    path,
    ...rest,
    requestHeaders: request ?? [],
    responseHeaders: response ?? [],
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
            path: goesTo === absent ? path : goesTo,
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

const storedAt = (buffers: Buffers, index: number): Stored => {
  const { messages } = buffers;
  const blob = buffers.blob();
  const texts = textsAt(buffers, index);
  const { sent, received, requestTrailers, responseTrailers } = texts;
  const exchange = exchangeAt(buffers, index, texts);
  const shape = shapeAt(buffers, index);
  const sentPath = texts.own[5] ?? absent;
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
