import type { GraphNode, RouteGraph } from '#core/route/graph-parts.ts';

export type Position = { readonly x: number; readonly y: number };

type Kind = GraphNode['kind'];

/** Widths and heights of nodes, in pixels; the style sheet lets nothing stand out of them. */
export const sizes: Readonly<Record<Kind, { readonly width: number; readonly height: number }>> = {
  listener: { width: 140, height: 64 },
  host: { width: 180, height: 64 },
  route: { width: 210, height: 64 },
  destination: { width: 210, height: 64 },
  end: { width: 210, height: 64 },
  address: { width: 160, height: 44 },
  more: { width: 180, height: 64 },
};

/** Where columns begin. The gap before services is wide, because the labels of edges stand there. */
const columns: Readonly<Record<Kind, number>> = {
  listener: 0,
  host: 180,
  more: 180,
  route: 400,
  destination: 770,
  end: 770,
  address: 1020,
};

const rowGap = 16;

/**
 * A column for each kind, left to right. Routes stand in the order in which they are asked, which a layout that avoids crossings would
 * not keep; what leads to them stands beside their middle, and so does what they lead to, as near as there is room. Linear but for sorting.
 */
export const positionsOf = ({ nodes, edges }: RouteGraph): ReadonlyMap<string, Position> => {
  const [after, before] = [new Map<string, string[]>(), new Map<string, string[]>()];
  const add = (to: Map<string, string[]>, key: string, id: string) => {
    const known = to.get(key);
    if (known) known.push(id);
    else to.set(key, [id]);
  };
  const kinds = new Map(nodes.map(({ id, kind }) => [id, kind]));
  for (const { from, to } of edges) {
    add(after, from, to);
    add(before, to, from);
  }
  const y = new Map<string, number>();
  const middle = (ids: readonly string[]): number | undefined => {
    const known = ids.flatMap((id) => y.get(id) ?? []);
    return known.length === 0 ? undefined : known.reduce((sum, one) => sum + one, 0) / known.length;
  };
  // One row for each route, and for each host whose routes are not drawn.
  let row = 0;
  for (const { id, kind } of nodes) {
    const alone = (kind === 'host' || kind === 'more') && !after.get(id)?.some((to) => kinds.get(to) === 'route');
    if (kind !== 'route' && !alone) continue;
    y.set(id, row);
    row += sizes.route.height + rowGap;
  }
  const place = (column: readonly Kind[], beside: (id: string) => readonly string[]) => {
    const own = nodes
      .filter(({ id, kind }) => column.includes(kind) && !y.has(id))
      .map(({ id, kind }) => ({ id, kind, wanted: middle(beside(id)) ?? row }))
      .sort((a, b) => a.wanted - b.wanted);
    let free = Number.NEGATIVE_INFINITY;
    for (const { id, kind, wanted } of own) {
      const at = Math.max(free, wanted);
      y.set(id, at);
      free = at + sizes[kind].height + rowGap;
    }
  };
  place(['host', 'more'], (id) => after.get(id) ?? []);
  place(['listener'], (id) => after.get(id) ?? []);
  place(['destination', 'end'], (id) => before.get(id) ?? []);
  place(['address'], (id) => before.get(id) ?? []);
  return new Map(
    nodes.map(({ id, kind }) => [
      id,
      { x: columns[kind], y: (y.get(id) ?? 0) + (sizes.route.height - sizes[kind].height) / 2 },
    ]),
  );
};
