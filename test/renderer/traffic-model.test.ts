import { expect, it } from 'vitest';
import { emptySheet, sheetOf } from '#core/traffic/row-sheet.ts';
import type { TrafficOrder, TrafficSort } from '#core/traffic/rows-order.ts';
import type { TrafficNews, TrafficRow } from '#core/traffic/traffic-row.ts';
import { createTrafficStore } from '../../src-renderer/state/traffic.ts';
import { createTrafficEngine } from '../../src-renderer/state/traffic-engine.ts';

/** Numbers that look random, and are the same for the same seed. */
const diceOf = (seed: number) => {
  let now = seed;
  return (sides: number) => {
    now = (Math.imul(now, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((now / 2 ** 32) * sides);
  };
};

/** A log as main keeps it, and what a list of it should be, written as simply as can be. */
const modelOf = (dice: (sides: number) => number) => {
  let rows: readonly TrafficRow[] = [];
  let kept = 0;
  let counted = 0;
  const row = (id: number): TrafficRow => ({
    id,
    generation: 1,
    started: id,
    durationMs: dice(30),
    listener: 'http',
    method: ['GET', 'POST'][dice(2)] as string,
    scheme: 'http',
    authority: `host-${dice(3)}`,
    path: `/p/${dice(9)}`,
    protocol: 'HTTP/1.1',
    status: [200, 404, 503][dice(3)] as number,
    flags: '-',
    details: '',
    bytesReceived: 0,
    bytesSent: dice(9),
    ...(dice(3) === 0 && { open: true as const }),
  });
  return {
    news: (): TrafficNews => {
      const first = kept + rows.length;
      const more = Array.from({ length: dice(12) }, () => row(++counted));
      const ended = rows.filter(({ open }) => open && dice(3) === 0).map(({ id }) => row(id));
      rows = [...rows.map((one) => ended.find(({ id }) => id === one.id) ?? one), ...more];
      const gone = dice(4) === 0 ? dice(Math.min(9, rows.length)) : 0;
      rows = rows.slice(gone);
      kept += gone;
      return { first, rows: sheetOf(more), changed: ended, kept };
    },
    clear: (): TrafficNews => {
      kept += rows.length;
      rows = [];
      return { first: kept, rows: emptySheet, changed: [], kept };
    },
    read: (from: number, count: number) => {
      const first = Math.max(from, kept);
      return { first, rows: sheetOf(rows.slice(first - kept, first - kept + count)), kept, next: kept + rows.length };
    },
    next: () => kept + rows.length,
    list: (passes: (row: TrafficRow) => boolean, { by, down }: TrafficSort, upTo: number) => {
      const shown = rows.slice(0, Math.max(0, upTo - kept)).filter(passes);
      const key: Partial<Record<TrafficOrder, (row: TrafficRow) => number | string>> = {
        duration: (one) => one.durationMs,
        request: (one) => `${one.authority}${one.path}`,
        status: (one) => one.status,
      };
      const of = key[by];
      if (of === undefined) return down ? shown.toReversed() : shown;
      const order = (a: TrafficRow, b: TrafficRow) => (of(a) < of(b) ? -1 : of(a) > of(b) ? 1 : 0);
      return shown.toSorted((a, b) => (down ? order(b, a) : order(a, b)));
    },
  };
};

const filters: Readonly<Record<string, (row: TrafficRow) => boolean>> = {
  '': () => true,
  'host:host-1': ({ authority }) => authority === 'host-1',
  '-status:404 slower:10': ({ status, durationMs }) => status !== 404 && durationMs >= 10,
  'is:open method:GET': ({ open, method }) => open === true && method === 'GET',
};

it.each([1, 2, 3, 4, 5, 6])(
  'the list is what a simple model says, whatever happens in whatever order (%i)',
  async (seed) => {
    const dice = diceOf(seed);
    const model = modelOf(dice);
    const work: (() => void)[] = [];
    let time = 0;
    const later = (todo: () => void) => {
      let wanted = true;
      work.push(() => wanted && todo());
      return () => {
        wanted = false;
      };
    };
    // Each look at the clock takes longer than a piece of work may, so that everything happens between pieces, too.
    const now = () => {
      time += 5;
      return time;
    };
    const store = createTrafficStore({
      wire: {
        call: async (name, input) => {
          if (name !== 'traffic.rows') throw new Error(`nobody asks for ${name}`);
          const { from, count } = input as { readonly from: number; readonly count: number };
          return model.read(from, count) as never;
        },
      },
      startEngine: (tell) =>
        createTrafficEngine({ soon: (todo) => void later(todo), later, now, tell: (told) => later(() => tell(told)) }),
      counter: { arrive: () => undefined, replace: () => undefined, clear: () => undefined },
    });
    const some = (most: number) => {
      for (let done = 0; done < most; done += 1) work.shift()?.();
    };
    const settle = async () => {
      for (let turn = 0; turn < 20; turn += 1) {
        await new Promise((done) => setImmediate(done));
        while (work.length > 0) work.shift()?.();
      }
    };
    store.arrive(model.news());
    await store.read();
    await settle();
    let filter = '';
    let sort: TrafficSort = { by: 'time', down: false };
    let held: number | undefined;
    let chosen: number | undefined;
    for (let turn = 0; turn < 60; turn += 1) {
      for (let deed = dice(6); deed >= 0; deed -= 1) {
        const does = dice(12);
        if (does < 6) store.arrive(model.news());
        if (does === 6) {
          filter = Object.keys(filters)[dice(4)] as string;
          store.setFilter(filter);
        }
        if (does === 7) {
          sort = {
            by: (['time', 'duration', 'request', 'status'] as const)[dice(4)] as TrafficOrder,
            down: dice(2) === 0,
          };
          store.setSort(sort);
        }
        if (does === 8) {
          // Rows that came while others were sorted are behind the pause as well, so it begins when all is quiet.
          await settle();
          held = held === undefined ? model.next() : undefined;
          store.setPaused(held !== undefined);
        }
        if (does === 9 && dice(4) === 0) {
          store.arrive(model.clear());
          chosen = undefined;
        }
        if (does === 10) {
          // What is at hand is chosen by what it is, whatever comes before it meanwhile.
          const { rows, from } = store.getState();
          const at = dice(Math.max(1, rows.length));
          if (rows[at]) {
            chosen = rows[at].id;
            store.selectAt(from + at);
          }
        }
        if (does === 11) store.show(dice(40), 1 + dice(60), dice(3) === 0);
        some(dice(4));
      }
      await settle();
      store.show(0, 10_000);
      await settle();
      const expected = model.list(
        filters[filter] as (row: TrafficRow) => boolean,
        sort,
        held ?? Number.POSITIVE_INFINITY,
      );
      const { rows, matching, selected, selectedIndex, finding } = store.getState();
      const where = `turn ${turn}, filter "${filter}", by ${sort.by} ${sort.down ? 'down' : 'up'}`;
      expect(rows, where).toEqual(expected);
      expect([matching, finding], where).toEqual([expected.length, undefined]);
      expect(selected, where).toBe(chosen);
      if (chosen !== undefined) expect(selectedIndex, where).toBe(expected.findIndex(({ id }) => id === chosen));
    }
  },
);
