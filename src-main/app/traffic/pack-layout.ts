import type { Shape } from './shapes.ts';
import type { StoredMessage } from './stored.ts';

/**
 * Columns of the numbers of one exchange. A number that is not known is NaN. Behind them stands the text of the exchange: its path, and then
 * pieces with a separator in front of each.
 */
export const column = {
  id: 0,
  shape: 1,
  started: 2,
  duration: 3,
  status: 4,
  bytesReceived: 5,
  bytesSent: 6,
  attempts: 7,
  serviceTime: 8,
  requested: 9,
  dispatched: 10,
  connected: 11,
  answered: 12,
  ended: 13,
  receivedStatus: 14,
  /** Of each body: where it begins in the blob, how much of it is there, and how long it was. */
  requestBody: 15,
  responseBody: 18,
  /** Characters of the whole text, and of the path in front of it. */
  text: 21,
  path: 22,
  /** Strings of each of the lists of lines, in the order of `lists`; -1: absent. */
  lists: 23,
  /** The index of its model; -1: it has none. Then which lines of each list of heads are as the model lets expect (`alike.ts`). */
  model: 29,
  alike: 30,
  /** Bytes of a character. */
  width: 34,
} as const;
export const columns = 35;
/** Bytes of the numbers of one exchange. */
export const rowBytes = columns * 8;

/** Lines of heads and trailers. Of heads, which come first, only those that are not as the model lets expect are told. */
export const lists = ['request', 'received', 'sent', 'response', 'requestTrailers', 'responseTrailers'] as const;
export const headLists = 4;
/** Pieces between the path and the lists: request id, forwarded for, remote and local address, path upstream, path sent. */
export const ownPieces = 6;

/** Between pieces; no line of a head can hold it (RFC 9110 section 5.5). */
export const separator = '\0';
/** In place of a text that is not known, or is the one before. */
export const absent = '\x01';

export type Place = readonly [from: number, length: number, size: number];

/** What only streams have. */
export type PackedMessages = {
  readonly m: readonly (Omit<StoredMessage, 'content' | 'size'> & { readonly place: Place })[];
  readonly d?: number;
};

/**
 * A pack as it lies in memory: bodies and content of messages from the beginning of `blob` on, exchanges from the end of `records` down. Both may be
 * the same bytes.
 */
export type Buffers = {
  readonly records: Buffer;
  /** The same bytes as `records`. */
  readonly numbers: Float64Array;
  /** Where each exchange begins, in bytes before the end of `records`. */
  readonly places: Uint32Array;
  readonly blob: () => Buffer;
  readonly shapes: readonly Shape[];
  /** JSON of `PackedMessages`, by index. */
  readonly messages: ReadonlyMap<number, string>;
  readonly count: number;
};

/** `bytes` begins where a number may. */
export const numbersOf = (bytes: Buffer): Float64Array =>
  new Float64Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 8));
