import { describe, expect, test } from 'vitest';
import type { Desk } from '../../src-main/app/desk.ts';
import type { TabRoad } from '../../src-main/app/reach/tab-road.ts';
import { answerTab } from '../../src-main/electron/answer-tab.ts';
import { buildShop } from './shop.ts';

const page = { senderFrame: { url: 'app://slipway/', parent: null } };
const proxy = { address: '127.0.0.1', port: 4080, pac: 'http://127.0.0.1:4080/proxy.pac' };

const open = (answer: unknown = { ok: true, value: proxy }) => {
  const opened: { url: string; road: TabRoad }[] = [];
  const logged: string[] = [];
  const { table, listeners } = buildShop();
  const desk = {
    handlers: { 'browser.proxy': async () => answer },
    reach: { table: () => table, listeners: () => listeners, authority: async () => 'PEM' },
  } as unknown as Desk;
  const tabs = {
    open: async (url: string, road: TabRoad) => void opened.push({ url, road }),
    close: () => undefined,
  };
  const ask = (given: unknown, event: Parameters<typeof answerTab>[0] = page, isSandboxed = true) =>
    answerTab(event, given, { desk, tabs, isSandboxed, log: (level, message) => logged.push(`${level} ${message}`) });
  return { ask, opened, logged };
};

describe('a wish for a tab', () => {
  test('is granted with the proxy, the names that lead here and the authority of the moment', async () => {
    const { ask, opened } = open();
    expect(await ask('https://shop.test/cart')).toEqual({ ok: true, output: null });
    const [tab] = opened;
    expect(tab?.url).toBe('https://shop.test/cart');
    expect(tab?.road.proxy).toEqual(proxy);
    expect(await tab?.road.authority()).toBe('PEM');
    const led = ['shop.test', 'SHOP.test', 'a.wild.test', 'wild.test', 'elsewhere.test', 'shop.test.evil.test'];
    expect(led.map((host) => tab?.road.leadsHere(host))).toEqual([true, true, true, false, false, false]);
  });

  test.each([
    null,
    { url: 'https://shop.test/', parent: null },
    { url: 'app://slipway/', parent: {} },
    { url: 'app://slipway.evil/', parent: null },
  ])('of a foreign frame is refused: %j', async (senderFrame) => {
    const { ask, opened, logged } = open();
    expect(await ask('https://shop.test/', { senderFrame })).toMatchObject({ ok: false });
    expect([opened, logged]).toEqual([[], ['warn a foreign frame asked for a tab']]);
  });

  test('for what is no address of the web is refused', async () => {
    const { ask, opened } = open();
    for (const given of ['file:///etc/passwd', 'app://slipway/', 7, null]) {
      expect(await ask(given)).toMatchObject({ ok: false, message: expect.stringContaining(' ') });
    }
    expect(opened).toEqual([]);
  });

  test('that comes before the gateway runs, or without a proxy, is answered with the reason', async () => {
    const failure = { code: 'browser/no-proxy', message: 'no port is free for the proxy' };
    const { ask, opened, logged } = open({ ok: false, failure });
    expect(await ask('https://shop.test/')).toEqual({ ok: false, message: failure.message });
    const early = open();
    const answered = await answerTab(page, 'https://shop.test/', {
      desk: undefined,
      tabs: { open: async () => undefined, close: () => undefined },
      isSandboxed: true,
      log: () => undefined,
    });
    expect(answered).toMatchObject({ ok: false, message: expect.stringContaining('try again') });
    expect([opened, logged, early.opened]).toEqual([[], [], []]);
  });

  test('is refused where pages have no sandbox', async () => {
    const { ask, opened } = open();
    expect(await ask('https://shop.test/', page, false)).toMatchObject({
      ok: false,
      message: expect.stringContaining('use a test browser'),
    });
    expect(opened).toEqual([]);
  });

  test('that fails by a bug of ours says so without its words', async () => {
    const { table, listeners } = buildShop();
    const logged: string[] = [];
    const answered = await answerTab(page, 'https://shop.test/', {
      desk: {
        handlers: { 'browser.proxy': async () => ({ ok: true, value: proxy }) },
        reach: { table: () => table, listeners: () => listeners, authority: undefined },
      } as unknown as Desk,
      tabs: { open: () => Promise.reject(new Error('inner words')), close: () => undefined },
      isSandboxed: true,
      log: (level, message, fields) => logged.push(`${level} ${message} ${JSON.stringify(fields)}`),
    });
    expect(answered).toMatchObject({ ok: false });
    expect(JSON.stringify(answered)).not.toContain('inner words');
    expect(logged.join()).toContain('inner words');
  });
});
