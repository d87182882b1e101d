import { MarkerType, type NodeHandle, Position } from '@xyflow/react';
import type { GraphEdge, RouteGraph } from '#core/route/graph-parts.ts';
import type { Say } from '../../../words/words.ts';
import { type Columns, hasOwnEnds, type Layout, layoutOf } from './layout.ts';
import type { MapEdge } from './map-edge.tsx';
import { type MapNode, nameOf } from './map-node.tsx';
import { percent } from './say-rate.ts';

/** The graph as the library takes it. Sizes and ends of edges are known beforehand, so that nothing has to be drawn to be measured. */
export const drawn = (
  graph: RouteGraph,
  columns: Columns,
  t: Say<'routes'>,
): { readonly nodes: MapNode[]; readonly edges: MapEdge[] } => {
  const layout = layoutOf(graph, columns);
  const labels = new Map(graph.nodes.map(({ id, label }) => [id, label]));
  return {
    nodes: graph.nodes.map((part) => {
      const { x, y, width, height } = layout.boxes.get(part.id) ?? { x: 0, y: 0, width: 0, height: 0 };
      return {
        id: part.id,
        type: 'part',
        position: { x, y },
        width,
        height,
        measured: { width, height },
        handles: endsOf(part.id, width, height, layout),
        data: { part, ins: layout.ins.get(part.id) ?? 1, outs: layout.outs.get(part.id) ?? 1 },
        ariaLabel: nameOf(t, part),
        connectable: false,
      };
    }),
    edges: graph.edges.map((part) => {
      const lane = layout.lanes.get(part.id);
      return {
        id: part.id,
        source: part.from,
        target: part.to,
        sourceHandle: lane ? `out ${lane.out}` : 'out',
        targetHandle: lane ? `in ${lane.in}` : 'in',
        type: 'part',
        data: { part },
        markerEnd: { type: MarkerType.ArrowClosed },
        focusable: hasOwnEnds(part),
        ariaLabel: sayEdge(t, part, labels.get(part.from) ?? '', labels.get(part.to) ?? ''),
      };
    }),
  };
};

const sayEdge = (t: Say<'routes'>, { share, kind }: GraphEdge, from: string, to: string): string => {
  if (share === undefined) return t(kind === 'copies' ? 'map.edgeCopies' : 'map.edge', { from, to });
  return t(kind === 'copies' ? 'map.edgeShareCopies' : 'map.edgeShare', { from, to, share: percent(share) });
};

const endsOf = (id: string, width: number, height: number, { outs, ins }: Layout): NodeHandle[] => {
  const along = (side: 'in' | 'out', count: number): NodeHandle[] => {
    const at = { x: side === 'in' ? 0 : width, width: 0, height: 0 };
    const end =
      side === 'in'
        ? ({ type: 'target', position: Position.Left } as const)
        : ({ type: 'source', position: Position.Right } as const);
    return [
      { id: side, ...at, ...end, y: height / 2 },
      ...Array.from({ length: count }, (_, lane) => ({
        id: `${side} ${lane}`,
        ...at,
        ...end,
        y: ((lane + 0.5) * height) / count,
      })),
    ];
  };
  return [...along('in', ins.get(id) ?? 1), ...along('out', outs.get(id) ?? 1)];
};
