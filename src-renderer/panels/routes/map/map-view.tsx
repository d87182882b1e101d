import { Background, Controls, type EdgeTypes, type NodeTypes, ReactFlow, ReactFlowProvider } from '@xyflow/react';
import { useMemo, useRef, useState } from 'react';
import { routeGraph } from '#core/route/graph.ts';
import { compareWith } from '#core/route/graph-compare.ts';
import type { GraphEdge, GraphNode } from '#core/route/graph-parts.ts';
import type { Target } from '#core/visual/retarget.ts';
import { createHandStore } from '../../../state/map-hand.ts';
import { useStores } from '../../../state/stores-context.ts';
import { Button } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { RoutesIcon } from '../../../ui/icons.tsx';
import { useWidth } from '../../../ui/use-width.ts';
import { type Say, useWords } from '../../../words/words.ts';
import type { RoutesViewProps } from '../view.ts';
import { compactGraph } from './compact.ts';
import { DragWords } from './drag-words.tsx';
import { drawn } from './drawn.ts';
import { HandProvider, sayNode } from './hand.ts';
import { columnsFor, roomForAll } from './layout.ts';
import { Legend } from './legend.tsx';
import { MapActions } from './map-actions.tsx';
import { MapEdgeView } from './map-edge.tsx';
import { MapNodeView } from './map-node.tsx';
import { RetargetNotice } from './retarget-notice.tsx';
import { SendTo } from './send-to.tsx';
import { useFirstView } from './use-first-view.ts';
import { useFolds } from './use-folds.ts';
import { useGrab } from './use-grab.ts';
import { useWalk } from './use-walk.ts';
import '@xyflow/react/dist/style.css';
import './map.css';

const nodeTypes: NodeTypes = { part: MapNodeView };
const edgeTypes: EdgeTypes = { part: MapEdgeView };
const spokenIn = (t: Say<'routes'>) => ({
  'node.a11yDescription.default': t('map.nodeHelp'),
  'edge.a11yDescription.default': t('map.edgeHelp'),
  'controls.ariaLabel': t('map.controls'),
  'controls.zoomIn.ariaLabel': t('map.zoomIn'),
  'controls.zoomOut.ariaLabel': t('map.zoomOut'),
  'controls.fitView.ariaLabel': t('map.fit'),
});

/** The routes as a map from ports to addresses, with live traffic; the end of an edge can be dragged to another service. */
export const MapView = (props: RoutesViewProps) => (
  <ReactFlowProvider>
    <RouteMap {...props} />
  </ReactFlowProvider>
);

const RouteMap = ({ table, running, filter, onClear }: RoutesViewProps) => {
  const { navigation, retarget } = useStores();
  const t = useWords('routes');
  const spoken = useMemo(() => spokenIn(t), [t]);
  const box = useRef<HTMLDivElement>(null);
  // Steps of 20 px, so that a divider that is dragged does not lay everything out at each pixel.
  const width = Math.floor(useWidth(box) / 20) * 20;
  const [hand] = useState(createHandStore);
  const [sending, setSending] = useState<GraphEdge>();
  const { folds, toggle, setFocus } = useFolds(table);
  const compare = useMemo(() => compareWith(running), [running]);
  const columns = useMemo(() => columnsFor(width), [width]);
  const graph = useMemo(() => {
    const whole = routeGraph(table, { compare, filter, spare: true, ...folds });
    return width >= roomForAll ? whole : compactGraph(whole);
  }, [table, compare, filter, folds, width]);
  const { nodes, edges } = useMemo(() => drawn(graph, columns, t), [graph, columns, t]);
  useFirstView(width, columns, `${filter}\n${folds.focus}`);

  const say = (id: string) => sayNode(graph.nodes.find((node) => node.id === id));
  const lead = (edge: GraphEdge, target: Target, to: string) => {
    if (edge.origin) retarget.lead(edge.origin, target, { from: say(edge.to), to });
  };
  const grab = useGrab(box, hand, graph, t, (edge, id) => {
    const target = graph.nodes.find((node) => node.id === id)?.target;
    if (target) lead(edge, target, say(id));
  });
  const held = useMemo(() => ({ ...hand, grab }), [hand, grab]);
  const enter = (id: string) => {
    const node = graph.nodes.find((one) => one.id === id);
    const origin = (node ?? graph.edges.find((one) => one.id === id))?.origin;
    hand.setState({ current: id });
    if (node && (node.folds !== undefined || node.kind === 'more')) toggle(node);
    else if (origin !== undefined && node?.change !== 'removed') navigation.reveal(origin.place);
  };
  const press = useWalk(box, hand, { graph, nodes, enter });
  const jump = ({ origin }: GraphNode | GraphEdge) => origin && navigation.jumpTo(origin.place);
  return (
    <HandProvider value={held}>
      <section className="panel-body route-map" ref={box} onKeyDownCapture={press} aria-label={t('map.label')}>
        <RetargetNotice />
        {graph.nodes.length === 0 ? (
          <NothingFits onClear={onClear} />
        ) : (
          width > 0 && (
            <ReactFlow
              nodes={nodes}
              edges={edges}
              nodeTypes={nodeTypes}
              edgeTypes={edgeTypes}
              onNodeClick={(_, { id }) => enter(id)}
              onEdgeClick={(_, { id }) => enter(id)}
              nodesDraggable={false}
              nodesConnectable={false}
              elementsSelectable
              deleteKeyCode={null}
              selectionKeyCode={null}
              multiSelectionKeyCode={null}
              ariaLabelConfig={spoken}
              onlyRenderVisibleElements
              minZoom={0.1}
              proOptions={{ hideAttribution: true }}
            >
              <Background gap={24} />
              <Controls showInteractive={false} />
            </ReactFlow>
          )
        )}
        <DragWords graph={graph} />
        <Legend />
        <MapActions
          graph={graph}
          focused={folds.focus !== undefined}
          onToggle={toggle}
          onFocus={setFocus}
          onSend={setSending}
          onJump={jump}
        />
        {sending !== undefined && (
          <SendTo
            edge={sending}
            from={say(sending.to)}
            onChoose={(target, words) => lead(sending, target, words)}
            onClose={() => setSending(undefined)}
          />
        )}
      </section>
    </HandProvider>
  );
};

const NothingFits = ({ onClear }: { readonly onClear: () => void }) => {
  const t = useWords('routes');
  const more = useWords('welcome');
  return (
    <Empty icon={<RoutesIcon size={32} />} title={t('nothing.title')}>
      <p>{t('nothing.text')}</p>
      <Button onPress={onClear}>{more('empty.clear')}</Button>
    </Empty>
  );
};
