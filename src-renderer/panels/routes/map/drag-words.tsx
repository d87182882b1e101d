import type { RouteGraph } from '#core/route/graph-parts.ts';
import { useWords } from '../../../words/words.ts';
import { sayNode, useHandSlice, whyNot } from './hand.ts';

/** What would happen were the edge let go now, while it is dragged. */
export const DragWords = ({ graph }: { readonly graph: RouteGraph }) => {
  const t = useWords('routes');
  const words = useHandSlice(({ held }) => {
    if (held === undefined) return undefined;
    const { edge, over } = held;
    const from = sayNode(graph.nodes.find(({ id }) => id === edge.to));
    if (over === undefined) return t('map.drag.go', { from });
    if (over.id === edge.to) return t('map.drag.same', { from });
    const refusal = whyNot(t, edge, over);
    return refusal === undefined ? `${from} → ${sayNode(over)}` : `✗ ${refusal}`;
  });
  return words === undefined ? null : (
    <p className={`map-drag-words ${words.startsWith('✗') ? 'refused' : ''}`} role="status">
      {words}
    </p>
  );
};
