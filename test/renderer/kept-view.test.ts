import { expect, it } from 'vitest';
import { createViewMemory } from '../../src-renderer/state/kept-view.ts';

it('a change is told at once, and those that follow it closely together', () => {
  const told: unknown[] = [];
  const due: (() => void)[] = [];
  let leave = () => {};
  const memory = createViewMemory({
    wire: {
      call: (async (_name: string, input: unknown) => {
        told.push(input);
      }) as never,
    },
    later: (work) => {
      due.push(work);
      return () => {};
    },
    kept: { panel: 'routes' },
    memory: undefined,
    leaving: (work) => {
      leave = work;
    },
  });
  memory.setItem('panel', 'routes');
  expect(told).toEqual([]);
  memory.setItem('panel', 'traffic');
  expect(told).toEqual([{ change: { panel: 'traffic' } }]);
  memory.setItem('split', '0.3');
  memory.setItem('split', '0.4');
  expect(told).toHaveLength(1);
  due.shift()?.();
  expect(told).toEqual([{ change: { panel: 'traffic' } }, { change: { split: '0.4' } }]);
  due.shift()?.();
  expect([told.length, due.length]).toEqual([2, 0]);
  memory.setItem('split', '0.5');
  expect(told).toHaveLength(3);
  // What would be told in a moment is told before the page goes.
  memory.setItem('panel', 'routes');
  leave();
  leave();
  expect(told.slice(3)).toEqual([{ change: { panel: 'routes' } }]);
  expect([memory.getItem('panel'), memory.getItem('split'), memory.getItem('other')]).toEqual(['routes', '0.5', null]);
});
