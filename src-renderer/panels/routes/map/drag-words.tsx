import type { RouteGraph } from '#core/route/graph-parts.ts';
import { sayNode, useHandSlice, whyNot } from './hand.ts';

/** What would happen were the edge let go now, while it is dragged. */
export const DragWords = ({ graph }: { readonly graph: RouteGraph }) => {
  const words = useHandSlice(({ held }) => {
    if (held === undefined) return undefined;
    const { edge, over } = held;
    const from = sayNode(graph.nodes.find(({ id }) => id === edge.to));
    if (over === undefined) return `${from} → … let go over a service, or press Escape`;
    if (over.id === edge.to) return `${from} is where it leads now`;
    const refusal = whyNot(edge, over);
    return refusal === undefined ? `${from} → ${sayNode(over)}` : `✗ ${refusal}`;
  });
  return words === undefined ? null : (
    <p className={`map-drag-words ${words.startsWith('✗') ? 'refused' : ''}`} role="status">
      {words}
    </p>
  );
};
