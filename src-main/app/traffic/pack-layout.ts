import type { Shape } from './shapes.ts';
import type { StoredMessage } from './stored.ts';

/** Columns of the numbers of one exchange. A number that is not known is NaN. */
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
  /** Characters of each of the texts, in the order of `texts`; -1: absent, -2: no lines. */
  texts: 21,
  /** Where its text ends, in bytes. */
  textEnd: 28,
} as const;
export const columns = 29;

/** What is kept as text of one exchange, one behind the other. */
export const texts = ['own', 'request', 'response', 'sent', 'received', 'requestTrailers', 'responseTrailers'] as const;

/** Between texts; no line of a head can hold it (RFC 9110 section 5.5), and no target. */
export const separator = '\0';
/** In place of a text that is not known. */
export const absent = '\x01';

export type Place = readonly [from: number, length: number, size: number];

/** What only streams have. */
export type PackedMessages = {
  readonly m: readonly (Omit<StoredMessage, 'content' | 'size'> & { readonly place: Place })[];
  readonly d?: number;
};

/** A pack as it lies in memory. */
export type Buffers = {
  readonly numbers: Float64Array;
  readonly text: Buffer;
  readonly blob: Buffer;
  readonly shapes: readonly Shape[];
  /** JSON of `PackedMessages`, by index. */
  readonly messages: ReadonlyMap<number, string>;
  readonly count: number;
};
