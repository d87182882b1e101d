import { layout as arrange, graphlib } from '@dagrejs/dagre';
import type { GraphNode, RouteGraph } from '#core/route/graph-parts.ts';

export type Position = { readonly x: number; readonly y: number };

/** Widths and heights of nodes, in pixels; the style sheet lets nothing stand out of them. */
export const sizes: Readonly<Record<GraphNode['kind'], { readonly width: number; readonly height: number }>> = {
  listener: { width: 150, height: 64 },
  host: { width: 190, height: 64 },
  route: { width: 240, height: 64 },
  destination: { width: 260, height: 64 },
  end: { width: 260, height: 64 },
  address: { width: 180, height: 44 },
  more: { width: 190, height: 64 },
};

/** With more nodes than this dagre would be felt. */
const fine = 70;

/** Left to right. Small graphs are arranged by dagre, with as few crossings as it can; large ones in columns, in no time. */
export const positionsOf = (graph: RouteGraph): ReadonlyMap<string, Position> =>
  graph.nodes.length <= fine ? byDagre(graph) : inColumns(graph);

const byDagre = ({ nodes, edges }: RouteGraph): ReadonlyMap<string, Position> => {
  const drawing = new graphlib.Graph({ multigraph: true });
  drawing.setGraph({ rankdir: 'LR', ranksep: 100, nodesep: 18 });
  drawing.setDefaultEdgeLabel(() => ({}));
  for (const { id, kind } of nodes) drawing.setNode(id, { ...sizes[kind] });
  for (const { id, from, to } of edges) drawing.setEdge(from, to, {}, id);
  arrange(drawing);
  return new Map(
    nodes.map(({ id, kind }) => {
      const { x = 0, y = 0 } = drawing.node(id) as Partial<Position>;
      return [id, { x: x - sizes[kind].width / 2, y: y - sizes[kind].height / 2 }];
    }),
  );
};

const columns = [['listener'], ['host', 'more'], ['route'], ['destination', 'end'], ['address']] as const;
const columnGap = 110;
const rowGap = 16;

/** A column for each kind. What is in it stands in the order of the middle of where its edges come from, as near to it as there is room. */
const inColumns = ({ nodes, edges }: RouteGraph): ReadonlyMap<string, Position> => {
  const sources = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const known = sources.get(to);
    if (known) known.push(from);
    else sources.set(to, [from]);
  }
  const positions = new Map<string, Position>();
  let x = 0;
  for (const kinds of columns) {
    const own = nodes.filter(({ kind }) => (kinds as readonly string[]).includes(kind));
    if (own.length === 0) continue;
    const wanted = new Map(
      own.map(({ id }, order) => {
        const before = (sources.get(id) ?? []).flatMap((source) => positions.get(source)?.y ?? []);
        return [id, before.length === 0 ? order : before.reduce((sum, y) => sum + y, 0) / before.length];
      }),
    );
    const ordered = [...own].sort((a, b) => (wanted.get(a.id) ?? 0) - (wanted.get(b.id) ?? 0));
    let free = 0;
    for (const { id, kind } of ordered) {
      const y = Math.max(free, kinds.length > 1 && kind !== 'host' ? (wanted.get(id) ?? 0) : 0);
      positions.set(id, { x, y });
      free = y + sizes[kind].height + rowGap;
    }
    x += Math.max(...own.map(({ kind }) => sizes[kind].width)) + columnGap;
  }
  return positions;
};
