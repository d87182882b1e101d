// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCommands } from '../../src-renderer/state/command-list.ts';
import { rungsFor } from '../../src-renderer/state/open-in.ts';
import { createReachStore } from '../../src-renderer/state/reach.ts';
import { openWindow, type TestWindow } from './window.ts';

let window_: TestWindow;
let copied: string[];
let said: string[];
beforeEach(async () => {
  copied = [];
  said = [];
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => void copied.push(text));
  window_ = await openWindow();
});
afterEach(() => {
  window_.stop();
  vi.restoreAllMocks();
});

const rungs = (url: string) => rungsFor(url, window_.stores, (words) => said.push(words));
const ids = (url: string) => rungs(url).map(({ id }) => id);
const run = async (url: string, id: string) => {
  const all = rungs(url).flatMap((one) => [one, ...(one.choices ?? [])]);
  const found = all.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no way ${id}`);
  found.run();
  await window_.settle();
};
const withApp = (openTab?: (url: string) => Promise<void>) => {
  const opened: string[] = [];
  const reach = createReachStore({
    wire: window_.fake,
    words: window_.stores.words,
    openTab,
    openLink: (url) => opened.push(url),
  });
  reach.setState(window_.stores.reach.getState());
  const stores = { ...window_.stores, reach };
  return { opened, reach, rungs: (url: string) => rungsFor(url, stores, () => {}) };
};

describe('the ways to open a URL', () => {
  it('are the ladder, the best first; a tab only where there is an app', async () => {
    expect(ids('http://shop.example.com/')).toEqual(['browser chrome', 'browser firefox', 'link', 'hosts', 'copy']);
    const tabs: string[] = [];
    const app = withApp(async (url) => void tabs.push(url));
    expect(app.rungs('http://shop.example.com/').map(({ id }) => id)[2]).toBe('tab');
    app.rungs('http://shop.example.com/a')[2]?.run();
    expect(tabs).toEqual(['http://shop.example.com/a']);
  });

  it('each say their cost in one line', () => {
    for (const { cost } of rungs('http://shop.example.com/')) {
      expect(cost).not.toBe('');
      expect(cost).not.toContain('\n');
    }
  });

  it('leave out what makes no sense: no link for a foreign host, no hosts file for a name of this machine', () => {
    expect(ids('https://elsewhere.test/')).not.toContain('link');
    expect(ids('http://localhost:8080/')).not.toContain('hosts');
    expect(ids('shop.example.com')).toEqual([]);
    expect(ids('ftp://shop.example.com/')).toEqual([]);
  });

  it('link to the open port under a name that leads here by itself, with path and query', () => {
    const app = withApp();
    app
      .rungs('http://shop.example.com/a?b=c')
      .find(({ is }) => is === 'link')
      ?.run();
    expect(app.opened).toEqual(['http://shop.example.com.localhost:8080/a?b=c']);
  });

  it('say why the app opened no tab', async () => {
    const app = withApp(async () => {
      throw new Error('no window is left');
    });
    app
      .rungs('http://shop.example.com/')
      .find(({ is }) => is === 'tab')
      ?.run();
    await window_.settle();
    expect(app.reach.getState().refusal?.message).toContain('no window is left');
  });

  it('lead to the sheet of the hosts file, which writes nothing by itself', async () => {
    await run('http://shop.example.com/', 'hosts');
    expect(window_.stores.navigation.getState().panel).toBe('browser');
    expect(window_.stores.hosts.getState().plan?.ok).toBe(true);
    expect(window_.fake.calls.some(({ name }) => name === 'hosts.apply')).toBe(false);
  });

  it('copy a command that needs no hosts file, and say so', async () => {
    await run('http://shop.example.com/a', 'curl');
    expect(copied.join()).toContain('shop.example.com');
    expect(copied.join()).toContain('127.0.0.1');
    expect(said).toEqual(['Copied: curl']);
  });

  it('start the proxy for a copy that names it, and leave out what this URL cannot be', async () => {
    await run('http://shop.example.com/', 'shell');
    expect(copied.join()).toContain("export http_proxy='http://127.0.0.1:40808'");
    expect(window_.stores.reach.getState().known?.proxy?.port).toBe(40_808);
    const foreign = rungs('https://elsewhere.test/').find(({ is }) => is === 'copy');
    expect(foreign?.choices?.map(({ id }) => id)).toEqual(['shell', 'node', 'java', 'cypress', 'pac', 'ingress']);
  });
});

describe('Ctrl+Shift+B', () => {
  const press = async () => {
    const commands = createCommands(window_.stores, {
      panels: ['browser'],
      enterPanel: () => {},
      press: () => {},
      walkParts: () => {},
      copy: () => {},
    });
    const found = commands.find(({ keys }) => keys.includes('Mod+Shift+B'));
    found?.run();
    await window_.settle();
    return window_.fake.calls.filter(({ name }) => name === 'browser.open').map(({ input }) => input);
  };

  it('opens a page that the gateway answers', async () => {
    expect(await press()).toEqual([{ url: 'http://httpbin.example.com/status/200' }]);
  });

  it('opens the URL that is being explained, where somebody looks at it', async () => {
    const { request, reach, navigation } = window_.stores;
    request.change({ url: 'http://shop.example.com/explained' });
    reach.setUrl('http://shop.example.com/typed');
    navigation.openPanel('explain');
    await press();
    navigation.openPanel('browser');
    expect(await press()).toEqual([
      { url: 'http://shop.example.com/explained' },
      { url: 'http://shop.example.com/typed' },
    ]);
  });
});
