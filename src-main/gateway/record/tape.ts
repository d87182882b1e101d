import type { HeaderLines } from '#core/route/facts.ts';
import type { Messages } from './messages.ts';

/** What is kept of the bodies of one exchange while it goes. Changed by whoever records; read by whoever keeps it. */
export type Tape = {
  /** So many bytes of each body. */
  readonly limit: number;
  request: BodyTape | undefined;
  response: BodyTape | undefined;
  requestTrailers: HeaderLines | undefined;
  responseTrailers: HeaderLines | undefined;
  messages: Messages | undefined;
};

/**
 * The beginning of a body in the pieces in which it came, which nobody changes any more; whoever keeps it for long copies them. `own` is room
 * for small pieces, the last of which ends `chunks`: a client that sends byte by byte would pin much more than it sends.
 */
export type BodyTape = {
  readonly chunks: Uint8Array[];
  kept: number;
  size: number;
  own?: { room: Buffer; used: number };
};

/** So many pieces of a body are kept as they came. */
const piecesLimit = 8;
const smallPiece = 4 * 1024;

export const createTape = (limit: number): Tape => ({
  limit,
  request: undefined,
  response: undefined,
  requestTrailers: undefined,
  responseTrailers: undefined,
  messages: undefined,
});

/** One more piece of a body: as much of it as there is still room for. */
export const keep = (body: BodyTape | undefined, bytes: Uint8Array, limit: number): BodyTape => {
  if (body === undefined) {
    const first = bytes.length <= limit ? bytes : bytes.subarray(0, limit);
    return { chunks: [first], kept: first.length, size: bytes.length };
  }
  body.size += bytes.length;
  const room = limit - body.kept;
  if (room <= 0) return body;
  const more = bytes.length <= room ? bytes : bytes.subarray(0, room);
  body.kept += more.length;
  if (more.length < smallPiece && body.chunks.length >= piecesLimit) gatherSmall(body, more);
  else {
    body.chunks.push(more);
    delete body.own;
  }
  return body;
};

/** Into memory of our own, which doubles while more comes. */
const gatherSmall = (body: BodyTape, bytes: Uint8Array): void => {
  const { own } = body;
  const used = own?.used ?? 0;
  let room = own?.room;
  if (room === undefined || used + bytes.length > room.length) {
    const larger = Buffer.allocUnsafeSlow(2 * (used + bytes.length) + 1024);
    if (room) larger.set(room.subarray(0, used));
    room = larger;
  }
  room.set(bytes, used);
  if (own) body.chunks.pop();
  body.own = { room, used: used + bytes.length };
  body.chunks.push(room.subarray(0, used + bytes.length));
};

/** Memory of a tape in bytes, roughly. */
export const weightOfTape = ({ request, response, messages }: Tape): number =>
  (request?.kept ?? 0) + (response?.kept ?? 0) + (messages?.bytes() ?? 0);
