import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from '@xyflow/react';
import { memo } from 'react';
import type { GraphEdge } from '#core/route/graph-parts.ts';
import { useSlice } from '../../../state/stores-context.ts';
import { keyOf, percent, sayRate, widthOf } from './say-rate.ts';

export type MapEdgeData = { readonly part: GraphEdge };
export type MapEdge = Edge<MapEdgeData>;

/** One way from part to part: its share, and what passes it. Errors are told by colour, by dashes and in words. */
export const MapEdgeView = memo((props: EdgeProps<MapEdge>) => {
  const { id, data, selected, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition } = props;
  const part = data?.part;
  const key = part?.rate === undefined ? undefined : keyOf(part.rate);
  const figures = useSlice('liveStats', ({ rates }) => (key === undefined ? '' : sayRate(rates[key])));
  const width = useSlice('liveStats', ({ rates }) => widthOf(key === undefined ? undefined : rates[key]));
  const failing = useSlice('liveStats', ({ rates }) => key !== undefined && (rates[key]?.errorShare ?? 0) > 0);
  const [path, x, y] = getBezierPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition });
  const share = part?.share === undefined ? [] : [`${percent(part.share)}${part.kind === 'copies' ? ' copied' : ''}`];
  const words =
    part?.kind === 'sends' || part?.kind === 'copies' ? [...share, figures].filter(Boolean).join(' · ') : '';
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={18}
        className={`map-edge ${part?.kind ?? ''} ${failing ? 'failing' : ''} ${selected ? 'chosen' : ''}`}
        style={{ strokeWidth: width }}
      />
      {words !== '' && (
        <EdgeLabelRenderer>
          <span
            className={`map-edge-label ${failing ? 'failing' : ''}`}
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
          >
            {words}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
});
