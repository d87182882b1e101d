// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { App } from '../../src-renderer/app.tsx';
import type { FakeMachine } from '../../src-renderer/client/fake-reach.ts';
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

const config = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: ["shop.test", "*.shop.test"]
  - port: { number: 31400, name: tcp, protocol: TCP }
    hosts: ["*"]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test, "*.shop.test"]
  gateways: [main]
  http:
  - route: [{ destination: { host: cart } }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: tcp }
spec:
  hosts: ["*"]
  gateways: [main]
  tcp:
  - match: [{ port: 31400 }]
    route: [{ destination: { host: cart } }]
---
apiVersion: v1
kind: Service
metadata: { name: cart }
spec: { ports: [{ port: 80, name: http }] }
`;

const draw = async (machine: FakeMachine = {}, text = config) => {
  const window = await openWindow([{ file: 'shop.yaml', text }]);
  window.fake.setMachine(machine);
  window.stores.navigation.openPanel('browser');
  await act(async () => {
    root.render(<App stores={window.stores} />);
    await window.settle();
  });
  return window;
};
const part = (name: string) => {
  const found = element.querySelector<HTMLElement>(`section[aria-label="${name}"]`);
  if (found === null) throw new Error(`there is no part ${name}`);
  return found;
};
const text = () => element.textContent ?? '';
const status = () => element.querySelector('footer')?.textContent ?? '';
const click = (window: TestWindow, words: string, within: Element = element) =>
  act(async () => {
    const found = [...within.querySelectorAll<HTMLElement>('button')].find((one) =>
      one.textContent?.trim().startsWith(words),
    );
    if (found === undefined) throw new Error(`no button says ${words}`);
    found.click();
    await window.settle();
  });
const type = (window: TestWindow, on: HTMLInputElement | null, value: string) =>
  act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(on, value);
    on?.dispatchEvent(new Event('input', { bubbles: true }));
    await window.settle();
  });
const url = () => element.querySelector<HTMLInputElement>('.open-bar input') as HTMLInputElement;
const hosts = () => part('Hosts file');
const planned = () => hosts().querySelector('.hosts-diff')?.textContent ?? '';
const boxes = () =>
  [...hosts().querySelectorAll<HTMLInputElement>('input[type="checkbox"]')].map(
    (one) => [one.closest('label')?.textContent, one.checked] as const,
  );
const asked = (window: TestWindow, name: string) =>
  window.fake.calls.filter((one) => one.name === name).map(({ input }) => input);

describe('the ladder', () => {
  it('opens the URL in the browser that is pressed, and ends it again', async () => {
    const window = await draw();
    expect(url().value).toBe('http://shop.test/');
    await click(window, 'Open in Firefox 145');
    expect(asked(window, 'browser.open')).toEqual([{ url: 'http://shop.test/', browser: 'firefox' }]);
    expect(part('Running test browsers').textContent).toContain('Firefox 145');
    expect(status()).toContain('test browser: Firefox 145');
    await click(window, 'Close', part('Running test browsers'));
    expect(asked(window, 'browser.close')).toEqual([{ id: 'firefox-1' }]);
    expect(status()).not.toContain('test browser');
  });

  it('says why there is no browser, and looks again', async () => {
    const window = await draw({ browsers: [] });
    expect(part('ways into a browser').textContent).toContain('No browser was found.');
    await click(window, 'Look again');
    expect(asked(window, 'browser.find')).toHaveLength(1);
  });

  it('says across the window why nothing opened, until that is put away', async () => {
    const failure = { code: 'browser/no-display', message: 'no display is there to open a browser on; set DISPLAY' };
    const window = await draw({ notOpened: failure });
    await click(window, 'Open in Google Chrome 142');
    await act(async () => window.stores.navigation.openPanel('routes'));
    expect(text()).toContain(`Not opened: ${failure.message}`);
    await click(window, 'Show the ways');
    expect(window.stores.navigation.getState().panel).toBe('browser');
    await click(window, 'Dismiss');
    expect(text()).not.toContain('Not opened');
  });

  it('warns of a host that the gateway does not have, and offers no tab where there is no app', async () => {
    const window = await draw();
    await type(window, url(), 'https://elsewhere.test/');
    expect(text()).toContain('The gateway has no host “elsewhere.test” on port 443');
    await type(window, url(), 'https://red.shop.test/');
    expect(text()).toContain('“red.shop.test” answers at http://red.shop.test/.');
    await click(window, 'http://red.shop.test/', element.querySelector('.open-bar') as Element);
    expect(url().value).toBe('http://red.shop.test/');
    const steps = () => [...part('ways into a browser').querySelectorAll('li > strong')].map((one) => one.textContent);
    const before = steps();
    await type(window, url(), 'http');
    expect(text()).toContain('Type a URL that begins with http://');
    expect(steps()).toEqual(before);
    await type(window, url(), 'shop.test');
    expect(text()).toContain('Type a URL that begins with http:// or https://.');
    expect(text()).not.toContain('Open a tab');
  });
});

describe('what is reachable', () => {
  it('lists every door, and takes a URL or a name under a wildcard into the field', async () => {
    const window = await draw();
    const rows = [...part('What is reachable').querySelectorAll('tbody tr')].map((one) => one.textContent);
    expect(rows).toHaveLength(3);
    expect(rows[0]).toContain('80 → 127.0.0.1:8080');
    expect(rows[2]).toContain('no browser gets here');
    await type(window, part('What is reachable').querySelector('form input'), 'red');
    await click(window, 'Use', part('What is reachable'));
    expect(url().value).toBe('http://red.shop.test/');
    await click(window, 'http://shop.test/', part('What is reachable'));
    expect(url().value).toBe('http://shop.test/');
  });
});

describe('the hosts file', () => {
  it('is written as shown, after a person has seen each line; the chip stays until it is clean again', async () => {
    const window = await draw({ seen: ['red.shop.test'] });
    await click(window, 'Show what would be written', hosts());
    expect(planned()).toContain('127.0.0.1 shop.test');
    expect(hosts().textContent).toContain('knows no wildcards (*.shop.test)');
    expect(hosts().textContent).not.toContain('Not written');
    expect(boxes()).toEqual([
      ['red.shop.test', false],
      ['shop.test', true],
    ]);
    expect(asked(window, 'hosts.apply')).toEqual([]);
    await act(async () => {
      hosts().querySelector<HTMLInputElement>('input[type="checkbox"]')?.click();
      await window.settle();
    });
    expect(planned()).toContain('127.0.0.1 red.shop.test');
    await click(window, 'Write, the system asks once');
    expect(hosts().textContent).toContain('Written, and read back: 2 names.');
    expect(status()).toContain('hosts active: 2');
    await click(window, 'Take them out');
    expect(hosts().textContent).toContain('Taken out');
    expect(status()).not.toContain('hosts active');
  });

  it('is mended where a crash has cut a write off, although there is nothing to take out', async () => {
    const window = await draw({});
    expect(hosts().textContent).not.toContain('Finish the write');
    await act(async () => {
      window.fake.setMachine({ cutOff: true });
      await window.settle();
    });
    await click(window, 'Finish the write that was cut off', hosts());
    expect(asked(window, 'hosts.clean')).toEqual([null]);
  });

  it('takes a no calmly: nothing is written, and no error is shown', async () => {
    const window = await draw({ asked: 'no' });
    await click(window, 'Show what would be written', hosts());
    await click(window, 'Write, the system asks once');
    expect(hosts().textContent).toContain('Nothing was written, because you said no.');
    expect(element.querySelector('.hosts .notice.error')).toBeNull();
    expect(status()).not.toContain('hosts active');
    await click(window, 'Open the test browser', hosts());
    expect(status()).toContain('test browser: Google Chrome 142');
  });

  it('writes nothing that nobody has seen: where the file has changed, the plan is shown anew', async () => {
    const window = await draw();
    await click(window, 'Show what would be written', hosts());
    await act(async () => {
      window.fake.setMachine({ hostsFile: '127.0.0.1 localhost\n10.0.0.7 shop.test\n' });
      await window.settle();
    });
    await click(window, 'Write, the system asks once');
    expect(hosts().textContent).toContain('changed meanwhile, so nothing was written');
    expect(hosts().textContent).toContain('shop.test, line 2: 10.0.0.7 shop.test');
    expect(status()).not.toContain('hosts active');
    await click(window, 'Write, the system asks once');
    expect(status()).toContain('hosts active: 1');
  });

  it('gives the command where nobody can be asked, and no button that would fail', async () => {
    const window = await draw({ rights: 'command' });
    await click(window, 'Show what would be written', hosts());
    expect(hosts().querySelector('.command code')?.textContent).toBe('sudo slipway hosts apply');
    expect([...hosts().querySelectorAll('button')].some((one) => one.textContent?.startsWith('Write'))).toBe(false);
  });

  it('says that there is nothing to write where the file says so already', async () => {
    const window = await draw();
    await click(window, 'Show what would be written', hosts());
    await click(window, 'Write, the system asks once');
    await click(window, 'Change …');
    expect(hosts().textContent).toContain('The file says so already');
    await click(window, 'Close', hosts());
    expect(hosts().querySelector('.hosts-sheet')).toBeNull();
  });

  it('keeps the choice of what happens at the end with the settings', async () => {
    const window = await draw();
    await click(window, 'Left there', hosts());
    expect(window.stores.settings.now().hosts.onQuit).toBe('keep');
  });
});

it('the proxy is started by whoever wants its address', async () => {
  const window = await draw();
  expect(part('Proxy for other programs').textContent).not.toContain('40808');
  await click(window, 'Start it');
  expect(part('Proxy for other programs').textContent).toContain('http://127.0.0.1:40808/proxy.pac');
});
