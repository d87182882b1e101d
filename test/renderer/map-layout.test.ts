import { describe, expect, it } from 'vitest';
import { build } from '#core/build.ts';
import { routeGraph } from '#core/route/graph.ts';
import { sampleWorkspace } from '../../bench/sample-workspace.ts';
import { compactGraph } from '../../src-renderer/panels/routes/map/compact.ts';
import { neighbour } from '../../src-renderer/panels/routes/map/keys.ts';
import { columnsFor, layoutOf, readable } from '../../src-renderer/panels/routes/map/layout.ts';
import { moveView } from '../../src-renderer/panels/routes/map/map-keys.ts';
import { nameTargets, readTarget } from '../../src-renderer/panels/routes/map/targets.ts';

const { table } = build(sampleWorkspace(4, 200));
const whole = routeGraph(table);
const graph = compactGraph(whole);
const columns = columnsFor(600);
const layout = layoutOf(graph, columns);
const boxOf = (id: string) => layout.boxes.get(id) ?? { x: 0, y: 0, width: 0, height: 0 };

describe('the layout of the map', () => {
  it('keeps routes from top to bottom in the order in which they are asked', () => {
    const routes = graph.nodes.filter(({ kind }) => kind === 'route').map(({ id }) => boxOf(id).y);
    expect(routes.length).toBeGreaterThan(10);
    expect(routes).toEqual([...routes].sort((a, b) => a - b));
  });

  it('lets nothing overlap, in a narrow panel and in a wide one', () => {
    for (const [drawn, width] of [
      [graph, 480],
      [graph, 600],
      [whole, 1200],
    ] as const) {
      const boxes = [...layoutOf(drawn, columnsFor(width)).boxes.values()].sort((a, b) => a.x - b.x || a.y - b.y);
      const meeting = boxes.filter((box, i) => {
        const next = boxes[i + 1];
        return next !== undefined && next.x === box.x && next.y < box.y + box.height;
      });
      expect(meeting).toEqual([]);
    }
  });

  it('fits a panel of 600 px at a size in which 12 px of text stay 11', () => {
    const right = Math.max(...Object.values(columns).map(({ x, width }) => x + width));
    expect(right * readable).toBeLessThan(600);
    expect(readable * 12).toBeGreaterThan(11);
  });

  it('gives each edge that can be led elsewhere an end of its own', () => {
    const ends = [...layout.lanes].map(([id, lane]) => `${graph.edges.find((one) => one.id === id)?.to} ${lane.in}`);
    const crowded = [...layout.ins].filter(([, count]) => count > 11).map(([id]) => id);
    const own = ends.filter((end) => !crowded.some((id) => end.startsWith(id)));
    expect(own.length).toBeGreaterThan(3);
    expect(new Set(own).size).toBe(own.length);
  });

  it('says ports with hosts and addresses with services where there is no room for columns of their own', () => {
    expect(graph.nodes.some(({ kind }) => kind === 'address' || kind === 'listener')).toBe(false);
    expect(graph.nodes.find(({ kind }) => kind === 'host')?.detail).toMatch(/^port \d+/);
    expect(graph.routes).toBe(whole.routes);
  });
});

describe('the keys of the map', () => {
  const nodes = graph.nodes.map((part) => ({ id: part.id, position: boxOf(part.id), data: { part, ins: 1, outs: 1 } }));
  const [first, second] = graph.nodes.filter(({ kind }) => kind === 'route').map(({ id }) => id);

  it('walk along the edges and along a column', () => {
    const to = (key: string, from = first) => neighbour(graph, nodes, from ?? '', key);
    expect(to('ArrowDown')).toBe(second);
    expect(to('ArrowUp', second)).toBe(first);
    expect(to('ArrowUp')).toBeUndefined();
    expect(graph.edges.some((edge) => edge.from === first && edge.to === to('ArrowRight'))).toBe(true);
    expect(graph.edges.some((edge) => edge.to === first && edge.from === to('ArrowLeft'))).toBe(true);
    expect(to('x')).toBeUndefined();
    const [edge] = graph.edges;
    expect([to('ArrowRight', edge?.id), to('ArrowLeft', edge?.id)]).toEqual([edge?.to, edge?.from]);
  });

  it('move and zoom the view', () => {
    const done: string[] = [];
    const tell = (words: string) => {
      done.push(words);
      return Promise.resolve(true);
    };
    const flow = {
      zoomIn: () => tell('in'),
      zoomOut: () => tell('out'),
      fitView: () => tell('all'),
      getViewport: () => ({ x: 10, y: 20, zoom: 1 }),
      setViewport: ({ x, y }: { readonly x: number; readonly y: number }) => tell(`${x} ${y}`),
    };
    const taken = [
      moveView('+', false, flow),
      moveView('-', false, flow),
      moveView('0', false, flow),
      moveView('ArrowRight', true, flow),
      moveView('ArrowRight', false, flow),
    ];
    expect(taken).toEqual([true, true, true, true, false]);
    expect(done).toEqual(['in', 'out', 'all', '-70 20']);
  });
});

describe('the list of services', () => {
  const known = nameTargets([
    { host: 'reviews.default.svc.cluster.local', port: 9080 },
    { host: 'reviews.default.svc.cluster.local', port: 9080, subset: 'v2' },
    { host: 'api.example.org', port: 0 },
  ]);

  it('has short words, which mean the same again, and takes free text', () => {
    expect(known.map(({ words }) => words)).toEqual([
      'reviews.default:9080',
      'reviews.default:9080 v2',
      'api.example.org',
    ]);
    for (const { words, target } of known) expect(readTarget(` ${words}`, known)).toEqual(target);
    expect(readTarget('other:81 blue', known)).toEqual({ host: 'other', port: 81, subset: 'blue' });
    expect(readTarget('other', known)).toEqual({ host: 'other', port: 0 });
  });
});
