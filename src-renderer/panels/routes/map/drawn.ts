import { MarkerType } from '@xyflow/react';
import type { RouteGraph } from '#core/route/graph-parts.ts';
import { positionsOf, sizes } from './layout.ts';
import type { MapEdge } from './map-edge.tsx';
import { type MapNode, nameOf } from './map-node.tsx';
import { percent } from './say-rate.ts';

/** The graph as the library takes it. Sizes are known beforehand, so that nothing has to be measured. */
export const drawn = (graph: RouteGraph): { readonly nodes: MapNode[]; readonly edges: MapEdge[] } => {
  const positions = positionsOf(graph);
  const labels = new Map(graph.nodes.map(({ id, label }) => [id, label]));
  return {
    nodes: graph.nodes.map((part) => ({
      id: part.id,
      type: 'part',
      position: positions.get(part.id) ?? { x: 0, y: 0 },
      ...sizes[part.kind],
      style: sizes[part.kind],
      data: { part },
      ariaLabel: nameOf(part),
      connectable: part.target !== undefined,
    })),
    edges: graph.edges.map((part) => {
      const share = part.share === undefined ? '' : `${percent(part.share)} `;
      const verb = part.kind === 'copies' ? 'copies to' : 'to';
      return {
        id: part.id,
        source: part.from,
        target: part.to,
        type: 'part',
        data: { part },
        markerEnd: { type: MarkerType.ArrowClosed },
        focusable: part.origin !== undefined,
        reconnectable: part.origin !== undefined ? 'target' : false,
        ariaLabel: `${labels.get(part.from)}: ${share}${verb} ${labels.get(part.to)}`,
      };
    }),
  };
};
