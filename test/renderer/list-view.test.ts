// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import { layOut } from '../../src-renderer/panels/traffic/columns.ts';
import { createListView } from '../../src-renderer/panels/traffic/list-view.ts';
import { createSayings } from '../../src-renderer/panels/traffic/sayings.ts';
import type { TrafficState } from '../../src-renderer/state/traffic.ts';
import { createWords, sayIn } from '../../src-renderer/words/words.ts';

const rowHeight = 28;
const many = 5_000;

const rowOf = (id: number, change: Partial<TrafficRow> = {}): TrafficRow => ({
  id,
  generation: 1,
  started: 0,
  durationMs: 5,
  listener: '0.0.0.0_80',
  method: 'GET',
  scheme: 'http',
  authority: 'shop.example.com',
  path: `/items/${id}`,
  protocol: 'HTTP/1.1',
  status: 200,
  flags: '-',
  details: 'via_upstream',
  bytesReceived: 0,
  bytesSent: 10,
  ...change,
});

/** A list of ids 1 to `many`, of which some are here. */
const here = (from: number, count: number, change: Partial<TrafficRow> = {}): Partial<TrafficState> => ({
  from,
  rows: Array.from({ length: count }, (_, index) => rowOf(from + index + 1, change)),
});

const made = (tag = 'div') => document.body.appendChild(document.createElement(tag));
let close: () => void = () => undefined;

const open = (first: Partial<TrafficState>) => {
  const start = {
    sort: { by: 'time', down: false },
    front: 0,
    look: 0,
    selectedIndex: -1,
    selected: undefined,
  } as const;
  const store = createStore(() => ({ ...start, matching: many, ...first }) as unknown as TrafficState);
  const shown: unknown[] = [];
  const words = createWords('en');
  const t = sayIn(words, 'traffic');
  const says = createSayings({ t, exchange: sayIn(words, 'exchange'), answers: sayIn(words, 'answers') }, new Map());
  const parts = { box: made(), space: made(), before: made(), sheet: made(), rows: made() };
  Object.defineProperty(parts.box, 'clientHeight', { value: 30 + 10 * rowHeight });
  const view = createListView({ traffic: { ...store, show: (...of) => shown.push(of) }, clock: () => 90_000 });
  view.tell(layOut(1600, []), { t, says });
  close = view.open(parts, () => undefined);
  const lines = () => [...parts.rows.children].filter((one): one is HTMLElement => !(one as HTMLElement).hidden);
  return {
    ...parts,
    view,
    store,
    shown,
    t,
    says,
    line: (id: number) => parts.rows.querySelector<HTMLElement>(`#exchange-${id}`),
    lines,
    indices: () =>
      lines()
        .map((one) => Number(one.getAttribute('aria-rowindex')) - 2)
        .toSorted((a, b) => a - b),
    scrollTo: async (index: number) => {
      parts.box.scrollTop = index * rowHeight;
      parts.box.dispatchEvent(new Event('scroll'));
      await vi.advanceTimersByTimeAsync(16);
    },
  };
};

beforeEach(() => {
  vi.useFakeTimers({
    toFake: [
      'setTimeout',
      'clearTimeout',
      'setInterval',
      'clearInterval',
      'requestAnimationFrame',
      'cancelAnimationFrame',
    ],
  });
});
afterEach(() => {
  close();
  document.body.replaceChildren();
  vi.useRealTimers();
});

it('a row keeps its line while it is seen, lines that leave come in again, and each stands where its row belongs', async () => {
  const list = open(here(4_900, 100));
  expect(list.box.getAttribute('aria-rowcount')).toBe(String(many + 1));
  expect([list.indices()[0], list.indices().at(-1)]).toEqual([4_980, 4_999]);
  const [stays, all] = [list.line(4_990), new Set(list.rows.children)];
  await list.scrollTo(4_984);
  expect(list.line(4_990)).toBe(stays);
  // Two of the first step of four, and eight beyond.
  expect(list.indices()[0]).toBe(4_976);
  expect([...all].every((one) => list.rows.contains(one))).toBe(true);
  expect(list.space.style.height).toBe(`${many * rowHeight}px`);
  expect(list.before.style.height).toBe(`${4_976 * rowHeight}px`);
  const shift = Number(/-?\d+/.exec(list.rows.style.transform)?.[0]);
  expect(Number.parseInt(stays?.style.top ?? '', 10) + shift).toBe((4_989 - 4_976) * rowHeight);
});

it('whoever rushes by sees rows of before in their place, never an empty one; what is out of sight comes when they rest', async () => {
  const list = open(here(4_900, 100));
  await list.scrollTo(1_000);
  expect(list.shown.at(-1)).toEqual([996, 19]);
  expect([list.lines().length, list.rows.querySelectorAll('.loading').length]).toEqual([11, 0]);
  expect(list.before.style.height).toBe(`${1_000 * rowHeight}px`);
  list.store.setState(here(996, 19));
  await vi.advanceTimersByTimeAsync(20);
  expect(list.indices()).toEqual(Array.from({ length: 11 }, (_, index) => 1_000 + index));
  list.store.setState(here(900, 200));
  await vi.advanceTimersByTimeAsync(400);
  expect([list.indices()[0], list.indices().at(-1)]).toEqual([992, 1_022]);
});

it('of pages that pass by one in each frame every second one is drawn, and the last one in any case', async () => {
  const list = open(here(4_900, 100));
  const places: string[] = [];
  for (const index of [1_000, 2_000, 3_000, 4_000]) {
    await list.scrollTo(index);
    places.push(list.before.style.height);
  }
  expect(places).toEqual([1_000, 1_000, 3_000, 3_000].map((index) => `${index * rowHeight}px`));
  // All of them were asked for.
  expect(list.shown.slice(-4)).toEqual([996, 1_996, 2_996, 3_996].map((from) => [from, 19]));
  await vi.advanceTimersByTimeAsync(20);
  expect(list.before.style.height).toBe(`${4_000 * rowHeight}px`);
});

it('a list that is begun anew has its first row first in the document', async () => {
  const list = open(here(4_900, 100));
  await list.scrollTo(1_000);
  list.store.setState({ ...here(0, 100), look: 1, matching: 100 });
  await vi.advanceTimersByTimeAsync(400);
  const indices = list.lines().map((one) => Number(one.getAttribute('aria-rowindex')) - 2);
  expect(indices).toEqual(Array.from({ length: 23 }, (_, index) => index));
});

it('what has not come says so where there is nothing else to see', () => {
  const list = open({ from: 0, rows: [] });
  const first = list.lines()[0];
  expect([first?.getAttribute('aria-busy'), first?.textContent]).toEqual(['true', '']);
  expect(first?.querySelector('[role=gridcell]')?.getAttribute('aria-label')).toBe('loading');
});

it('a line is written anew for another row: nothing of the one before is left', async () => {
  const flagged = { status: 503, flags: 'UH', open: true, proxy: 'mesh' } as const;
  const list = open({ ...here(0, 3, flagged), matching: 3, selected: 2, selectedIndex: 1 });
  const line = list.line(2);
  expect(line?.className).toBe('traffic-row selected open');
  expect(line?.getAttribute('aria-selected')).toBe('true');
  expect(list.box.getAttribute('aria-activedescendant')).toBe('exchange-2');
  expect(line?.textContent).toContain('503');
  expect(line?.querySelector('abbr.flag')?.textContent).toBe('UH');
  expect(line?.querySelector('[role=img]')).not.toBeNull();
  list.store.setState({ ...here(0, 3), selected: undefined, selectedIndex: -1 });
  await vi.advanceTimersByTimeAsync(20);
  expect(line?.className).toBe('traffic-row');
  expect(line?.querySelector('.badge')?.className).toBe('badge ok');
  expect(line?.querySelectorAll('abbr, [role=img], .proxy, .alive')).toHaveLength(0);
  expect(line?.textContent).not.toContain('UH');
  expect(list.box.hasAttribute('aria-activedescendant')).toBe(false);
  // Other columns are other cells.
  list.view.tell(layOut(480, []), { t: list.t, says: list.says });
  expect(list.line(2)?.children.length).toBeLessThan(line?.children.length ?? 0);
});

it('the time of what is under way goes on, and of nothing else', async () => {
  const list = open({ ...here(0, 2), matching: 2 });
  expect(vi.getTimerCount()).toBe(0);
  list.store.setState(here(0, 2, { open: true }));
  await vi.advanceTimersByTimeAsync(1_100);
  expect(list.line(1)?.textContent).toContain('90.0 s');
  list.store.setState(here(0, 2));
  await vi.advanceTimersByTimeAsync(20);
  expect(vi.getTimerCount()).toBe(0);
});

it('a row has its name in the line that shows it, and in no other', async () => {
  const list = open(here(4_900, 100));
  const ids = () => [...list.rows.querySelectorAll('[id]')].map(({ id }) => id);
  // Another filter: the same rows have other numbers, and so other lines.
  list.store.setState({ ...here(4_950, 3), look: 1, from: 0, matching: 3 });
  await vi.advanceTimersByTimeAsync(400);
  expect(ids()).toEqual(['exchange-4951', 'exchange-4952', 'exchange-4953']);
  list.store.setState({ ...here(4_940, 30), look: 2, from: 0, matching: 30 });
  await vi.advanceTimersByTimeAsync(400);
  expect(ids()).toHaveLength(list.lines().length);
  expect(new Set(ids()).size).toBe(ids().length);
});

it('who rests finds lines in the order of their rows, wherever they scrolled, while others go on coming', async () => {
  const list = open(here(0, 200));
  const inOrder = () => list.lines().map((one) => Number(one.getAttribute('aria-rowindex')) - 2);
  for (const index of [0, 4, 12, 20, 28, 40, 64, 90, 71, 50]) {
    await list.scrollTo(index);
    for (let time = 0; time < 8; time += 1) {
      await vi.advanceTimersByTimeAsync(60);
      list.store.setState({ matching: many + index + time });
    }
    expect(inOrder()).toEqual(list.indices());
  }
});

it('who has the focus in a line keeps it, and nothing goes on trying to move it', async () => {
  const route = { id: 'one', name: 'main', origin: { namespace: 'default', name: 'shop', path: 'a.yaml' } };
  const list = open(here(0, 200, { route } as unknown as Partial<TrafficRow>));
  await list.scrollTo(8);
  await vi.advanceTimersByTimeAsync(400);
  const pill = list.line(24)?.querySelector('button');
  pill?.focus();
  await list.scrollTo(20);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(document.activeElement).toBe(pill);
  expect(vi.getTimerCount()).toBe(0);
});

it('what has been under way for long says so as soon as it is seen', async () => {
  const list = open({ ...here(0, 2, { open: true }), matching: 2 });
  await vi.advanceTimersByTimeAsync(40);
  expect(list.line(1)?.textContent).toContain('90.0 s');
});

it('what was cut off is said in words, and its sign to nobody who listens', () => {
  const list = open({ ...here(0, 1, { status: 0 }), matching: 1 });
  const badge = list.line(1)?.querySelector('.badge');
  expect([badge?.className, badge?.textContent]).toEqual(['badge error', '–cut off']);
  expect(badge?.querySelector('[aria-hidden=true]')?.textContent).toBe('–');
});

it('who goes to the newest row follows it, also where it has come since the last drawing', async () => {
  const list = open(here(4_900, 150));
  await list.scrollTo(1_000);
  await vi.advanceTimersByTimeAsync(400);
  list.store.setState({ matching: many + 5, selected: many + 5, selectedIndex: many + 4 });
  list.view.reveal(many + 4);
  await vi.advanceTimersByTimeAsync(20);
  expect(list.box.getAttribute('aria-activedescendant')).toBe(`exchange-${many + 5}`);
  expect(list.view.newest()).toMatchObject({ following: true, newer: 0 });
  // What was there when somebody left is not new.
  list.store.setState({ matching: many + 7 });
  list.view.leave();
  list.store.setState({ matching: many + 8 });
  await vi.advanceTimersByTimeAsync(20);
  expect(list.view.newest()).toMatchObject({ following: false, newer: 1 });
});
