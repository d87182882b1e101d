// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
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
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: web # the only one
spec:
  selector:
    istio: ingressgateway
  servers:
  - port:
      number: 80 # plain
      name: http
      protocol: HTTP
    hosts:
    - "a.example.com"
    - 'b.example.com'
`;

/** The form follows a moment after the text, and what is typed goes into the text a moment after the keys: longer than both. */
const moment = 400;

const draw = async (text: string) => {
  const window = await openWindow([{ file: 'one.yaml', text }]);
  window.stores.navigation.openPanel('visual');
  await act(async () => {
    root.render(<App stores={window.stores} />);
    await window.settle();
  });
  await rest(window);
  return window;
};
const rest = (window: TestWindow) =>
  act(async () => {
    await new Promise((done) => setTimeout(done, moment));
    await window.settle();
  });
const text = ({ stores }: TestWindow) => {
  const [one] = stores.files.getState().files;
  return one === undefined ? '' : textOf(one);
};
const panel = () => element.querySelector<HTMLElement>('.visual');
const field = (path: readonly (string | number)[]) =>
  [...element.querySelectorAll<HTMLInputElement>('[data-path]')].find(
    ({ dataset }) => dataset.path === JSON.stringify(path),
  );
const button = (name: string | RegExp) =>
  [...element.querySelectorAll<HTMLElement>('.visual button')].find((one) => {
    const label = one.getAttribute('aria-label') ?? one.textContent ?? '';
    return typeof name === 'string' ? label.trim() === name : name.test(label);
  });
const press = async (window: TestWindow, name: string | RegExp) => {
  const found = button(name);
  expect(found, String(name)).toBeDefined();
  await act(async () => {
    found?.click();
    await window.settle();
  });
  await rest(window);
};
/** As a browser tells React of typing: the value is set behind its back. */
const type = async (window: TestWindow, path: readonly (string | number)[], value: string) => {
  const input = field(path);
  expect(input, JSON.stringify(path)).toBeDefined();
  await act(async () => {
    input?.focus();
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, value);
    input?.dispatchEvent(new Event('input', { bubbles: true }));
    await window.settle();
  });
  await rest(window);
};

it('what is typed into a field changes its line alone, as one step of undo', async () => {
  const window = await draw(gateway);
  const port = ['spec', 'servers', 0, 'port', 'number'];
  expect(field(port)?.value).toBe('80');
  await type(window, port, '808');
  await type(window, port, '8080');
  expect(text(window)).toBe(gateway.replace('number: 80 #', 'number: 8080 #'));
  expect(window.stores.files.history('one.yaml').undo).toBe('change number');
  await press(window, 'undo: change number');
  expect(text(window)).toBe(gateway);
  expect(field(port)?.value).toBe('80');
});

it('what cannot be meant is told at the field, and nothing is lost', async () => {
  const window = await draw(gateway);
  const port = ['spec', 'servers', 0, 'port', 'number'];
  await type(window, port, 'eighty');
  expect(text(window)).toBe(gateway);
  expect(field(port)?.getAttribute('aria-invalid')).toBe('true');
  expect(element.querySelector('.control .wrong')?.textContent).toContain('number');
  await act(async () => field(port)?.blur());
  await rest(window);
  expect(text(window)).toContain('number: eighty # plain');
  expect(element.querySelector('.visual .finding.error')?.textContent).toContain('number');
});

it('items are added, moved and removed, and the quotes of the others stay', async () => {
  const window = await draw(gateway);
  await press(window, 'move host 2 up');
  expect(text(window)).toContain(`    - 'b.example.com'\n    - "a.example.com"\n`);
  expect(element.querySelector('.visual > [aria-live=polite]')?.textContent).toContain('host moved to 1 of 2');
  await press(window, 'remove host 2');
  expect(text(window)).toBe(gateway.replace('    - "a.example.com"\n', ''));
  await press(window, 'Add host');
  expect(text(window)).toMatch(/- 'b\.example\.com'\n {4}- example\.com\n$/);
  expect(document.activeElement?.getAttribute('data-path')).toBe('["spec","servers",0,"hosts",1]');
  await press(window, 'duplicate server 1');
  expect(text(window).match(/- port:/g)).toHaveLength(2);
  await press(window, 'remove server 2');
  expect(text(window).match(/- port:/g)).toHaveLength(1);
});

it('text that is typed shows in the form', async () => {
  const window = await draw(gateway);
  await act(async () => window.stores.files.edit('one.yaml', gateway.replace('number: 80', 'number: 81')));
  await rest(window);
  expect(field(['spec', 'servers', 0, 'port', 'number'])?.value).toBe('81');
});

it('an unknown key is shown, and kept by changes around it', async () => {
  const odd = gateway.replace('  selector:', '  colour: {red: 1}\n  selector:');
  const window = await draw(odd);
  expect(panel()?.textContent).toContain('colour');
  expect(element.querySelector('.foreign-value')?.textContent).toContain('kept');
  expect(element.querySelector('.foreign-value pre')?.textContent).toBe('{red: 1}');
  await type(window, ['spec', 'servers', 0, 'port', 'name'], 'web');
  expect(text(window)).toBe(odd.replace('name: http', 'name: web'));
});

it('an alias is shown, not changed; what would harm another place is refused with the reason', async () => {
  const shared = gateway
    .replace('  name: web # the only one', '  name: web\n  labels: &all\n    istio: ingressgateway')
    .replace('  selector:\n    istio: ingressgateway', '  selector: *all');
  const window = await draw(shared);
  expect(element.querySelector('[data-row=\'["spec","selector"]\'] .foreign-value')?.textContent).toContain('all');
  expect(field(['spec', 'selector', 'istio'])).toBeUndefined();
  await press(window, 'remove labels');
  expect(text(window)).toBe(shared);
  expect(element.querySelector('.visual .notice')?.textContent).toContain('anchor');
  expect(button('Show the place')).toBeDefined();
});

it('a document that is no YAML keeps its last form, read-only, and says where', async () => {
  const window = await draw(gateway);
  await act(async () => window.stores.files.edit('one.yaml', gateway.replace('  servers:', '  servers: ][')));
  await rest(window);
  expect(panel()?.textContent).toContain('not valid YAML');
  expect(button(/^Show line \d+$/)).toBeDefined();
  expect(field(['spec', 'servers', 0, 'port', 'number'])?.readOnly).toBe(true);
  expect(button('Add host')).toBeUndefined();
  await act(async () => window.stores.files.edit('one.yaml', gateway));
  await rest(window);
  expect(field(['spec', 'servers', 0, 'port', 'number'])?.readOnly).toBe(false);
});

const examples = join(import.meta.dirname, '../../resources/examples');
for (const name of readdirSync(examples)) {
  it(`the first resource of each file of the example "${name}" has a form`, async () => {
    for (const file of readdirSync(join(examples, name)).filter((one) => one.endsWith('.yaml'))) {
      const window = await draw(readFileSync(join(examples, name, file), 'utf8'));
      expect(element.querySelector('.visual-form .field-row'), file).not.toBeNull();
      expect(element.textContent).not.toContain('panel stopped');
      await act(async () => root.unmount());
      root = createRoot(element);
      window.stop();
    }
  });
}
