import { useReactFlow } from '@xyflow/react';
import type { KeyboardEvent, RefObject } from 'react';
import type { RouteGraph } from '#core/route/graph-parts.ts';
import type { HandStore } from '../../../state/map-hand.ts';
import { neighbour } from './keys.ts';
import { moveView } from './map-keys.ts';
import type { MapNode } from './map-node.tsx';

type Walked = {
  readonly graph: RouteGraph;
  readonly nodes: readonly MapNode[];
  readonly enter: (id: string) => void;
};

/** The keys of the map: arrows walk along the edges, Enter enters, and the view is moved by its own keys. */
export const useWalk = (
  box: RefObject<HTMLElement | null>,
  hand: HandStore,
  { graph, nodes, enter }: Walked,
): ((event: KeyboardEvent) => void) => {
  const flow = useReactFlow();
  const choose = (id: string) => {
    hand.setState({ current: id });
    bringIntoView(id);
    // What was out of sight is drawn after the view has moved; everything else has the focus before the next key.
    if (!focus(id)) requestAnimationFrame(() => requestAnimationFrame(() => focus(id)));
  };
  const focus = (id: string): boolean => {
    const element = box.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
    element?.focus({ preventScroll: true });
    return element != null;
  };
  const bringIntoView = (id: string) => {
    const node = nodes.find((one) => one.id === id);
    const sides = box.current?.querySelector('.react-flow')?.getBoundingClientRect();
    if (!node || !sides) return;
    const { x, y, zoom } = flow.getViewport();
    const [left, top] = [node.position.x * zoom + x, node.position.y * zoom + y];
    const [right, bottom] = [left + (node.width ?? 0) * zoom, top + (node.height ?? 0) * zoom];
    const by = (low: number, high: number, end: number) =>
      low < 12 ? 12 - low : high > end - 12 ? end - 12 - high : 0;
    const [dx, dy] = [by(left, right, sides.width), by(top, bottom, sides.height)];
    if (dx !== 0 || dy !== 0) void flow.setViewport({ x: x + dx, y: y + dy, zoom });
  };
  return (event) => {
    const at = (event.target as HTMLElement).closest<HTMLElement>('.react-flow');
    if (at === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const id = (event.target as HTMLElement).closest<HTMLElement>('[data-id]')?.dataset.id;
    const take = () => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (moveView(event.key, event.shiftKey, flow)) return take();
    if (id === undefined || (event.key !== 'Enter' && !event.key.startsWith('Arrow'))) return;
    take();
    const to = neighbour(graph, nodes, id, event.key);
    if (event.key === 'Enter') enter(id);
    else if (to !== undefined) choose(to);
  };
};
