import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from '@xyflow/react';
import { memo } from 'react';
import type { GraphEdge } from '#core/route/graph-parts.ts';
import { useSlice } from '../../../state/stores-context.ts';
import { type Say, useWords } from '../../../words/words.ts';
import { useHand, useHandSlice } from './hand.ts';
import { hasOwnEnds } from './layout.ts';
import { keyOf, percent, sayEdgeRate, sayRateInFull, widthOf } from './say-rate.ts';

export type MapEdgeData = { readonly part: GraphEdge };
export type MapEdge = Edge<MapEdgeData>;

/** One way from part to part: its share, and what passes it. Errors are told by colour, by dashes and in words. */
export const MapEdgeView = memo((props: EdgeProps<MapEdge>) => {
  const { id, data, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition } = props;
  const t = useWords('routes');
  const part = data?.part;
  const key = part?.rate === undefined ? undefined : keyOf(part.rate);
  const words = useSlice('liveStats', ({ rates }) =>
    part === undefined ? '' : labelOf(t, part, sayEdgeRate(t, key ? rates[key] : undefined)),
  );
  const title = useSlice('liveStats', ({ rates }) => (key === undefined ? '' : sayRateInFull(t, rates[key])));
  const width = useSlice('liveStats', ({ rates }) => widthOf(key === undefined ? undefined : rates[key]));
  const failing = useSlice('liveStats', ({ rates }) => key !== undefined && (rates[key]?.errorShare ?? 0) > 0);
  const chosen = useHandSlice(({ current }) => current === id);
  const held = useHandSlice((state) => (state.held?.edge.id === id ? state.held : undefined));
  const [path] = getBezierPath({
    sourceX,
    sourceY,
    targetX: held?.x ?? targetX,
    targetY: held?.y ?? targetY,
    sourcePosition,
    targetPosition,
  });
  const marks = `${failing ? 'failing' : ''} ${chosen ? 'chosen' : ''} ${held ? 'held' : ''}`;
  const at = (x: number, y: number, centre: string) => ({ transform: `translate(${x}px, ${y}px) ${centre}` });
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={14}
        {...(props.markerEnd === undefined || (part !== undefined && hasOwnEnds(part))
          ? {}
          : { markerEnd: props.markerEnd })}
        className={`map-edge ${part?.kind ?? ''} ${marks}`}
        style={{ strokeWidth: width }}
      />
      {part !== undefined && hasOwnEnds(part) && (
        <EdgeLabelRenderer>
          {words !== '' && (
            <span
              className={`map-edge-label ${marks}`}
              title={title}
              style={{
                ...at(sourceX + 6, sourceY, 'translate(0, -50%)'),
                maxWidth: Math.max(40, targetX - sourceX - 28),
              }}
            >
              {words}
            </span>
          )}
          <Grip part={part} marks={marks} style={at(targetX - 8, targetY, 'translate(-50%, -50%)')} />
        </EdgeLabelRenderer>
      )}
    </>
  );
});

/** The end of an edge, to be dragged. What it does is done by “Send to…” too, so it is not in the way of who cannot see it. */
const Grip = ({
  part,
  marks,
  style,
}: {
  readonly part: GraphEdge;
  readonly marks: string;
  readonly style: { readonly transform: string };
}) => {
  const { grab } = useHand();
  const t = useWords('routes');
  return (
    <span
      className={`map-grip nopan nodrag ${marks}`}
      data-edge={part.id}
      title={t('map.grip')}
      aria-hidden="true"
      style={style}
      onPointerDown={(event) => grab(event, part)}
    />
  );
};

const labelOf = (t: Say<'routes'>, { share, kind }: GraphEdge, figures: string): string =>
  [...(share === undefined ? [] : [percent(share)]), ...(kind === 'copies' ? [t('map.copy')] : []), figures]
    .filter(Boolean)
    .join(' · ');
