import type { RouteRow } from './rows.ts';
import { sayAddress, sayBeside, sayHost, sayListener, sayMatch, sayResource, sayTarget } from './rows-words.ts';

/** What rows can be sorted by. `order` is that of the gateway: which route is asked first. */
export const sortKeys = ['order', 'host', 'match', 'destination', 'address', 'resource', 'place'] as const;

export type SortKey = (typeof sortKeys)[number];

export const groupKeys = ['host', 'listener', 'resource', 'destination', 'none'] as const;

export type GroupKey = (typeof groupKeys)[number];

/** A text or number to sort by; made once for each row of one sorting. */
export type Figure = (row: RouteRow) => string | number;

/** The rows sorted by one figure, `down`: the largest first. Rows that are equal, and those without text, keep the gateway's order, the latter at the end. */
export const sortRows = (rows: readonly RouteRow[], by: SortKey | Figure, down = false): readonly RouteRow[] => {
  if (by === 'order') return down ? [...rows].reverse() : rows;
  const figure = typeof by === 'function' ? by : figures[by];
  const turn = down ? -1 : 1;
  return rows
    .map((row) => ({ row, is: figure(row) }))
    .sort((a, b) => {
      if (a.is === b.is) return a.row.order - b.row.order;
      if (a.is === '') return 1;
      if (b.is === '') return -1;
      return a.is < b.is ? -turn : turn;
    })
    .map(({ row }) => row);
};

const figures: Readonly<Record<Exclude<SortKey, 'order'>, Figure>> = {
  // By the right end, so that hosts of one domain stand together; wildcards behind the names that they are asked after.
  host: ({ host }) => (host === '*' ? '~' : host.split('.').reverse().join('.').toLowerCase()),
  match: (row) => sayMatch(row).join(' and ').toLowerCase(),
  destination: (row) => destinationOf(row).toLowerCase(),
  address: (row) =>
    row.targets
      .map((target) => sayAddress(target, row))
      .join(', ')
      .toLowerCase(),
  resource: ({ origin }) => (origin ? `${origin.kind} ${origin.namespace}/${origin.name}`.toLowerCase() : ''),
  place: ({ origin }) => (origin ? `${origin.place.file}:${String(origin.place.line).padStart(8, '0')}` : ''),
};

const destinationOf = (row: RouteRow): string =>
  row.targets.length > 0 ? row.targets.map(sayTarget).join(', ') : (sayBeside(row)[0] ?? '');

export type RowGroup = { readonly key: string; readonly name: string; readonly rows: readonly RouteRow[] };

/** The rows by what they share, in the order in which each group comes first. A row with several destinations is in the group of all of them. */
export const groupRows = (rows: readonly RouteRow[], by: Exclude<GroupKey, 'none'>): readonly RowGroup[] => {
  const groups = new Map<string, { readonly name: string; readonly rows: RouteRow[] }>();
  for (const row of rows) {
    const key = keyOf(row, by);
    const group = groups.get(key);
    if (group) group.rows.push(row);
    else groups.set(key, { name: nameOf(row, by), rows: [row] });
  }
  return [...groups].map(([key, group]) => ({ key: `${by} ${key}`, ...group }));
};

const keyOf = (row: RouteRow, by: Exclude<GroupKey, 'none'>): string => {
  if (by === 'host') return `${row.listener.id} ${row.host}`;
  return by === 'listener' ? row.listener.id : nameOf(row, by);
};

const nameOf = (row: RouteRow, by: Exclude<GroupKey, 'none'>): string => {
  switch (by) {
    case 'host':
      return sayHost(row.host);
    case 'listener':
      return sayListener(row.listener);
    case 'resource':
      return sayResource(row);
    case 'destination':
      return row.targets.length > 0 ? [...new Set(row.targets.map(sayTarget))].join(' and ') : 'answered here';
  }
};
