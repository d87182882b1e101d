import type { GraphEdge, GraphNode, RouteGraph } from '#core/route/graph-parts.ts';
import { Button } from '../../../ui/button.tsx';
import { useWords } from '../../../words/words.ts';
import { sayNode, useHandSlice } from './hand.ts';
import { hasOwnEnds } from './layout.ts';
import { OpenHost } from './open-host.tsx';

type MapActionsProps = {
  readonly graph: RouteGraph;
  readonly focused: boolean;
  readonly onToggle: (node: GraphNode) => void;
  readonly onFocus: (host: string | undefined) => void;
  readonly onSend: (edge: GraphEdge) => void;
  readonly onJump: (part: GraphNode | GraphEdge) => void;
};

/** What can be done with what is chosen: everything that the mouse can do on the map, as buttons. */
export const MapActions = ({ graph, focused, onToggle, onFocus, onSend, onJump }: MapActionsProps) => {
  const t = useWords('routes');
  const current = useHandSlice((state) => state.current);
  const node = graph.nodes.find(({ id }) => id === current);
  const edge = graph.edges.find(({ id }) => id === current);
  const leads = edge ? [edge] : graph.edges.filter(({ from }) => from === current);
  const part = node ?? edge;
  if (part === undefined && !focused) return null;
  return (
    <div className="map-actions" role="toolbar" aria-label={t('map.actions')}>
      {leads.filter(hasOwnEnds).map((one) => (
        <Button key={one.id} onPress={() => onSend(one)}>
          {t('map.sendOne', { name: sayNode(graph.nodes.find(({ id }) => id === one.to)) })}
        </Button>
      ))}
      {node?.folds !== undefined && (
        <Button onPress={() => onToggle(node)}>{t('map.open', { name: sayNode(node) })}</Button>
      )}
      {node?.opened && <Button onPress={() => onToggle(node)}>{t('map.fold', { name: sayNode(node) })}</Button>}
      {node?.kind === 'host' && !focused && <Button onPress={() => onFocus(node.id)}>{t('map.alone')}</Button>}
      {focused && <Button onPress={() => onFocus(undefined)}>{t('map.all')}</Button>}
      {node?.kind === 'host' && node.change !== 'new' && <OpenHost key={node.id} node={node} />}
      {part?.origin !== undefined && !(node?.change === 'removed') && (
        <Button look="quiet" onPress={() => onJump(part)}>
          {t('map.text')}
        </Button>
      )}
    </div>
  );
};
