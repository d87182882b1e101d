import { expect, test } from 'vitest';
import { sheetOf } from '#core/traffic/row-sheet.ts';
import { exportHar, type HarSource } from '../../src-main/app/har.ts';
import { details } from '../core/traffic/har-fixture.ts';

const all = Array.from({ length: 120 }, (_, i) => details({ exchange: { ...details().exchange, id: i + 1 } }));
const tcp = details({ exchange: { ...details().exchange, id: 121, protocol: '-', method: '' } });

const source = (kept = all): HarSource => ({
  // Pages are smaller than the log.
  rows: async (from) => ({
    first: from,
    rows: sheetOf(kept.slice(from, from + 50).map(({ exchange }) => exchange)),
    kept: 0,
    next: kept.length,
  }),
  details: async (id) => {
    const found = kept.find(({ exchange }) => exchange.id === id);
    return found
      ? { ok: true, value: found }
      : { ok: false, failure: { code: 'traffic/gone', message: 'no longer kept' } };
  },
});

const fileOf = async (input: Parameters<typeof exportHar>[0], from: HarSource, limit?: number) => {
  const result = await exportHar(input, from, { version: '1.2.3', ...(limit !== undefined && { limit }) });
  if (!result.ok) throw new Error(result.failure.message);
  const { log } = JSON.parse(result.value.text) as {
    log: { comment: string; entries: { _slipway: { id: number } }[] };
  };
  return { ...result.value, comment: log.comment, ids: log.entries.map(({ _slipway }) => _slipway.id) };
};

test('everything that is kept, oldest first, page by page', async () => {
  const { ids, left, entries, comment } = await fileOf({}, source([...all, tcp]));
  expect(ids).toEqual(all.map(({ exchange }) => exchange.id));
  expect({ left, entries }).toEqual({ left: 1, entries: 120 });
  expect(comment).toBe('credentials and fields with the names of secrets read [redacted]');
});

test('those that are asked for; what is gone counts as left out', async () => {
  const { ids, left } = await fileOf({ ids: [3, 500, 9] }, source());
  expect({ ids, left }).toEqual({ ids: [3, 9], left: 1 });
});

test('of too many the newest, with a word about it', async () => {
  const one = (await fileOf({ ids: [1] }, source())).text.length;
  const { ids, left, full, comment, text } = await fileOf({}, source(), one * 10);
  expect(text.length).toBeLessThan(one * 11);
  expect(ids.at(-1)).toBe(120);
  expect(ids[0]).toBe(121 - ids.length);
  expect({ left, full }).toEqual({ left: 120 - ids.length, full: true });
  expect(comment).toContain(`the newest ${ids.length} of 120 exchanges`);
});

test('others get their turn while it is made', async () => {
  let turns = 0;
  let done = false;
  const turn = () => {
    turns += 1;
    if (!done) setImmediate(turn);
  };
  setImmediate(turn);
  await fileOf({}, source());
  done = true;
  expect(turns).toBeGreaterThan(1);
});

test('secrets are asked of the log only where they are wanted', async () => {
  const asked: unknown[] = [];
  const spy: HarSource = {
    ...source(),
    details: (id, reveal) => {
      asked.push(reveal);
      return source().details(id);
    },
  };
  await fileOf({ ids: [1] }, spy);
  const { text, comment } = await fileOf({ ids: [1], reveal: true }, spy);
  expect(asked).toEqual([undefined, true]);
  expect(text).toContain('Bearer s3cr3t');
  expect(comment).toBe('with all secrets');
});
