// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { App } from '../../src-renderer/app.tsx';
import { textOf } from '../../src-renderer/state/files.ts';
import { createRoutesTableStore } from '../../src-renderer/state/routes-table.ts';
import { openWindow, type TestWindow } from './window.ts';

/** The prototype that really has the property; the DOM library keeps more than one of each class. */
const ownerOf = (property: 'clientHeight' | 'clientWidth'): HTMLElement => {
  let one: HTMLElement = document.createElement('div');
  while (!Object.hasOwn(one, property)) one = Object.getPrototypeOf(one) as HTMLElement;
  return one;
};

let root: Root;
let element: HTMLElement;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  // A document without layout has no sizes, and what has no size draws no rows.
  vi.spyOn(ownerOf('clientHeight'), 'clientHeight', 'get').mockReturnValue(600);
  vi.spyOn(ownerOf('clientWidth'), 'clientWidth', 'get').mockReturnValue(1200);
  element = document.body.appendChild(document.createElement('div'));
  root = createRoot(element);
});

afterEach(async () => {
  await act(async () => root.unmount());
  element.remove();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const later = async (window: TestWindow, work: () => void) =>
  act(async () => {
    work();
    await window.settle();
  });

const draw = async () => {
  const window = await openWindow();
  window.stores.navigation.openPanel('routes');
  await later(window, () => root.render(<App stores={window.stores} />));
  return window;
};

const grid = () => element.querySelector<HTMLElement>('[aria-label="routes"][aria-rowcount]');
const lines = () => [...(grid()?.querySelectorAll<HTMLElement>('[role="row"]:not(.head)') ?? [])];
const lineOf = (words: string) => lines().find((line) => line.textContent?.includes(words));
const current = () => grid()?.getAttribute('aria-activedescendant');
const press = (window: TestWindow, key: string, more: KeyboardEventInit = {}) =>
  later(window, () =>
    grid()?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })),
  );
const said = () => [...element.querySelectorAll('[role="status"]')].map(({ textContent }) => textContent).join(' ');

it('groups the routes by host, says what is not bound, and folds a group away', async () => {
  const window = await draw();
  expect(grid()?.getAttribute('role')).toBe('treegrid');
  expect(
    lines()
      .filter((line) => line.hasAttribute('aria-expanded'))
      .map((line) => line.querySelector('strong')?.textContent),
  ).toEqual(['httpbin.example.com', 'shop.example.com']);
  expect(lineOf('everyone')?.textContent).toContain('not bound');
  const before = lines().length;
  await later(window, () => lines()[0]?.click());
  expect(lines().length).toBe(before - 2);
});

it('shows the view that was chosen last, in this window and in the next', async () => {
  const window = await draw();
  const map = () =>
    [...element.querySelectorAll<HTMLElement>('[role="radio"]')].find((one) => one.textContent === 'Map');
  const { navigation, routesTable } = window.stores;
  expect(map()?.getAttribute('aria-checked')).toBe('false');
  await later(window, () => map()?.click());
  expect(map()?.getAttribute('aria-checked')).toBe('true');
  await later(window, () => navigation.openPanel('status'));
  expect(map()).toBeUndefined();
  await later(window, () => navigation.openPanel('routes'));
  expect(map()?.getAttribute('aria-checked')).toBe('true');
  const memory = { getItem: () => JSON.stringify(routesTable.getState()), setItem: () => {} };
  expect(createRoutesTableStore(memory).getState().view).toBe('map');
  expect(createRoutesTableStore({ ...memory, getItem: () => '{"view":"tree"}' }).getState().view).toBe('table');
});

it('sorts by a column, groups by nothing, filters by name', async () => {
  const window = await draw();
  await later(window, () => window.stores.routesTable.change({ group: 'none' }));
  expect(grid()?.getAttribute('role')).toBe('grid');
  const head = element.querySelector<HTMLElement>('button[aria-label="match"]');
  await later(window, () => head?.click());
  await later(window, () => head?.click());
  expect(head?.closest('[role="columnheader"]')?.getAttribute('aria-sort')).toBe('descending');
  expect(lines()[0]?.textContent).toContain('path starts with "/status"');
  const only = window.stores.routesTable.getState();
  expect(only).toMatchObject({ group: 'none', sort: { by: 'match', down: true } });
});

it('walks by keys; Enter shows the line in the text, and the row shows its place without taking the focus', async () => {
  const window = await draw();
  const { navigation } = window.stores;
  await later(window, () => grid()?.focus());
  await press(window, 'ArrowDown');
  expect(current()).toBe(lines()[1]?.id);
  expect(navigation.getState().jump).toMatchObject({ quiet: true, place: { file: 'httpbin.yaml' } });
  await press(window, 'Enter');
  expect(navigation.getState().jump?.quiet).toBeUndefined();
  await press(window, 'ArrowLeft');
  expect(current()).toBe(lines()[0]?.id);
  await press(window, 'End');
  expect(current()).toBe(lines().at(-1)?.id);
});

it('moves a rule in its file by Alt+↑, says so, and follows it', async () => {
  const window = await draw();
  const { files } = window.stores;
  const shop = () => files.getState().files.find(({ file }) => file === 'shop.yaml');
  const before = textOf(shop() as NonNullable<ReturnType<typeof shop>>);
  await later(window, () => lineOf('testers')?.click());
  await press(window, 'ArrowUp', { altKey: true });
  expect(said()).toContain('rule moved up, now 1 of 3');
  const after = textOf(shop() as NonNullable<ReturnType<typeof shop>>);
  expect(after.indexOf('name: testers')).toBeLessThan(after.indexOf('name: old-links'));
  expect(after.split('\n').sort()).toEqual(before.split('\n').sort());
  expect(document.getElementById(current() ?? '')?.textContent).toContain('testers');
  await press(window, 'ArrowUp', { altKey: true });
  expect(said()).toContain('the first of its resource');
  await later(window, () => files.undo('shop.yaml'));
  expect(textOf(shop() as NonNullable<ReturnType<typeof shop>>)).toBe(before);
});

it('offers what can be done with a route by the full stop, and explains a request to it', async () => {
  const window = await draw();
  await later(window, () => lineOf('testers')?.click());
  await press(window, '.');
  const items = () => [...document.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  expect(items().map((one) => one.querySelector('span')?.textContent)).toEqual([
    'Show in the text',
    'Open in Visual',
    'Show Service shop-next',
    'Explain a request to it',
    'Open in',
    'Copy as curl',
    'Send to another destination',
    'Move rule up',
    'Move rule down',
    'Duplicate rule',
    'Remove rule',
  ]);
  await later(window, () =>
    items()
      .find((one) => one.textContent?.includes('Explain'))
      ?.click(),
  );
  expect(window.stores.navigation.getState().panel).toBe('explain');
  expect(window.stores.request.getState()).toMatchObject({
    url: 'http://shop.example.com/',
    headers: [['x-canary', 'always']],
  });
});

it('sends a route to another destination', async () => {
  const window = await draw();
  await later(window, () => lineOf('testers')?.click());
  await press(window, '.');
  const item = (words: string) =>
    [...document.querySelectorAll<HTMLElement>('[role="menuitem"]')].find((one) => one.textContent?.includes(words));
  await later(window, () => item('another destination')?.click());
  // A bundled sample that no route names.
  expect(item('details:9080')).toBeDefined();
  await later(window, () => item('shop-stable')?.click());
  const shop = window.stores.files.getState().files.find(({ file }) => file === 'shop.yaml');
  const rule = /name: testers[\s\S]*?name: everyone/.exec(shop === undefined ? '' : textOf(shop))?.[0];
  expect(rule).toContain('host: shop-stable');
  expect(rule).not.toContain('host: shop-next');
  expect(said()).toContain('shop-stable');
});

const field = () => element.querySelector<HTMLInputElement>('[role="combobox"][aria-label="filter routes"]');
const type = (window: TestWindow, words: string) =>
  later(window, () => {
    const input = field();
    // Behind React's back, as a browser does it.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, words);
    input?.dispatchEvent(new Event('input', { bubbles: true }));
  });
const key = (window: TestWindow, name: string) =>
  later(window, () =>
    field()?.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true })),
  );
const options = () => [...element.querySelectorAll<HTMLElement>('[role="option"]')];
const chips = () => [...element.querySelectorAll('.filter-field .chip')].map(({ textContent }) => textContent);
const counted = () => element.querySelector('.routes-tools [role="status"]')?.textContent;

it('suggests what can be asked for while one types; a term becomes a chip that can be taken out', async () => {
  const window = await draw();
  await type(window, 'status:');
  expect(options().map(({ textContent }) => textContent)).toEqual(['status:unbound2']);
  expect(field()?.getAttribute('aria-expanded')).toBe('true');
  await key(window, 'ArrowDown');
  expect(field()?.getAttribute('aria-activedescendant')).toBe(options()[0]?.id);
  await key(window, 'Enter');
  expect([chips(), field()?.value, counted()]).toEqual([['status:unbound'], '', '2 of 5 routes']);
  expect(options()).toEqual([]);
  await type(window, 'testers');
  expect(counted()).toBe('1 of 5 routes');
  await later(window, () =>
    element.querySelector<HTMLElement>('[aria-label="remove the filter status:unbound"]')?.click(),
  );
  expect([chips(), field()?.value, counted()]).toEqual([[], 'testers', '1 of 5 routes']);
  await key(window, 'Escape');
  await key(window, 'Escape');
  expect([field()?.value, counted()]).toEqual(['', '5 routes']);
});

it('finishes a term by Enter or a blank, and gives it back by Backspace', async () => {
  const window = await draw();
  await type(window, 'host:shop');
  await key(window, 'Enter');
  expect(chips()).toEqual(['host:shop']);
  await type(window, 'to:next ');
  expect(chips()).toEqual(['host:shop', 'to:next']);
  await key(window, 'Backspace');
  expect([chips(), field()?.value]).toEqual([['host:shop'], 'to:next']);
  await later(window, () => [...element.querySelectorAll('button')].find((one) => one.textContent === 'Map')?.click());
  expect(chips()).toEqual(['host:shop']);
});

it('a column is made wider by keys on its head, remembered, and given its usual width back', async () => {
  const window = await draw();
  const head = () => element.querySelector<HTMLElement>('[role="columnheader"] button[aria-label="match"]');
  const usual = head()?.closest<HTMLElement>('[role="row"]')?.style.gridTemplateColumns;
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 200, 30));
  await later(window, () =>
    head()?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', shiftKey: true, bubbles: true })),
  );
  expect(window.stores.routesTable.getState().widths).toEqual({ match: 216 });
  expect(head()?.closest<HTMLElement>('[role="row"]')?.style.gridTemplateColumns).toContain('216px');
  expect(said()).toContain('match: 216 pixels wide');
  await later(window, () =>
    [...element.querySelectorAll('button')].find((one) => one.textContent === 'Usual widths')?.click(),
  );
  expect(head()?.closest<HTMLElement>('[role="row"]')?.style.gridTemplateColumns).toBe(usual);
});

it('sorted by live figures, rows stay where they are until they are sorted again', async () => {
  const window = await draw();
  const { stores, fake } = window;
  const get = (url: string, times: number) =>
    fake.arrive(Array.from({ length: times }, () => ({ method: 'GET', url, headers: [] })));
  await later(window, () => stores.routesTable.change({ group: 'none', sort: { by: 'rate', down: true } }));
  await later(window, () => get('http://shop.example.com/catalogue', 2));
  await later(window, () =>
    [...element.querySelectorAll('button')].find((one) => one.textContent === 'Sort now')?.click(),
  );
  expect(lines()[0]?.textContent).toContain('/catalogue');
  await later(window, () => get('http://shop.example.com/', 9));
  expect(lines()[0]?.textContent).toContain('/catalogue');
  await later(window, () =>
    [...element.querySelectorAll('button')].find((one) => one.textContent === 'Sort now')?.click(),
  );
  expect(lines()[0]?.textContent).toContain('every request');
});
