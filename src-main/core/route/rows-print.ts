import type { RouteRow } from './rows.ts';
import { type Status, statusesOf } from './rows-filter.ts';
import type { Hidden } from './rows-hidden.ts';
import {
  sayAddress,
  sayBeside,
  sayHost,
  sayListener,
  sayMatch,
  sayPlace,
  sayResource,
  sayShare,
  sayTarget,
} from './rows-words.ts';

/** A row for other programs: everything in words and numbers, nothing of the table. */
export type PlainRow = {
  readonly order: number;
  readonly listener: string;
  readonly host: string;
  readonly is: RouteRow['does']['is'];
  /** All must hold. */
  readonly match: readonly string[];
  readonly destinations: readonly {
    readonly host: string;
    readonly port: number;
    readonly subset?: string;
    readonly share?: number;
    readonly address: string;
  }[];
  readonly beside: readonly string[];
  readonly status: readonly Status[];
  readonly resource: string;
  readonly path?: string;
  readonly file?: string;
  readonly line?: number;
};

export const plainRow = (row: RouteRow, hidden: Hidden): PlainRow => ({
  order: row.order,
  listener: row.listener.id,
  host: row.host,
  is: row.does.is,
  match: sayMatch(row),
  destinations: row.targets.map((target) => ({
    host: target.host,
    port: target.port,
    ...(target.subset !== undefined && { subset: target.subset }),
    ...(target.share !== undefined && { share: target.share }),
    address: sayAddress(target, row),
  })),
  beside: sayBeside(row),
  status: statusesOf(row, hidden),
  resource: sayResource(row),
  ...(row.origin && { path: row.origin.path, file: row.origin.place.file, line: row.origin.place.line }),
});

const heads = ['#', 'PORT', 'HOST', 'MATCH', 'DESTINATION', 'ADDRESS', 'STATUS', 'FILE'];
/** In characters: what is longer is written out all the same, and moves the rest of its line. */
const widest = 48;

/** The rows as lines of text in columns, one for each; the first line names the columns. */
export const printRows = (rows: readonly RouteRow[], hidden: Hidden): string => {
  const cells = rows.map((row): readonly string[] => [
    String(row.order),
    sayListener(row.listener),
    sayHost(row.host),
    sayMatch(row).join(' and '),
    [...row.targets.map((target) => `${sayShare(target)} ${sayTarget(target)}`.trim()), ...sayBeside(row)].join(', '),
    [...new Set(row.targets.map((target) => sayAddress(target, row)))].join(', ') || '-',
    statusesOf(row, hidden).join(', ') || '-',
    sayPlace(row.origin) || 'built in',
  ]);
  const widths = heads.map((head, column) =>
    cells.reduce((most, row) => Math.max(most, Math.min(widest, row[column]?.length ?? 0)), head.length),
  );
  return [heads, ...cells]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};
