import type { NewId } from './follow-routes.ts';
import { isFailure } from './rates.ts';
import { longestUnseen, timeClasses } from './time-classes.ts';
import type { TrafficRow } from './traffic-row.ts';

/** What passed one route in a stretch of time, and how it went. Plain JSON; times in milliseconds, 0 where nothing passed. */
export type RouteFigures = Figures & {
  /** Both empty for the sum of everything. */
  readonly virtualHost: string;
  readonly route: string;
  /** One for each step, oldest first. */
  readonly steps: readonly Figures[];
};

export type Figures = {
  readonly requests: number;
  /** Failed by a service or for want of one (`isFailure`). */
  readonly errors: number;
  /** Answered with 4xx otherwise. */
  readonly clientErrors: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
};

/** The figures of a stretch of time up to `until` (milliseconds since the epoch), in steps of `stepMs`; the busiest routes first. */
export type TrafficFigures = {
  readonly until: number;
  readonly stepMs: number;
  readonly total: RouteFigures;
  readonly routes: readonly RouteFigures[];
};

/** Remembers the last hour of each route, a slot for each ten seconds; changes only itself. */
export type RouteHistory = {
  readonly add: (row: TrafficRow) => void;
  /** Generation `generation` runs from now on: routes go by the ids that they have there. */
  readonly follow: (generation: number, newId: NewId | undefined) => void;
  readonly read: (now: number, minutes: number) => TrafficFigures;
  readonly forget: () => void;
};

const slotMs = 10_000;
const kept = 360;
const mostSteps = 60;
/** Generations whose ids are still understood. */
const mostMoves = 50;

/** Times in classes that grow by an eighth each, from a tenth of a millisecond to over an hour: percentiles are off by a sixteenth at most. */
const classes = timeClasses(150, 1.125);

type Slot = { requests: number; errors: number; clientErrors: number; readonly times: Uint32Array };
/** By the number of the slot since the epoch. */
type Track = { slots: Map<number, Slot>; last: number };

/** At most `limit` routes: after that the one that was not seen for longest makes room. */
export const createRouteHistory = (limit = 500): RouteHistory => {
  let tracks = new Map<string, Track>();
  /** Where the last row of an id was counted, as long as all of `tracks` are still there: so that most rows need no key. */
  const byId = new Map<string, { readonly virtualHost: string; readonly track: Track }>();
  const total: Track = { slots: new Map(), last: 0 };
  let moves: readonly { readonly generation: number; readonly newId: NewId }[] = [];

  const idNow = (row: TrafficRow, virtualHost: string): string | undefined => {
    let id = row.route?.id;
    for (const { generation, newId } of moves)
      if (id !== undefined && generation > row.generation) id = newId(virtualHost, id);
    return id;
  };
  const trackOf = (virtualHost: string, id: string, slot: number): Track => {
    const seen = byId.get(id);
    if (seen?.virtualHost === virtualHost) return seen.track;
    const track = trackBy(`${virtualHost}\n${id}`, slot);
    byId.set(id, { virtualHost, track });
    return track;
  };
  const trackBy = (key: string, slot: number): Track => {
    const known = tracks.get(key);
    if (known) return known;
    byId.clear();
    if (tracks.size >= limit) tracks.delete(longestUnseen(tracks, ({ last }) => last));
    const made = { slots: new Map(), last: slot };
    tracks.set(key, made);
    return made;
  };
  return {
    add: (row) => {
      if (row.open) return;
      const slot = Math.floor((row.started + row.durationMs) / slotMs);
      count(total, slot, row);
      const { virtualHost } = row;
      const id = virtualHost === undefined ? undefined : idNow(row, virtualHost);
      if (virtualHost !== undefined && id !== undefined) count(trackOf(virtualHost, id, slot), slot, row);
    },
    follow: (generation, newId) => {
      if (newId === undefined) return;
      moves = [...moves, { generation, newId }].slice(-mostMoves);
      const next = new Map<string, Track>();
      for (const [key, track] of tracks) {
        const [virtualHost = '', route = ''] = key.split('\n');
        const id = newId(virtualHost, route);
        if (id !== undefined) next.set(`${virtualHost}\n${id}`, track);
      }
      tracks = next;
      byId.clear();
    },
    read: (now, minutes) => {
      const span = Math.min(kept, Math.max(1, Math.round((minutes * 60_000) / slotMs)));
      const each = Math.ceil(span / mostSteps);
      const lastSlot = Math.floor(now / slotMs);
      const stretch = { first: lastSlot - Math.ceil(span / each) * each + 1, steps: Math.ceil(span / each), each };
      const routes = [...tracks]
        .map(([key, track]) => {
          const [virtualHost = '', route = ''] = key.split('\n');
          return { virtualHost, route, ...figuresOf(track, stretch) };
        })
        .filter(({ requests }) => requests > 0)
        .sort((a, b) => b.requests - a.requests);
      return {
        until: (lastSlot + 1) * slotMs,
        stepMs: each * slotMs,
        total: { virtualHost: '', route: '', ...figuresOf(total, stretch) },
        routes,
      };
    },
    forget: () => {
      tracks = new Map();
      byId.clear();
      total.slots.clear();
    },
  };
};

const count = (track: Track, at: number, row: TrafficRow): void => {
  let slot = track.slots.get(at);
  if (slot === undefined) {
    slot = { requests: 0, errors: 0, clientErrors: 0, times: new Uint32Array(classes.count) };
    track.slots.set(at, slot);
    // A clock that was far ahead has been put right: what it counted there lies in no stretch that anybody asks for.
    track.last = at <= track.last - kept ? at : Math.max(track.last, at);
    for (const old of track.slots.keys())
      if (old <= track.last - kept || old >= track.last + kept) track.slots.delete(old);
  }
  slot.requests += 1;
  if (isFailure(row)) slot.errors += 1;
  else if (row.status >= 400 && row.status < 500) slot.clientErrors += 1;
  const time = classes.of(row.durationMs);
  slot.times[time] = (slot.times[time] ?? 0) + 1;
};

type Stretch = { readonly first: number; readonly steps: number; readonly each: number };

const figuresOf = (
  { slots }: Track,
  { first, steps, each }: Stretch,
): Figures & { readonly steps: readonly Figures[] } => {
  const sums = Array.from({ length: steps }, emptySlot);
  const whole = emptySlot();
  for (const [at, slot] of slots) {
    const sum = sums[Math.floor((at - first) / each)];
    if (at < first || sum === undefined) continue;
    join(sum, slot);
    join(whole, slot);
  }
  return { ...sayFigures(whole), steps: sums.map(sayFigures) };
};

const emptySlot = (): Slot => ({ requests: 0, errors: 0, clientErrors: 0, times: new Uint32Array(classes.count) });

const join = (sum: Slot, slot: Slot): void => {
  sum.requests += slot.requests;
  sum.errors += slot.errors;
  sum.clientErrors += slot.clientErrors;
  for (let at = 0; at < classes.count; at += 1) sum.times[at] = (sum.times[at] ?? 0) + (slot.times[at] ?? 0);
};

const sayFigures = ({ requests, errors, clientErrors, times }: Slot): Figures => ({
  requests,
  errors,
  clientErrors,
  p50: percentileOf(times, requests, 0.5),
  p95: percentileOf(times, requests, 0.95),
  p99: percentileOf(times, requests, 0.99),
});

const percentileOf = (times: Uint32Array, all: number, share: number): number =>
  classes.percentile((index) => times[index] ?? 0, all, share);
