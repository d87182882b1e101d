// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, because only those in sight exist; a table cannot do that
import { memo } from 'react';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import { flagWords } from '../../state/flag-words.ts';
import { routeName, sayRoute } from '../../state/route-name.ts';
import { Badge, toneOfStatus } from '../../ui/badge.tsx';
import { useWords } from '../../words/words.ts';
import { duration, sayProxy, timeOfDay } from './formats.ts';

type ExchangeRowProps = {
  readonly exchange: TrafficRow;
  readonly index: number;
  readonly top: number;
  readonly selected: boolean;
  readonly onSelect: (id: number) => void;
  readonly onRoute: (exchange: TrafficRow) => void;
};

/** One request and its answer on one line. */
export const ExchangeRow = memo(({ exchange, index, top, selected, onSelect, onRoute }: ExchangeRowProps) => {
  const { id, route, upstream, flags, status } = exchange;
  const answers = useWords('answers');
  const at = timeOfDay(exchange.started);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and names this row as its active descendant
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of all its rows
    <div
      id={`exchange-${id}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={`traffic-row ${selected ? 'selected' : ''}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onSelect(id)}
    >
      <Cell className="muted when">
        {at.seconds}
        <span className="wide-only">{at.milliseconds}</span>
      </Cell>
      <Cell>{exchange.method}</Cell>
      <Cell className="host" title={[sayProxy(exchange), exchange.authority].filter(Boolean).join(': ')}>
        {exchange.proxy !== undefined && (
          <span className="proxy">{exchange.proxy === 'mesh' ? 'mesh' : 'egress'} </span>
        )}
        {exchange.authority}
      </Cell>
      <Cell className="mono" title={exchange.path}>
        {exchange.path}
      </Cell>
      <Cell>
        <Badge tone={toneOfStatus(status)}>{status === 0 ? '–' : status}</Badge>
      </Cell>
      <Cell title={flagWords(flags, answers)}>
        {flags !== '-' && flags !== '' && (
          <>
            <abbr className="flag">{flags}</abbr>
            <span className="hidden-visually">, {flagWords(flags, answers)}</span>
          </>
        )}
      </Cell>
      <Cell>
        {route !== undefined && (
          <button
            type="button"
            className="link"
            tabIndex={-1}
            title={`${route.id}: show it in the editor`}
            aria-label={`go to ${sayRoute(route.origin, route.name)}`}
            onClick={(event) => {
              event.stopPropagation();
              onRoute(exchange);
            }}
          >
            <RouteLabel route={route} />
          </button>
        )}
      </Cell>
      <Cell className="mono wide-only" title={upstream?.cluster ?? ''}>
        {upstream?.host ?? upstream?.cluster ?? ''}
      </Cell>
      <Cell className="number took">{duration(exchange.durationMs)}</Cell>
    </div>
  );
});

type CellProps = { readonly className?: string; readonly title?: string; readonly children: React.ReactNode };

const Cell = ({ className = '', title, children }: CellProps) => (
  // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
  <span role="gridcell" className={className} title={title === '' ? undefined : title}>
    {children}
  </span>
);

/** Where room is short the owner gives way: which of its routes it was tells more. */
const RouteLabel = ({ route }: { readonly route: NonNullable<TrafficRow['route']> }) => {
  const { owner, part } = routeName(route.origin, route.name);
  return (
    <>
      <span className="owner">{owner}</span>
      {part !== '' && <span className="dot"> · </span>}
      <span className="part">{part}</span>
    </>
  );
};
