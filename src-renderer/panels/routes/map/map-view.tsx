import {
  Background,
  type Connection,
  Controls,
  type EdgeTypes,
  type NodeTypes,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { routeGraph } from '#core/route/graph.ts';
import type { GraphEdge, GraphNode } from '#core/route/graph-parts.ts';
import { refusalOf } from '#core/visual/retarget.ts';
import { useStores } from '../../../state/stores-context.ts';
import { Button } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { RoutesIcon } from '../../../ui/icons.tsx';
import { compareTables } from '../compare-tables.ts';
import type { RoutesViewProps } from '../view.ts';
import { drawn } from './drawn.ts';
import { neighbour } from './keys.ts';
import { Legend } from './legend.tsx';
import { type MapEdge, MapEdgeView } from './map-edge.tsx';
import { MapNodeView } from './map-node.tsx';
import { RetargetNotice } from './retarget-notice.tsx';
import { SendTo } from './send-to.tsx';
import '@xyflow/react/dist/style.css';
import './map.css';

const nodeTypes: NodeTypes = { part: MapNodeView };
const edgeTypes: EdgeTypes = { part: MapEdgeView };

/** The routes as a map from ports to addresses, with live traffic; the end of an edge can be dragged to another service. */
export const MapView = (props: RoutesViewProps) => (
  <ReactFlowProvider>
    <RouteMap {...props} />
  </ReactFlowProvider>
);

const RouteMap = ({ table, running, filter }: RoutesViewProps) => {
  const { navigation, retarget } = useStores();
  const flow = useReactFlow();
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState<string>();
  const [sending, setSending] = useState<GraphEdge>();
  const compare = useMemo(() => compareTables(running), [running]);
  const graph = useMemo(() => routeGraph(table, { compare, filter, open }), [table, compare, filter, open]);
  const { nodes, edges } = useMemo(() => drawn(graph), [graph]);
  const part = graph.nodes.find(({ id }) => id === current);
  const edge = graph.edges.find(({ id }) => id === current);
  const outgoing = edge
    ? [edge]
    : graph.edges.filter(({ from, origin, kind }) => from === current && origin && isShare(kind));

  const choose = (id: string) => {
    setCurrent(id);
    box.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
    if (graph.nodes.some((node) => node.id === id))
      flow.fitView({ nodes: [{ id }], maxZoom: flow.getZoom(), minZoom: flow.getZoom(), duration: 0 });
  };
  const show = (origin: GraphNode['origin'], change?: string) => {
    if (origin !== undefined && change !== 'removed') navigation.reveal(origin.place);
  };
  const enter = (id: string) => {
    const node = graph.nodes.find((one) => one.id === id);
    setCurrent(id);
    if (node?.folds !== undefined) setOpen((before) => new Set([...before, id]));
    else show(node?.origin ?? graph.edges.find((one) => one.id === id)?.origin, node?.change);
  };
  const press = (event: KeyboardEvent) => {
    const id = (event.target as HTMLElement).closest<HTMLElement>('[data-id]')?.dataset.id;
    if (id === undefined) return;
    const to = neighbour(graph, nodes, id, event.key);
    if (to === undefined && event.key !== 'Enter' && !event.key.startsWith('Arrow')) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Enter') enter(id);
    else if (to !== undefined) choose(to);
  };
  const lead = (one: GraphEdge, target: GraphNode['target'], to: string) => {
    const from = graph.nodes.find(({ id }) => id === one.to);
    if (one.origin === undefined || target === undefined) return;
    retarget.lead(one.origin, target, { from: sayNode(from), to });
  };
  const canLead = ({ source, target }: Connection | MapEdge): boolean => {
    const node = graph.nodes.find(({ id }) => id === target);
    const one = graph.edges.find(({ from, origin }) => from === source && origin);
    return node?.target !== undefined && one?.origin !== undefined && refusalOf(one.origin, node.target) === undefined;
  };
  if (graph.nodes.length === 0)
    return (
      <Empty icon={<RoutesIcon size={32} />} title="Nothing matches the filter">
        <p>Try a part of a host name, a path, a service or a route’s name.</p>
      </Empty>
    );
  return (
    <section className="panel-body route-map" ref={box} onKeyDownCapture={press} aria-label="map of the routes">
      <RetargetNotice />
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodeClick={(_, { id }) => enter(id)}
        onEdgeClick={(_, { id }) => enter(id)}
        onReconnect={(old, { target }) => {
          const node = graph.nodes.find(({ id }) => id === target);
          const one = graph.edges.find(({ id }) => id === old.id);
          if (one && node) lead(one, node.target, sayNode(node));
        }}
        isValidConnection={canLead}
        nodesDraggable={false}
        nodesConnectable={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        disableKeyboardA11y={false}
        onlyRenderVisibleElements
        onInit={(instance) => {
          // Text stays readable: what is too wide is begun at its left end.
          const { width, height } = box.current?.getBoundingClientRect() ?? { width: 0, height: 0 };
          const bounds = instance.getNodesBounds(nodes);
          const zoom = Math.min(1, Math.max(0.72, (width - 32) / bounds.width));
          const top = Math.max(24, (height - bounds.height * zoom) / 2);
          void instance.setViewport({ x: 16 - bounds.x * zoom, y: top - bounds.y * zoom, zoom });
        }}
        minZoom={0.1}
        reconnectRadius={14}
        proOptions={{ hideAttribution: true }}
      >
        <Background gap={24} />
        <Controls showInteractive={false} />
      </ReactFlow>
      <Legend />
      {outgoing.length > 0 && (part !== undefined || edge !== undefined) && (
        <div className="map-actions">
          {outgoing.map((one) => (
            <Button key={one.id} onPress={() => setSending(one)}>
              Send {sayNode(graph.nodes.find(({ id }) => id === one.to))} to…
            </Button>
          ))}
        </div>
      )}
      {sending !== undefined && (
        <SendTo
          table={table}
          edge={sending}
          from={sayNode(graph.nodes.find(({ id }) => id === sending.to))}
          onChoose={(target, words) => lead(sending, target, words)}
          onClose={() => setSending(undefined)}
        />
      )}
    </section>
  );
};

const isShare = (kind: GraphEdge['kind']): boolean => kind === 'sends' || kind === 'copies';

const sayNode = (node: GraphNode | undefined): string =>
  node === undefined
    ? ''
    : `${node.label.replace('.svc.cluster.local', '')}${node.name === undefined ? '' : ` ${node.name}`}`;
