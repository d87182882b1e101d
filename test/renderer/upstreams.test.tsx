// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { UpstreamState } from '#core/traffic/upstream-state.ts';
import { App } from '../../src-renderer/app.tsx';
import { openWindow, type TestWindow } from './window.ts';

let root: Root;
let element: HTMLElement;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  element = document.body.appendChild(document.createElement('div'));
  root = createRoot(element);
});
afterEach(async () => {
  await act(async () => root.unmount());
  element.remove();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const show = async (window: TestWindow, panel = 'services') => {
  await act(async () => {
    window.stores.navigation.openPanel(panel);
    root.render(<App stores={window.stores} />);
    await window.settle();
  });
};
const second = async (window: TestWindow) =>
  act(async () => {
    vi.advanceTimersByTime(1_000);
    await window.settle();
  });
const asked = ({ fake }: TestWindow) => fake.calls.filter(({ name }) => name === 'gateway.upstreams').length;
const service = (name: string): HTMLElement => {
  const found = element.querySelector<HTMLElement>(`li[aria-label="${name}"]`);
  if (found === null) throw new Error(`there is no service ${name}`);
  return found;
};
const cells = (name: string): readonly (readonly string[])[] =>
  [...service(name).querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim()),
  );

const until = new Date(2026, 0, 1, 12, 30, 5).getTime();
const endpoint = {
  labels: { version: 'v1' },
  weight: 1,
  locality: 'eu/north/a',
  health: 'healthy',
  ejections: 0,
  active: 2,
  connections: 3,
  totals: { requests: 200, answers: 200, errors: 1, connectFailures: 0, broken: 0 },
} as const;

/** What main says of httpbin: one endpoint well, one left out, limits of which one is reached. */
const troubled = (first: UpstreamState): UpstreamState => ({
  ...first,
  inForce: ['at most 3 connections'],
  limits: { connections: 3, pending: 5 },
  now: { connections: 3, pending: 1, requests: 2, retries: 0 },
  endpoints: [
    { ...endpoint, address: '127.0.0.1:9001' },
    {
      ...endpoint,
      address: '127.0.0.1:9002',
      labels: {},
      weight: 4,
      health: 'ejected',
      ejection: { since: until - 60_000, until, reason: '5 errors in a row' },
      ejections: 2,
      active: 0,
      connections: 0,
      totals: { requests: 10, answers: 8, errors: 5, connectFailures: 1, broken: 1 },
    },
  ],
});

it('a service that nobody has asked says so', async () => {
  const window = await openWindow();
  await show(window);
  const httpbin = service('httpbin.default.svc.cluster.local:8000');
  expect(httpbin.textContent).toContain('not asked yet');
  expect(httpbin.querySelector('table')).toBeNull();
});

it('health in words, load beside its limits, and what became of the requests', async () => {
  const window = await openWindow();
  const name = 'httpbin.default.svc.cluster.local:8000';
  const states = await window.fake.call('gateway.upstreams', null);
  window.fake.setUpstreams(states.map((one) => (`${one.host}:${one.port}` === name ? troubled(one) : one)));
  await show(window);
  expect(cells(name)).toEqual([
    ['127.0.0.1:9001version=v1 · eu/north/a', 'healthy', '2', '3', '200', '99%1 answered 5xx'],
    [
      '127.0.0.1:9002eu/north/a · weight 4',
      'ejected until 12:30:055 errors in a rowfor the 2nd time',
      '0',
      '0',
      '10',
      '30%5 answered 5xx, 1 without a connection, 1 broken off or too slow',
    ],
  ]);
  const card = service(name);
  expect(card.textContent).toContain('1 of 2 ejected');
  expect(card.textContent).toContain('at most 3 connections');
  expect([...card.querySelectorAll('.loads > div')].map((one) => one.textContent)).toEqual([
    'connections3 of 3 (full)',
    'waiting1 of 5',
  ]);
  expect(card.querySelector('caption')?.textContent).toBe(`endpoints of ${name}`);
});

it('what goes on is read anew each second while the panel is there, and no longer than that', async () => {
  const window = await openWindow();
  await show(window, 'traffic');
  await second(window);
  expect(asked(window)).toBe(0);
  await show(window);
  const before = asked(window);
  expect(before).toBeGreaterThan(0);
  const states = await window.fake.call('gateway.upstreams', null);
  window.fake.setUpstreams(states.map(troubled));
  await second(window);
  expect(element.textContent).toContain('1 of 2 ejected');
  window.fake.setUpstreams(states);
  await second(window);
  expect(element.textContent).not.toContain('ejected');
  await show(window, 'routes');
  const after = asked(window);
  await second(window);
  expect(asked(window)).toBe(after);
});

it('what was read stays while main cannot be reached', async () => {
  const window = await openWindow();
  const states = await window.fake.call('gateway.upstreams', null);
  window.fake.setUpstreams(states.map(troubled));
  await show(window);
  await act(async () => {
    window.fake.setState('lost');
    await window.settle();
  });
  await second(window);
  expect(element.textContent).toContain('1 of 2 ejected');
});

it('a cluster without addresses of its own is no trouble', async () => {
  const window = await openWindow([
    {
      file: 'a.yaml',
      text: 'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: a }\nspec:\n  hosts: [a.test]\n  http:\n  - route: [{ destination: { host: httpbin, port: { number: 8000 } } }]\n',
    },
  ]);
  await show(window);
  const passthrough = element.querySelector('li[aria-label^="PassthroughCluster"]');
  expect(passthrough?.textContent).toContain('wherever the client goes');
  expect(passthrough?.textContent).not.toContain('503');
});
