import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { expect } from 'vitest';
import type { Path } from '#core/text/tree.ts';
import { App } from '../../src-renderer/app.tsx';
import { textOf } from '../../src-renderer/state/files.ts';
import { openWindow, type TestWindow } from './window.ts';

/** The form follows a moment after the text, and what is typed goes into the text a moment after the keys: longer than both. */
const moment = 400;

/** The window with the form of the first resource of `one.yaml`, as a person finds their way in it. */
export type FormPanel = {
  readonly window: TestWindow;
  readonly element: HTMLElement;
  readonly text: () => string;
  /** The control of a value. */
  readonly field: (path: Path) => HTMLInputElement | undefined;
  readonly button: (name: string | RegExp) => HTMLElement | undefined;
  readonly press: (name: string | RegExp) => Promise<void>;
  /** Types and stays; `leave` leaves the field at once, which writes it. */
  readonly type: (path: Path, value: string) => Promise<void>;
  readonly leave: (path: Path, value: string) => Promise<void>;
  /** Changes the text from outside of the form. */
  readonly edit: (text: string) => Promise<void>;
  readonly rest: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export const openForm = async (
  text: string,
  more: readonly { readonly file: string; readonly text: string }[] = [],
): Promise<FormPanel> => {
  const element = document.body.appendChild(document.createElement('div'));
  const root: Root = createRoot(element);
  const window = await openWindow([{ file: 'one.yaml', text }, ...more]);
  window.stores.navigation.openPanel('visual');
  await act(async () => {
    root.render(<App stores={window.stores} />);
    await window.settle();
  });
  const rest = () =>
    act(async () => {
      await new Promise((done) => setTimeout(done, moment));
      await window.settle();
    });
  await rest();
  const field = (path: Path) =>
    [...element.querySelectorAll<HTMLInputElement>('[data-path]')].find(
      ({ dataset }) => dataset.path === JSON.stringify(path),
    );
  const button = (name: string | RegExp) =>
    [...element.querySelectorAll<HTMLElement>('.visual button')].find((one) => {
      const label = (one.getAttribute('aria-label') ?? one.textContent ?? '').trim();
      return typeof name === 'string' ? label === name : name.test(label);
    });
  const put = async (path: Path, value: string, andLeave: boolean) => {
    const input = field(path);
    expect(input, JSON.stringify(path)).toBeDefined();
    await act(async () => {
      input?.focus();
      setValue(input, value);
      if (andLeave) input?.blur();
      await window.settle();
    });
  };
  return {
    window,
    element,
    text: () => {
      const one = window.stores.files.getState().files.find(({ file }) => file === 'one.yaml');
      return one === undefined ? '' : textOf(one);
    },
    field,
    button,
    press: async (name) => {
      const found = button(name);
      expect(found, String(name)).toBeDefined();
      await act(async () => {
        found?.click();
        await window.settle();
      });
      await rest();
    },
    type: async (path, value) => {
      await put(path, value, false);
      await rest();
    },
    leave: (path, value) => put(path, value, true),
    edit: async (now) => {
      await act(async () => window.stores.files.edit('one.yaml', now));
      await rest();
    },
    rest,
    close: async () => {
      await act(async () => root.unmount());
      window.stop();
      element.remove();
    },
  };
};

/** As a browser tells React of typing and choosing: the value is set behind its back. */
const setValue = (input: HTMLElement | undefined, value: string) => {
  const type = input instanceof HTMLSelectElement ? HTMLSelectElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(type.prototype, 'value')?.set?.call(input, value);
  input?.dispatchEvent(new Event(input instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }));
};
