import type { ReactNode } from 'react';
import { textOfBytes } from '#core/match/byte-string.ts';
import { connectionOf } from '#core/traffic/rows-match.ts';
import type { TrafficOrder } from '#core/traffic/rows-order.ts';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import { toneOfStatus } from '../../ui/badge.tsx';
import type { Say } from '../../words/words.ts';
import { bytes, duration, timeOfDay } from './formats.ts';
import { PillFace } from './rule-pill.tsx';
import type { Sayings } from './sayings.ts';

/** What stands in a cell. Plain elements: each row has a dozen cells, and dozens of rows change between two frames. */
export type Cell = { readonly shows: ReactNode; readonly className?: string };

export type CellWorld = {
  readonly t: Say<'traffic'>;
  readonly says: Sayings;
  /** Whether the flag has a column of its own; it stands beside the status otherwise. */
  readonly flagApart: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
};

/** The cell of a row in a column. */
export const cellOf = (column: TrafficOrder, row: TrafficRow, world: CellWorld): Cell => {
  const { t, says, flagApart, now } = world;
  const { flags, upstream } = row;
  const flagged = flags !== '-' && flags !== '';
  switch (column) {
    case 'time': {
      const at = timeOfDay(row.started);
      // May be broken before its milliseconds, and these are out of sight then.
      return { shows: `${at.seconds}\u200b${at.milliseconds}`, className: 'muted when' };
    }
    case 'method':
      return { shows: row.method };
    case 'request':
      return requestCell(row, t);
    case 'status':
      return {
        shows: (
          <>
            {statusBadge(row, t)}
            {flagged && !flagApart && flagsOf(flags, says)}
          </>
        ),
      };
    case 'flag':
      return {
        shows: flagged && (
          <>
            {flagsOf(flags, says)}
            <span className="flag-short"> {says.flagsShort(flags)}</span>
          </>
        ),
      };
    case 'route': {
      const pill = says.rule(row);
      return { shows: pill && <PillFace {...pill} inGrid /> };
    }
    case 'generation':
      return { shows: row.generation };
    case 'destination':
      return { shows: upstream ? says.cluster(upstream.cluster) : '' };
    case 'address':
      return { shows: upstream?.host ?? '', className: 'mono' };
    case 'duration':
      return { shows: duration(tookOf(row, now)), ...(row.open && { className: 'alive' }) };
    case 'size':
      return { shows: bytes(row.bytesReceived + row.bytesSent) };
    case 'protocol':
      return { shows: sayProtocol(row, t) };
  }
};

/** What a cell says more when somebody points at it; empty where there is no more. */
export const titleOf = (column: TrafficOrder, row: TrafficRow, world: CellWorld): string => {
  const { t, says, now } = world;
  const { flags, upstream } = row;
  switch (column) {
    case 'time': {
      const at = timeOfDay(row.started);
      return `${at.seconds}${at.milliseconds}`;
    }
    case 'request':
      return [
        sayProxy(row, t),
        isNameless(row) ? row.listener : `${row.scheme}://${row.authority}${textOfBytes(row.path)}`,
      ]
        .filter(Boolean)
        .join(': ');
    case 'status':
      if (flags !== '-' && flags !== '') return says.flags(flags);
      if (row.open) return t('row.open');
      return row.status === 0 && row.protocol !== '-' ? t('row.cut') : '';
    case 'flag':
      return says.flags(flags);
    case 'route':
      return says.rule(row)?.title ?? '';
    case 'destination':
      return upstream?.cluster ?? '';
    case 'address':
      return upstream?.host ?? '';
    case 'duration':
      return row.open ? t('row.sending', { time: duration(tookOf(row, now)) }) : '';
    case 'size':
      return t('row.sizes', { received: bytes(row.bytesReceived), sent: bytes(row.bytesSent) });
    case 'protocol':
      return row.scheme === 'https' ? `${sayProtocol(row, t)}, ${t('row.secure')}` : '';
    case 'method':
    case 'generation':
      return '';
  }
};

const tookOf = (row: TrafficRow, now: number): number =>
  row.open ? Math.max(row.durationMs, now - row.started) : row.durationMs;

/** `HTTP/2`, `WebSocket`, `UDP`. */
const sayProtocol = ({ stream, protocol, listener }: TrafficRow, t: Say<'traffic'>): string =>
  stream ? t(`stream.${stream}`) : protocol === '-' ? t(`stream.${connectionOf(listener)}`) : protocol;

/** Which proxy an exchange went through; empty for the ingress gateway. */
const sayProxy = ({ proxy }: TrafficRow, t: Say<'traffic'>): string =>
  proxy === undefined ? '' : proxy === 'mesh' ? t('proxy.mesh') : t('proxy.egress', { name: proxy });

/** A connection that nobody reads HTTP from is called by its listener. */
const isNameless = ({ protocol, authority, path }: TrafficRow): boolean =>
  protocol === '-' && authority === '' && path === '';

const requestCell = (row: TrafficRow, t: Say<'traffic'>): Cell => ({
  className: 'request',
  shows: (
    <>
      {row.proxy !== undefined && (
        <span className="proxy">{row.proxy === 'mesh' ? t('row.mesh') : t('row.egress')}</span>
      )}
      <span className="host">{isNameless(row) ? row.listener : row.authority}</span>
      <span className="path">{textOfBytes(row.path)}</span>
    </>
  ),
});

const statusBadge = ({ status, open, protocol }: TrafficRow, t: Say<'traffic'>): ReactNode => {
  const dot = open && <span className="alive-dot" role="img" aria-label={t('row.open')} />;
  if (status !== 0)
    return (
      <>
        {dot}
        <span className={`badge ${toneOfStatus(status)}`}>{status}</span>
      </>
    );
  if (open || protocol === '-') return dot || null;
  return (
    <span className="badge error">
      <span aria-hidden="true">–</span>
      <span className="hidden-visually">{t('row.cut')}</span>
    </span>
  );
};

const flagsOf = (flags: string, says: Sayings): ReactNode => (
  <>
    <abbr className="flag">{flags}</abbr>
    <span className="hidden-visually">, {says.flags(flags)}</span>
  </>
);
