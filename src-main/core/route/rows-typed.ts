import {
  type Suggestion,
  splitTerms,
  suggestTerms as suggest,
  type TermValues,
  type TypedTerms,
} from '../text/filter-terms.ts';
import type { RouteRow } from './rows.ts';
import { type FilterKey, filterKeys, readFilter, statuses, statusesOf } from './rows-filter.ts';
import type { Hidden } from './rows-hidden.ts';

export { joinTerms as joinTyped, type Suggestion } from '../text/filter-terms.ts';

/** A filter as a field shows it: what has been asked for by name, and the text behind it that is being typed. */
export type Typed = TypedTerms<FilterKey>;

/** Takes the terms with a name out of a written filter; one is finished when something, a blank at least, stands behind it. */
export const splitTyped = (filter: string): Typed => splitTerms(readFilter, filter);

/** The words of a filter that are not of a table only: what the names of hosts and destinations are asked for, and plain words. */
export const plainWords = (filter: string): string =>
  readFilter(filter)
    .flatMap(({ key, value, not }) => (!not && (key === 'word' || key === 'host' || key === 'to') ? [value] : []))
    .join(' ');

/** The values by which rows can be asked for, with how many rows have each, the most frequent first. */
export type FilterValues = TermValues<FilterKey>;

export const filterValues = (rows: readonly RouteRow[], hidden: Hidden): FilterValues => {
  const counts = new Map<FilterKey, Map<string, number>>(filterKeys.map((key) => [key, new Map()]));
  const add = (key: FilterKey, values: readonly string[]): void => {
    const of = counts.get(key) as Map<string, number>;
    for (const value of new Set(values)) of.set(value, (of.get(value) ?? 0) + 1);
  };
  for (const row of rows) {
    if (row.host !== '') add('host', [row.host.toLowerCase()]);
    add(
      'to',
      row.targets.flatMap(({ host }) => (host === '' ? [] : [host.replace('.svc.cluster.local', '').toLowerCase()])),
    );
    add('kind', [(row.origin?.kind ?? 'built in').toLowerCase()]);
    if (row.origin) add('file', [row.origin.place.file.toLowerCase()]);
    add('port', row.listener.declaredPorts.map(String));
    add('status', statusesOf(row, hidden));
  }
  return new Map(
    [...counts].map(([key, of]) => [
      key,
      [...of].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : a > b ? 1 : 0)),
    ]),
  );
};

const meanings: Readonly<Record<FilterKey, string>> = {
  host: 'a part of the host',
  to: 'where it goes',
  kind: 'the kind of resource',
  file: 'a part of the file',
  port: 'the port of the listener',
  status: statuses.join(', '),
};

/** What may be meant by the last word of what is typed; before anything is typed: what stands out, and all keys. */
export const suggestTerms = (typed: string, values: FilterValues): readonly Suggestion[] =>
  suggest(typed, { keys: filterKeys, meanings, values, first: 'status' });
