// @vitest-environment happy-dom
/// <reference types="vite/client" />
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
  vi.unstubAllGlobals();
});

const ingress = `# About the shop.

# Its door.
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  rules:
  - host: shop.example.com
    http:
      paths:
      - path: /cart
        pathType: Prefix
        backend:
          service:
            name: cart
            port:
              number: 80
---
apiVersion: v1
kind: Service
metadata:
  name: cart
spec:
  ports:
  - name: http
    port: 80
`;

const virtualService = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: web
spec:
  hosts:
  - web.example.com
  gateways:
  - door
  http:
  - fault:
      abort:
        httpStatus: 503
        percentage:
          value: 10
    route:
    - destination:
        host: cart
        port:
          number: 80
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: door
spec:
  selector:
    istio: ingressgateway
  servers:
  - port:
      number: 80
      name: http
      protocol: HTTP
    hosts:
    - web.example.com
`;

/** Longer than the form is behind the text. */
const moment = 250;

const draw = async (text: string) => {
  const window = await openWindow([{ file: 'shop/one.yaml', text }]);
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
const press = async (window: TestWindow, name: string | RegExp) => {
  const found = [...document.body.querySelectorAll<HTMLElement>('button, [role=radio]')].find((one) => {
    const label = (one.getAttribute('aria-label') ?? one.textContent ?? '').trim();
    return typeof name === 'string' ? label === name : name.test(label);
  });
  expect(found, String(name)).toBeDefined();
  await act(async () => {
    found?.click();
    await window.settle();
  });
  await rest(window);
};
const dialog = () => document.body.querySelector<HTMLElement>('[role=dialog]');
const open = async (text: string) => {
  const window = await draw(text);
  await press(window, 'Convert…');
  return window;
};
const input = (type: string, words: string) =>
  [...(dialog()?.querySelectorAll<HTMLInputElement>(`input[type=${type}]`) ?? [])].find((one) =>
    one.closest('label')?.textContent?.includes(words),
  );
const choose = (window: TestWindow, type: string, words: string) =>
  act(async () => {
    input(type, words)?.click();
    await window.settle();
  });
const name = () => dialog()?.querySelector<HTMLInputElement>('[aria-label="name of the new file"]');
const call = (window: TestWindow, value: string) =>
  act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(name(), value);
    name()?.dispatchEvent(new Event('input', { bubbles: true }));
    await window.settle();
  });
const texts = ({ stores }: TestWindow) =>
  Object.fromEntries(stores.files.getState().files.map((one) => [one.file, textOf(one)]));
const newText = () => `${dialog()?.querySelector('.convert-lines pre:last-child')?.textContent ?? ''}\n`;

/** Away from the editor: the tests' browser tells it of a new selection while it draws. */
const undo = (window: TestWindow) =>
  act(async () => {
    (document.activeElement as HTMLElement | null)?.blur();
    window.stores.files.undo('shop/one.yaml');
    await window.settle();
  });

it('shows the new documents beside what was checked, and changes nothing when it is closed', async () => {
  const window = await open(ingress);
  expect(dialog()?.textContent).toContain('Convert Ingress shop');
  expect(newText()).toContain('kind: VirtualService');
  expect(dialog()?.querySelector('.convert-checked')?.textContent).toMatch(
    /^Checked with \d+ generated requests: each/,
  );
  await press(window, 'HTTPRoute');
  expect(newText()).toContain('kind: HTTPRoute');
  expect(name()?.value).toBe('shop/shop-httproute.yaml');
  await press(window, 'close');
  expect(dialog()).toBeNull();
  expect(texts(window)).toEqual({ 'shop/one.yaml': ingress });
});

it('makes a new file, whose name must be free and in the workspace', async () => {
  const window = await open(ingress);
  const text = newText();
  await call(window, 'shop/ONE');
  expect(dialog()?.querySelector('[role=alert]')?.textContent).toBe(
    '"shop/one.yaml" is there already, and stays as it is; choose another name',
  );
  for (const outside of ['../one.yaml', '/one.yaml', 'c:one', 'a\\one', ' ']) {
    await call(window, outside);
    expect(name()?.getAttribute('aria-invalid'), outside).toBe('true');
  }
  await call(window, 'new');
  await press(window, 'Create the file');
  expect(dialog()).toBeNull();
  expect(texts(window)).toEqual({ 'shop/one.yaml': ingress, 'new.yaml': text });
  expect(window.stores.navigation.getState().file).toBe('new.yaml');
});

it('writes behind the original, as one step of undo', async () => {
  const window = await open(ingress);
  const text = newText();
  await choose(window, 'radio', 'Behind the original');
  await press(window, 'Add it');
  const behind = ingress.replace('---\n', `---\n${text}---\n`);
  expect(texts(window)).toEqual({ 'shop/one.yaml': behind });
  const { files, navigation } = window.stores;
  expect(navigation.getState().jump?.place.line).toBe((ingress.split('---')[0]?.split('\n').length ?? 0) + 1);
  expect(files.history('shop/one.yaml').undo).toBe('convert Ingress shop to VirtualService');
  await undo(window);
  expect(texts(window)).toEqual({ 'shop/one.yaml': ingress });
});

it('is written in the place of the original, under what is said of the file', async () => {
  const window = await open(ingress);
  const text = newText();
  await choose(window, 'radio', 'Behind the original');
  await choose(window, 'checkbox', 'and remove the original');
  await press(window, 'Add it and remove the original');
  const others = ingress.slice(ingress.indexOf('---\n'));
  expect(texts(window)).toEqual({ 'shop/one.yaml': `# About the shop.\n\n${text}${others}` });
  await undo(window);
  expect(texts(window)).toEqual({ 'shop/one.yaml': ingress });
});

it('says which comments go with the original', async () => {
  const window = await open(ingress.replace('spec:', 'spec: # what it does'));
  const note = () => [...document.querySelectorAll('.convert-note')].map((one) => one.textContent).join(' ');
  expect(note()).not.toContain('comment');
  await choose(window, 'checkbox', 'and remove the original');
  expect(note()).toContain('2 lines of the original have comments, which the new documents do not have');
});

it('in a new file with the original removed, each file is one step', async () => {
  const window = await open(ingress);
  const text = newText();
  await choose(window, 'checkbox', 'and remove the original');
  await press(window, 'Create the file and remove the original');
  expect(texts(window)).toEqual({
    'shop/one.yaml': `# About the shop.\n\n${ingress.slice(ingress.indexOf('---\n') + 4)}`,
    'shop/shop-virtualservice.yaml': text,
  });
  await undo(window);
  expect(texts(window)['shop/one.yaml']).toBe(ingress);
});

it('keeps Windows line ends', async () => {
  const window = await open(ingress.replaceAll('\n', '\r\n'));
  await choose(window, 'radio', 'Behind the original');
  await press(window, 'Add it');
  expect(texts(window)['shop/one.yaml']?.replaceAll('\r\n', '')).not.toContain('\n');
});

it('leads from what is lost to its line', async () => {
  const window = await open(virtualService);
  const entry = dialog()?.querySelector<HTMLElement>('section[aria-label=Lost] .convert-entry');
  expect(entry?.textContent).toContain('spec.http[0].fault');
  await act(async () => {
    entry?.click();
    await window.settle();
  });
  expect(dialog()).toBeNull();
  const { place } = window.stores.navigation.getState().jump ?? {};
  expect(place?.line).toBe(virtualService.split('\n').findIndex((line) => line.includes('fault:')) + 1);
});

it('says why a route cannot be converted, and of other resources there is nothing to ask', async () => {
  const broken = await open(ingress.replace('path: /cart', 'path: 7'));
  expect(dialog()?.querySelector('.notice')?.textContent).toContain('without errors');
  expect(dialog()?.querySelector('form')).toBeNull();
  await press(broken, 'close');
  await act(async () => root.unmount());
  root = createRoot(element);
  await draw(ingress.slice(ingress.indexOf('---\n') + 4));
  expect([...element.querySelectorAll('button')].map((one) => one.textContent)).not.toContain('Convert…');
});
