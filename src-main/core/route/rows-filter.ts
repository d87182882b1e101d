import { readTerms, type Term } from '../text/filter-terms.ts';
import type { RouteRow } from './rows.ts';
import type { Hidden } from './rows-hidden.ts';
import {
  isUnbound,
  sayAddress,
  sayBeside,
  sayListener,
  sayMatch,
  sayPlace,
  sayResource,
  sayTarget,
} from './rows-words.ts';

/** What a filter may ask for by name; `word` is anything else, found anywhere in a row. */
export const filterKeys = ['host', 'to', 'kind', 'file', 'port', 'status'] as const;

export type FilterKey = (typeof filterKeys)[number];

export const statuses = ['unbound', 'hidden', 'new', 'changed', 'moved', 'removed', 'omitted'] as const;

export type Status = (typeof statuses)[number];

/** One condition of a filter. `not`: only rows for which it does not hold. Values are lower case. */
export type FilterTerm = Term<FilterKey>;

/** The terms of a written filter, in lower case; see `readTerms`. */
export const readFilter = (written: string): readonly FilterTerm[] => readTerms(filterKeys, written.toLowerCase());

export { sayTerm } from '../text/filter-terms.ts';

/** The states of a row that stand out; empty for a route that runs as it is written and is reached. */
export const statusesOf = (row: RouteRow, hidden: Hidden): readonly Status[] => [
  ...(row.targets.some((target) => isUnbound(target, row)) ? (['unbound'] as const) : []),
  ...(hidden.has(row.id) ? (['hidden'] as const) : []),
  ...(row.does.is === 'omitted' ? (['omitted'] as const) : []),
  ...(row.change ? [row.change] : []),
];

/** The rows for which every term holds, in their order. Words are made once for each row of a `Reader`. */
export const filterRows = (
  rows: readonly RouteRow[],
  terms: readonly FilterTerm[],
  read: Reader,
): readonly RouteRow[] =>
  terms.length === 0 ? rows : rows.filter((row) => terms.every((term) => holds(row, term, read) !== term.not));

/** What is written in a row, remembered for as long as the reader lives. */
export type Reader = { readonly textOf: (row: RouteRow) => string; readonly hidden: Hidden };

export const createReader = (hidden: Hidden): Reader => {
  const texts = new WeakMap<RouteRow, string>();
  return {
    hidden,
    textOf: (row) => {
      let text = texts.get(row);
      if (text === undefined) {
        text = wordsOf(row, hidden);
        texts.set(row, text);
      }
      return text;
    },
  };
};

const wordsOf = (row: RouteRow, hidden: Hidden): string =>
  [
    row.host,
    ...(row.virtualHost?.aliases ?? []),
    sayListener(row.listener),
    row.does.is === 'route' ? row.does.route.name : '',
    ...sayMatch(row),
    ...sayBeside(row),
    ...row.targets.flatMap((target) => [sayTarget(target), sayAddress(target, row)]),
    sayResource(row),
    row.origin?.path ?? '',
    sayPlace(row.origin),
    ...statusesOf(row, hidden),
  ]
    .join('\n')
    .toLowerCase();

const holds = (row: RouteRow, { key, value }: FilterTerm, read: Reader): boolean => {
  switch (key) {
    case 'host':
      return [row.host, ...(row.virtualHost?.aliases ?? [])].some((host) => host.toLowerCase().includes(value));
    case 'to':
      return row.targets.some((target) =>
        `${sayTarget(target)} ${sayAddress(target, row)}`.toLowerCase().includes(value),
      );
    case 'kind':
      return (row.origin?.kind ?? 'built in').toLowerCase().startsWith(value);
    case 'file':
      return sayPlace(row.origin).toLowerCase().includes(value);
    case 'port':
      return [row.listener.port, ...row.listener.declaredPorts].some((port) => String(port) === value);
    case 'status':
      return statusesOf(row, read.hidden).some((status) => status.startsWith(value));
    case 'word':
      return read.textOf(row).includes(value);
  }
};
