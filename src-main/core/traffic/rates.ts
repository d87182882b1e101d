import type { NewId } from './follow-routes.ts';
import { longestUnseen, timeClasses } from './time-classes.ts';
import type { TrafficRow } from './traffic-row.ts';

/**
 * What is counted of one thing that requests pass (a listener, a route, an edge). Totals since the counting began; `perSecond`, shares
 * and times of the window that was asked for. Times in milliseconds, 0 where there was nothing.
 */
export type Rate = {
  readonly requests: number;
  /** Answered with 5xx, or not at all because a service failed. */
  readonly errors: number;
  /** Answered with 4xx, which the client has to answer for. */
  readonly clientErrors: number;
  readonly perSecond: number;
  readonly perSecondInMinute: number;
  /** 0 to 1, of the requests in the last minute. */
  readonly errorShare: number;
  readonly p50: number;
  readonly p95: number;
  /** Milliseconds since the epoch. */
  readonly lastSeen: number;
};

/** Everything that is counted, by the keys below. */
export type Rates = Readonly<Record<string, Rate>>;

/** What requests are counted by. The parts are names of the route table. */
export const rateKey = {
  listener: (id: string): string => `listener ${id}`,
  host: (listener: string, virtualHost: string): string => `host ${listener}\n${virtualHost}`,
  route: (virtualHost: string, route: string): string => `route ${virtualHost}\n${route}`,
  /** A share of a route: what it sends to one cluster. */
  edge: (virtualHost: string, route: string, cluster: string): string => `edge ${virtualHost}\n${route}\n${cluster}`,
  cluster: (cluster: string): string => `cluster ${cluster}`,
  /** Plain requests of a host that its server sends to https. */
  redirect: (listener: string, virtualHost: string): string => `redirect ${listener}\n${virtualHost}`,
  /** Connections without HTTP: of an entry, by its place as the gateway names it, to one cluster. */
  connections: (listener: string, entry: string, cluster: string): string =>
    `connections ${listener}\n${entry}\n${cluster}`,
  /** `host:port` as it was dialled. */
  address: (cluster: string, address: string): string => `address ${cluster}\n${address}`,
};

/**
 * Counts as exchanges come; changes only itself. `forget` begins anew. `add` with `but: 'routes'`: the ids of their routes mean others by
 * now, and only what else they passed is counted. `follow`: figures of routes go to the ids that they have now, or away.
 */
export type RateCounter = {
  readonly add: (batch: readonly TrafficRow[], but?: 'routes') => void;
  readonly follow: (newId: NewId) => void;
  /** As of `now`, in milliseconds since the epoch. */
  readonly read: (now: number) => Rates;
  readonly forget: () => void;
};

/** Seconds that are kept one by one, and how many of them `perSecond` is of. */
const minute = 60;
const short = 10;

/** Upper ends of the classes that times are put into, each a quarter wider than the one before: percentiles are off by an eighth at most. */
const classes = timeClasses(64, 1.25);

type Second = { at: number; requests: number; errors: number };
type Slot = {
  requests: number;
  errors: number;
  clientErrors: number;
  lastSeen: number;
  readonly seconds: readonly Second[];
  /** Of this minute and of the one before, so that a percentile is never of nothing just after the minute turned. */
  times: Uint32Array;
  timesBefore: Uint32Array;
  turned: number;
};

/**
 * A counter over sliding windows of 10 and 60 seconds. An exchange costs a few additions however many there have been; memory grows with
 * the things that were passed, at most `limit`: after that the one that was not seen for longest makes room.
 */
export const createRateCounter = (limit = 20_000): RateCounter => {
  let slots = new Map<string, Slot>();

  const count = (key: string, exchange: TrafficRow, at: number): void => {
    let slot = slots.get(key);
    if (slot === undefined) {
      if (slots.size >= limit) slots.delete(longestUnseen(slots, ({ lastSeen }) => lastSeen));
      slot = newSlot(at);
      slots.set(key, slot);
    }
    const failed = isFailure(exchange);
    slot.requests++;
    if (failed) slot.errors++;
    else if (exchange.status >= 400 && exchange.status < 500) slot.clientErrors++;
    slot.lastSeen = Math.max(slot.lastSeen, at);
    const second = Math.floor(at / 1000);
    const bucket = slot.seconds[((second % minute) + minute) % minute] as Second;
    // What is older than what stands there came late, and is in the totals only.
    if (bucket.at < second) Object.assign(bucket, { at: second, requests: 0, errors: 0 });
    if (bucket.at === second) {
      bucket.requests++;
      if (failed) bucket.errors++;
    }
    turnTimes(slot, at);
    const index = classes.of(exchange.durationMs);
    slot.times[index] = (slot.times[index] ?? 0) + 1;
  };

  return {
    add: (batch, but) => {
      for (const exchange of batch) {
        const at = exchange.started + exchange.durationMs;
        for (const key of keysOf(exchange)) if (but === undefined || !ofRoute.test(key)) count(key, exchange, at);
      }
    },
    follow: (newId) => {
      const moved = [...slots].flatMap(([key, slot]): readonly (readonly [string, Slot])[] => {
        if (!ofRoute.test(key)) return [[key, slot]];
        const [host = '', route = '', ...cluster] = key.split('\n');
        const id = newId(host.replace(ofRoute, ''), route);
        return id === undefined ? [] : [[[host, id, ...cluster].join('\n'), slot]];
      });
      slots = new Map(moved);
    },
    read: (now) => Object.fromEntries([...slots].map(([key, slot]) => [key, rateOf(slot, now)])),
    forget: () => {
      slots = new Map();
    },
  };
};

/** A request that a service failed, or that the gateway could not bring to one: 5xx, or a response flag of such a failure (reference 8.6). */
export const isFailure = ({ status, flags }: Pick<TrafficRow, 'status' | 'flags'>): boolean =>
  status >= 500 || (flags !== '-' && flags.split(',').some((flag) => failing.has(flag)));

/** Not among them: `NR` (nobody had a route), `DC` (the client went away), `DI` and `FI` (faults that somebody asked for). */
const failing: ReadonlySet<string> = new Set([
  'UF',
  'UH',
  'NC',
  'UO',
  'UC',
  'UT',
  'UR',
  'URX',
  'LH',
  'LR',
  'UPE',
  'OM',
]);

/** The keys that hold the id of a route. */
const ofRoute = /^(?:route|edge) /;

const keysOf = ({ listener, virtualHost, route, upstream, protocol, details }: TrafficRow): readonly string[] => {
  const keys = [rateKey.listener(listener)];
  if (virtualHost !== undefined) keys.push(rateKey.host(listener, virtualHost));
  if (virtualHost !== undefined && route !== undefined) {
    keys.push(rateKey.route(virtualHost, route.id));
    if (upstream !== undefined) keys.push(rateKey.edge(virtualHost, route.id, upstream.cluster));
  }
  // No route is asked before a server redirects, so that there is none.
  if (virtualHost !== undefined && route === undefined && details === 'direct_response')
    keys.push(rateKey.redirect(listener, virtualHost));
  if (protocol === '-' && route !== undefined && upstream !== undefined)
    keys.push(rateKey.connections(listener, route.id, upstream.cluster));
  if (upstream !== undefined) {
    keys.push(rateKey.cluster(upstream.cluster));
    if (upstream.host !== undefined) keys.push(rateKey.address(upstream.cluster, upstream.host));
  }
  return keys;
};

const newSlot = (at: number): Slot => ({
  requests: 0,
  errors: 0,
  clientErrors: 0,
  lastSeen: at,
  seconds: Array.from({ length: minute }, () => ({ at: -1, requests: 0, errors: 0 })),
  times: new Uint32Array(classes.count),
  timesBefore: new Uint32Array(classes.count),
  turned: at,
});

const turnTimes = (slot: Slot, now: number): void => {
  const passed = now - slot.turned;
  if (passed < minute * 1000) return;
  slot.timesBefore = passed < 2 * minute * 1000 ? slot.times : new Uint32Array(classes.count);
  slot.times = new Uint32Array(classes.count);
  slot.turned = now;
};

const rateOf = (slot: Slot, now: number): Rate => {
  const second = Math.floor(now / 1000);
  let [inShort, inMinute, failed] = [0, 0, 0];
  for (const { at, requests, errors } of slot.seconds) {
    if (at <= second - minute) continue;
    inMinute += requests;
    failed += errors;
    if (at > second - short) inShort += requests;
  }
  turnTimes(slot, now);
  return {
    requests: slot.requests,
    errors: slot.errors,
    clientErrors: slot.clientErrors,
    perSecond: inShort / short,
    perSecondInMinute: inMinute / minute,
    errorShare: inMinute === 0 ? 0 : failed / inMinute,
    p50: percentile(slot, 0.5),
    p95: percentile(slot, 0.95),
    lastSeen: slot.lastSeen,
  };
};

const percentile = ({ times, timesBefore }: Slot, share: number): number => {
  const at = (index: number) => (times[index] ?? 0) + (timesBefore[index] ?? 0);
  let all = 0;
  for (let index = 0; index < classes.count; index++) all += at(index);
  return classes.percentile(at, all, share);
};
