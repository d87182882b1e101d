// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { App } from '../../src-renderer/app.tsx';
import { pendingFiles } from '../../src-renderer/state/pending.ts';
import { openWindow, type TestWindow } from './window.ts';

let root: Root;
let element: HTMLElement;
let window_: TestWindow;

const text = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.test] }]
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: one }
spec: { address: 3001 }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test]
  gateways: [main]
  http:
  # everything
  - match: [{ uri: { prefix: /a } }]
    route: [{ destination: { host: one } }]
`;

beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  element = document.body.appendChild(document.createElement('div'));
  root = createRoot(element);
  window_ = await openWindow([{ file: 'shop.yaml', text }]);
  await act(async () => {
    window_.stores.navigation.openPanel('review');
    root.render(<App stores={window_.stores} />);
    await settle();
  });
});
afterEach(async () => {
  await act(async () => root.unmount());
  element.remove();
  window_.stop();
  vi.unstubAllGlobals();
});

const settle = async () => {
  await window_.settle();
  await new Promise((done) => setTimeout(done, 20));
  await window_.settle();
};
const edit = (next: string) =>
  act(async () => {
    window_.stores.files.edit('shop.yaml', next);
    await settle();
  });
const region = (name: string) => element.querySelector<HTMLElement>(`[aria-label="${name}"]`);
const words = (name: string) => (region(name)?.textContent ?? '').replace(/\s+/g, ' ').trim();
const button = (name: RegExp): HTMLButtonElement => {
  const found = [...element.querySelectorAll<HTMLButtonElement>('button')].find((one) =>
    name.test(one.textContent ?? ''),
  );
  if (found === undefined) throw new Error(`there is no button ${name}`);
  return found;
};

it('says that there is nothing to apply', () => {
  expect(element.textContent).toContain('Everything is applied');
  expect(button(/^Apply( [0-9]|$)/).disabled).toBe(true);
});

it('shows what differs from what answers, and which requests that concerns', async () => {
  await act(async () => {
    window_.fake.arrive([
      { method: 'GET', url: 'http://shop.test/a', headers: [] },
      { method: 'GET', url: 'http://shop.test/a', headers: [] },
      { method: 'GET', url: 'http://shop.test/other', headers: [] },
    ]);
    await settle();
  });
  await edit(text.replace('prefix: /a', 'prefix: /b'));
  expect(words('shop.yaml')).toContain('not saved');
  expect(words('shop.yaml')).toContain('+1 −1');
  const lines = [...(region('comparison of shop.yaml')?.querySelectorAll('tr') ?? [])].map((row) => row.textContent);
  expect(lines.filter((line) => /removed: |added: /.test(line ?? ''))).toEqual([
    '20−removed:   - match: [{ uri: { prefix: /a } }]',
    '20+added:   - match: [{ uri: { prefix: /b } }]',
  ]);
  expect(words('blast radius')).toContain('2 of the last 3 requests.');
  expect(words('blast radius')).toContain('goes elsewhereGET http://shop.test/a× 2');
  expect(words('blast radius')).toContain('then: 404');
});

it('says which saved tests would fail', async () => {
  const tests = `---
apiVersion: slipway.dev/v1
kind: RouteTest
metadata: { name: shop }
spec:
  tests:
  - name: the shop
    request: { urls: [http://shop.test/a, http://shop.test/b] }
    expect: { destinations: [{ host: one }] }
`;
  await edit(text.replace('prefix: /a', 'prefix: /b') + tests);
  expect(words('blast radius')).toContain('1 of the 2 requests of saved tests would fail; 2 otherwise than now:');
  expect(words('blast radius')).toContain('would failthe shopGET http://shop.test/ait was to be forwarded');
  expect(words('blast radius')).toContain('would passthe shopGET http://shop.test/b');
});

it('applies every draft in one call', async () => {
  await edit(text.replace('prefix: /a', 'prefix: /b'));
  await act(async () => {
    button(/^Apply 1 file/).click();
    await settle();
  });
  const applied = window_.fake.calls.filter(({ name }) => name === 'config.apply');
  expect(applied).toHaveLength(1);
  expect(applied[0]?.input).toMatchObject({ files: [{ file: 'shop.yaml' }] });
  expect(window_.stores.files.getState().files).toMatchObject([{ file: 'shop.yaml' }]);
  expect(window_.stores.files.getState().files[0]).not.toHaveProperty('draft');
  expect(element.textContent).toContain('Everything is applied');
});

it('does not apply where the disk went another way', async () => {
  await edit(text.replace('prefix: /a', 'prefix: /b'));
  await act(async () => {
    window_.fake.changeOnDisk('shop.yaml', text.replace('prefix: /a', 'prefix: /c'));
    await settle();
  });
  expect(button(/^Apply( [0-9]|$)/).disabled).toBe(true);
  expect(element.textContent).toContain('was changed on disk too');
  await act(async () => {
    expect(await window_.stores.review.apply()).toBe(false);
  });
  expect(window_.fake.calls.some(({ name }) => name === 'config.apply')).toBe(false);
});

it('errors in the text are told before they are applied', async () => {
  await edit(text.replace('prefix: /a', 'prefx: /a'));
  expect(element.textContent).toContain('keep answering by their last good version');
});

it('of very many changed files the first are drawn, and all are counted and applied', async () => {
  const { files } = window_.stores;
  await act(async () => {
    for (let i = 0; i < 60; i += 1) files.create(`more/${String(i).padStart(3, '0')}.yaml`, `# ${i}\n`);
    files.edit('shop.yaml', `${text}${'# another line\n'.repeat(500)}`);
    await settle();
  });
  const shown = () => element.querySelectorAll('.changed-file').length;
  expect(button(/^Apply 61 files/).disabled).toBe(false);
  expect(shown()).toBe(20);
  expect(region('comparison of shop.yaml')?.querySelectorAll('tr').length).toBeLessThan(450);
  expect(words('shop.yaml')).toContain('+500 −0');
  await act(async () => button(/^Show all lines of shop\.yaml/).click());
  expect(region('comparison of shop.yaml')?.querySelectorAll('tr').length).toBeGreaterThan(500);
  await act(async () => button(/^Show all 61 files/).click());
  expect(shown()).toBe(61);
  await act(async () => {
    button(/^Apply 61 files/).click();
    await settle();
  });
  expect(element.textContent).toContain('Everything is applied');
});

it('knows unsaved, waiting, new and removed files apart', () => {
  const disk = (file: string, now: string) => ({
    file,
    disk: { file, text: now, revision: '1', writable: true },
  });
  const files = [
    disk('same.yaml', 'a'),
    { ...disk('typed.yaml', 'a'), draft: 'b' },
    disk('waits.yaml', 'b'),
    disk('new.yaml', 'n'),
    { file: 'here.yaml', draft: 'h' },
  ];
  const served = new Map([
    ['same.yaml', 'a'],
    ['typed.yaml', 'a'],
    ['waits.yaml', 'a'],
    ['gone.yaml', 'g'],
  ]);
  const found = pendingFiles(files, ['waits.yaml', 'new.yaml', 'gone.yaml'], served);
  expect(found.map(({ file, state, change, before, after }) => [file, state, change, before, after])).toEqual([
    ['typed.yaml', 'unsaved', 'changed', 'a', 'b'],
    ['waits.yaml', 'waiting', 'changed', 'a', 'b'],
    ['new.yaml', 'waiting', 'new', '', 'n'],
    ['here.yaml', 'unsaved', 'new', '', 'h'],
    ['gone.yaml', 'waiting', 'removed', 'g', ''],
  ]);
});
