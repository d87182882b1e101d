import { deflateRaw, inflateRawSync } from 'node:zlib';
import type { HeaderLines } from '#core/route/facts.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import { absent, type Buffers, column, columns, type PackedMessages, type Place, separator } from './pack-layout.ts';
import { type Pack, readPack } from './read-pack.ts';
import { createShapes } from './shapes.ts';
import type { Recorded } from './stored.ts';

/**
 * Some hundred exchanges as numbers, text and bytes: as objects they would take four times as much and keep the collector busy. An exchange
 * is packed in the moment in which it is over, while nothing of it has been moved to where the collector seldom looks: that costs more
 * than the packing.
 */
export type OpenPack = Pack & {
  /** False where there is no room for it; nothing has happened then. An empty one takes everything. */
  readonly add: (exchange: Exchange, recorded: Recorded | undefined) => boolean;
  /** What is in it, no larger than it has to be; the open one is empty behind it. */
  readonly seal: () => SealedPack;
};

export type SealedPack = Pack & {
  /** Makes texts and numbers smaller, beside the main thread. Resolves with false where that has been done. */
  readonly squeeze: () => Promise<boolean>;
  /** Nobody asks it any more: its largest buffer may be filled anew. */
  readonly large: () => Buffer | undefined;
};

/** What a pack costs beside its buffers, and each shape in it, roughly. */
const overhead = 1_000;
const shapeBytes = 700;
const most = 256;
const nothing = Number.NaN;

/** `size`: of the buffer for bodies. `spare` gives one of that size that nobody needs any more. */
export const createPack = (size: number, spare: () => Buffer | undefined): OpenPack => {
  const numbers = new Float64Array(most * columns);
  const shapes = createShapes();
  let messages = new Map<number, string>();
  let text: Buffer = Buffer.allocUnsafeSlow(384 * 1024);
  let blob: Buffer = Buffer.allocUnsafeSlow(size);
  let count = 0;
  let textEnd = 0;
  let blobEnd = 0;
  const now = (): Buffers => ({ numbers, text, blob, shapes: shapes.all(), messages, count });
  const put = (bytes: Uint8Array, whole: number): Place => {
    const from = blobEnd;
    blob.set(bytes, from);
    blobEnd += bytes.length;
    return [from, bytes.length, whole];
  };
  const putBody = (at: number, body: NonNullable<Recorded['tape']>['request']) => {
    numbers[at] = blobEnd;
    numbers[at + 1] = body?.kept ?? 0;
    numbers[at + 2] = body?.size ?? -1;
    for (const chunk of body?.chunks ?? []) {
      blob.set(chunk, blobEnd);
      blobEnd += chunk.length;
    }
  };
  const putMessages = (told: NonNullable<NonNullable<Recorded['tape']>['messages']>) => {
    const packed: PackedMessages = {
      m: told.list().map(({ content, size: whole, ...message }) => ({ ...message, place: put(content, whole) })),
      ...(told.dropped() > 0 && { d: told.dropped() }),
    };
    messages.set(count, JSON.stringify(packed));
  };
  /** Adds lines to the text and gives it back; how many characters they are goes to the numbers. */
  const withLines = (before: string, at: number, lines: HeaderLines | undefined): string => {
    if (lines === undefined || lines.length === 0) {
      numbers[at] = lines === undefined ? -1 : -2;
      return before;
    }
    const joined = lines.join(separator);
    numbers[at] = joined.length;
    return before + joined;
  };
  const putText = (base: number, one: Exchange, recorded: Recorded | undefined) => {
    const { upstream, path } = one;
    const goesTo = upstream?.path ?? path;
    const sentPath = recorded?.sent?.path ?? goesTo;
    const own = `${one.requestId}${separator}${one.forwardedFor}${separator}${one.downstreamRemote}${separator}${
      upstream?.localAddress ?? absent
    }${separator}${goesTo === path ? absent : goesTo}${separator}${sentPath === goesTo ? absent : sentPath}${separator}${path}`;
    const at = base + column.texts;
    numbers[at] = own.length;
    let whole = withLines(own, at + 1, one.requestHeaders);
    whole = withLines(whole, at + 2, one.responseHeaders);
    whole = withLines(whole, at + 3, recorded?.sent?.headers);
    whole = withLines(whole, at + 4, recorded?.received?.headers);
    whole = withLines(whole, at + 5, recorded?.tape?.requestTrailers);
    whole = withLines(whole, at + 6, recorded?.tape?.responseTrailers);
    // A character is three bytes of UTF-8 at most.
    text = roomFor(text, textEnd, 3 * whole.length);
    textEnd += text.write(whole, textEnd);
    numbers[base + column.textEnd] = textEnd;
  };
  return {
    ...readPack(now),
    indexOf: (id) => indexIn(numbers, count, id),
    count: () => count,
    bytes: () =>
      textEnd + blobEnd + count * columns * 8 + shapes.all().length * shapeBytes + sizeOf(messages) + overhead,
    add: (one, recorded) => {
      const tape = recorded?.tape;
      const needed = tape === undefined ? 0 : blobSize(tape);
      if (count === most || (blobEnd + needed > blob.length && count > 0)) return false;
      if (needed > blob.length) blob = Buffer.allocUnsafeSlow(needed);
      const base = count * columns;
      putText(base, one, recorded);
      const { upstream, timing } = one;
      numbers[base + column.id] = one.id;
      numbers[base + column.shape] = shapes.of(one, recorded?.sent);
      numbers[base + column.started] = one.started;
      numbers[base + column.duration] = one.durationMs;
      numbers[base + column.status] = one.status;
      numbers[base + column.bytesReceived] = one.bytesReceived;
      numbers[base + column.bytesSent] = one.bytesSent;
      numbers[base + column.attempts] = upstream?.attempts ?? 0;
      numbers[base + column.serviceTime] = upstream?.serviceTimeMs ?? nothing;
      numbers[base + column.requested] = timing?.requested ?? nothing;
      numbers[base + column.dispatched] = timing?.dispatched ?? nothing;
      numbers[base + column.connected] = timing?.connected ?? nothing;
      numbers[base + column.answered] = timing?.answered ?? nothing;
      numbers[base + column.ended] = timing?.ended ?? nothing;
      numbers[base + column.receivedStatus] = recorded?.received?.status ?? nothing;
      putBody(base + column.requestBody, tape?.request);
      putBody(base + column.responseBody, tape?.response);
      if (tape?.messages) putMessages(tape.messages);
      count += 1;
      return true;
    },
    seal: () => {
      // A buffer that is nearly full is kept as it is, and another one is filled.
      const isFull = blobEnd > 0.75 * size;
      const sealed = sealedPack({
        numbers: numbers.slice(0, count * columns),
        text: exact(text, textEnd),
        blob: isFull ? blob : exact(blob, blobEnd),
        shapes: shapes.all(),
        messages,
        count,
      });
      if (isFull || blob.length > size) blob = spare() ?? Buffer.allocUnsafeSlow(size);
      count = textEnd = blobEnd = 0;
      shapes.clear();
      messages = new Map();
      return sealed;
    },
  };
};

const sealedPack = ({ numbers, ...given }: Buffers): SealedPack => {
  const { count, blob, shapes, messages } = given;
  let packed: { readonly text: Buffer; readonly table: Buffer } = { text: given.text, table: bytesOf(numbers) };
  let squeezed = false;
  const more = shapes.length * shapeBytes + sizeOf(messages) + overhead;
  const ids = new Float64Array(count);
  for (let i = 0; i < count; i++) ids[i] = numbers[i * columns + column.id] as number;
  const read = (): Buffers => {
    const [text, table] = squeezed
      ? [inflateRawSync(packed.text), inflateRawSync(packed.table)]
      : [packed.text, packed.table];
    return { ...given, text, numbers: numbersOf(table) };
  };
  return {
    ...readPack(read),
    count: () => count,
    bytes: () => packed.text.length + packed.table.length + blob.length + 8 * count + more,
    indexOf: (id) => ids.indexOf(id),
    large: () => blob,
    squeeze: async () => {
      if (squeezed) return false;
      const [text, table] = await Promise.all([deflated(packed.text), deflated(packed.table)]);
      if (squeezed) return false;
      packed = { text, table };
      squeezed = true;
      return true;
    },
  };
};

const indexIn = (numbers: Float64Array, count: number, id: number): number => {
  for (let i = 0; i < count; i++) if (numbers[i * columns + column.id] === id) return i;
  return -1;
};

const bytesOf = (numbers: Float64Array): Buffer =>
  Buffer.from(numbers.buffer as ArrayBuffer, numbers.byteOffset, numbers.byteLength);

/** Inflated bytes may begin anywhere, numbers may not. */
const numbersOf = (bytes: Buffer): Float64Array =>
  bytes.byteOffset % 8 === 0
    ? new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8)
    : new Float64Array(new Uint8Array(bytes).buffer);

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

const blobSize = ({ request, response, messages }: NonNullable<Recorded['tape']>): number => {
  let bytes = (request?.kept ?? 0) + (response?.kept ?? 0);
  if (messages) for (const { content } of messages.list()) bytes += content.length;
  return bytes;
};

const sizeOf = (messages: ReadonlyMap<number, string>): number => {
  let bytes = 0;
  for (const text of messages.values()) bytes += text.length;
  return bytes;
};
