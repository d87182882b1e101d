import { deflateRaw, inflateRawSync } from 'node:zlib';
import type { HeaderLines } from '#core/route/facts.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import { rowOf, type TrafficRow } from '#core/traffic/traffic-row.ts';
import type { Stored, StoredBody, StoredMessage } from './stored.ts';

/**
 * Some hundred exchanges in three buffers, because as objects they would take four times as much and keep the collector busy: what lists
 * show and count as JSON, the heads as lines of Latin-1 (a character is a byte of the wire), bodies and messages as they are.
 */
export type Pack = {
  readonly count: () => number;
  readonly bytes: () => number;
  readonly indexOf: (id: number) => number;
  readonly rows: () => readonly TrafficRow[];
  readonly exchanges: () => readonly Exchange[];
  /** A copy; it stays what it is whatever becomes of the pack. */
  readonly stored: (index: number) => Stored;
};

/** The pack that is being filled. */
export type OpenPack = Pack & {
  /** False where there is no room for it; nothing has happened then. An empty one takes everything. */
  readonly add: (one: Stored) => boolean;
  /** What is in it, no larger than it has to be; the open one is empty behind it. */
  readonly seal: () => SealedPack;
};

export type SealedPack = Pack & {
  /** Makes the texts smaller, beside the main thread. Resolves with false where that has been done. */
  readonly squeeze: () => Promise<boolean>;
  /** Nobody asks it any more: its largest buffer may be filled anew. */
  readonly large: () => Buffer | undefined;
};

type Place = readonly [from: number, length: number, size: number];
/** Beside the exchange; short names, because they stand there for every one. `h`: characters of each of the heads, -1: none. */
type Rest = {
  readonly h: readonly number[];
  readonly s?: readonly [method: string, path: string, authority: string];
  readonly r?: number;
  readonly b?: readonly [request: Place | 0, response: Place | 0];
  readonly m?: readonly (Omit<StoredMessage, 'content' | 'size'> & { readonly place: Place })[];
  readonly d?: number;
};
type Meta = Omit<Exchange, 'requestHeaders' | 'responseHeaders'> & { readonly _: Rest };

type Buffers = {
  readonly meta: Buffer;
  readonly heads: Buffer;
  readonly blob: Buffer;
  readonly metaEnds: Uint32Array;
  readonly headEnds: Uint32Array;
  readonly ids: Float64Array;
  readonly count: number;
};

/** What a pack costs beside its buffers. */
const overhead = 1_000;
const most = 256;

/** `size`: of the buffer for bodies. `spare` gives one of that size that nobody needs any more. */
export const createPack = (size: number, spare: () => Buffer | undefined): OpenPack => {
  const ids = new Float64Array(most);
  const metaEnds = new Uint32Array(most);
  const headEnds = new Uint32Array(most);
  let meta: Buffer = Buffer.allocUnsafeSlow(256 * 1024);
  let heads: Buffer = Buffer.allocUnsafeSlow(256 * 1024);
  let blob: Buffer = Buffer.allocUnsafeSlow(size);
  let count = 0;
  let metaEnd = 0;
  let headEnd = 0;
  let blobEnd = 0;
  const now = (): Buffers => ({ meta, heads, blob, metaEnds, headEnds, ids, count });
  const put = (bytes: Uint8Array, whole: number): Place => {
    const from = blobEnd;
    blob.set(bytes, from);
    blobEnd += bytes.length;
    return [from, bytes.length, whole];
  };
  return {
    ...readerOf(now),
    count: () => count,
    bytes: () => metaEnd + headEnd + blobEnd + overhead,
    add: (one) => {
      const needed = blobSize(one);
      if (count === most || (blobEnd + needed > blob.length && count > 0)) return false;
      if (needed > blob.length) blob = Buffer.allocUnsafeSlow(needed);
      const [head, lengths] = headText(one);
      const text = JSON.stringify(metaOf(one.exchange, restOf(one, lengths, put)));
      // A character of the text is three bytes of UTF-8 at most; a comma stands between two.
      meta = roomFor(meta, metaEnd, 3 * text.length + 1);
      heads = roomFor(heads, headEnd, head.length);
      if (count > 0) meta[metaEnd++] = 44;
      metaEnd += meta.write(text, metaEnd);
      headEnd += heads.write(head, headEnd, 'latin1');
      ids[count] = one.exchange.id;
      metaEnds[count] = metaEnd;
      headEnds[count] = headEnd;
      count += 1;
      return true;
    },
    seal: () => {
      // A buffer that is nearly full is kept as it is, and another one is filled.
      const isFull = blobEnd > 0.75 * size;
      const kept = isFull ? blob : exact(blob, blobEnd);
      const sealed = sealedPack({
        meta: exact(meta, metaEnd),
        heads: exact(heads, headEnd),
        blob: kept,
        metaEnds: metaEnds.slice(0, count),
        headEnds: headEnds.slice(0, count),
        ids: ids.slice(0, count),
        count,
      });
      if (isFull || blob.length > size) blob = spare() ?? Buffer.allocUnsafeSlow(size);
      count = metaEnd = headEnd = blobEnd = 0;
      return sealed;
    },
  };
};

/** Written out, because it is made for every exchange; what is undefined is left out of the JSON. */
const metaOf = (one: Exchange, rest: Rest) => ({
  id: one.id,
  generation: one.generation,
  started: one.started,
  durationMs: one.durationMs,
  listener: one.listener,
  proxy: one.proxy,
  method: one.method,
  scheme: one.scheme,
  authority: one.authority,
  path: one.path,
  protocol: one.protocol,
  status: one.status,
  flags: one.flags,
  details: one.details,
  terminationDetails: one.terminationDetails,
  bytesReceived: one.bytesReceived,
  bytesSent: one.bytesSent,
  upstream: one.upstream,
  route: one.route,
  virtualHost: one.virtualHost,
  requestId: one.requestId,
  userAgent: one.userAgent,
  forwardedFor: one.forwardedFor,
  downstreamLocal: one.downstreamLocal,
  downstreamRemote: one.downstreamRemote,
  serverName: one.serverName,
  stream: one.stream,
  open: one.open,
  timing: one.timing,
  _: rest,
});

const sealedPack = (given: Buffers): SealedPack => {
  let buffers = given;
  let squeezed = false;
  const read = (): Buffers =>
    squeezed ? { ...buffers, meta: inflateRawSync(buffers.meta), heads: inflateRawSync(buffers.heads) } : buffers;
  return {
    ...readerOf(read),
    count: () => given.count,
    bytes: () => buffers.meta.length + buffers.heads.length + buffers.blob.length + 16 * given.count + overhead,
    indexOf: (id) => given.ids.indexOf(id),
    large: () => buffers.blob,
    squeeze: async () => {
      if (squeezed) return false;
      const [meta, heads] = await Promise.all([deflated(buffers.meta), deflated(buffers.heads)]);
      if (squeezed) return false;
      buffers = { ...buffers, meta, heads };
      squeezed = true;
      return true;
    },
  };
};

const readerOf = (read: () => Buffers): Pick<Pack, 'indexOf' | 'rows' | 'exchanges' | 'stored'> => {
  const metas = ({ meta, metaEnds, count }: Buffers): readonly Meta[] =>
    JSON.parse(`[${count === 0 ? '' : meta.toString('utf8', 0, metaEnds[count - 1])}]`);
  return {
    indexOf: (id) => {
      const { ids, count } = read();
      const index = ids.indexOf(id);
      return index < count ? index : -1;
    },
    rows: () => metas(read()).map((one) => rowOf(one)),
    exchanges: () => {
      const buffers = read();
      return metas(buffers).map((one, i) => exchangeOf(one, headsAt(buffers, i, one._.h)));
    },
    stored: (index) => {
      const buffers = read();
      const { meta, metaEnds, blob } = buffers;
      const from = index === 0 ? 0 : (metaEnds[index - 1] ?? 0) + 1;
      const one: Meta = JSON.parse(meta.toString('utf8', from, metaEnds[index]));
      return unpack(one, headsAt(buffers, index, one._.h), blob);
    },
  };
};

const roomFor = (buffer: Buffer, at: number, more: number): Buffer => {
  if (at + more <= buffer.length) return buffer;
  const larger = Buffer.allocUnsafeSlow(2 * (at + more));
  larger.set(buffer.subarray(0, at));
  return larger;
};

const exact = (buffer: Buffer, length: number): Buffer => {
  const result = Buffer.allocUnsafeSlow(length);
  result.set(buffer.subarray(0, length));
  return result;
};

const deflated = (bytes: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    deflateRaw(bytes, { level: 1 }, (error, result) => (error ? reject(error) : resolve(exact(result, result.length)))),
  );

const blobSize = ({ requestBody, responseBody, messages }: Stored): number => {
  let bytes = (requestBody?.bytes.length ?? 0) + (responseBody?.bytes.length ?? 0);
  for (const { content } of messages ?? []) bytes += content.length;
  return bytes;
};

/** Neither names nor values of header lines hold line breaks (RFC 9110 section 5.5). */
const headText = (one: Stored): readonly [text: string, lengths: readonly number[]] => {
  const { exchange, sent, received, requestTrailers, responseTrailers } = one;
  const lengths: number[] = [];
  let text = '';
  const add = (lines: HeaderLines | undefined) => {
    const joined = lines?.join('\n');
    lengths.push(lines === undefined ? -1 : lines.length === 0 ? -2 : (joined as string).length);
    if (joined !== undefined) text += joined;
  };
  add(exchange.requestHeaders);
  add(exchange.responseHeaders);
  add(sent?.headers);
  add(received?.headers);
  if (requestTrailers ?? responseTrailers) {
    add(requestTrailers);
    add(responseTrailers);
  }
  return [text, lengths];
};

const headsAt = (
  { heads, headEnds }: Buffers,
  index: number,
  lengths: readonly number[],
): (HeaderLines | undefined)[] => {
  let at = index === 0 ? 0 : (headEnds[index - 1] ?? 0);
  return lengths.map((length) => {
    if (length < 0) return length === -1 ? undefined : [];
    at += length;
    return heads.toString('latin1', at - length, at).split('\n');
  });
};

const restOf = (one: Stored, h: readonly number[], put: (bytes: Uint8Array, size: number) => Place): Rest => {
  const { sent, received, requestBody, responseBody, messages, messagesDropped } = one;
  const placeOf = (body: StoredBody | undefined) => (body ? put(body.bytes, body.size) : 0);
  return {
    h,
    ...(sent && { s: [sent.method, sent.path, sent.authority] as const }),
    ...(received && { r: received.status }),
    ...((requestBody ?? responseBody) && { b: [placeOf(requestBody), placeOf(responseBody)] as const }),
    ...(messages && {
      m: messages.map(({ content, size, ...message }) => ({ ...message, place: put(content, size) })),
    }),
    ...(messagesDropped !== undefined && { d: messagesDropped }),
  };
};

const exchangeOf = (
  { _, ...exchange }: Meta,
  [request = [], response = []]: readonly (HeaderLines | undefined)[],
): Exchange => ({
  ...exchange,
  requestHeaders: request,
  responseHeaders: response,
});

const unpack = (one: Meta, heads: readonly (HeaderLines | undefined)[], blob: Uint8Array): Stored => {
  const { s, r, b, m, d } = one._;
  const [, , sent = [], received = [], requestTrailers, responseTrailers] = heads;
  const bytesAt = ([from, length]: Place) => new Uint8Array(blob.subarray(from, from + length));
  const [request, response] = b ?? [];
  return {
    exchange: exchangeOf(one, heads),
    ...(s && { sent: { method: s[0], path: s[1], authority: s[2], headers: sent } }),
    ...(r !== undefined && { received: { status: r, headers: received } }),
    ...(request && { requestBody: { bytes: bytesAt(request), size: request[2] } }),
    ...(response && { responseBody: { bytes: bytesAt(response), size: response[2] } }),
    ...(requestTrailers && { requestTrailers }),
    ...(responseTrailers && { responseTrailers }),
    ...(m && { messages: m.map(({ place, ...message }) => ({ ...message, content: bytesAt(place), size: place[2] })) }),
    ...(d !== undefined && { messagesDropped: d }),
  };
};
