import type { ReactFlowInstance } from '@xyflow/react';

const step = 80;

/** Keys for the view itself, which work wherever the focus is on the map: `+`, `-`, `0`, and arrows with Shift. False: not such a key. */
export const moveView = (
  key: string,
  shift: boolean,
  flow: Pick<ReactFlowInstance, 'zoomIn' | 'zoomOut' | 'fitView' | 'getViewport' | 'setViewport'>,
): boolean => {
  const pan = (x: number, y: number) => {
    const view = flow.getViewport();
    void flow.setViewport({ ...view, x: view.x + x, y: view.y + y });
    return true;
  };
  switch (key) {
    case '+':
    case '=':
      void flow.zoomIn();
      return true;
    case '-':
      void flow.zoomOut();
      return true;
    case '0':
      void flow.fitView({ maxZoom: 1 });
      return true;
    case 'ArrowLeft':
      return shift && pan(step, 0);
    case 'ArrowRight':
      return shift && pan(-step, 0);
    case 'ArrowUp':
      return shift && pan(0, step);
    case 'ArrowDown':
      return shift && pan(0, -step);
    default:
      return false;
  }
};
