import type { Diagnostic } from '../text/diagnostic.ts';
import type { RouteRow } from './rows.ts';
import type { Origin } from './table.ts';

const ofEntry = 'route/unreachable';
const ofMatch = new Set(['route/covered-match', 'route/duplicate-match', 'route/never-matches']);
const ofHost = 'route/hidden-here';

/** The routes that no request reaches, by the id of their row, with the message that says why. */
export type Hidden = ReadonlyMap<string, string>;

/**
 * What the findings say of rows. A finding of a match stands where its route does; one of an entry stands at the entry's first key, and is of
 * the nearest entry behind it, as far as no line between them is indented less than that key.
 */
export const hiddenRows = (
  rows: readonly RouteRow[],
  diagnostics: readonly Diagnostic[],
  textOf: (file: string) => string | undefined,
): Hidden => {
  const result = new Map<string, string>();
  const found = diagnostics.filter(({ code }) => code === ofEntry || code === ofHost || ofMatch.has(code));
  if (found.length === 0) return result;
  const files = new Map<string, RouteRow[]>();
  for (const row of rows) {
    if (!row.origin || row.does.is !== 'route' || row.change === 'removed') continue;
    const { file } = row.origin.place;
    const list = files.get(file);
    if (list) list.push(row);
    else files.set(file, [row]);
  }
  for (const list of files.values()) list.sort((a, b) => startOf(a) - startOf(b));
  for (const { code, message, place } of found) {
    const list = files.get(place.file) ?? [];
    let at = firstFrom(list, place.range[0]);
    const first = list[at];
    if (!first?.origin) continue;
    if (code === ofEntry) {
      if (!isWithin(textOf(place.file) ?? '', place.range[0], startOf(first), place.column)) continue;
      const entry = entryOf(first.origin);
      for (; list[at]?.origin && entryOf((list[at] as RouteRow).origin as Origin) === entry; at++) {
        result.set((list[at] as RouteRow).id, message);
      }
    } else {
      for (; list[at] && startOf(list[at] as RouteRow) === place.range[0]; at++) {
        const row = list[at] as RouteRow;
        if (code !== ofHost || message.includes(row.host)) result.set(row.id, message);
      }
    }
  }
  return result;
};

const startOf = ({ origin }: RouteRow): number => origin?.place.range[0] ?? 0;

/** `spec.http[2]` of its resource, whichever of its matches a route comes from. */
const entryOf = ({ kind, namespace, name, path }: Origin): string =>
  `${kind} ${namespace}/${name} ${path.replace(/\.match(es)?\[\d+\].*$/, '')}`;

const firstFrom = (list: readonly RouteRow[], offset: number): number => {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startOf(list[middle] as RouteRow) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
};

const isWithin = (text: string, from: number, to: number, column: number): boolean =>
  text
    .slice(from, to)
    .split('\n')
    .slice(1)
    .every((line) => line.trim() === '' || line.trim().startsWith('#') || line.search(/\S/) >= column - 1);
