import type { GraphEdge, GraphNode, RouteGraph } from '#core/route/graph-parts.ts';

/** In pixels of the map, before it is zoomed. */
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Where an edge leaves and arrives: which of how many places along a side, so that each edge has an end of its own. */
export type Lanes = { readonly out: number; readonly in: number };

export type Layout = {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly lanes: ReadonlyMap<string, Lanes>;
  /** By node: how many places its sides have, where there are more than the one in the middle. */
  readonly outs: ReadonlyMap<string, number>;
  readonly ins: ReadonlyMap<string, number>;
};

type Kind = GraphNode['kind'];
type Column = { readonly x: number; readonly width: number };
export type Columns = Readonly<Record<Kind, Column>>;

/** From this width of the panel on there is room for all five columns. */
export const roomForAll = 1120;
/** Text of 12 px is readable down to this. */
export const readable = 0.92;

const wide: Columns = {
  listener: { x: 0, width: 140 },
  host: { x: 164, width: 190 },
  more: { x: 164, width: 190 },
  route: { x: 378, width: 220 },
  destination: { x: 728, width: 220 },
  end: { x: 728, width: 220 },
  address: { x: 972, width: 150 },
};

/** Columns that fill a panel of this width at the smallest readable size, as far as that is possible. */
export const columnsFor = (panel: number): Columns => {
  if (panel >= roomForAll) return wide;
  const [near, far] = [20, 126];
  const room = Math.max(520, (panel - 24) / readable) - near - far;
  const [host, route, destination] = [0.3, 0.36, 0.34].map((share) => Math.floor(room * share)) as [
    number,
    number,
    number,
  ];
  const first = { x: 0, width: host };
  const last = { x: host + near + route + far, width: destination };
  return {
    listener: first,
    host: first,
    more: first,
    route: { x: host + near, width: route },
    destination: last,
    end: last,
    address: last,
  };
};

const heights: Readonly<Record<Kind, number>> = {
  listener: 80,
  host: 80,
  route: 80,
  destination: 80,
  end: 80,
  address: 48,
  more: 80,
};
const rowGap = 16;
/** The room of an end of an edge along the side of a node: what a finger finds, and what its label needs. */
export const laneHeight = 22;
/** A service with more edges than this has ends that several share; the one that was chosen lies on top. */
const mostLanes = 12;

/**
 * A column for each kind, left to right. Routes stand in the order in which they are asked, which a layout that avoids crossings would
 * not keep; what leads to them stands beside their middle, and so does what they lead to, as near as there is room. Linear but for sorting.
 */
export const layoutOf = ({ nodes, edges }: RouteGraph, columns: Columns): Layout => {
  const [after, before] = [groupBy(edges, 'from'), groupBy(edges, 'to')];
  const kinds = new Map(nodes.map(({ id, kind }) => [id, kind]));
  const [outs, ins] = [countLanes(after), countLanes(before)];
  const heightOf = (id: string, kind: Kind) =>
    Math.max(heights[kind], Math.max(outs.get(id) ?? 1, ins.get(id) ?? 1) * laneHeight);
  const boxes = new Map<string, Box>();
  const put = (id: string, kind: Kind, y: number): number => {
    const height = heightOf(id, kind);
    boxes.set(id, { ...columns[kind], y, height });
    return y + height + rowGap;
  };
  // One row for each route, and for each host whose routes are not drawn.
  let row = 0;
  for (const { id, kind } of nodes) {
    const alone = (kind === 'host' || kind === 'more') && !after.get(id)?.some(({ to }) => kinds.get(to) === 'route');
    if (kind === 'route' || alone) row = put(id, kind, row);
  }
  const middleOf = (ids: readonly string[]): number => {
    const known = ids.flatMap((id) => boxes.get(id) ?? []).map(({ y, height }) => y + height / 2);
    return known.length === 0 ? row + heights.route / 2 : known.reduce((sum, one) => sum + one, 0) / known.length;
  };
  const place = (column: readonly Kind[], beside: (id: string) => readonly string[]) => {
    const own = nodes
      .filter(({ id, kind }) => column.includes(kind) && !boxes.has(id))
      .map(({ id, kind }) => ({ id, kind, wanted: middleOf(beside(id)) - heightOf(id, kind) / 2 }))
      .sort((a, b) => a.wanted - b.wanted);
    // What stands in this column already, because its routes are not drawn, keeps its place.
    const taken = [...boxes.values()].filter(({ x }) => own.length > 0 && x === columns[column[0] ?? 'host'].x);
    let free = Number.NEGATIVE_INFINITY;
    for (const { id, kind, wanted } of own) {
      let y = Math.max(free, wanted);
      for (const one of taken) {
        const meets = y < one.y + one.height + rowGap && one.y < y + heightOf(id, kind) + rowGap;
        if (meets) y = one.y + one.height + rowGap;
      }
      free = put(id, kind, y);
    }
  };
  const sources = (id: string) => (before.get(id) ?? []).map(({ from }) => from);
  const targets = (id: string) => (after.get(id) ?? []).map(({ to }) => to);
  place(['host', 'more'], targets);
  place(['listener'], targets);
  place(['destination', 'end'], sources);
  place(['address'], sources);
  return { boxes, outs, ins, lanes: lanesOf(boxes, { outs, ins, after, before }) };
};

/** Edges that can be led elsewhere have ends of their own; all others meet in the middle. */
export const hasOwnEnds = ({ kind, origin }: GraphEdge): boolean =>
  origin !== undefined && (kind === 'sends' || kind === 'copies');

const groupBy = (edges: readonly GraphEdge[], end: 'from' | 'to'): ReadonlyMap<string, readonly GraphEdge[]> => {
  const groups = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    const known = groups.get(edge[end]);
    if (known) known.push(edge);
    else groups.set(edge[end], [edge]);
  }
  return groups;
};

const countLanes = (groups: ReadonlyMap<string, readonly GraphEdge[]>): ReadonlyMap<string, number> =>
  new Map(
    [...groups].flatMap(([id, edges]) => {
      const own = edges.filter(hasOwnEnds).length;
      return own > 1 ? [[id, Math.min(own, mostLanes)] as const] : [];
    }),
  );

type Groups = ReadonlyMap<string, readonly GraphEdge[]>;
type Sides = Pick<Layout, 'outs' | 'ins'> & { readonly after: Groups; readonly before: Groups };

/** Ends are in the order of what is at the other end, so that edges of one node do not cross. */
const lanesOf = (boxes: ReadonlyMap<string, Box>, { outs, ins, after, before }: Sides): ReadonlyMap<string, Lanes> => {
  const inOrder = (all: readonly GraphEdge[], end: 'from' | 'to') =>
    all.filter(hasOwnEnds).sort((a, b) => (boxes.get(a[end])?.y ?? 0) - (boxes.get(b[end])?.y ?? 0));
  const share = (i: number, lanes: number | undefined, count: number) => Math.floor((i * (lanes ?? 1)) / count);
  const [leaves, arrives] = [new Map<string, number>(), new Map<string, number>()];
  for (const [id, all] of after)
    inOrder(all, 'to').forEach((one, i, { length }) => {
      leaves.set(one.id, share(i, outs.get(id), length));
    });
  for (const [id, all] of before)
    inOrder(all, 'from').forEach((one, i, { length }) => {
      arrives.set(one.id, share(i, ins.get(id), length));
    });
  return new Map([...leaves].map(([id, out]) => [id, { out, in: arrives.get(id) ?? 0 }]));
};
