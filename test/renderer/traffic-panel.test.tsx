// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { App } from '../../src-renderer/app.tsx';
import { openWindow, type TestWindow } from './window.ts';

let root: Root;
let element: HTMLElement;
let window: TestWindow;

beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  element = document.body.appendChild(document.createElement('div'));
  root = createRoot(element);
  window = await openWindow();
  window.stores.navigation.openPanel('traffic');
  await act(async () => {
    root.render(<App stores={window.stores} />);
    await window.settle();
  });
});
afterEach(async () => {
  await act(async () => root.unmount());
  window.stop();
  element.remove();
  vi.unstubAllGlobals();
});

it('the list has all the room while no exchange is looked at', async () => {
  await act(async () => {
    window.fake.arrive([{ method: 'GET', url: 'http://httpbin.example.com/status/200', headers: [] }]);
    await window.settle();
  });
  const panel = element.querySelector('section[aria-label="Traffic"]');
  expect(panel?.textContent).toContain('1 request');
  expect(panel?.querySelector('[role="separator"][aria-label="height of the list"]')).toBeNull();
});

it('a term that is not understood is marked, and a sentence says what to write', async () => {
  const bar = () => element.querySelector('.filter-field');
  const said = () => bar()?.querySelector('[role="status"]')?.textContent;
  const input = () => bar()?.querySelector('input');
  const filter = (text: string) => act(async () => window.stores.traffic.setFilter(text));
  await filter('host:shop slower:xx ');
  expect([...(bar()?.querySelectorAll('.chip.misread') ?? [])].map((chip) => chip.textContent)).toEqual(['slower:xx']);
  expect(said()).toBe('“slower:xx” is left out, because it is no time: write 200ms, 1.5s or 2m.');
  expect(document.getElementById(input()?.getAttribute('aria-describedby') ?? '')?.textContent).toBe(said());
  await filter('status:abc');
  expect(input()?.getAttribute('aria-invalid')).toBe('true');
  expect(said()).toContain('“status:abc” is left out');
  await act(async () => input()?.click());
  expect(said(), 'while it may still be typed').toBe('');
  await act(async () => window.stores.words.changeLanguage('zh-CN'));
  await filter('status:abc ');
  expect(said()).toBe('“status:abc”不是状态码，未参与筛选：请写 404、4xx，或用 0 表示没有响应。');
});
