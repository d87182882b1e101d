import type { RouteRow } from './rows.ts';
import {
  type FilterKey,
  type FilterTerm,
  filterKeys,
  readFilter,
  sayTerm,
  statuses,
  statusesOf,
} from './rows-filter.ts';
import type { Hidden } from './rows-hidden.ts';

/** A filter as a field shows it: what has been asked for by name, and the text behind it that is being typed. */
export type Typed = { readonly terms: readonly FilterTerm[]; readonly text: string };

const pieces = /((?:[^\s"]*"[^"]*"?|\S+))(\s*)/g;

/** Takes the terms with a name out of a written filter; one is finished when something, a blank at least, stands behind it. */
export const splitTyped = (filter: string): Typed => {
  const terms: FilterTerm[] = [];
  let text = '';
  for (const [, piece = '', space = ''] of filter.matchAll(pieces)) {
    const [term, more] = readFilter(piece);
    if (space !== '' && term && !more && term.key !== 'word') terms.push(term);
    else text += piece + space;
  }
  return { terms, text };
};

/** The filter that `splitTyped` takes apart again. */
export const joinTyped = ({ terms, text }: Typed): string => terms.map((term) => `${sayTerm(term)} `).join('') + text;

/** The words of a filter that are not of a table only: what the names of hosts and destinations are asked for, and plain words. */
export const plainWords = (filter: string): string =>
  readFilter(filter)
    .flatMap(({ key, value, not }) => (!not && (key === 'word' || key === 'host' || key === 'to') ? [value] : []))
    .join(' ');

/** What a person may go on with: `text` in place of what is typed. `note`: how many rows have it, or what a key is for. */
export type Suggestion = { readonly text: string; readonly says: string; readonly note: string };

/** The values by which rows can be asked for, with how many rows have each, the most frequent first. */
export type FilterValues = ReadonlyMap<FilterKey, readonly (readonly [value: string, count: number])[]>;

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

const most = 12;

/** What may be meant by the last word of what is typed, the likeliest first: keys, and values that hold it. Before anything is typed: what stands out, and all keys. */
export const suggestTerms = (typed: string, values: FilterValues): readonly Suggestion[] => {
  const last = /(?:[^\s"]*"[^"]*"?|\S+)$/.exec(typed)?.[0] ?? '';
  const before = typed.slice(0, typed.length - last.length);
  const [, minus = '', name, written = ''] = /^(-?)(?:([a-z]+):)?"?([^"]*)"?$/i.exec(last) ?? [];
  const part = written.toLowerCase();
  const key = filterKeys.find((one) => one === name?.toLowerCase());
  const term = (of: FilterKey, value: string, count: number): Suggestion => ({
    text: `${before}${sayTerm({ key: of, value, not: minus !== '' })} `,
    says: sayTerm({ key: of, value, not: minus !== '' }),
    note: String(count),
  });
  const withValue = (of: FilterKey, limit: number): readonly Suggestion[] =>
    (values.get(of) ?? [])
      .filter(([value]) => value.includes(part))
      .slice(0, limit)
      .map(([value, count]) => term(of, value, count));
  if (key) return withValue(key, most);
  if (name !== undefined) return [];
  const keys = filterKeys
    .filter((one) => one.startsWith(part))
    .map((one): Suggestion => ({ text: `${before}${minus}${one}:`, says: `${minus}${one}:`, note: meanings[one] }));
  if (part === '') return [...withValue('status', statuses.length), ...keys];
  return [...keys, ...filterKeys.flatMap((one) => withValue(one, 4))].slice(0, most);
};
