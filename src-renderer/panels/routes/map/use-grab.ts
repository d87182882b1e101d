import { useReactFlow } from '@xyflow/react';
import { type PointerEvent as ReactPointerEvent, type RefObject, useCallback, useEffect, useRef } from 'react';
import type { GraphEdge, RouteGraph } from '#core/route/graph-parts.ts';
import type { HandStore } from '../../../state/map-hand.ts';
import type { Say } from '../../../words/words.ts';
import { whyNot } from './hand.ts';

/** So near to a side of the map, in pixels, it moves along. */
const margin = 36;
const speed = 12;

/**
 * Dragging the end of an edge: from a press until the pointer is let go over a service, or Escape. Of all edges into a service that one is
 * held whose end was pressed. The map moves along at its sides, because the service may be out of sight.
 */
export const useGrab = (
  box: RefObject<HTMLElement | null>,
  hand: HandStore,
  graph: RouteGraph,
  t: Say<'routes'>,
  lead: (edge: GraphEdge, to: string) => void,
): ((event: ReactPointerEvent, edge: GraphEdge) => void) => {
  const { screenToFlowPosition, getViewport, setViewport } = useReactFlow();
  const now = useRef({ graph, lead, t });
  const stop = useRef<(() => void) | undefined>(undefined);
  useEffect(() => {
    now.current = { graph, lead, t };
  });
  useEffect(() => () => stop.current?.(), []);
  return useCallback(
    (pressed, edge) => {
      if (pressed.button !== 0) return;
      pressed.preventDefault();
      pressed.stopPropagation();
      stop.current?.();
      let at = { x: pressed.clientX, y: pressed.clientY };
      let frame = 0;
      const nodeAt = () => {
        const id = document
          .elementFromPoint(at.x, at.y)
          ?.closest<HTMLElement>('.react-flow__node')
          ?.getAttribute('data-id');
        return now.current.graph.nodes.find((node) => node.id === id);
      };
      const hold = () => {
        const over = nodeAt();
        hand.setState({ held: { edge, ...screenToFlowPosition(at), ...(over ? { over } : {}) } });
      };
      const moveAlong = () => {
        const sides = box.current?.getBoundingClientRect();
        const [x, y] = sides ? [pull(at.x, sides.left, sides.right), pull(at.y, sides.top, sides.bottom)] : [0, 0];
        if (x !== 0 || y !== 0) {
          const view = getViewport();
          void setViewport({ ...view, x: view.x + x, y: view.y + y });
          hold();
        }
        frame = requestAnimationFrame(moveAlong);
      };
      const end = () => {
        cancelAnimationFrame(frame);
        listening.abort();
        stop.current = undefined;
        hand.setState({ held: undefined });
      };
      const listening = new AbortController();
      const listen = { signal: listening.signal, capture: true };
      window.addEventListener(
        'pointermove',
        ({ clientX, clientY, pointerId }) => {
          if (pointerId !== pressed.pointerId) return;
          at = { x: clientX, y: clientY };
          hold();
        },
        listen,
      );
      window.addEventListener(
        'pointerup',
        ({ clientX, clientY }) => {
          at = { x: clientX, y: clientY };
          const over = nodeAt();
          end();
          if (over !== undefined && over.id !== edge.to && whyNot(now.current.t, edge, over) === undefined)
            now.current.lead(edge, over.id);
        },
        listen,
      );
      window.addEventListener('pointercancel', end, listen);
      window.addEventListener(
        'keydown',
        (event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          end();
        },
        listen,
      );
      stop.current = end;
      hand.setState({ current: edge.id });
      hold();
      frame = requestAnimationFrame(moveAlong);
    },
    [box, hand, screenToFlowPosition, getViewport, setViewport],
  );
};

/** How far to move for a pointer that is near one of two sides. */
const pull = (at: number, low: number, high: number): number => {
  if (at < low + margin) return speed * Math.min(1, (low + margin - at) / margin);
  return at > high - margin ? -speed * Math.min(1, (at - high + margin) / margin) : 0;
};
