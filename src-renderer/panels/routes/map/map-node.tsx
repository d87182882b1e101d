import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import type { GraphNode } from '#core/route/graph-parts.ts';
import { useSlice } from '../../../state/stores-context.ts';
import { keyOf, sayRate } from './say-rate.ts';

export type MapNodeData = { readonly part: GraphNode };
export type MapNode = Node<MapNodeData>;

const kinds: Readonly<Record<GraphNode['kind'], string>> = {
  listener: 'listener',
  host: 'host',
  route: 'route',
  destination: 'service',
  end: 'answer',
  address: 'address',
  more: 'hosts',
};

/** One thing of the table, with what passes it. */
export const MapNodeView = memo(({ data: { part }, selected }: NodeProps<MapNode>) => {
  const { kind, label, name, detail, trouble, change, folds, rate } = part;
  const figures = useSlice('liveStats', ({ rates }) => (rate === undefined ? '' : sayRate(rates[keyOf(rate)])));
  const second =
    trouble ?? (folds === undefined ? detail : `${folds} ${kind === 'more' ? 'folded' : 'routes'} — Enter opens`);
  return (
    <div
      className={`map-node ${kind} ${change ?? ''} ${trouble === undefined ? '' : 'troubled'} ${selected ? 'chosen' : ''}`}
    >
      {kind !== 'listener' && <Handle type="target" position={Position.Left} isConnectableStart={false} />}
      <span className="map-node-top">
        <span className="map-kind">{kinds[kind]}</span>
        {change !== undefined && <span className="map-change">{change}</span>}
        {figures !== '' && <span className="map-figures">{figures}</span>}
      </span>
      <span className="map-label" title={label}>
        {label.replace(/\.svc\.cluster\.local/, '')}
        {name !== undefined && name !== '' && <span className="map-name"> {name}</span>}
      </span>
      {second !== undefined && (
        <span className="map-second" title={second}>
          {trouble !== undefined && '⚠ '}
          {second}
        </span>
      )}
      {kind !== 'address' && kind !== 'end' && <Handle type="source" position={Position.Right} isConnectable={false} />}
    </div>
  );
});

/** A node as it is read aloud. */
export const nameOf = ({ kind, label, name, detail, trouble, change, folds }: GraphNode): string =>
  [`${kinds[kind]} ${label}`, name, folds === undefined ? undefined : `${folds} folded`, detail, trouble, change]
    .filter(Boolean)
    .join(', ');
