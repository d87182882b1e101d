import { expect, test } from 'vitest';
import { betweenTurns } from '../../src-main/app/between-turns.ts';

test('others get their turn between two pieces, and what is thrown comes out', async () => {
  const order: string[] = [];
  function* work(): Generator<void, number> {
    for (const piece of [1, 2, 3]) {
      order.push(`piece ${piece}`);
      setImmediate(() => order.push(`other ${piece}`));
      yield;
    }
    return 7;
  }
  expect(await betweenTurns(work())).toBe(7);
  expect(order).toEqual(['piece 1', 'other 1', 'piece 2', 'other 2', 'piece 3', 'other 3']);
  const broken = (function* (): Generator<void, never> {
    yield;
    throw new Error('no');
  })();
  await expect(betweenTurns(broken)).rejects.toThrow('no');
});
