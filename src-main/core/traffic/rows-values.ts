import type { TermValues } from '../text/filter-terms.ts';
import type { Pool } from './pool.ts';
import type { RowColumns } from './row-columns.ts';
import { sayCluster, type TrafficKey, trafficStates } from './rows-filter.ts';
import { isIn, streamOf } from './rows-match.ts';

const most = 12;

/**
 * The values by which these rows can be asked and that hold `part`, at most a dozen of each key, the most frequent first. Texts are counted
 * as rows come; what is counted here is looked for in the newest rows alone.
 */
export const trafficValues = (columns: RowColumns, part: string): TermValues<TrafficKey> => {
  const wanted = part.toLowerCase();
  const top = (counts: Iterable<readonly [string, number]>) =>
    [...counts]
      .filter(([value]) => value !== '' && value.toLowerCase().includes(wanted))
      .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : a > b ? 1 : 0))
      .slice(0, most);
  const of = <T>(pool: Pool<T>, say: (value: T) => readonly string[]) => {
    const counts = new Map<string, number>();
    pool.each((value, count) => {
      for (const one of say(value)) counts.set(one, (counts.get(one) ?? 0) + count);
    });
    return top(counts);
  };
  const { texts, routes } = columns;
  const recent = countRecent(columns);
  return new Map<TrafficKey, readonly (readonly [string, number])[]>([
    ['is', top(trafficStates.flatMap((one) => (recent.states.has(one) ? [[one, recent.states.get(one) ?? 0]] : [])))],
    ['host', of(texts.authority, (one) => [one])],
    ['path', of(texts.path, (one) => [one.replace(/\?.*$/, '')])],
    ['method', of(texts.method, (one) => [one])],
    ['status', top(recent.statuses)],
    ['flag', of(texts.flags, (one) => (one === '-' ? [] : one.split(',')))],
    ['route', of(routes, ({ origin }) => [`${origin.kind} ${origin.namespace}/${origin.name}`])],
    ['to', of(texts.cluster, (one) => [sayCluster(one)])],
    ['address', of(texts.address, (one) => [one])],
    ['gen', top(recent.generations)],
    ['proxy', of(texts.proxy, (one) => [one])],
    ['stream', top(recent.streams)],
    ['slower', top(times)],
    ['larger', top(sizes)],
  ]);
};

/** What a limit looks like; not counted. */
const times = [
  ['200ms', 0],
  ['1s', 0],
  ['5s', 0],
] as const;
const sizes = [
  ['10KB', 0],
  ['1MB', 0],
] as const;

/** So many rows are looked at in a few milliseconds. */
const looked = 20_000;

const countRecent = (columns: RowColumns) => {
  const states = new Map<string, number>();
  const statuses = new Map<string, number>();
  const generations = new Map<string, number>();
  const streams = new Map<string, number>();
  const add = (to: Map<string, number>, value: string | undefined) => {
    if (value !== undefined) to.set(value, (to.get(value) ?? 0) + 1);
  };
  for (let place = Math.max(columns.low(), columns.high() - looked); place < columns.high(); place++) {
    for (const state of trafficStates) if (isIn(state, columns, place)) add(states, state);
    const status = columns.figure('status', place);
    if (status > 0) {
      add(statuses, String(status));
      if (status >= 400) add(statuses, `${Math.floor(status / 100)}xx`);
    }
    add(generations, String(columns.figure('generation', place)));
    add(streams, streamOf(columns, place));
  }
  return { states, statuses, generations, streams };
};
