import type { RouteRow } from '#core/route/rows.ts';
import { type Status, statuses, statusesOf } from '#core/route/rows-filter.ts';
import type { Hidden } from '#core/route/rows-hidden.ts';
import {
  sayAddress,
  sayBeside,
  sayHost,
  sayMatch,
  sayPlace,
  sayResource,
  sayShare,
  sayTarget,
} from '#core/route/rows-words.ts';
import type { Tone } from '../../../ui/badge.tsx';
import type { Say } from '../../../words/words.ts';
import type { ColumnId } from './columns.ts';

/** The words of a cell; live figures have their own. */
export const cellText = (row: RouteRow, column: ColumnId): string => {
  switch (column) {
    case 'order':
      return String(row.order);
    case 'host':
      return sayHost(row.host);
    case 'match':
      return sayMatch(row).join(' and ');
    case 'destination':
      return [
        ...row.targets.map((target) => `${sayShare(target)} ${shortTarget(sayTarget(target))}`.trim()),
        ...sayBeside(row),
      ].join(', ');
    case 'address':
      return [...new Set(row.targets.map((target) => sayAddress(target, row)))].join(', ');
    case 'resource':
      return sayResource(row);
    case 'place':
      return sayPlace(row.origin);
    default:
      return '';
  }
};

/** `shop:80` in place of `shop.default.svc.cluster.local:80`: the rest says nothing on one machine. The whole name is in the title. */
export const shortTarget = (said: string): string =>
  said.replace(/\.default\.svc\.cluster\.local/, '').replace('.svc.cluster.local', '');

export type Mark = { readonly word: string; readonly tone: Tone; readonly title: string };

/** What stands out about a row, in a word each. */
export const marksOf = (t: Say<'routes'>, row: RouteRow, hidden: Hidden): readonly Mark[] =>
  statusesOf(row, hidden).map((status) => ({ ...markOf(t, status), ...titleOf(status, row, hidden) }));

/** What stands out among several rows, and about how many of them. */
export const countMarks = (
  t: Say<'routes'>,
  rows: readonly RouteRow[],
  hidden: Hidden,
): readonly { readonly mark: Mark; readonly count: number }[] => {
  const counts = new Map<Status, number>();
  for (const row of rows)
    for (const status of statusesOf(row, hidden)) counts.set(status, (counts.get(status) ?? 0) + 1);
  return statuses.flatMap((status) => {
    const count = counts.get(status);
    return count === undefined ? [] : [{ mark: markOf(t, status), count }];
  });
};

const tones: Readonly<Record<Status, Tone>> = {
  unbound: 'warn',
  hidden: 'warn',
  omitted: 'warn',
  new: 'ok',
  changed: 'info',
  moved: 'info',
  removed: 'warn',
};

/** The first three say what is wrong with the row in place of what the mark means. */
const markOf = (t: Say<'routes'>, status: Status): Mark => {
  const ofRow = status === 'unbound' || status === 'hidden' || status === 'omitted';
  return { word: t(`mark.${status}`), tone: tones[status], title: ofRow ? '' : t(`markTitle.${status}`) };
};

const titleOf = (status: Status, row: RouteRow, hidden: Hidden): { readonly title?: string } => {
  if (status === 'unbound') return { title: row.targets.map((target) => sayAddress(target, row)).join(', ') };
  if (status === 'hidden') return { title: hidden.get(row.id) ?? '' };
  return status === 'omitted' ? { title: sayBeside(row).join(', ') } : {};
};
