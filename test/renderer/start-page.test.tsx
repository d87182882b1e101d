// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { App } from '../../src-renderer/app.tsx';
import { dropFiles } from '../../src-renderer/state/drop-files.ts';
import { textOf } from '../../src-renderer/state/files.ts';
import { openWindow, type TestWindow } from './window.ts';

let root: Root;
let element: HTMLElement;
let window_: TestWindow;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  element = document.body.appendChild(document.createElement('div'));
  root = createRoot(element);
});
afterEach(async () => {
  await act(async () => root.unmount());
  element.remove();
  window_.stop();
  vi.unstubAllGlobals();
});

const draw = async () => {
  window_ = await openWindow();
  await act(async () => {
    root.render(<App stores={window_.stores} />);
    await window_.settle();
  });
};
const button = (name: string | RegExp): HTMLButtonElement => {
  const found = [...element.querySelectorAll('button')].find((one) => {
    const label = one.getAttribute('aria-label') ?? one.textContent ?? '';
    return typeof name === 'string' ? label === name : name.test(label);
  });
  if (found === undefined) throw new Error(`there is no button "${name}"`);
  return found;
};
const press = (one: HTMLElement) =>
  act(async () => {
    one.click();
    await window_.settle();
  });
const page = () => element.querySelector('.start-page');
const opened = () => window_.fake.calls.filter(({ name }) => name === 'workspaces.open').map(({ input }) => input);

it('comes when it is asked for, with samples and what was open lately, and goes when a panel is wanted', async () => {
  await draw();
  expect(page()).toBeNull();
  await press(button('start page'));
  expect(page()?.textContent).toContain('Try the first sample');
  expect(document.activeElement?.tagName).toBe('H1');
  expect(page()?.textContent).toContain('httpbin behind a host name');
  expect(button(/^shop/).textContent).toContain('/home/me/shop');
  // The panel that is current already, too.
  await press(button(/^Routes/));
  expect(page()).toBeNull();
});

it('copies a sample into a folder that somebody names, and says why it cannot', async () => {
  await draw();
  await press(button('start page'));
  const field = element.querySelector<HTMLInputElement>('[aria-label="Path of a new folder"]');
  await press(button('Copy and open'));
  expect(document.activeElement).toBe(field);
  expect(opened()).toEqual([]);
  if (field) field.value = '/home/me/fresh';
  await press(button('Copy and open'));
  expect(opened()).toEqual([{ sample: 'hello', into: '/home/me/fresh' }]);
});

it('comes with the reason where something cannot be opened, whoever asked for it', async () => {
  await draw();
  await act(async () => {
    await window_.stores.workspaces.open({ paths: ['/home/me/gone'] }, 'gone');
    await window_.settle();
  });
  expect(page()?.textContent).toContain('there is nothing of this name');
});

it('is there by itself where nothing is open', async () => {
  window_ = await openWindow();
  window_.stop();
  window_.fake.openAnother([]);
  const { stores, fake, settle } = window_;
  stores.files.setState({ loaded: false, workspace: undefined });
  stores.files.arrive(await fake.call('workspace.read', null));
  await act(async () => {
    root.render(<App stores={stores} />);
    await settle();
  });
  expect(page()).not.toBeNull();
  await press(button(/^Editor/));
  expect(page()).toBeNull();
});

it('opens a sample, its copy again or another one, and what was open lately', async () => {
  await draw();
  await press(button('start page'));
  await press(button(/^Open First steps/));
  await press(button('start page'));
  await press(button(/^Start over httpbin/));
  await press(button('start page'));
  await press(button(/^shop/));
  expect(opened()).toEqual([{ sample: 'hello' }, { sample: 'httpbin', anew: true }, { paths: ['/home/me/shop'] }]);
});

it('says why a path cannot be opened, and takes it off the list', async () => {
  await draw();
  await press(button('start page'));
  expect(button(/^gone/).disabled).toBe(true);
  const field = element.querySelector<HTMLInputElement>('.own-path input');
  await act(async () => {
    if (field) field.value = '/home/me/gone';
    field?.form?.requestSubmit();
    await window_.settle();
  });
  expect(page()?.querySelector('.notice')?.textContent).toContain('there is nothing of this name');
  await press(button('take gone off the list'));
  expect(page()?.querySelector('.recent-list')?.textContent).not.toContain('gone');
});

it('speaks the language that is chosen on it', async () => {
  await draw();
  await press(button('start page'));
  await press(button('简体中文'));
  expect(page()?.textContent).toContain('试用第一个示例');
  expect(window_.stores.settings.now().language).toBe('zh-CN');
});

it('another workspace ends these stores, with what was typed last told to main under its own name', async () => {
  window_ = await openWindow();
  const { stores, fake, settle } = window_;
  const [first] = stores.files.getState().files;
  if (first === undefined) throw new Error('there are no files');
  stores.files.edit(first.file, `${textOf(first)}# typed\n`);
  window_.stop();
  await settle();
  const kept = fake.calls.filter(({ name }) => name === 'drafts.keep').at(-1)?.input;
  expect(kept).toMatchObject({ workspace: 'samples', drafts: [{ file: first.file }] });
});

it('files of another workspace are never put among those of this one', async () => {
  window_ = await openWindow();
  const { stores, fake, settle } = window_;
  const before = stores.files.getState();
  fake.openAnother(['/home/me/shop']);
  await settle();
  expect(stores.files.getState().workspace).toBe(before.workspace);
});

const dropped = (name: string, text = 'kind: Gateway\n') => ({ file: new File([text], name), folder: false });

it('dropped YAML files become new files, not saved, and leave those of the same name alone', async () => {
  window_ = await openWindow([{ file: 'a.yaml', text: 'a: 1\n' }]);
  const { stores } = window_;
  const done = await dropFiles([dropped('a.yaml'), dropped('b.yml', '\ufeffb: 1\n'), dropped('c.png')], stores);
  expect(done).toEqual({ is: 'added', names: ['b.yml'], taken: ['a.yaml'] });
  expect(stores.files.getState().files.map((one) => [one.file, textOf(one), one.disk === undefined])).toEqual([
    ['a.yaml', 'a: 1\n', false],
    ['b.yml', 'b: 1\n', true],
  ]);
  expect(await dropFiles([dropped('c.png')], stores)).toMatchObject({ is: 'refused', why: 'none' });
  expect(await dropFiles([{ file: new File([], 'shop'), folder: true }], stores)).toMatchObject({ why: 'folder' });
});

it('where paths are known, what is dropped is opened', async () => {
  window_ = await openWindow();
  const { stores } = window_;
  const workspaces = { ...stores.workspaces, pathOf: () => '/home/me/shop' };
  expect(await dropFiles([dropped('shop')], { ...stores, workspaces })).toEqual({ is: 'opened' });
  expect(opened()).toEqual([{ paths: ['/home/me/shop'] }]);
});
