import type { InflateRaw } from 'node:zlib';
import { type Gathering, gather, type KeptMessage } from './messages.ts';

type Told = (message: Omit<KeptMessage, 'at'>) => void;
/** A message has come to its end; gives how to tell of it, which is done once, now or when it is inflated. */
type Comes = () => Told;
export type Unpack = { readonly create: () => InflateRaw; readonly forgets: boolean };

/** What an inflated message may come to, and what may wait to be inflated. Beyond it a stream's messages stay as they are on the wire. */
const inflatedLimit = 16 * 1024 * 1024;
const waitingLimit = 4 * 1024 * 1024;
const kinds: Readonly<Record<number, KeptMessage['kind']>> = {
  1: 'text',
  2: 'binary',
  8: 'close',
  9: 'ping',
  10: 'pong',
};

/**
 * Reads the frames of one direction of a WebSocket (RFC 6455 section 5.2): fragments are put together, masks taken off, control frames
 * told as they come. `unpack`: permessage-deflate was agreed on (RFC 7692), with or without a context that is kept between messages.
 * What is no frame ends the reading, and nothing else.
 */
export const readWebSocket = (
  from: KeptMessage['from'],
  unpack: Unpack | undefined,
  comes: Comes,
): ((bytes: Uint8Array) => void) => {
  const head = new Uint8Array(14);
  let had = 0;
  let wanted = 2;
  let left = 0;
  let masked = 0;
  let broken = false;
  let frame: { readonly final: boolean; readonly opcode: number; readonly into: Message } | undefined;
  /** A message whose last fragment has not come. */
  let message: Message | undefined;
  const inflate = unpack && inflater(unpack);

  const begin = () => {
    const [one = 0, two = 0] = head;
    const opcode = one & 0x0f;
    const short = two & 0x7f;
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
    wanted = 2 + lengthBytes + ((two & 0x80) === 0 ? 0 : 4);
    if (had < wanted) return;
    left = short;
    if (lengthBytes > 0) {
      left = 0;
      for (let i = 0; i < lengthBytes; i++) left = left * 256 + (head[2 + i] as number);
    }
    const control = opcode >= 8;
    const known = opcode <= 2 || (control && opcode <= 10);
    if (!known || (control ? left > 125 : (opcode === 0) !== (message !== undefined))) {
      broken = true;
      return;
    }
    const packed = !control && (one & 0x40) !== 0;
    const into = control || !message ? createMessage(opcode, packed, inflate) : message;
    if (!control) message = into;
    frame = { final: (one & 0x80) !== 0, opcode, into };
    masked = 0;
  };
  const end = () => {
    const { final, opcode, into } = frame as NonNullable<typeof frame>;
    frame = undefined;
    had = 0;
    wanted = 2;
    if (opcode < 8) {
      if (!final) return;
      message = undefined;
    }
    const kind = kinds[into.opcode] ?? 'binary';
    const told = comes();
    const asItIs = () => told({ from, kind: 'binary', ...contentOf(into.body), compressed: true });
    if (!into.packed) return told({ from, kind, ...contentOf(into.body) });
    const all = into.all();
    if (!inflate || !all) return asItIs();
    inflate.push(all, (content, size) => (content ? told({ from, kind, content, size }) : asItIs()));
  };
  return (bytes) => {
    let at = 0;
    while (!broken && (at < bytes.length || (frame && left === 0))) {
      if (!frame) {
        head[had++] = bytes[at++] as number;
        if (had >= wanted) begin();
        continue;
      }
      const piece = bytes.subarray(at, at + left);
      if (piece.length > 0) {
        const plain = unmasked(piece, head, wanted, masked);
        masked += piece.length;
        frame.into.add(plain);
        at += piece.length;
        left -= piece.length;
      }
      if (left === 0) end();
    }
  };
};

type Message = {
  readonly opcode: number;
  readonly packed: boolean;
  readonly body: Gathering;
  /** Everything, for whoever has to inflate it; undefined where nobody can. */
  readonly all: () => readonly Uint8Array[] | undefined;
  readonly add: (bytes: Uint8Array) => void;
};

const createMessage = (opcode: number, packed: boolean, inflate: Inflater | undefined): Message => {
  const body = gather();
  let all: Uint8Array[] | undefined = packed && inflate ? [] : undefined;
  return {
    opcode,
    packed,
    body,
    all: () => all,
    add: (bytes) => {
      body.add(bytes);
      all?.push(bytes);
      if (all === undefined || body.size() <= waitingLimit) return;
      all = undefined;
      // Whatever follows would need what this one held.
      inflate?.stop();
    },
  };
};

const contentOf = (body: Gathering) => ({ content: body.content(), size: body.size() });

/** A copy where there is a mask; the bytes themselves go on to the other side. */
const unmasked = (bytes: Uint8Array, head: Uint8Array, headLength: number, offset: number): Uint8Array => {
  if (((head[1] as number) & 0x80) === 0) return bytes;
  const result = new Uint8Array(bytes.length);
  const mask = headLength - 4;
  for (let i = 0; i < bytes.length; i++) result[i] = (bytes[i] as number) ^ (head[mask + ((offset + i) & 3)] as number);
  return result;
};

type Inflated = (content: Uint8Array | undefined, size: number) => void;

type Inflater = {
  readonly push: (chunks: readonly Uint8Array[], done: Inflated) => void;
  readonly stop: () => void;
};

/** Off the main thread, one message behind the other. After an error, or too much, everything is told as it is: `undefined`. */
const inflater = ({ create, forgets }: Unpack): Inflater => {
  const waiting: { readonly chunks: readonly Uint8Array[]; readonly size: number; readonly done: Inflated }[] = [];
  let pending = 0;
  let busy = false;
  let engine: InflateRaw | undefined;
  let dead = false;
  let result = gather();
  const stop = () => {
    if (dead) return;
    dead = true;
    engine?.destroy();
    for (const { done } of waiting.splice(0)) done(undefined, 0);
  };
  const next = () => {
    const job = waiting[0];
    if (busy || !job || dead) return;
    busy = true;
    if (!engine) {
      engine = create();
      engine.on('error', stop);
      engine.on('data', (bytes: Buffer) => {
        result.add(bytes);
        if (result.size() > inflatedLimit) stop();
      });
    }
    result = gather();
    for (const chunk of job.chunks) engine.write(chunk);
    engine.write(tail);
    engine.flush(() => {
      if (dead) return;
      waiting.shift();
      pending -= job.size;
      busy = false;
      if (forgets) engine?.reset();
      job.done(result.content(), result.size());
      next();
    });
  };
  return {
    stop,
    push: (chunks, done) => {
      if (dead) return done(undefined, 0);
      const size = chunks.reduce((sum, one) => sum + one.length, 0);
      pending += size;
      waiting.push({ chunks, size, done });
      if (pending > waitingLimit) return stop();
      next();
    },
  };
};

/** RFC 7692 section 7.2.2: what the sender has left out. */
const tail = Buffer.from([0, 0, 0xff, 0xff]);
