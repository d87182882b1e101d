import type { RouteGraph } from '#core/route/graph-parts.ts';
import type { MapNode } from './map-node.tsx';

/**
 * Where an arrow key leads from a node or an edge: right and left along the edges to the nearest node, up and down to the next one of the
 * same column. Undefined where there is none, and for other keys.
 */
export const neighbour = (
  { nodes: parts, edges }: RouteGraph,
  nodes: readonly MapNode[],
  from: string,
  key: string,
): string | undefined => {
  const edge = edges.find(({ id }) => id === from);
  if (edge !== undefined) return key === 'ArrowRight' ? edge.to : key === 'ArrowLeft' ? edge.from : undefined;
  const places = new Map(nodes.map(({ id, position }) => [id, position]));
  const here = places.get(from);
  if (here === undefined) return undefined;
  const near = (ids: readonly string[]) =>
    ids
      .map((id) => ({ id, far: Math.abs((places.get(id)?.y ?? 0) - here.y) }))
      .sort((a, b) => a.far - b.far)
      .at(0)?.id;
  if (key === 'ArrowRight') return near(edges.filter((one) => one.from === from).map(({ to }) => to));
  if (key === 'ArrowLeft') return near(edges.filter((one) => one.to === from).map((one) => one.from));
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return undefined;
  const kind = parts.find(({ id }) => id === from)?.kind;
  const columns: Readonly<Record<string, string>> = { more: 'host', end: 'destination' };
  const columnOf = (one: string | undefined) => columns[one ?? ''] ?? one;
  const column = parts.filter((one) => columnOf(one.kind) === columnOf(kind)).map(({ id }) => id);
  const beyond = column.filter((id) => {
    const y = places.get(id)?.y ?? 0;
    return key === 'ArrowUp' ? y < here.y : y > here.y;
  });
  return near(beyond);
};
