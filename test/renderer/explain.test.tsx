// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { requestOf } from '#core/traffic/request-of.ts';
import { App } from '../../src-renderer/app.tsx';
import { textOf } from '../../src-renderer/state/files.ts';
import { openWindow, type TestWindow } from './window.ts';

let root: Root;
let element: HTMLElement;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  element = document.body.appendChild(document.createElement('div'));
  root = createRoot(element);
});

afterEach(async () => {
  await act(async () => root.unmount());
  element.remove();
  vi.unstubAllGlobals();
});

const draw = async (panel: string): Promise<TestWindow> => {
  const window = await openWindow();
  window.stores.navigation.openPanel(panel);
  await act(async () => {
    root.render(<App stores={window.stores} />);
    await window.settle();
  });
  return window;
};
const later = async (window: TestWindow, work: () => void) =>
  act(async () => {
    work();
    await window.settle();
    // Main is asked when nothing has been typed for a moment.
    await vi.waitFor(() => {
      const { explainedFor, url } = window.stores.request.getState();
      expect(explainedFor?.url).toBe(url ?? explainedFor?.url);
    });
    await window.settle();
  });
const part = (name: string) => element.querySelector<HTMLElement>(`section[aria-label="${name}"]`);
const button = (within: Element | null, name: string) =>
  [...(within?.querySelectorAll('button') ?? [])].find((one) => one.textContent === name);

it('a hint names the line; its request can be taken over', async () => {
  const window = await draw('explain');
  const { request, navigation } = window.stores;
  await later(window, () => request.change({ url: 'http://httpbin.example.com/Status/200' }));
  expect(part('hints')?.textContent).toContain('differs from "/status" only in case');
  const line = part('hints')?.querySelector<HTMLElement>('button.link');
  expect(line?.textContent).toMatch(/^httpbin\.yaml:\d+$/);
  await act(async () => line?.focus());
  expect(navigation.getState().jump).toMatchObject({ place: { file: 'httpbin.yaml' }, quiet: true });
  await act(async () => line?.click());
  expect(navigation.getState().jump?.quiet).toBeUndefined();
  await later(window, () => button(part('hints'), 'Ask for that')?.click());
  expect(request.getState().url).toBe('http://httpbin.example.com/status/200');
  expect(part('prediction')?.textContent).toContain('Forwarded to httpbin');
  expect(part('hints')).toBeNull();
  expect(part('trace')?.textContent).toContain('path "/status/200" starts with "/status"');
});

it('the condition that a hint offers is written into the rule, and undone in one step', async () => {
  const window = await draw('explain');
  const { request, files, navigation } = window.stores;
  const text = () => textOf(files.getState().files.find(({ file }) => file === 'httpbin.yaml') as never);
  const before = text();
  const broken = before.replace(/prefix: "?\/status"?/, 'prefix: /status/*');
  expect(broken).not.toBe(before);
  await later(window, () => files.edit('httpbin.yaml', broken));
  await later(window, () => request.change({ url: 'http://httpbin.example.com/status/200', against: 'running' }));
  // What runs is another rule than the one in the text.
  expect(part('prediction')?.textContent).toContain('Forwarded');
  await later(window, () => request.change({ against: 'draft' }));
  await vi.waitFor(() => expect(part('hints')?.textContent).toContain('stands for itself'));
  await vi.waitFor(() => expect(button(part('hints'), 'Write prefix "/status/"')).toBeDefined());
  await later(window, () => button(part('hints'), 'Write prefix "/status/"')?.click());
  expect(text()).toBe(broken.replace('prefix: /status/*', 'prefix: /status/'));
  expect(navigation.getState().jump).toMatchObject({ place: { file: 'httpbin.yaml' }, quiet: true });
  await vi.waitFor(() => expect(part('prediction')?.textContent).toContain('Forwarded to httpbin'));
  files.undo('httpbin.yaml');
  expect(text()).toBe(broken);
});

it('a pasted command fills the request; what is left out is told until something is changed', async () => {
  const window = await draw('explain');
  const { request } = window.stores;
  await later(window, () => {
    expect(request.paste(`curl -X PUT http://httpbin.example.com/status/200 -H 'x-a: 1' -d hello --odd`)).toBe(true);
  });
  expect(request.getState()).toMatchObject({
    method: 'PUT',
    url: 'http://httpbin.example.com/status/200',
    body: 'hello',
  });
  expect(element.textContent).toContain('option "--odd" is not known here');
  expect(request.paste('http://a.test/')).toBe(false);
  await later(window, () => request.change({ url: 'http://httpbin.example.com/delay/1' }));
  expect(element.textContent).not.toContain('--odd');
});

it('says where the draft and what runs differ', async () => {
  const window = await draw('explain');
  const { request, files } = window.stores;
  await later(window, () => request.change({ url: 'http://httpbin.example.com/status/200' }));
  expect(element.textContent).not.toContain('answers otherwise');
  const one = files.getState().files.find(({ file }) => file === 'httpbin.yaml');
  await later(window, () =>
    files.edit('httpbin.yaml', (one === undefined ? '' : textOf(one)).replace('/status', '/state')),
  );
  await vi.waitFor(() => expect(part('prediction')?.textContent).toContain('404'));
  expect(element.textContent).toContain('The running gateway answers otherwise');
  await later(window, () => button(element, 'Show why')?.click());
  expect(part('prediction')?.textContent).toContain('Forwarded to httpbin');
  expect(element.textContent).toContain('The draft answers otherwise: 404');
});

it('a recorded exchange is explained by what runs, and says which generation answered it', async () => {
  const window = await draw('traffic');
  const { request, traffic, navigation, running } = window.stores;
  await act(async () => {
    window.fake.arrive([{ method: 'GET', url: 'http://httpbin.example.com/headers', headers: [['x-a', '1']] }]);
    await window.settle();
  });
  await act(async () => {
    traffic.select(traffic.getState().rows[0]?.id);
    await window.settle();
  });
  await later(window, () => button(part('exchange'), 'Explain')?.click());
  expect(navigation.getState().panel).toBe('explain');
  expect(request.getState()).toMatchObject({ against: 'running', about: { status: 404 } });
  expect(element.textContent).toContain('This request was answered with 404 by what runs now');
  await act(async () => {
    const state = running.getState().running;
    if (state) running.setState({ running: { ...state, gateway: { ...state.gateway, generation: 99 } } });
  });
  expect(element.textContent).toContain('generation 99 runs now');
});

it('a row of the traffic is explained by one key', async () => {
  const window = await draw('traffic');
  await act(async () => {
    window.fake.arrive([{ method: 'GET', url: 'http://httpbin.example.com/headers', headers: [] }]);
    await window.settle();
  });
  const grid = element.querySelector<HTMLElement>('[role=grid]');
  const key = (name: string) =>
    act(async () => grid?.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true })));
  await key('ArrowDown');
  await later(window, () => void key('e'));
  expect(window.stores.navigation.getState().panel).toBe('explain');
  expect(window.stores.request.getState()).toMatchObject({
    url: 'http://httpbin.example.com/headers',
    against: 'running',
  });
});

it('a recorded request is asked where it was asked', () => {
  const one = {
    scheme: 'http',
    authority: 'a.test',
    path: '/x',
    protocol: 'HTTP/1.1',
    method: 'GET',
    listener: '0.0.0.0_80',
  };
  const of = (more: object) =>
    requestOf({ ...one, requestHeaders: ['Host', 'a.test', 'x-a', '1'], ...more } as never, undefined);
  expect(of({})).toEqual({ method: 'GET', url: 'http://a.test/x', headers: [['x-a', '1']] });
  expect(of({ listener: '0.0.0.0_9000' })).toMatchObject({
    url: 'http://a.test:9000/x',
    headers: [
      ['Host', 'a.test'],
      ['x-a', '1'],
    ],
  });
  expect(of({ scheme: 'https', listener: '0.0.0.0_443', serverName: 'b.test' })).toMatchObject({
    url: 'https://b.test/x',
    headers: [
      ['Host', 'a.test'],
      ['x-a', '1'],
    ],
  });
  const bytes = { protocol: '-', method: '', path: '', authority: '', requestHeaders: [] };
  expect(of({ ...bytes, scheme: 'https', listener: '0.0.0.0_8443', serverName: 'v.test' }).url).toBe(
    'tls://v.test:8443',
  );
  expect(of({ ...bytes, listener: '0.0.0.0_9000' }).url).toBe('tcp://localhost:9000');
});

it('Ctrl+E asks from anywhere', async () => {
  const window = await draw('traffic');
  await act(async () => {
    globalThis.window.dispatchEvent(new KeyboardEvent('keydown', { key: 'e', ctrlKey: true, cancelable: true }));
    await window.settle();
  });
  expect(document.activeElement?.getAttribute('aria-label')).toBe('URL');
});
