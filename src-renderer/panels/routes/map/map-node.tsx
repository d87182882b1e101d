import type { Node, NodeProps } from '@xyflow/react';
import { memo } from 'react';
import type { GraphNode } from '#core/route/graph-parts.ts';
import { useSlice } from '../../../state/stores-context.ts';
import { type Say, useWords } from '../../../words/words.ts';
import { shortHost, useHandSlice, whyNot } from './hand.ts';
import { keyOf, sayRate, sayRateInFull } from './say-rate.ts';

/** `ins`, `outs`: how many ends of edges have places of their own along a side. */
export type MapNodeData = { readonly part: GraphNode; readonly ins: number; readonly outs: number };
export type MapNode = Node<MapNodeData>;

/** One thing of the table, with what passes it. While an edge is dragged it says whether that can lead here. */
export const MapNodeView = memo(({ id, data: { part, ins, outs } }: NodeProps<MapNode>) => {
  const t = useWords('routes');
  const { kind, label, name, trouble, change, rate } = part;
  const figures = useSlice('liveStats', ({ rates }) => (rate === undefined ? '' : sayRate(t, rates[keyOf(rate)])));
  const inFull = useSlice('liveStats', ({ rates }) => (rate === undefined ? '' : sayRateInFull(t, rates[keyOf(rate)])));
  const chosen = useHandSlice(({ current }) => current === id);
  const drop = useHandSlice(({ held }) => {
    if (held === undefined || part.target === undefined || held.edge.to === id) return '';
    return `${whyNot(t, held.edge, part) === undefined ? 'can' : 'cannot'} ${held.over?.id === id ? 'over' : ''}`;
  });
  const second = secondLine(t, part);
  const shown = shortHost(label);
  return (
    <div
      className={`map-node ${kind} ${change ?? ''} ${trouble === undefined ? '' : 'troubled'} ${chosen ? 'chosen' : ''} ${drop}`}
    >
      <span className="map-node-top">
        <span className="map-kind">{t(`map.kind.${kind}`)}</span>
        {change !== undefined && <span className="map-change">{t(`mark.${change}`)}</span>}
        {figures !== '' && (
          <span className="map-figures" title={inFull}>
            {figures}
          </span>
        )}
      </span>
      <span className="map-label" lang="en" title={`${label}${name === undefined ? '' : ` ${name}`}`}>
        {shown}
        {name !== undefined && name !== '' && <span className="map-name"> {name}</span>}
      </span>
      {second !== '' && (
        <span className="map-second" lang={trouble === undefined ? undefined : 'en'} title={second}>
          {second}
        </span>
      )}
      <Ends side="in" count={ins} />
      <Ends side="out" count={outs} />
    </div>
  );
});

/** Where edges end, for the library to find: it measures what is drawn. What is dragged is the edge, so these are no handles of its own. */
const Ends = ({ side, count }: { readonly side: 'in' | 'out'; readonly count: number }) =>
  [side, ...Array.from({ length: count }, (_, lane) => `${side} ${lane}`)].map((id, i) => (
    <span
      key={id}
      className={`map-end ${side === 'in' ? 'target' : 'source'}`}
      data-handleid={id}
      data-handlepos={side === 'in' ? 'left' : 'right'}
      style={{ top: `${i === 0 ? 50 : ((i - 0.5) / count) * 100}%` }}
    />
  ));

const secondLine = (t: Say<'routes'>, { kind, detail, trouble, folds }: GraphNode): string => {
  if (trouble !== undefined) return `⚠ ${trouble}`;
  const folded =
    folds === undefined ? [] : [`▸ ${t(kind === 'more' ? 'map.folds.hosts' : 'map.folds.routes', { count: folds })}`];
  return [...folded, ...(detail === undefined ? [] : [detail])].join(' · ');
};

/** A node as it is read aloud. */
export const nameOf = (t: Say<'routes'>, { kind, label, name, detail, trouble, change, folds }: GraphNode): string =>
  [
    `${t(`map.kind.${kind}`)} ${label}`,
    name,
    folds === undefined ? undefined : t(kind === 'more' ? 'map.folded.hosts' : 'map.folded.routes', { count: folds }),
    detail,
    trouble,
    change && t(`mark.${change}`),
  ]
    .filter(Boolean)
    .join(t('map.separator'));
