import { expect, it } from 'vitest';
import { createScrollScale } from '../../src-renderer/panels/traffic/scroll-scale.ts';

it('a list that an element can be as tall as is scrolled as it is', () => {
  const scale = createScrollScale(10_000);
  scale.resize(5_000, 600);
  expect([scale.height(), scale.most()]).toEqual([5_000, 4_400]);
  expect(scale.scrolled(1_234)).toBe(true);
  expect([scale.top(), scale.shift()]).toEqual([1_234, 0]);
  // What it was set to itself, rounded by the browser, is no news.
  scale.go(99_999);
  expect([scale.top(), scale.scrollTop(), scale.scrolled(4_400.4)]).toEqual([4_400, 4_400, false]);
  scale.resize(1_000, 600);
  expect(scale.top()).toBe(400);
});

it('every row of a longer one can be reached, small steps are as long as they look, and both ends are the ends', () => {
  const scale = createScrollScale(10_000);
  scale.resize(1_000_000, 600);
  expect(scale.height()).toBe(10_000);
  scale.scrolled(4_700);
  expect(scale.top()).toBe(499_700);
  scale.scrolled(4_828);
  expect(scale.top()).toBe(499_828);
  // Where it is drawn is where the element stands.
  expect(scale.top() + scale.shift()).toBe(scale.scrollTop());
  scale.scrolled(9_400);
  expect(scale.top()).toBe(scale.most());
  scale.scrolled(0);
  expect(scale.top()).toBe(0);
  for (let row = 0; row < 1_000_000; row += 3_337) {
    scale.go(row);
    expect(scale.top()).toBe(Math.min(row, scale.most()));
    expect(scale.scrollTop()).toBeLessThanOrEqual(9_400);
  }
});
