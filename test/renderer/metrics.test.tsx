// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { App } from '../../src-renderer/app.tsx';
import { sayRate } from '../../src-renderer/panels/metrics/say.ts';
import { openWindow, type TestWindow } from './window.ts';

let root: Root;
let element: HTMLElement;
let window: TestWindow;

beforeEach(async () => {
  element = document.body.appendChild(document.createElement('div'));
  root = createRoot(element);
  window = await openWindow();
  window.stores.navigation.openPanel('metrics');
  await act(async () => {
    root.render(<App stores={window.stores} />);
    await window.settle();
  });
});
afterEach(async () => {
  await act(async () => root.unmount());
  window.stop();
  element.remove();
});

const panel = () => element.querySelector('section[aria-label="Metrics"]');
const later = (work: () => unknown) =>
  act(async () => {
    await work();
    await window.settle();
  });
const ask = (path: string) => ({ method: 'GET', url: `http://httpbin.example.com${path}`, headers: [] });

it('is empty before traffic, and then shows all of it and each route', async () => {
  expect(panel()?.textContent).toContain('No traffic yet');
  await later(() => {
    window.fake.arrive([ask('/status/200'), ask('/status/200'), ask('/nothing-here')]);
    return window.stores.metrics.refresh();
  });
  const tile = (name: string) =>
    [...(panel()?.querySelectorAll('.tiles > div') ?? [])].find((one) => one.querySelector('dt')?.textContent === name);
  expect(panel()?.querySelector('h3')?.textContent).toBe('All traffic');
  expect(tile('requests')?.querySelector('dd')?.textContent).toBe('3');
  const choice = panel()?.querySelector<HTMLElement>('.route-choice');
  expect(choice?.getAttribute('aria-pressed')).toBe('false');
  await later(() => choice?.click());
  expect(panel()?.querySelector('.route-choice')?.getAttribute('aria-pressed')).toBe('true');
  expect(panel()?.querySelector('h3')?.textContent).toContain('httpbin');
  expect(Number(tile('requests')?.querySelector('dd')?.textContent)).toBeLessThan(3);
  await later(() => panel()?.querySelector<HTMLElement>('button[aria-label^="show httpbin"]')?.click());
  expect(window.stores.navigation.getState().jump?.place.file).toBe('httpbin.yaml');
});

it('says that no route took what came, where there is none to list', async () => {
  await later(() => {
    window.fake.arrive([{ ...ask('/'), url: 'http://nobody.example.org/' }]);
    return window.stores.metrics.refresh();
  });
  expect(panel()?.querySelector('.busy-routes tbody')?.textContent).toBe('No route took any of these requests.');
});

it('asks for another stretch of time when one is chosen', async () => {
  const hour = [...(panel()?.querySelectorAll('button') ?? [])].find(({ textContent }) => textContent === '60 minutes');
  await later(() => hour?.click());
  expect(window.fake.calls.filter(({ name }) => name === 'metrics.figures').at(-1)?.input).toEqual({ minutes: 60 });
});

it('says a rate that is small as small, and none as none', () => {
  expect([0, 0.003, 0.02, 12.34, 250.4].map((one) => sayRate('en', one))).toEqual([
    '0',
    '<0.01',
    '0.02',
    '12.3',
    '250',
  ]);
});
