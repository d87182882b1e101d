// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { App } from '../../src-renderer/app.tsx';
import { textOf } from '../../src-renderer/state/files.ts';
import { openWindow, type TestWindow } from './window.ts';

const file = 'a.yaml';
let root: Root;
let element: HTMLElement;
let window_: TestWindow;

beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  element = document.body.appendChild(document.createElement('div'));
  root = createRoot(element);
  window_ = await openWindow([{ file, text: 'a: 1\n' }]);
  await act(async () => {
    root.render(<App stores={window_.stores} />);
    await window_.settle();
  });
});
afterEach(async () => {
  await act(async () => root.unmount());
  element.remove();
  document.body.replaceChildren();
  window_.stop();
  vi.unstubAllGlobals();
});

const text = () => window_.stores.files.getState().files.map(textOf)[0];
const edit = (next: string) => act(async () => window_.stores.files.edit(file, next, { label: 'change' }));
const press = (at: Element, key: string, more: KeyboardEventInit = {}, altGraph = false) =>
  act(async () => {
    const event = new KeyboardEvent('keydown', { key, ctrlKey: true, bubbles: true, cancelable: true, ...more });
    // happy-dom takes every Alt for AltGr.
    Object.assign(event, { getModifierState: (name: string) => name === 'AltGraph' && altGraph });
    at.dispatchEvent(event);
    await window_.settle();
  });
const called = (name: string) => window_.fake.calls.filter((call) => call.name === name).length;
const at = (selector: string): Element => {
  const found = element.querySelector(selector);
  if (found === null) throw new Error(`there is no ${selector}`);
  return found;
};
/** Something that stands in the window as a panel or library would put it there. */
const put = (html: string): Element => {
  const outer = document.body.appendChild(document.createElement('div'));
  outer.innerHTML = html;
  return outer.querySelector('input, button') ?? outer;
};

for (const [where, selector] of [
  ['in the editor', '.cm-content'],
  ['on a button of a panel', 'nav button'],
] as const) {
  it(`${where} Ctrl+Z and Ctrl+Shift+Z go back and forth, with Caps Lock too`, async () => {
    await edit('a: 2\n');
    for (const [back, forth] of [
      ['z', 'Z'],
      ['Z', 'z'],
    ] as const) {
      await press(at(selector), back);
      expect(text()).toBe('a: 1\n');
      await press(at(selector), forth, { shiftKey: true });
      expect(text()).toBe('a: 2\n');
    }
    await press(at(selector), 'Z');
    await press(at(selector), 'Y');
    expect(text()).toBe('a: 2\n');
  });
}

it('a field that somebody types in, and a dialog, keep Ctrl+Z for themselves', async () => {
  await edit('a: 2\n');
  await press(put('<input>'), 'z');
  await press(put('<div role="dialog"><button type="button">x</button></div>'), 'z');
  expect(text()).toBe('a: 2\n');
  await press(put('<input type="range">'), 'z');
  expect(text()).toBe('a: 1\n');
});

it('Ctrl+Enter applies from the editor and from a panel, but neither from a dialog nor from a form, which it sends', async () => {
  await edit('a: 2\n');
  await press(put('<div role="dialog"><input></div>'), 'Enter');
  const field = put('<form><input></form>');
  const sent = vi.fn((event: Event) => event.preventDefault());
  field.closest('form')?.addEventListener('submit', sent);
  await press(field, 'Enter');
  expect(sent).toHaveBeenCalledTimes(1);
  expect(called('config.apply')).toBe(0);
  await press(at('.cm-content'), 'Enter');
  expect(called('config.apply')).toBe(1);
  expect(text()).toBe('a: 2\n');
});

it('Ctrl+Alt+Z goes back a generation, but not from a dialog', async () => {
  const key = { altKey: true, code: 'KeyZ' };
  await press(put('<div role="alertdialog"><button type="button">x</button></div>'), 'z', key);
  expect(called('config.rollback')).toBe(0);
  await press(at('nav button'), 'z', key);
  expect(called('config.rollback')).toBe(1);
});

it('a key that writes text, by AltGr or by an input method, is no command', async () => {
  await press(at('nav button'), 'ż', { altKey: true, code: 'KeyZ' }, true);
  await press(at('nav button'), 'Process', { altKey: true, code: 'KeyZ', keyCode: 229 });
  await press(at('nav button'), 'z', { altKey: true, code: 'KeyZ', isComposing: true });
  expect(called('config.rollback')).toBe(0);
});
