import type { GraphNode, RouteGraph } from '#core/route/graph-parts.ts';

/**
 * The same graph in three columns, for a narrow panel: ports are said by their hosts, addresses by their services. What stands at a port
 * alone, and ports where nothing does, stay.
 */
export const compactGraph = ({ nodes, edges, routes }: RouteGraph): RouteGraph => {
  const parts = new Map(nodes.map((node) => [node.id, node]));
  const above = new Map<string, GraphNode>();
  const below = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const [source, target] = [parts.get(from), parts.get(to)];
    if (source?.kind === 'listener') above.set(to, source);
    if (target?.kind === 'address') below.set(from, [...(below.get(from) ?? []), target.label]);
  }
  const led = new Set(edges.map(({ from }) => from));
  const isDrawn = ({ id, kind }: GraphNode) => kind !== 'address' && (kind !== 'listener' || !led.has(id));
  const said = (node: GraphNode): GraphNode => {
    const port = above.get(node.id);
    const addresses = below.get(node.id);
    const own = node.detail === undefined ? [] : [node.detail];
    const words = [...(port ? [`${port.label} ${port.name ?? ''}`.trim()] : []), ...own, ...(addresses ?? [])];
    return words.length === own.length ? node : { ...node, detail: words.join(', ') };
  };
  const kept = new Map(nodes.filter(isDrawn).map((node) => [node.id, said(node)]));
  return { nodes: [...kept.values()], edges: edges.filter(({ from, to }) => kept.has(from) && kept.has(to)), routes };
};
