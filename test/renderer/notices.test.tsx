// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { App } from '../../src-renderer/app.tsx';
import { openWindow, type TestWindow } from './window.ts';

const file = 'shop.yaml';
const text = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: shop
spec:
  hosts: [shop.test]
  http:
  - name: all
    route:
    - destination:
        host: one
`;
let root: Root;
let element: HTMLElement;
let window_: TestWindow;

beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  element = document.body.appendChild(document.createElement('div'));
  root = createRoot(element);
  window_ = await openWindow([{ file, text }]);
  await act(async () => {
    root.render(<App stores={window_.stores} />);
    await window_.settle();
  });
});
afterEach(async () => {
  await act(async () => root.unmount());
  element.remove();
  window_.stop();
  vi.unstubAllGlobals();
});

const later = (work: () => unknown) =>
  act(async () => {
    await work();
    await window_.settle();
  });
const notices = () => [...element.querySelectorAll('.notice')].map((one) => one.textContent).join('\n');
const tabs = () => [...element.querySelectorAll('[role=tab]')].map((one) => one.getAttribute('aria-label'));
const timeout = (line: string) => text.replace(line, `${line}\n    timeout: 1s`);

it('a merge without conflict that makes bad YAML says so, with Undo; one that is good does not', async () => {
  const { fake, stores } = window_;
  await later(() => stores.files.edit(file, timeout('  - name: all')));
  await later(() => fake.changeOnDisk(file, timeout('        host: one')));
  expect(notices()).toContain('was merged with the change on disk');
  expect(notices()).toMatch(/together they have (an error|\d errors)/);
  const undo = [...element.querySelectorAll<HTMLButtonElement>('.notice button')].find(
    ({ textContent }) => textContent === 'Undo',
  );
  await later(() => undo?.click());
  expect(notices()).toContain('was changed on disk while you changed it here');
  await later(() => stores.files.revert(file));
  await later(() => stores.files.edit(file, timeout('        host: one').replace('name: shop', 'name: mine')));
  await later(() => fake.changeOnDisk(file, `${timeout('        host: one')}# theirs\n`));
  expect(notices()).toContain('was merged with the change on disk');
  expect(notices()).not.toContain('together they');
});

it('saved and not applied is told on the tab, by the notice and in the status line, until it is applied', async () => {
  const { stores } = window_;
  await later(() => stores.review.setApplyOn('review'));
  await later(() => stores.files.edit(file, `${text}# more\n`));
  expect(tabs()).toEqual([expect.stringMatching(/^shop\.yaml, not saved/)]);
  await later(() => stores.files.save(file));
  expect(tabs()).toEqual([expect.stringMatching(/^shop\.yaml, saved, not applied/)]);
  expect(notices()).toContain('Saved, not applied yet');
  expect(element.querySelector('footer')?.textContent).toMatch(/1 (file )?saved, not applied/);
  await later(() => stores.review.apply());
  expect(tabs().join()).not.toContain('not applied');
  expect(notices()).not.toContain('not applied');
  expect(element.querySelector('footer')?.textContent).not.toContain('not applied');
});
