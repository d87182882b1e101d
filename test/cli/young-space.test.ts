import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** Makes objects of which some thousands stay for a while, as requests do; gives the largest that the space for new ones has been. */
const work = (before: string) => `
import { getHeapSpaceStatistics } from 'node:v8';
import { setImmediate as next } from 'node:timers/promises';
${before}
let largest = 0;
const kept = [];
for (let turn = 0; turn < 600; turn++) {
  for (let i = 0; i < 10_000; i++) kept.push({ turn, of: [i] });
  if (kept.length > 20_000) kept.splice(0, 15_000);
  const { space_size } = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  largest = Math.max(largest, space_size);
  await next();
}
console.log(largest);
`;

const largestOf = async (before: string): Promise<number> => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', work(before)]);
  return Number(stdout);
};

test('the space for new objects stays as small as it was said to', async () => {
  const file = new URL('../../src-main/cli/young-space.ts', import.meta.url).href;
  const mebi = 1024 * 1024;
  expect(await largestOf('')).toBeGreaterThan(32 * mebi);
  expect(
    await largestOf(`import { keepYoungSpaceSmall } from '${file}'; keepYoungSpaceSmall(${8 * mebi});`),
  ).toBeLessThanOrEqual(32 * mebi);
}, 60_000);
