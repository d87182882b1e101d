import type { ReactNode } from 'react';
import { textOfBytes } from '#core/match/byte-string.ts';
import { sayCluster } from '#core/traffic/rows-filter.ts';
import { connectionOf } from '#core/traffic/rows-match.ts';
import type { TrafficOrder } from '#core/traffic/rows-order.ts';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import { flagWords } from '../../state/flag-words.ts';
import { Badge, toneOfStatus } from '../../ui/badge.tsx';
import { en } from '../../words/catalogues.ts';
import type { Say } from '../../words/words.ts';
import { bytes, duration, timeOfDay } from './formats.ts';
import { RulePill } from './rule-pill.tsx';

/** What stands in a cell: `title` says more on hover. */
export type Cell = { readonly shows: ReactNode; readonly title?: string; readonly className?: string };

export type CellWorld = {
  readonly t: Say<'traffic'>;
  readonly answers: Say<'answers'>;
  /** Whether the flag has a column of its own; it stands beside the status otherwise. */
  readonly flagApart: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
};

type ShortFlag = keyof typeof en.traffic.flag;

const isKnown = (flag: string): flag is ShortFlag => Object.hasOwn(en.traffic.flag, flag);

/** The cell of a row in a column. */
export const cellOf = (column: TrafficOrder, row: TrafficRow, world: CellWorld): Cell => {
  const { t, answers, flagApart, now } = world;
  const { flags, upstream } = row;
  const flagged = flags !== '-' && flags !== '';
  switch (column) {
    case 'time': {
      const at = timeOfDay(row.started);
      return {
        shows: `${at.seconds}${at.milliseconds}`,
        title: `${at.seconds}${at.milliseconds}`,
        className: 'muted when',
      };
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
            {flagged && !flagApart && <Flags flags={flags} answers={answers} />}
          </>
        ),
        title: flagged ? flagWords(flags, answers) : '',
      };
    case 'flag':
      return {
        shows: flagged && (
          <>
            <Flags flags={flags} answers={answers} />
            <span className="flag-short">
              {' '}
              {flags
                .split(',')
                .flatMap((one) => (isKnown(one) ? t(`flag.${one}`) : []))
                .join(', ')}
            </span>
          </>
        ),
        title: flagWords(flags, answers),
      };
    case 'route':
      return { shows: <RulePill row={row} inGrid /> };
    case 'generation':
      return { shows: row.generation };
    case 'destination':
      return upstream ? { shows: sayCluster(upstream.cluster), title: upstream.cluster } : { shows: '' };
    case 'address':
      return { shows: upstream?.host ?? '', title: upstream?.host ?? '', className: 'mono' };
    case 'duration': {
      const took = row.open ? Math.max(row.durationMs, now - row.started) : row.durationMs;
      return row.open
        ? { shows: duration(took), className: 'alive', title: t('row.sending', { time: duration(took) }) }
        : { shows: duration(took) };
    }
    case 'size':
      return {
        shows: bytes(row.bytesReceived + row.bytesSent),
        title: t('row.sizes', { received: bytes(row.bytesReceived), sent: bytes(row.bytesSent) }),
      };
    case 'protocol':
      return {
        shows: sayProtocol(row, t),
        title: row.scheme === 'https' ? `${sayProtocol(row, t)}, ${t('row.secure')}` : '',
      };
  }
};

/** `HTTP/2`, `WebSocket`, `UDP`. */
const sayProtocol = ({ stream, protocol, listener }: TrafficRow, t: Say<'traffic'>): string =>
  stream ? t(`stream.${stream}`) : protocol === '-' ? t(`stream.${connectionOf(listener)}`) : protocol;

/** Which proxy an exchange went through; empty for the ingress gateway. */
const sayProxy = ({ proxy }: TrafficRow, t: Say<'traffic'>): string =>
  proxy === undefined ? '' : proxy === 'mesh' ? t('proxy.mesh') : t('proxy.egress', { name: proxy });

const requestCell = (row: TrafficRow, t: Say<'traffic'>): Cell => {
  const { proxy, authority, scheme, protocol, listener } = row;
  const path = textOfBytes(row.path);
  const nothing = protocol === '-' && authority === '' && path === '';
  return {
    title: [sayProxy(row, t), nothing ? listener : `${scheme}://${authority}${path}`].filter(Boolean).join(': '),
    className: 'request',
    shows: (
      <>
        {proxy !== undefined && <span className="proxy">{proxy === 'mesh' ? t('row.mesh') : t('row.egress')}</span>}
        <span className="host">{nothing ? listener : authority}</span>
        <span className="path">{path}</span>
      </>
    ),
  };
};

const statusBadge = ({ status, open, protocol }: TrafficRow, t: Say<'traffic'>): ReactNode => {
  const dot = open && <span className="alive-dot" role="img" aria-label={t('row.open')} title={t('row.open')} />;
  if (status !== 0)
    return (
      <>
        {dot}
        <Badge tone={toneOfStatus(status)}>{status}</Badge>
      </>
    );
  if (open || protocol === '-') return dot || null;
  return (
    <Badge tone="error" title={t('row.cut')}>
      <span aria-hidden="true">–</span>
      <span className="hidden-visually">{t('row.cut')}</span>
    </Badge>
  );
};

const Flags = ({ flags, answers }: { readonly flags: string; readonly answers: Say<'answers'> }) => (
  <>
    <abbr className="flag">{flags}</abbr>
    <span className="hidden-visually">, {flagWords(flags, answers)}</span>
  </>
);
