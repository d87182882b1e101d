// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Candidate } from '#core/edit/candidate.ts';
import { App } from '../../src-renderer/app.tsx';
import { openWindow, type TestWindow } from './window.ts';

let root: Root;
let element: HTMLElement;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  element = document.body.appendChild(document.createElement('div'));
  root = createRoot(element);
});
afterEach(async () => {
  await act(async () => root.unmount());
  element.remove();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const names = ['orders', 'cart', 'billing', 'search', 'users', 'mail', 'stock', 'prices'];
const config = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: ["*"]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test]
  gateways: [main]
  http:
${names.map((name) => `  - match: [{ uri: { prefix: /${name} } }]\n    route: [{ destination: { host: ${name}, port: { number: 8080 } } }]`).join('\n')}
${names.map((name) => `---\napiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { ports: [{ port: 8080, name: http }] }`).join('\n')}
`;
const candidate = (label: string, port: number): Candidate => ({
  id: `port ${port}`,
  kind: 'port',
  label,
  to: { address: String(port) },
  port,
  names: [],
  about: { process: 'node', pid: port },
});
const programs = names.map((name, at) => candidate(`${name}-service`, 3000 + at)).reverse();

const draw = async (
  finds: Parameters<TestWindow['fake']['setFinds']>[0] = { ports: { ok: true, value: programs } },
) => {
  const window = await openWindow([{ file: 'shop.yaml', text: config }]);
  window.fake.setFinds(finds);
  window.stores.navigation.openPanel('services');
  await act(async () => {
    root.render(<App stores={window.stores} />);
    await window.settle();
  });
  return window;
};
const text = () => element.textContent ?? '';
const field = () => element.querySelector<HTMLInputElement>('input[role="combobox"]');
const filter = () => element.querySelector<HTMLInputElement>('.panel-head input[type="search"]') as HTMLInputElement;
const press = (window: TestWindow, on: Element | null, key: string) =>
  act(async () => {
    on?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    await window.settle();
  });
const type = (window: TestWindow, on: HTMLInputElement | null, value: string) =>
  act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(on, value);
    on?.dispatchEvent(new Event('input', { bubbles: true }));
    await window.settle();
  });
const click = (window: TestWindow, words: string) =>
  act(async () => {
    const buttons = [...element.querySelectorAll('button')];
    const found = buttons.find((one) => one.textContent?.trim().startsWith(words)) as HTMLElement | undefined;
    if (found === undefined) throw new Error(`no button says ${words}`);
    found.click();
    await window.settle();
  });
const saved = (window: TestWindow) =>
  window.stores.files.getState().files.find(({ file }) => file === 'local-services.yaml')?.disk?.text ?? '';
const bindings = (window: TestWindow) =>
  [...saved(window).matchAll(/ {2}name: (\w+)\nspec:\n {2}address: (\d+)/g)].map(([, name, port]) => [
    name,
    Number(port),
  ]);

it('binds eight destinations by the key Enter alone', async () => {
  const window = await draw();
  expect(text()).toContain('8 without an address');
  await press(window, filter(), 'Enter');
  for (let turn = 0; turn < 8; turn += 1) await press(window, field(), 'Enter');
  expect(Object.fromEntries(bindings(window))).toEqual(Object.fromEntries(names.map((name, at) => [name, 3000 + at])));
  expect(text()).not.toContain('without an address');
  expect(field()).toBeNull();
  // Every binding has answered: nothing is left unsaved.
  expect(window.stores.files.getState().files.every(({ draft }) => draft === undefined)).toBe(true);
});

it('takes a typed address, a site, a fixed answer and a part of a name', async () => {
  const window = await draw();
  await type(window, filter(), 'orders');
  await press(window, filter(), 'Enter');
  for (const [typed, written] of [
    ['cart', 'address: 3001'],
    ['localhost:4000', 'address: localhost:4000'],
    ['https://api.test', 'url: https://api.test'],
    ['stub 404 gone', 'stub:\n    status: 404\n    body: gone'],
    ['stub:404:gone', 'stub:\n    status: 404\n    body: gone'],
  ] as const) {
    if (field() === null) await click(window, 'Bind elsewhere');
    await type(window, field(), typed);
    await press(window, field(), 'Enter');
    expect(saved(window)).toContain(written);
  }
});

it('chooses nothing by itself where nothing speaks for a candidate', async () => {
  const window = await draw({ ports: { ok: true, value: [candidate('other', 4711)] } });
  await press(window, filter(), 'Enter');
  expect(field()?.getAttribute('aria-activedescendant')).toBeNull();
  await press(window, field(), 'Enter');
  expect(saved(window)).toBe('');
  await press(window, field(), 'ArrowDown');
  await press(window, field(), 'Enter');
  expect(saved(window)).toContain('address: 4711');
});

it('says which source fails, and shows the others while one hangs', async () => {
  let answer: (found: { ok: true; value: readonly Candidate[] }) => void = () => {};
  const containers = new Promise<{ ok: true; value: readonly Candidate[] }>((done) => {
    answer = done;
  });
  const failure = { code: 'discover/failed', message: 'the list of listening ports cannot be read (odd)' };
  const window = await draw({ containers, ports: { ok: false, failure } });
  await press(window, filter(), 'Enter');
  expect(text()).toContain('Still looking: Containers');
  expect(text()).toContain(failure.message);
  await act(async () => {
    answer({ ok: true, value: [{ ...candidate('billing', 49_153), kind: 'container' }] });
    await window.settle();
  });
  expect(text()).not.toContain('Still looking');
  expect(element.querySelector('[role="option"]')?.textContent).toContain('billing');
});

it('binds all that match, one step of undo', async () => {
  const window = await draw({ ports: { ok: true, value: programs.slice(0, 3) } });
  await click(window, 'Bind all that match');
  await click(window, 'Bind 3');
  expect(Object.fromEntries(bindings(window))).toEqual({ prices: 3007, stock: 3006, mail: 3005 });
  expect(text()).toContain('bind 3 services: written to local-services.yaml');
  await click(window, 'Undo');
  expect(saved(window)).toBe('');
  expect(text()).toContain('8 without an address');
});

it('takes the file away again that it made, and keeps one that was there', async () => {
  const window = await draw();
  const bind = (name: string) =>
    act(async () => {
      await window.stores.bind.bind([{ namespace: 'default', name, address: '4000' }], name);
      await window.settle();
    });
  const files = () => window.stores.files.getState().files.map(({ file }) => file);
  await bind('orders');
  expect(files()).toContain('local-services.yaml');
  await click(window, 'Undo');
  expect(files()).toEqual(['shop.yaml']);
  await bind('orders');
  await bind('cart');
  await click(window, 'Undo');
  expect(bindings(window)).toEqual([['orders', 4000]]);
});

it('writes into what another window has saved at the same time, and says where nothing changes', async () => {
  const window = await draw();
  const other = 'apiVersion: slipway.dev/v1\nkind: LocalService\nmetadata:\n  name: cart\nspec:\n  address: 3001\n';
  const bind = () => window.stores.bind.bind([{ namespace: 'default', name: 'orders', address: '4000' }], 'bind it');
  await act(async () => {
    // The other one is quicker, and this one has not heard of it when it writes.
    const unsubscribe = window.stores.files.subscribe(({ files }) => {
      if (!files.some(({ file, saving }) => file === 'local-services.yaml' && saving)) return;
      unsubscribe();
      window.fake.changeOnDisk('local-services.yaml', other);
    });
    expect(await bind()).toBe(true);
    await window.settle();
  });
  expect(window.fake.calls.filter(({ name }) => name === 'workspace.write')).toHaveLength(2);
  expect(bindings(window)).toEqual([
    ['cart', 3001],
    ['orders', 4000],
  ]);
  expect(window.stores.files.getState().files.every(({ draft }) => draft === undefined)).toBe(true);
  await act(async () => {
    expect(await bind()).toBe(true);
    await window.settle();
  });
  expect(text()).toContain('bind it: it is so already');
});

it('makes a new file in the first of the opened folders, as main says', async () => {
  const window = await draw();
  const { files } = window.stores;
  files.setState({ home: 'shop/' });
  await act(async () => {
    await window.stores.bind.bind([{ namespace: 'default', name: 'orders', address: '4000' }], 'one');
    await window.settle();
  });
  expect(files.getState().files.map(({ file }) => file)).toContain('shop/local-services.yaml');
});

it('says that a port is the gateway’s own, and not that nobody listens there', async () => {
  const window = await draw();
  const own = window.stores.running.getState().running?.gateway.listeners[0]?.bound ?? 0;
  expect(own).toBeGreaterThan(0);
  await act(async () => {
    await window.stores.bind.bind([{ namespace: 'default', name: 'orders', address: String(own) }], 'one');
    await window.settle();
  });
  expect(text()).toContain(`The gateway itself listens on port ${own}: requests would come back to it.`);
  expect(text()).not.toContain('Nothing listens');
});

it('leaves the binding unsaved where changes are reviewed, or other text is typed', async () => {
  const window = await draw();
  await act(async () => {
    await window.stores.wire.call('config.applyOn', { on: 'review' });
    await window.settle();
  });
  await press(window, filter(), 'Enter');
  await press(window, field(), 'Enter');
  expect(saved(window)).toBe('');
  expect(text()).toContain('not saved yet');
});

it('warns of a port that has gone, and of an address that serves two', async () => {
  const window = await draw();
  const bindings = [
    { namespace: 'default', name: 'orders', address: '4000' },
    { namespace: 'default', name: 'cart', address: '3001' },
    { namespace: 'default', name: 'mail', address: '3001' },
  ];
  await act(async () => {
    await window.stores.bind.bind(bindings, 'three');
    await window.settle();
  });
  expect(text()).toContain('Nothing listens on port 4000 of this machine');
  expect(text()).toContain('The same address serves mail:8080 too.');
});

it('asks no cluster before somebody presses the button', async () => {
  const contexts = {
    ok: true,
    value: { contexts: [{ name: 'dev', cluster: 'c', namespace: 'shop', runs: 'cloud-login' }], current: 'dev' },
  } as const;
  const service = { namespace: 'shop', name: 'billing', ports: [{ number: 8080 }] };
  const window = await draw({ contexts, cluster: { ok: true, value: { namespaces: ['shop'], services: [service] } } });
  const asked = () => window.fake.calls.filter(({ name }) => name === 'services.cluster').length;
  await press(window, filter(), 'Enter');
  await press(window, field(), 'End');
  await press(window, field(), 'Enter');
  expect(text()).toContain('Context');
  expect(text()).toContain('Asking runs “cloud-login” for credentials');
  // Whoever has no mouse is in the form, not at the top of the page.
  expect(document.activeElement?.tagName).toBe('SELECT');
  expect(asked()).toBe(0);
  await click(window, 'Ask the cluster');
  expect(asked()).toBe(1);
  await click(window, 'Forward and bind');
  expect(saved(window)).toContain('name: billing\nspec:\n  address: 40000');
  expect(element.querySelector('section[aria-label="forwards into clusters"]')?.textContent).toContain(
    'dev/shop/billing:8080',
  );
  expect(text()).toContain('A forward ends with Slipway, and when another workspace is opened.');
  await click(window, 'End');
  expect(element.querySelector('section[aria-label="forwards into clusters"]')).toBeNull();
});
