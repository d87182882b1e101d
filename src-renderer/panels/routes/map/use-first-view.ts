import { useReactFlow } from '@xyflow/react';
import { useEffect, useEffectEvent } from 'react';
import { type Columns, readable } from './layout.ts';

/** Shows the beginning of the map, at its upper left, in a size that can be read, whenever something else is drawn than before. */
export const useFirstView = (width: number, columns: Columns, what: string): void => {
  const { setViewport } = useReactFlow();
  const show = useEffectEvent(() => {
    const right = Math.max(...Object.values(columns).map((one) => one.x + one.width));
    const zoom = Math.min(1, Math.max(readable, (width - 24) / right));
    void setViewport({ x: 12, y: 20, zoom });
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn is the occasion
  useEffect(() => {
    if (width > 0) show();
  }, [width > 0, columns, what]);
};
