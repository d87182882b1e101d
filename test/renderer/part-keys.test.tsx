// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { App } from '../../src-renderer/app.tsx';
import { panels } from '../../src-renderer/panels/index.ts';
import { openWindow, type TestWindow } from './window.ts';

let root: Root;
let element: HTMLElement;
let window_: TestWindow;

beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  element = document.body.appendChild(document.createElement('div'));
  root = createRoot(element);
  window_ = await openWindow();
  await act(async () => {
    root.render(<App stores={window_.stores} />);
    await window_.settle();
  });
});

afterEach(async () => {
  await act(async () => root.unmount());
  element.remove();
  vi.unstubAllGlobals();
});

const press = async (init: KeyboardEventInit): Promise<boolean> => {
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
  await act(async () => {
    (document.activeElement ?? document.body).dispatchEvent(event);
    await window_.settle();
  });
  return event.defaultPrevented;
};
const partInFocus = () => document.activeElement?.closest<HTMLElement>('[data-part]')?.dataset.part;
const panel = () => window_.stores.navigation.getState().panel;

it('F6 goes from part to part and around, with Shift the other way', async () => {
  const seen: (string | undefined)[] = [];
  for (let n = 0; n < 5; n += 1) {
    await press({ key: 'F6' });
    seen.push(partInFocus());
  }
  expect(seen).toEqual(['editor', 'beside', 'status', 'rail', 'editor']);
  await press({ key: 'F6', shiftKey: true });
  expect(partInFocus()).toBe('rail');
  await press({ key: 'F6', shiftKey: true });
  expect(partInFocus()).toBe('status');
});

it('a number opens its panel and goes into it; from the rail a key does so too, a click does not', async () => {
  for (const [at, { id }] of panels.slice(0, 9).entries()) {
    expect(await press({ key: String(at + 1), code: `Digit${at + 1}`, ctrlKey: true })).toBe(true);
    expect([panel(), partInFocus()]).toEqual([id, id === 'editor' ? 'editor' : 'beside']);
  }
  expect(await press({ key: '@', code: 'Digit2', ctrlKey: true, shiftKey: true })).toBe(false);
  expect(await press({ key: '2', code: 'Digit2' })).toBe(false);

  const traffic = [...element.querySelectorAll<HTMLElement>('.rail li button')].find((one) =>
    one.textContent?.startsWith('Traffic'),
  );
  traffic?.focus();
  await act(async () => traffic?.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 })));
  expect([panel(), partInFocus()]).toEqual(['traffic', 'rail']);
  await act(async () => traffic?.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 0 })));
  expect([panel(), partInFocus()]).toEqual(['traffic', 'beside']);
});

it('a part remembers where the focus was, and goes on from there when that is gone', async () => {
  const number = String(panels.findIndex(({ id }) => id === 'traffic') + 1);
  await press({ key: number, code: `Digit${number}`, ctrlKey: true });
  const filter = element.querySelector<HTMLInputElement>('section[aria-label="Traffic"] input');
  filter?.focus();
  await press({ key: 'F6' });
  await press({ key: 'F6', shiftKey: true });
  expect(document.activeElement).toBe(filter);
  filter?.blur();
  await press({ key: 'F6' });
  expect(partInFocus()).toBe('status');
});

it('behind a dialog nothing is opened and nothing is entered', async () => {
  const before = panel();
  element.setAttribute('aria-hidden', 'true');
  expect(await press({ key: 'F6' })).toBe(false);
  expect(await press({ key: '2', code: 'Digit2', ctrlKey: true })).toBe(false);
  expect([panel(), partInFocus()]).toEqual([before, undefined]);
});

it('the form is entered at the field that the cursor of the text is in', async () => {
  const { stores, settle } = window_;
  const file = stores.files.getState().files.find(({ disk }) => disk?.text.includes('kind: VirtualService'));
  if (file?.disk === undefined) throw new Error('there is no VirtualService in the samples');
  await act(async () => {
    stores.navigation.openFile(file.file);
    await settle();
  });
  const offset = file.disk.text.indexOf('hosts:', file.disk.text.indexOf('kind: VirtualService'));
  await act(async () => {
    stores.navigation.setCursor({ file: file.file, offset });
    await settle();
  });
  await press({ key: '2', code: 'Digit2', ctrlKey: true });
  await act(() => vi.waitFor(() => expect(partInFocus()).toBe('beside')));
  const row = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row ?? '[]';
  expect(JSON.parse(row).slice(0, 2)).toEqual(['spec', 'hosts']);
});

it('F6 finds the panel that is open in the rail, and arrows walk up and down from there', async () => {
  const name = () => document.activeElement?.textContent ?? '';
  await press({ key: '7', code: 'Digit7', ctrlKey: true });
  while (partInFocus() !== 'rail') await press({ key: 'F6' });
  expect(name()).toBe('Traffic');
  await act(async () => window_.stores.navigation.openPanel('doctor'));
  await press({ key: 'F6' });
  while (partInFocus() !== 'rail') await press({ key: 'F6' });
  expect(name()).toBe('Doctor');
  expect(await press({ key: 'ArrowDown' })).toBe(true);
  expect([name(), panel()]).toEqual(['Status', 'doctor']);
  await press({ key: 'ArrowUp' });
  await press({ key: 'ArrowUp' });
  expect(name()).toBe('Certificates');
  await press({ key: 'Home' });
  await press({ key: 'ArrowUp' });
  const last = document.activeElement;
  await press({ key: 'End' });
  expect(document.activeElement).toBe(last);
  expect(partInFocus()).toBe('rail');
});

it('Services begins at the field that is typed into', async () => {
  await press({ key: '9', code: 'Digit9', ctrlKey: true });
  expect([panel(), document.activeElement?.getAttribute('aria-label')]).toEqual(['services', 'filter services']);
});
