import { expect, test } from 'vitest';
import { createTurns } from '../../src-main/electron/in-turn.ts';

test('deeds are done one after the other, and who asked for one that fails hears it', async () => {
  const seen: string[] = [];
  const inTurn = createTurns();
  let release = (): void => {};
  const first = inTurn(async () => {
    seen.push('first begins');
    await new Promise<void>((done) => {
      release = done;
    });
    seen.push('first ends');
    throw new Error('no display');
  });
  const second = inTurn(async () => {
    seen.push('second');
  });
  await Promise.resolve();
  await Promise.resolve();
  expect(seen).toEqual(['first begins']);
  release();
  await expect(first).rejects.toThrow('no display');
  await second;
  expect(seen).toEqual(['first begins', 'first ends', 'second']);
});
