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
