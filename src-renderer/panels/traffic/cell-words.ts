import { textOfBytes } from '#core/match/byte-string.ts';
import { connectionOf } from '#core/traffic/rows-match.ts';
import type { TrafficOrder } from '#core/traffic/rows-order.ts';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import type { Say } from '../../words/words.ts';
import { bytes, duration, timeOfDay } from './formats.ts';
import type { Sayings } from './sayings.ts';

/** What cells are written with; another one when the language is, or what has become of the rules. */
export type CellWorld = { readonly t: Say<'traffic'>; readonly says: Sayings };

/** What a cell says more when somebody points at it; empty where there is no more. `now` is in milliseconds since the epoch. */
export const titleOf = (column: TrafficOrder, row: TrafficRow, { t, says }: CellWorld, now: number): string => {
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
      if (isFlagged(row)) return says.flags(flags);
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

export const isFlagged = ({ flags }: TrafficRow): boolean => flags !== '-' && flags !== '';

/** In milliseconds; of a row that is under way until `now`. */
export const tookOf = (row: TrafficRow, now: number): number =>
  row.open ? Math.max(row.durationMs, now - row.started) : row.durationMs;

/** `HTTP/2`, `WebSocket`, `UDP`. */
export const sayProtocol = ({ stream, protocol, listener }: TrafficRow, t: Say<'traffic'>): string =>
  stream ? t(`stream.${stream}`) : protocol === '-' ? t(`stream.${connectionOf(listener)}`) : protocol;

/** Which proxy an exchange went through; empty for the ingress gateway. */
const sayProxy = ({ proxy }: TrafficRow, t: Say<'traffic'>): string =>
  proxy === undefined ? '' : proxy === 'mesh' ? t('proxy.mesh') : t('proxy.egress', { name: proxy });

/** A connection that nobody reads HTTP from is called by its listener. */
export const isNameless = ({ protocol, authority, path }: TrafficRow): boolean =>
  protocol === '-' && authority === '' && path === '';
