import { expect, test } from 'vitest';
import { rateKey } from '#core/traffic/rates.ts';
import { createLiveStats } from '../../src-renderer/state/live-stats.ts';
import { openWindow } from './window.ts';

const request = { method: 'GET', url: 'http://httpbin.example.com/status/200', headers: [] };

const clocked = () => {
  let now = 1_000_000;
  let due: { readonly work: () => void; readonly at: number } | undefined;
  const stats = createLiveStats({
    now: () => now,
    later: (work, ms) => {
      due = { work, at: now + ms };
      return () => {
        due = undefined;
      };
    },
  });
  const pass = (ms: number) => {
    const end = now + ms;
    while (due !== undefined && due.at <= end) {
      const { work, at } = due;
      now = at;
      due = undefined;
      work();
    }
    now = end;
  };
  return { stats, pass, now: () => now, isPlanned: () => due !== undefined };
};

test('publishes twice a second while somebody looks, and rests when rates are nothing', async () => {
  const window = await openWindow();
  window.fake.arrive([request]);
  const [sample] = window.stores.traffic.getState().exchanges;
  window.stop();
  if (sample === undefined) throw new Error('the fake tells of every request');
  const { stats, pass, now, isPlanned } = clocked();
  const one = () => ({ ...sample, started: now(), durationMs: 0 });
  stats.arrive([one()]);
  expect(isPlanned()).toBe(false);

  let published = 0;
  const stop = stats.subscribe(() => {
    published++;
  });
  for (let i = 0; i < 100; i++) {
    pass(10);
    stats.arrive([one()]);
  }
  expect(published).toBeLessThanOrEqual(3);
  pass(1000);
  expect(stats.getState().rates[rateKey.listener(sample.listener)]?.requests).toBe(101);
  pass(70_000);
  expect(isPlanned()).toBe(false);
  expect(stats.getState().rates[rateKey.listener(sample.listener)]?.perSecond).toBe(0);

  stats.arrive([one()]);
  stop();
  expect(isPlanned()).toBe(false);
});

test('clearing the traffic clears what was counted, pausing it does not', async () => {
  const window = await openWindow();
  const { traffic, liveStats } = window.stores;
  window.fake.arrive([request]);
  const stop = liveStats.subscribe(() => {});
  expect(Object.keys(liveStats.getState().rates)).not.toEqual([]);
  traffic.setPaused(true);
  expect(Object.keys(liveStats.getState().rates)).not.toEqual([]);
  traffic.clear();
  expect(liveStats.getState().rates).toEqual({});
  stop();
  window.stop();
});
