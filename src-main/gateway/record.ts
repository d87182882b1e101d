import { headerValue } from '#core/match/header-value.ts';
import type { HeaderLines } from '#core/route/facts.ts';
import type { Route } from '#core/route/table.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { Clock } from '#core/world.ts';
import type { Connection } from './serve/message.ts';

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
};

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
  /** Takes the time now and tells the observers a moment later, when the reply is on its way. */
  readonly finish: (life: Life) => void;
  /** Returns how to stop. An observer that throws is the bug of its owner and hurts nobody else. */
  readonly observe: (observer: (exchange: Exchange) => void) => () => void;
};

/** Keeps the count of requests and tells observers of those that are over, in the order in which they ended. */
export function createRecorder(clock: Clock, failed: (error: unknown) => void): Recorder {
  const observers = new Set<(exchange: Exchange) => void>();
  let count = 0;
  let ended: { readonly life: Life; readonly at: number }[] = [];
  const tell = () => {
    const batch = ended;
    ended = [];
    for (const { life, at } of batch) {
      const exchange = exchangeOf(life, at);
      for (const observer of observers) {
        try {
          observer(exchange);
        } catch (error) {
          failed(error);
        }
      }
    }
  };
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
      if (observers.size === 0) return;
      if (ended.push({ life, at: clock() }) === 1) setImmediate(tell);
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
    requestHeaders: redact(life.requestHeaders),
    status: life.status,
    responseHeaders: redact(life.responseHeaders),
    flags: life.flags,
    details: life.details,
    bytesReceived: life.bytesReceived,
    bytesSent: life.bytesSent,
    requestId: life.requestId,
    forwardedFor: life.forwardedFor,
    downstreamLocal: life.connection.local,
    downstreamRemote: life.connection.remote,
  };
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

/** Without the members that are not known, so that the record is the same after a trip through JSON. */
function upstreamOf(life: UpstreamLife): NonNullable<Exchange['upstream']> {
  const { localAddress, ...rest } = life;
  return localAddress === undefined ? rest : { ...rest, localAddress };
}

const secrets = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie']);

/** The same lines with the values of credentials replaced; they are never kept. */
function redact(lines: HeaderLines): HeaderLines {
  const result = [...lines];
  for (let i = 0; i + 1 < result.length; i += 2) {
    if (secrets.has((result[i] as string).toLowerCase())) result[i + 1] = '[redacted]';
  }
  return result;
}
