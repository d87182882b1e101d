import { describe, expect, it } from 'vitest';
import { build } from '#core/build.ts';
import { routeRows } from '#core/route/rows.ts';
import { groupRows } from '#core/route/rows-order.ts';
import type { Rate } from '#core/traffic/rates.ts';
import { rateKey } from '#core/traffic/rates.ts';
import { sampleFiles } from '../../src-renderer/client/fake-samples.ts';
import { countMarks } from '../../src-renderer/panels/routes/table/cells.ts';
import { layOut } from '../../src-renderer/panels/routes/table/columns.ts';
import { linesOf, moveFor } from '../../src-renderer/panels/routes/table/lines.ts';
import { figureOf, rateOf, sayLive } from '../../src-renderer/panels/routes/table/live.ts';
import { createRoutesTableStore } from '../../src-renderer/state/routes-table.ts';
import { createWords, sayIn } from '../../src-renderer/words/words.ts';

const tableOf = (change: (text: string) => string = (text) => text) =>
  build(sampleFiles.map(({ file, text }) => ({ file, text: change(text) }))).table;
const table = tableOf();
const rows = routeRows(table, table);
const groups = groupRows(rows, 'host');
const isShop = ({ name }: { readonly name: string }) => name.startsWith('shop');

describe('lines', () => {
  it('are the heads of groups, and the rows of open ones with their place among their like', () => {
    const lines = linesOf(rows, groups, isShop);
    expect(lines.map((line) => (line.is === 'group' ? [line.group.name, line.open] : line.row.order))).toEqual([
      ['httpbin.example.com', false],
      ['shop.example.com', true],
      3,
      4,
      5,
    ]);
    expect(lines.at(-1)).toMatchObject({ position: 3, of: 3, group: lines[1]?.id });
    expect(linesOf(rows, undefined, () => true)).toHaveLength(5);
  });

  it('are walked with the keys of a treegrid', () => {
    const lines = linesOf(rows, groups, isShop);
    const [closed, open] = lines.map(({ id }) => id);
    const press = (key: string, at: number, more: { altKey?: boolean; shiftKey?: boolean } = {}) =>
      moveFor({ key, altKey: false, shiftKey: false, ...more }, lines, at, 3);
    expect(press('ArrowDown', 0)).toEqual({ do: 'go', to: 1 });
    expect(press('End', 0)).toEqual({ do: 'go', to: 4 });
    expect(press('PageUp', 1)).toEqual({ do: 'go', to: 0 });
    expect(press('ArrowRight', 0)).toEqual({ do: 'toggle', group: closed, open: true });
    expect(press('ArrowRight', 1)).toEqual({ do: 'go', to: 2 });
    expect(press('ArrowLeft', 1)).toEqual({ do: 'toggle', group: open, open: false });
    expect(press('ArrowLeft', 3)).toEqual({ do: 'go', to: 1 });
    expect(press('Enter', 0)).toEqual({ do: 'toggle', group: closed, open: true });
    expect(press('Enter', 3)).toEqual({ do: 'enter' });
    expect(press('F10', 3, { shiftKey: true })).toEqual({ do: 'menu' });
    expect(press('ArrowUp', 3, { altKey: true })).toEqual({ do: 'up' });
    expect(press('ArrowUp', 1, { altKey: true })).toBeUndefined();
    expect(press('x', 3)).toBeUndefined();
  });

  it('a closed group says what stands out in it', () => {
    const moved = routeRows(
      tableOf((text) => text.replace('host: shop-stable', 'host: shop-next')),
      table,
    );
    expect(
      countMarks(sayIn(createWords('en'), 'routes'), moved, new Map()).map(
        ({ mark, count }) => `${count} ${mark.word}`,
      ),
    ).toEqual(['2 not bound', '1 changed']);
  });
});

describe('columns', () => {
  it('give way where there is no room, the match last, and are folded into the row', () => {
    const wide = layOut(1300, [], 'none');
    expect(wide.folded).toEqual([]);
    const narrow = layOut(470, [], 'none');
    expect(narrow.shown.map(({ id }) => id)).toEqual(['order', 'match', 'destination']);
    expect(narrow.folded.map(({ id }) => id)).toContain('host');
    expect(layOut(1200, ['p95'], 'host').shown.map(({ id }) => id)).not.toContain('host');
  });

  it('have the width that somebody has chosen; one always takes what is left', () => {
    expect(layOut(1200, [], 'none', { match: 300 }).template).toContain('minmax(0, 300px)');
    const all = Object.fromEntries(['match', 'destination'].map((id) => [id, 150]));
    expect(layOut(430, [], 'none', all).template).toBe('46px minmax(150px, 1fr) minmax(0, 150px) 28px');
    // What is wide leaves less room for others.
    expect(layOut(700, [], 'none', { match: 400 }).shown.length).toBeLessThan(layOut(700, [], 'none').shown.length);
  });

  it('are remembered as they should be, and nothing else', () => {
    const kept = new Map([
      ['slipway.routes-table', '{"widths":{"match":300,"host":"x","to":-1},"off":["p95"],"group":7}'],
    ]);
    const memory = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (k: string, v: string) => kept.set(k, v),
    };
    const store = createRoutesTableStore(memory as unknown as Storage);
    expect(store.getState()).toMatchObject({ widths: { match: 300 }, off: ['p95'], group: 'host' });
    store.change({ widths: { match: 200 } });
    expect(createRoutesTableStore(memory as unknown as Storage).getState().widths).toEqual({ match: 200 });
  });
});

describe('live figures', () => {
  const rate = (perSecond: number): Rate => ({
    requests: 60,
    errors: 0,
    clientErrors: 0,
    perSecond,
    perSecondInMinute: perSecond,
    errorShare: 0,
    p50: 1,
    p95: 2,
    lastSeen: 0,
  });
  const rates = Object.fromEntries(
    rows.flatMap(({ runs, order }) => (runs ? [[rateKey.route(runs.virtualHost, runs.route), rate(order)]] : [])),
  );
  const figures = (draft: readonly (typeof rows)[number][]) =>
    draft
      .filter(({ host }) => host.startsWith('shop'))
      .map((row) => [row.does.is === 'route' && row.does.route.name, rateOf(row, rates)?.perSecond]);

  it('stay with their route when rules change places, and are not those of the rule that had the place', () => {
    expect(figures(rows)).toEqual([
      ['old-links', 3],
      ['testers', 4],
      ['everyone', 5],
    ]);
    const rule = / {2}- name: testers[\s\S]*?(?= {2}- name: everyone)/;
    const first = tableOf((text) =>
      rule.test(text) ? text.replace(rule, '').replace('  http:\n', `  http:\n${rule.exec(text)?.[0]}`) : text,
    );
    expect(figures(routeRows(first, table))).toEqual([
      ['testers', 4],
      ['old-links', 3],
      ['everyone', 5],
    ]);
    const changed = tableOf((text) => text.replace('uri: /next', 'uri: /after'));
    expect(figures(routeRows(changed, table))[1]).toEqual(['testers', undefined]);
  });

  it('are nothing where nothing has passed, and sort rows without them last', () => {
    expect(sayLive('rate', undefined)).toBe('');
    expect(sayLive('rate', rate(12.4))).toBe('12');
    expect(sayLive('rate', { ...rate(0), perSecondInMinute: 0.02 }), 'a while ago').toBe('< 0.1');
    expect(sayLive('rate', { ...rate(0), perSecondInMinute: 0.2 })).toBe('0.2');
    expect(sayLive('rate', { ...rate(0), perSecondInMinute: 0 })).toBe('0');
    expect(rows.map(figureOf('rate', {}))).toEqual(['', '', '', '', '']);
  });
});
