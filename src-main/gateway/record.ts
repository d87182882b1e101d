import { headerValue } from '#core/match/header-value.ts';
import type { HeaderLines } from '#core/route/facts.ts';
import type { Route } from '#core/route/table.ts';
import type { Exchange, Timing } from '#core/traffic/exchange.ts';
import type { Clock } from '#core/world.ts';
import { createMessages, inOrder, messagesLimit } from './record/messages.ts';
import { createOpenStreams } from './record/open-streams.ts';
import { RecordedReply, type RecordOwner } from './record/record-reply.ts';
import { tapWebSocket } from './record/tap-websocket.ts';
import { createTape, type Tape, weightOfTape } from './record/tape.ts';
import type { Connection, Reply, Request } from './serve/message.ts';

/** One request as it goes: filled in by `serve`, turned into an `Exchange` when it is over. */
export type Life = {
  readonly id: number;
  readonly generation: number;
  readonly started: number;
  readonly connection: Connection;
  listener: string;
  /** As `Exchange.proxy`. */
  proxy?: string;
  method: string;
  authority: string;
  path: string;
  protocol: Exchange['protocol'];
  requestHeaders: HeaderLines;
  status: number;
  responseHeaders: HeaderLines;
  /** Response flags in the order in which they were raised. */
  flags: string;
  details: string;
  terminationDetails?: string;
  bytesReceived: number;
  bytesSent: number;
  requestId: string;
  forwardedFor: string;
  route?: Pick<Route, 'id' | 'name' | 'origin'>;
  virtualHost?: string;
  upstream?: UpstreamLife;
  /** What the last attempt sent, and what came back before any step: their lines are kept, so nobody may change them afterwards. */
  sent?: Sent;
  received?: { readonly status: number; readonly headers: HeaderLines };
  stream?: Exchange['stream'];
  tape?: Tape;
  /** As in `Timing`, but in milliseconds since the epoch. */
  requested?: number;
  dispatched?: number;
  connected?: number | undefined;
  answered?: number;
  ended?: number;
};

export type Sent = {
  readonly method: string;
  readonly path: string;
  readonly authority: string;
  readonly headers: HeaderLines;
};

/** What an exchange has beside its record. Of one that is open it still changes. */
export type Recorded = Readonly<Pick<Life, 'sent' | 'received' | 'tape'>>;

/** Both hold credentials: whoever passes them on takes these out (`core/traffic/redact-lines.ts`). */
export type Observer = (exchange: Exchange, recorded: Recorded) => void;

/** Looks at what passes a tunnel. */
export type Tap = (from: 'client' | 'service', bytes: Uint8Array) => void;

/** What is kept beside heads and figures: bodies and messages, so many bytes of each body. `bytes`: what all that is kept may take. */
export type Capture = { readonly bodies: boolean; readonly bodyBytes: number; readonly bytes?: number };

export type UpstreamLife = {
  readonly cluster: string;
  readonly path: string;
  authority: string;
  host?: string;
  localAddress?: string | undefined;
  serviceTimeMs?: number;
  transportFailure?: string;
  attempts: number;
};

export type Recorder = {
  readonly begin: (generation: number, connection: Connection) => Life;
  /** The reply that keeps what passes it; the very one where nothing is to be kept. */
  readonly record: (life: Life, request: Request, reply: Reply) => Reply;
  /** An upgrade has succeeded: the exchange is a WebSocket from here on. `agreed` are the lines with which the service said so. */
  readonly tunnels: (life: Life, agreed: HeaderLines) => Tap | undefined;
  /** The answer turns out to be a stream, whatever is kept of it. */
  readonly streams: (life: Life, stream: 'events' | 'grpc') => void;
  readonly setCapture: (capture: Capture) => void;
  /** Takes the time now and tells the observers a moment later, when the reply is on its way. */
  readonly finish: (life: Life) => void;
  /** Returns how to stop. An observer that throws is the bug of its owner and hurts nobody else. */
  readonly observe: (observer: Observer) => () => void;
  /** Told of a stream when it opens, and of one that goes on at most once a second; `observe` tells its end. Returns how to stop. */
  readonly observeOpen: (observer: Observer) => () => void;
  readonly close: () => void;
};

/** What messages of open streams may take of everything that is kept. */
const openShare = 0.25;
/** Observers are told of so many at once, or of what there is after so long: code that is run again at once runs several times faster. */
const batchSize = 64;
const batchMs = 5;
/** Pieces of bodies are told of before the collector has to move them. */
const batchBytes = 64 * 1024;

/** Keeps the count of requests and tells observers of those that are over, in the order in which they ended. */
export function createRecorder(clock: Clock, failed: (error: unknown) => void): Recorder {
  const observers = new Set<Observer>();
  let count = 0;
  let ended: Life[] = [];
  let soon: NodeJS.Timeout | undefined;
  let due = false;
  /** Bytes of bodies in `ended`. */
  let held = 0;
  let capture: Capture = { bodies: false, bodyBytes: 0 };
  const tellOne = (to: ReadonlySet<Observer>, exchange: Exchange, life: Life) => {
    for (const observer of to) {
      try {
        observer(exchange, life);
      } catch (error) {
        failed(error);
      }
    }
  };
  const open = createOpenStreams(clock, (life, at, observers) =>
    tellOne(observers, { ...exchangeOf(life, at), open: true }, life),
  );
  const streams = (life: Life, stream: 'events' | 'grpc') => {
    life.stream = stream;
    open.opened(life);
  };
  const tell = () => {
    clearTimeout(soon);
    soon = undefined;
    due = false;
    held = 0;
    const batch = ended;
    ended = [];
    for (const life of batch) tellOne(observers, exchangeOf(life, life.ended ?? life.started), life);
  };
  /** Streams that are open keep their messages outside of what is trimmed, so together they may have a part of it. */
  const ofMessages = () =>
    Math.min(messagesLimit, ((capture.bytes ?? Number.POSITIVE_INFINITY) * openShare) / Math.max(1, open.count()));
  const owner: RecordOwner<Life> = { ofMessages, streams, now: ({ started }) => Math.max(0, clock() - started) };
  return {
    begin: (generation, connection) => {
      count += 1;
      return {
        id: count,
        generation,
        started: clock(),
        connection,
        listener: '',
        method: '',
        authority: '',
        path: '',
        protocol: 'HTTP/1.1',
        requestHeaders: [],
        status: 0,
        responseHeaders: [],
        flags: '-',
        details: '-',
        bytesReceived: 0,
        bytesSent: 0,
        requestId: '',
        forwardedFor: '',
      };
    },
    finish: (life) => {
      if (life.stream) open.ended(life);
      if (observers.size === 0) return;
      held += life.tape === undefined ? 0 : weightOfTape(life.tape);
      life.ended = clock();
      const waiting = ended.push(life);
      if (waiting === batchSize || (held >= batchBytes && !due)) {
        due = true;
        setImmediate(tell);
      } else soon ??= setTimeout(tell, batchMs);
    },
    record: (life, request, reply) => {
      if (!capture.bodies || observers.size === 0) return reply;
      const tape = createTape(capture.bodyBytes);
      life.tape = tape;
      return new RecordedReply(request, reply, tape, life, owner);
    },
    tunnels: (life, agreed) => {
      life.stream = 'websocket';
      open.opened(life);
      if (!life.tape) return undefined;
      const now = () => Math.max(0, clock() - life.started);
      life.tape.messages = createMessages(now, ofMessages);
      return tapWebSocket(agreed, inOrder(life.tape.messages.add, now));
    },
    streams,
    setCapture: (next) => {
      capture = next;
    },
    observeOpen: open.observe,
    close: () => {
      tell();
      open.close();
    },
    observe: (observer) => {
      observers.add(observer);
      return () => observers.delete(observer);
    },
  };
}

/** One more flag; a flag is raised once. */
export function raise(life: Life, flag: string): void {
  if (flag === '-') return;
  if (life.flags === '-') life.flags = flag;
  else if (!life.flags.split(',').includes(flag)) life.flags += `,${flag}`;
}

function exchangeOf(life: Life, ended: number): Exchange {
  const exchange: { -readonly [K in keyof Exchange]: Exchange[K] } = {
    id: life.id,
    generation: life.generation,
    started: life.started,
    durationMs: Math.max(0, ended - life.started),
    listener: life.listener,
    method: life.method,
    scheme: life.connection.tls ? 'https' : 'http',
    authority: life.authority,
    path: life.path,
    protocol: life.protocol,
    requestHeaders: life.requestHeaders,
    status: life.status,
    responseHeaders: life.responseHeaders,
    flags: life.flags,
    details: life.details,
    bytesReceived: life.bytesReceived,
    bytesSent: life.bytesSent,
    requestId: life.requestId,
    forwardedFor: life.forwardedFor,
    downstreamLocal: life.connection.local,
    downstreamRemote: life.connection.remote,
  };
  if (life.stream) exchange.stream = life.stream;
  exchange.timing = timingOf(life, exchange.durationMs);
  if (life.proxy !== undefined) exchange.proxy = life.proxy;
  if (life.terminationDetails !== undefined) exchange.terminationDetails = life.terminationDetails;
  if (life.upstream) exchange.upstream = upstreamOf(life.upstream);
  if (life.route) exchange.route = { id: life.route.id, name: life.route.name, origin: life.route.origin };
  if (life.virtualHost !== undefined) exchange.virtualHost = life.virtualHost;
  const agent = headerValue(life.requestHeaders, 'user-agent');
  if (agent !== undefined) exchange.userAgent = agent;
  if (life.connection.sni !== undefined) exchange.serverName = life.connection.sni;
  return exchange;
}

const timingOf = ({ started, requested, dispatched, connected, answered }: Life, ended: number): Timing => {
  const timing: { -readonly [K in keyof Timing]: Timing[K] } = { ended };
  // A clock that was set back in between tells nothing.
  if (requested !== undefined) timing.requested = Math.max(0, requested - started);
  if (dispatched !== undefined) timing.dispatched = Math.max(0, dispatched - started);
  if (connected !== undefined) timing.connected = Math.max(0, connected - started);
  if (answered !== undefined) timing.answered = Math.max(0, answered - started);
  return timing;
};

/** Without the members that are not known, so that the record is the same after a trip through JSON. */
function upstreamOf(life: UpstreamLife): NonNullable<Exchange['upstream']> {
  const { cluster, path, authority, attempts, host, localAddress, serviceTimeMs, transportFailure } = life;
  const upstream: { -readonly [K in keyof NonNullable<Exchange['upstream']>]: NonNullable<Exchange['upstream']>[K] } = {
    cluster,
    path,
    authority,
    attempts,
  };
  if (host !== undefined) upstream.host = host;
  if (localAddress !== undefined) upstream.localAddress = localAddress;
  if (serviceTimeMs !== undefined) upstream.serviceTimeMs = serviceTimeMs;
  if (transportFailure !== undefined) upstream.transportFailure = transportFailure;
  return upstream;
}
