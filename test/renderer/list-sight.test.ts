import { expect, it } from 'vitest';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import { createListSight, type ListState, rowHeight } from '../../src-renderer/panels/traffic/list-sight.ts';
import { createRowsAhead, rowsToDraw } from '../../src-renderer/panels/traffic/rows-ahead.ts';

const list = (matching: number, change: Partial<ListState> = {}): ListState => ({
  sort: { by: 'time', down: false },
  front: 0,
  matching,
  look: 0,
  selectedIndex: -1,
  ...change,
});
const seen = 10 * rowHeight;

it('the newest stays in sight until somebody scrolls away, and then what is seen stays', () => {
  const sight = createListSight(list(100));
  sight.follow(list(100), seen);
  expect(sight.range(true)).toEqual({ first: 90, last: 99 });
  sight.follow(list(200), seen);
  expect(sight.range(true)).toEqual({ first: 190, last: 199 });
  sight.scrolled(50 * rowHeight, seen);
  sight.follow(list(205), seen);
  expect([sight.range(true).first, sight.newest()]).toEqual([50, { following: false, newer: 5, hasNewest: true }]);
  // Thirty rows before those in sight are let go.
  sight.follow(list(175, { front: 30 }), seen);
  expect([sight.range(true).first, sight.scrollTop()]).toEqual([20, 20 * rowHeight]);
  sight.jump();
  sight.follow(list(175, { front: 30 }), seen);
  expect([sight.range(true).last, sight.newest().following]).toEqual([174, true]);
});

it('what is drawn beyond is left out for whoever rushes by, and a row that is looked for comes into sight', () => {
  const sight = createListSight(list(1000));
  sight.follow(list(1000), seen);
  sight.scrolled(500 * rowHeight, seen);
  expect(sight.range(false)).toEqual({ first: 492, last: 522 });
  expect(sight.range(true)).toEqual({ first: 500, last: 510 });
  sight.reveal(520);
  expect([sight.top(), sight.page()]).toEqual([511, 9]);
  // Another filter: the chosen row is what somebody wants to see, wherever it stands now.
  sight.follow(list(300, { look: 1, selectedIndex: 42 }), seen);
  expect(sight.range(true).first).toBe(42);
  sight.follow(list(300, { look: 2 }), seen);
  expect(sight.range(true).first).toBe(0);
});

const rowsFrom = (from: number, count: number) => ({
  from,
  matching: 1000,
  rows: Array.from({ length: count }, (_, index) => ({ id: from + index }) as TrafficRow),
});
const idsOf = (rows: readonly (TrafficRow | undefined)[]) => rows.map((row) => row?.id);

it('rows of before are seen in the place of rows that have not come; none is empty while there are enough', () => {
  const known = rowsFrom(100, 50);
  const at = (first: number, last: number) => rowsToDraw({ first: first - 3, last: last + 3 }, { first, last }, known);
  expect(idsOf(at(110, 112).rows)).toEqual([107, 108, 109, 110, 111, 112, 113, 114, 115]);
  // Of those beyond what is in sight only what is here.
  expect(at(101, 103)).toMatchObject({ index: 100, at: 100 });
  expect(at(98, 102)).toMatchObject({ index: 100, at: 98 });
  const far = at(700, 702);
  expect([idsOf(far.rows), far.index, far.at]).toEqual([[147, 148, 149], 147, 700]);
  const few = rowsToDraw({ first: 0, last: 3 }, { first: 0, last: 3 }, rowsFrom(2, 1));
  expect(idsOf(few.rows)).toEqual([undefined, undefined, 2, undefined]);
});

it('asks for rows before they are needed, further ahead the faster somebody goes, and for few where they rush by', () => {
  const asked: unknown[] = [];
  const ask = createRowsAhead({ show: (...of) => asked.push(of) });
  ask({ first: 200, last: 230 }, rowsFrom(180, 100), false);
  expect(asked).toEqual([]);
  ask({ first: 204, last: 234 }, rowsFrom(140, 200), false);
  expect(asked).toEqual([]);
  ask({ first: 196, last: 226 }, rowsFrom(180, 100), false);
  // Eight rows more for each of the eight drawings to come, and sixty to spare at both ends.
  expect(asked.pop()).toEqual([72, 215]);
  ask({ first: 204, last: 234 }, rowsFrom(140, 200), false);
  ask({ first: 254, last: 284 }, rowsFrom(140, 200), false);
  expect(asked.pop()).toEqual([194, 551]);
  ask({ first: 900, last: 920 }, rowsFrom(140, 200), false);
  expect(asked.pop()).toEqual([896, 29]);
  ask({ first: 970, last: 999 }, rowsFrom(140, 200), true);
  expect(asked.pop()).toEqual([970, 90, true]);
});
