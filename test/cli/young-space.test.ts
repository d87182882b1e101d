import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** Makes objects of which some thousands stay for a while, as requests do; says how large the space for new ones becomes. */
const work = (before: string) => `
import { getHeapSpaceStatistics } from 'node:v8';
import { setImmediate as next } from 'node:timers/promises';
${before}
const size = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size;
const flood = async () => {
  let largest = 0;
  const kept = [];
  for (let turn = 0; turn < 600; turn++) {
    for (let i = 0; i < 10_000; i++) kept.push({ turn, of: [i] });
    if (kept.length > 20_000) kept.splice(0, 15_000);
    largest = Math.max(largest, size());
    await next();
  }
  return largest;
};
const first = await flood();
// As in a quiet moment, in which V8 gives back what it has.
for (let i = 0; i < 4; i++) gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
await next();
const calm = size();
console.log(JSON.stringify({ first, calm, again: await flood() }));
`;

type Sizes = { readonly first: number; readonly calm: number; readonly again: number };

const sizesOf = async (before: string): Promise<Sizes> => {
  const words = ['--expose-gc', '--input-type=module', '-e', work(before)];
  return JSON.parse((await promisify(execFile)(process.execPath, words)).stdout);
};

test('the space for new objects becomes as large as it was said to, also after V8 has made it small', async () => {
  const file = new URL('../../src-main/cli/young-space.ts', import.meta.url).href;
  const mebi = 1024 * 1024;
  expect((await sizesOf('')).first).toBeGreaterThan(32 * mebi);
  const { first, calm, again } = await sizesOf(
    `import { keepYoungSpaceSmall } from '${file}'; keepYoungSpaceSmall(${16 * mebi});`,
  );
  expect(first).toBeLessThanOrEqual(32 * mebi);
  expect(calm).toBeLessThan(first);
  expect(again).toBeGreaterThan(calm);
  expect(again).toBeLessThanOrEqual(32 * mebi);
}, 60_000);
