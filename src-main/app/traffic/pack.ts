import { deflateRaw, inflateRawSync } from 'node:zlib';
import type { Exchange } from '#core/traffic/exchange.ts';
import { alikeOf, type Model, modelOf, pushOthers } from './alike.ts';
import {
  absent,
  type Buffers,
  column,
  numbersOf,
  type PackedMessages,
  type Place,
  rowBytes,
  separator,
} from './pack-layout.ts';
import { type Pack, readPack } from './read-pack.ts';
import { oneSegment, type Segment, type Segments, sizeOfSegment } from './segments.ts';
import { createShapes } from './shapes.ts';
import type { Recorded } from './stored.ts';
import type { Tight, TightLog } from './tight.ts';

/**
 * Some hundred exchanges as numbers, text and bytes: as objects they would take four times as much and keep the collector busy. An exchange
 * is packed in the moment in which it is over, while nothing of it has been moved to where the collector seldom looks: that costs more
 * than the packing.
 */
export type OpenPack = Pack & {
  /** False where there is no room for it; nothing has happened then. An empty one takes everything. */
  readonly add: (exchange: Exchange, recorded: Recorded | undefined) => boolean;
  /** What is in it; the open one is empty behind it. */
  readonly seal: () => SealedPack;
  /** Forgets what is in it. */
  readonly clear: () => void;
};

export type SealedPack = Pack & {
  /** Makes texts and numbers smaller, beside the main thread. Resolves with false where there is nothing to gain. */
  readonly squeeze: (into: TightLog) => Promise<boolean>;
  /** Nobody asks it any more; its memory is for others. */
  readonly letGo: () => void;
};

/** What a pack costs beside its buffers, and each shape in it, roughly. */
const overhead = 1_000;
const shapeBytes = 700;
const nothing = Number.NaN;
/** Shapes that have a model: where clients differ that much, what is held for comparing would cost more than it gains. */
const mostModels = 200;

export const createPack = (segments: Segments): OpenPack => {
  const shapes = createShapes();
  /** By shape: the first that has it. */
  let models: ({ readonly index: number; readonly model: Model } | undefined)[] = [];
  let messages = new Map<number, string>();
  let segment = segments.take();
  let { bytes, numbers, places } = segment;
  let count = 0;
  let low = bytes.length;
  let blobEnd = 0;
  const use = (next: Segment) => {
    segment = next;
    ({ bytes, numbers, places } = segment);
    low = bytes.length;
  };
  const now = (): Buffers => ({
    records: bytes,
    numbers,
    places,
    blob: () => bytes,
    shapes: shapes.all(),
    messages,
    count,
  });
  const put = (content: Uint8Array, whole: number): Place => {
    const from = blobEnd;
    bytes.set(content, from);
    blobEnd += content.length;
    return [from, content.length, whole];
  };
  const putBody = (at: number, body: NonNullable<Recorded['tape']>['request']) => {
    numbers[at] = blobEnd;
    numbers[at + 1] = body?.kept ?? 0;
    numbers[at + 2] = body?.size ?? -1;
    if (body === undefined) return;
    for (const chunk of body.chunks) {
      bytes.set(chunk, blobEnd);
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
  const clear = () => {
    count = blobEnd = 0;
    low = bytes.length;
    shapes.clear();
    models = [];
    messages = new Map();
  };
  return {
    ...readPack(now),
    indexOf: (id) => indexIn(now(), id),
    count: () => count,
    bytes: () =>
      bytes.length - low + blobEnd + 4 * count + shapes.all().length * shapeBytes + sizeOf(messages) + overhead,
    add: (one, recorded) => {
      const tape = recorded?.tape;
      const { requestHeaders, responseHeaders, path, upstream, timing } = one;
      const received = recorded?.received?.headers;
      const sent = recorded?.sent?.headers;
      const shape = shapes.of(one, recorded?.sent);
      const like = models[shape];
      const model = like?.model;
      const requestAlike = model === undefined ? 0 : alikeOf(requestHeaders, model.request);
      const receivedAlike =
        received === undefined || model?.received === undefined ? 0 : alikeOf(received, model.received);
      const sentAlike =
        sent === undefined || model?.sent === undefined ? 0 : alikeOf(sent, model.sent, model.sentFrom, requestHeaders);
      const responseAlike =
        model === undefined ? 0 : alikeOf(responseHeaders, model.response, model.responseFrom, received);
      const pieces = piecesOf(one, recorded);
      pushOthers(pieces, requestHeaders, requestAlike);
      if (received !== undefined) pushOthers(pieces, received, receivedAlike);
      if (sent !== undefined) pushOthers(pieces, sent, sentAlike);
      pushOthers(pieces, responseHeaders, responseAlike);
      const { requestTrailers, responseTrailers } = tape ?? {};
      if (requestTrailers !== undefined) pieces.push(...requestTrailers);
      if (responseTrailers !== undefined) pieces.push(...responseTrailers);
      const text = pieces.join(separator);
      const width = wide.test(text) ? 2 : 1;
      const whole = rowBytes + Math.ceil((width * text.length) / 8) * 8;
      const needed = whole + (tape === undefined ? 0 : blobSize(tape));
      if (count === places.length || blobEnd + needed > low) {
        if (count > 0) return false;
        segments.give(segment);
        use(oneSegment(needed));
      }
      low -= whole;
      places[count] = bytes.length - low;
      bytes.write(text, low + rowBytes, width === 1 ? 'latin1' : 'utf16le');
      const base = low / 8;
      numbers[base + column.id] = one.id;
      numbers[base + column.shape] = shape;
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
      numbers[base + column.text] = text.length;
      numbers[base + column.path] = path.length;
      numbers[base + column.lists] = requestHeaders.length;
      numbers[base + column.lists + 1] = received?.length ?? -1;
      numbers[base + column.lists + 2] = sent?.length ?? -1;
      numbers[base + column.lists + 3] = responseHeaders.length;
      numbers[base + column.lists + 4] = requestTrailers?.length ?? -1;
      numbers[base + column.lists + 5] = responseTrailers?.length ?? -1;
      numbers[base + column.model] = like?.index ?? -1;
      numbers[base + column.alike] = requestAlike;
      numbers[base + column.alike + 1] = receivedAlike;
      numbers[base + column.alike + 2] = sentAlike;
      numbers[base + column.alike + 3] = responseAlike;
      numbers[base + column.width] = width;
      putBody(base + column.requestBody, tape?.request);
      putBody(base + column.responseBody, tape?.response);
      if (tape?.messages) putMessages(tape.messages);
      if (like === undefined && shape < mostModels)
        models[shape] = {
          index: count,
          model: modelOf({ request: requestHeaders, sent, received, response: responseHeaders }),
        };
      count += 1;
      return true;
    },
    seal: () => {
      // One that is nearly full is kept as it is, and another one is filled.
      const isFull = blobEnd + bytes.length - low > 0.75 * bytes.length;
      const kept = isFull ? segment : exact(segment, low, blobEnd, count);
      const sealed = sealedPack(segments, kept, kept.bytes.length - (bytes.length - low), blobEnd, {
        shapes: shapes.all(),
        messages,
        count,
      });
      if (isFull) use(segments.take());
      clear();
      return sealed;
    },
    clear,
  };
};

/** `low`: where its exchanges begin, behind which there is nothing else. */
const sealedPack = (
  segments: Segments,
  segment: Segment,
  low: number,
  blobEnd: number,
  { shapes, messages, count }: Pick<Buffers, 'shapes' | 'messages' | 'count'>,
): SealedPack => {
  const more = shapes.length * shapeBytes + sizeOf(messages) + overhead;
  /** Undefined as soon as it is let go. */
  let held: Held | undefined = { is: 'plain', segment };
  const buffers = (): Buffers => {
    if (held === undefined) throw new Error('a pack is asked that was let go');
    if (held.is === 'plain') {
      const { bytes, numbers, places } = held.segment;
      return { records: bytes, numbers, places, blob: () => bytes, shapes, messages, count };
    }
    const inflated = inflateRawSync(held.records.read());
    // Inflated bytes may begin anywhere, numbers may not.
    const records = inflated.byteOffset % 8 === 0 ? inflated : copyOf(inflated);
    const { places, blob } = held;
    return { records, numbers: numbersOf(records), places, blob: blob.read, shapes, messages, count };
  };
  return {
    ...readPack(buffers),
    count: () => count,
    bytes: () => more + (held === undefined ? 0 : sizeOfHeld(held)),
    indexOf: (id) => (held?.is === 'squeezed' ? held.ids.indexOf(id) : indexIn(buffers(), id)),
    letGo: () => {
      if (held?.is === 'plain') segments.give(held.segment);
      else for (const one of held === undefined ? [] : [held.records, held.blob]) one.letGo();
      held = undefined;
    },
    squeeze: async (into) => {
      if (held?.is !== 'plain') return false;
      const { bytes, places } = held.segment;
      // What is nearly all bodies would be copied for little.
      if (bytes.length - low < bytes.length / 8) return false;
      const records = await deflated(bytes.subarray(low));
      if (held?.is !== 'plain') return false;
      const { numbers } = held.segment;
      const ids = new Float64Array(count);
      for (let i = 0; i < count; i++)
        ids[i] = numbers[(bytes.length - (places[i] as number)) / 8 + column.id] as number;
      const { segment: free } = held;
      const blob = into.put(bytes.subarray(0, blobEnd));
      held = { is: 'squeezed', records: into.put(records), blob, places: places.slice(0, count), ids };
      segments.give(free);
      return true;
    },
  };
};

type Held =
  | { readonly is: 'plain'; readonly segment: Segment }
  | {
      readonly is: 'squeezed';
      readonly records: Tight;
      readonly blob: Tight;
      readonly places: Uint32Array;
      readonly ids: Float64Array;
    };

const sizeOfHeld = (held: Held): number =>
  held.is === 'plain'
    ? sizeOfSegment(held.segment)
    : held.records.length + held.blob.length + held.places.byteLength + held.ids.byteLength;

const indexIn = ({ records, numbers, places, count }: Buffers, id: number): number => {
  for (let i = 0; i < count; i++)
    if (numbers[(records.length - (places[i] as number)) / 8 + column.id] === id) return i;
  return -1;
};

/** The text of an exchange in pieces, up to its lines. */
const piecesOf = (one: Exchange, recorded: Recorded | undefined): string[] => {
  const { path, upstream } = one;
  const goesTo = upstream?.path ?? path;
  const sentPath = recorded?.sent?.path ?? goesTo;
  return [
    path,
    one.requestId,
    one.forwardedFor,
    one.downstreamRemote,
    upstream?.localAddress ?? absent,
    goesTo === path ? absent : withoutSeparator(goesTo),
    sentPath === goesTo ? absent : withoutSeparator(sentPath),
  ];
};

const withoutSeparator = (target: string): string =>
  target.includes(separator) ? target.replaceAll(separator, '%00') : target;

/** Answered at once for a text of bytes, which most are. */
const wide = /[\u0100-\uffff]/;

/** What is used of a segment, in one of its own. */
const exact = ({ bytes, places }: Segment, low: number, blobEnd: number, count: number): Segment => {
  const result = oneSegment(Math.ceil(blobEnd / 8) * 8 + bytes.length - low);
  result.bytes.set(bytes.subarray(0, blobEnd));
  result.bytes.set(bytes.subarray(low), result.bytes.length - (bytes.length - low));
  result.places.set(places.subarray(0, count));
  return result;
};

const copyOf = (bytes: Buffer): Buffer => {
  const result = Buffer.allocUnsafeSlow(bytes.length);
  result.set(bytes);
  return result;
};

const deflated = (bytes: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    deflateRaw(bytes, { level: 1 }, (error, result) => (error ? reject(error) : resolve(result))),
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
