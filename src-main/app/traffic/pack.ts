import { deflateRaw, inflateRawSync } from 'node:zlib';
import type { Exchange } from '#core/traffic/exchange.ts';
import { rowOf, type TrafficRow } from '#core/traffic/traffic-row.ts';
import type { Stored, StoredBody, StoredMessage } from './stored.ts';

/**
 * Some hundred exchanges in few buffers, because as objects they would take four times as much and keep the collector busy. Rows apart
 * from the rest, because lists want nothing else; bodies and messages in one piece behind each other.
 */
export type Pack = {
  readonly count: number;
  readonly ids: Float64Array;
  readonly bytes: () => number;
  readonly rows: () => readonly TrafficRow[];
  readonly stored: (index: number) => Stored;
  readonly all: () => readonly Exchange[];
  /** Makes the texts smaller, beside the main thread. Resolves with true once that has been done; later calls do nothing. */
  readonly squeeze: () => Promise<boolean>;
};

type Place = readonly [from: number, length: number, size: number];
type Upstream = NonNullable<Exchange['upstream']>;
/** What a row does not say of it. */
type Further = Omit<Upstream, keyof NonNullable<TrafficRow['upstream']>>;

type Rest = {
  readonly exchange: Omit<Exchange, keyof TrafficRow> & { readonly upstream?: Further };
  readonly sent?: Stored['sent'];
  readonly received?: Stored['received'];
  readonly trailers?: readonly [request: Stored['requestTrailers'] | null, response: Stored['responseTrailers'] | null];
  readonly bodies?: readonly [request: Place | null, response: Place | null];
  readonly messages?: readonly (Omit<StoredMessage, 'content' | 'size'> & { readonly place: Place })[];
  readonly messagesDropped?: number;
};

/** What a pack costs beside its buffers. */
const overhead = 1_000;

export const pack = (list: readonly Stored[]): Pack => {
  const blobs: Uint8Array[] = [];
  let blobLength = 0;
  const put = (bytes: Uint8Array, size: number): Place => {
    const from = blobLength;
    blobs.push(bytes);
    blobLength += bytes.length;
    return [from, bytes.length, size];
  };
  const ids = Float64Array.from(list, ({ exchange }) => exchange.id);
  let rows = bytesOf(`[${list.map(({ exchange }) => JSON.stringify(rowOf(exchange))).join(',')}]`);
  let rests = bytesOf(`[${list.map((one) => JSON.stringify(restOf(one, put))).join(',')}]`);
  // Exactly as large as its content: nothing else lives in its memory.
  const blob = Buffer.allocUnsafeSlow(blobLength);
  let at = 0;
  for (const bytes of blobs) {
    blob.set(bytes, at);
    at += bytes.length;
  }
  let squeezed = false;
  const rowsOf = (): readonly TrafficRow[] => JSON.parse(textOf(rows, squeezed));
  const restsOf = (): readonly Rest[] => JSON.parse(textOf(rests, squeezed));
  return {
    count: list.length,
    ids,
    bytes: () => rows.length + rests.length + blob.length + ids.byteLength + overhead,
    rows: rowsOf,
    stored: (index) => unpack(rowsOf()[index] as TrafficRow, restsOf()[index] as Rest, blob),
    all: () => {
      const parts = restsOf();
      return rowsOf().map((row, i) => exchangeOf(row, parts[i] as Rest));
    },
    squeeze: async () => {
      if (squeezed) return false;
      const [less, more] = await Promise.all([deflated(rows), deflated(rests)]);
      if (squeezed) return false;
      rows = less;
      rests = more;
      squeezed = true;
      return true;
    },
  };
};

/** Latin-1 would not do for every character, and a Buffer from a string may live in the memory of others. */
const bytesOf = (text: string): Buffer => {
  const length = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafeSlow(length);
  bytes.write(text);
  return bytes;
};

const textOf = (bytes: Buffer, squeezed: boolean): string => (squeezed ? inflateRawSync(bytes) : bytes).toString();

const deflated = (bytes: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    deflateRaw(bytes, { level: 1 }, (error, result) => {
      if (error) return reject(error);
      const exact = Buffer.allocUnsafeSlow(result.length);
      exact.set(result);
      resolve(exact);
    }),
  );

const restOf = (one: Stored, put: (bytes: Uint8Array, size: number) => Place): Rest => {
  const { exchange, sent, received, requestBody, responseBody, requestTrailers, responseTrailers } = one;
  const { requestHeaders, responseHeaders, terminationDetails, upstream, requestId, userAgent } = exchange;
  const { forwardedFor, downstreamLocal, downstreamRemote, serverName, timing } = exchange;
  const placeOf = (body: StoredBody | undefined) => (body ? put(body.bytes, body.size) : null);
  return {
    exchange: {
      requestHeaders,
      responseHeaders,
      ...(terminationDetails !== undefined && { terminationDetails }),
      ...(upstream && { upstream: furtherOf(upstream) }),
      requestId,
      ...(userAgent !== undefined && { userAgent }),
      forwardedFor,
      downstreamLocal,
      downstreamRemote,
      ...(serverName !== undefined && { serverName }),
      ...(timing && { timing }),
    },
    ...(sent && { sent }),
    ...(received && { received }),
    ...((requestBody ?? responseBody) && { bodies: [placeOf(requestBody), placeOf(responseBody)] as const }),
    ...((requestTrailers ?? responseTrailers) && {
      trailers: [requestTrailers ?? null, responseTrailers ?? null] as const,
    }),
    ...(one.messages && {
      messages: one.messages.map(({ content, size, ...message }) => ({ ...message, place: put(content, size) })),
    }),
    ...(one.messagesDropped !== undefined && { messagesDropped: one.messagesDropped }),
  };
};

const furtherOf = ({ cluster: _, host: __, attempts: ___, ...further }: Upstream): Further => further;

const exchangeOf = (row: TrafficRow, { exchange }: Rest): Exchange =>
  ({
    ...row,
    ...exchange,
    ...(row.upstream && { upstream: { ...row.upstream, ...exchange.upstream } }),
  }) as Exchange;

const unpack = (row: TrafficRow, rest: Rest, blob: Uint8Array): Stored => {
  const bytesAt = ([from, length]: Place) => blob.subarray(from, from + length);
  const [request, response] = rest.bodies ?? [];
  const [requestTrailers, responseTrailers] = rest.trailers ?? [];
  return {
    exchange: exchangeOf(row, rest),
    ...(rest.sent && { sent: rest.sent }),
    ...(rest.received && { received: rest.received }),
    ...(request && { requestBody: { bytes: bytesAt(request), size: request[2] } }),
    ...(response && { responseBody: { bytes: bytesAt(response), size: response[2] } }),
    ...(requestTrailers && { requestTrailers }),
    ...(responseTrailers && { responseTrailers }),
    ...(rest.messages && {
      messages: rest.messages.map(({ place, ...message }) => ({
        ...message,
        content: bytesAt(place),
        size: place[2],
      })),
    }),
    ...(rest.messagesDropped !== undefined && { messagesDropped: rest.messagesDropped }),
  };
};
