import type { Duplex } from 'node:stream';
import { headerValue } from '#core/match/header-value.ts';
import type { HeaderLines } from '#core/route/facts.ts';
import type { BodyReceiver, Reply, ReplyOwner, Request } from '../serve/message.ts';
import { createMessages } from './messages.ts';
import { readEvents } from './read-events.ts';
import { readGrpc } from './read-grpc.ts';
import { keep, type Tape } from './tape.ts';

/** What the recording of requests needs of whoever records them, the same for all; `life` is what that one knows a request by. */
export type RecordOwner<T> = {
  /** Milliseconds since the request began. */
  readonly now: (life: T) => number;
  /** The exchange turns out to be a stream. */
  readonly streams: (life: T, stream: 'events' | 'grpc') => void;
  /** Bytes that the messages of one stream may take now. */
  readonly ofMessages: () => number;
};

type Reader = (bytes: Uint8Array) => void;

/**
 * A reply that keeps the beginning of both bodies on a tape as they pass, and reads events and gRPC messages from them. It stands next to
 * the client: what is on the tape is what the client sent and got. Changes nothing and holds nothing back.
 */
export class RecordedReply<T> implements Reply {
  readonly #reply: Reply;
  readonly #tape: Tape;
  readonly #life: T;
  readonly #owner: RecordOwner<T>;
  readonly raw: { readonly socket: Duplex; readonly head: Uint8Array } | undefined;
  #requestReader: Reader | undefined;
  #responseReader: Reader | undefined;

  constructor(request: Request, reply: Reply, tape: Tape, life: T, owner: RecordOwner<T>) {
    this.#reply = reply;
    this.#tape = tape;
    this.#life = life;
    this.#owner = owner;
    this.raw = reply.raw;
    // gRPC is nothing but requests with a body; only their lines are looked at.
    if (!request.hasBody) return;
    const type = headerValue(request.headers, 'content-type');
    if (type === undefined || !isGrpc(type)) return;
    owner.streams(life, 'grpc');
    this.#requestReader = safely(readGrpc('client', isText(type), this.#messages().add));
  }

  watch(owner: ReplyOwner): void {
    this.#reply.watch(owner);
  }

  receiveBody(to: BodyReceiver): void {
    const tape = this.#tape;
    this.#reply.receiveBody({
      chunk: (bytes) => {
        tape.request = keep(tape.request, bytes, tape.limit);
        this.#requestReader?.(bytes);
        to.chunk(bytes);
      },
      end: (trailers) => {
        if (trailers && trailers.length > 0) tape.requestTrailers = trailers;
        to.end(trailers);
      },
      abort: to.abort,
    });
  }

  pauseBody(): void {
    this.#reply.pauseBody();
  }

  resumeBody(): void {
    this.#reply.resumeBody();
  }

  proceed(): void {
    this.#reply.proceed();
  }

  send(status: number, headers: string[], body: Uint8Array | string | undefined, close: boolean): void {
    if (body !== undefined && body.length > 0) this.#keep(typeof body === 'string' ? Buffer.from(body) : body);
    this.#reply.send(status, headers, body, close);
  }

  head(status: number, headers: string[], close: boolean): void {
    const type = headerValue(headers, 'content-type');
    if (type !== undefined) this.#look(type, headers);
    this.#reply.head(status, headers, close);
  }

  chunk(bytes: Uint8Array): boolean {
    this.#keep(bytes);
    return this.#reply.chunk(bytes);
  }

  end(last?: Uint8Array, trailers?: HeaderLines): void {
    if (last !== undefined && last.length > 0) this.#keep(last);
    if (trailers && trailers.length > 0) this.#tape.responseTrailers = trailers;
    this.#reply.end(last, trailers);
  }

  abort(): void {
    this.#reply.abort();
  }

  takeOver(): void {
    this.#reply.takeOver();
  }

  #keep(bytes: Uint8Array): void {
    const tape = this.#tape;
    tape.response = keep(tape.response, bytes, tape.limit);
    this.#responseReader?.(bytes);
  }

  #look(type: string, headers: HeaderLines): void {
    if (this.#requestReader && isGrpc(type)) {
      this.#responseReader = safely(readGrpc('service', isText(type), this.#messages().add));
    } else if (type.startsWith('text/event-stream')) {
      this.#owner.streams(this.#life, 'events');
      // Events in a coding stay what the body holds.
      const coding = headerValue(headers, 'content-encoding') ?? 'identity';
      if (coding === 'identity') this.#responseReader = safely(readEvents(this.#messages().add));
    }
  }

  #messages() {
    this.#tape.messages ??= createMessages(() => this.#owner.now(this.#life), this.#owner.ofMessages);
    return this.#tape.messages;
  }
}

const isGrpc = (type: string): boolean => /^application\/grpc(?:-web(?:-text)?)?(?:$|[+;])/i.test(type);
const isText = (type: string): boolean => /^application\/grpc-web-text/i.test(type);

/** A reader with a fault reads no more; the bytes go on. */
export const safely = (read: Reader): Reader => {
  let broken = false;
  return (bytes) => {
    if (broken) return;
    try {
      read(bytes);
    } catch {
      // What was read so far stays; the rest of this stream is nobody's loss but the reader's.
      broken = true;
    }
  };
};
