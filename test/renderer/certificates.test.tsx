// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CertificatesState, ServedCertificate } from '#contract/reach.ts';
import { App } from '../../src-renderer/app.tsx';
import { createFake, type Fake } from '../../src-renderer/client/fake.ts';
import { createFakeEngine } from '../../src-renderer/state/fake-engine.ts';
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
metadata: { name: main, namespace: istio-system }
spec:
  servers:
  - port: { number: 443, name: https, protocol: HTTPS }
    tls: { mode: MUTUAL, credentialName: shop }
    hosts: ["shop.test"]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: istio-system }
spec:
  hosts: [shop.test]
  gateways: [main]
  http:
  - route: [{ destination: { host: cart } }]
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: istio-system }
spec: { ports: [{ port: 80, name: http }] }
`;

const secret = `apiVersion: v1
kind: Secret
metadata:
  name: shop
  namespace: istio-system
type: kubernetes.io/tls
`;

/** A main that says otherwise about its certificates. */
const saying = (change: (known: CertificatesState) => CertificatesState): Fake => {
  let now = Date.UTC(2026, 0, 1);
  const files = [
    { file: 'shop.yaml', text: config },
    { file: 'secret.yaml', text: secret },
  ];
  const fake = createFake({ files, engine: createFakeEngine(), clock: () => (now += 1) });
  const call: Fake['call'] = async (name, input) => {
    const output = await fake.call(name, input);
    return name === 'certificates.list' ? (change(output as CertificatesState) as typeof output) : output;
  };
  return { ...fake, call };
};

const draw = async (main?: Fake) => {
  const window = await openWindow([{ file: 'shop.yaml', text: config }], undefined, main);
  window.stores.navigation.openPanel('certificates');
  await act(async () => {
    root.render(<App stores={window.stores} />);
    await window.settle();
  });
  return window;
};
const part = (name: string) => element.querySelector(`section[aria-label="${name}"]`) as HTMLElement;
const card = (name: string) => element.querySelector(`li[aria-label="${name}"]`) as HTMLElement;
const click = (window: TestWindow, words: string, within: Element = element) =>
  act(async () => {
    const found = [...within.querySelectorAll<HTMLElement>('button')].find((one) =>
      one.textContent?.trim().startsWith(words),
    );
    if (found === undefined) throw new Error(`no button says ${words}`);
    found.click();
    await window.settle();
  });

it('shows the authority without its key, and changes to that of mkcert and back', async () => {
  const window = await draw();
  expect(part('Local authority').textContent).toContain('made by Slipway');
  expect(element.innerHTML).not.toContain('PRIVATE KEY');
  await click(window, 'Use the authority of mkcert');
  expect(part('Local authority').textContent).toContain('by mkcert');
  await click(window, 'Use Slipway’s own again');
  expect(part('Local authority').textContent).toContain('made by Slipway');
});

it('trusts and stops trusting store by store, and says what reading it back shows', async () => {
  const window = await draw();
  expect(card('NSS').textContent).toContain('not trusted');
  await click(window, 'Trust', card('NSS'));
  expect(card('NSS').textContent).toContain('reading the store back shows it');
  expect(card('System').textContent).toContain('not trusted');
  await click(window, 'Stop trusting', card('NSS'));
  expect(card('NSS').textContent).toContain('shows nothing of it');
  // Nothing can be pressed where nothing can be done.
  expect(card('Java').querySelector('button')).toBeNull();
  expect(card('Node.js').textContent).toContain('export NODE_EXTRA_CA_CERTS=');
});

it('a store that tells what it is speaks the language of the window, and others are said to be English', async () => {
  const window = await draw();
  expect(card('System').textContent).toContain('It does not know the authority.');
  await act(async () => {
    await window.stores.words.changeLanguage('zh-CN');
    await window.settle();
  });
  const system = card('系统');
  expect(system.textContent).toContain('curl、Git、OpenSSL、Go 以及大多数终端程序');
  expect(system.textContent).toContain('其中没有该颁发机构。');
  expect(system.querySelector('[lang="en"]')).toBeNull();
  expect(card('NSS').querySelectorAll('[lang="en"]')).toHaveLength(3);
});

it('does not claim what the store does not show', async () => {
  const main = saying((known) => known);
  const call: Fake['call'] = async (name, input) => {
    if (name !== 'certificates.trust') return main.call(name, input);
    const [store] = (await main.call('certificates.list', null)).stores.filter(({ id }) => id === 'nss');
    return { ok: true, value: { ...store, says: 'certutil shows nothing of it' } } as never;
  };
  const window = await draw({ ...main, call });
  await click(window, 'Trust', card('NSS'));
  expect(card('NSS').textContent).toContain('does not show it: certutil shows nothing of it');
  expect(card('NSS').querySelector('.trouble')).not.toBeNull();
});

it('takes a no calmly, and goes on trusting elsewhere', async () => {
  const window = await draw();
  window.fake.setMachine({ asked: 'no' });
  await click(window, 'Trust, the system asks', card('System'));
  expect(card('System').textContent).toContain('Nothing was changed, because you said no.');
  expect(card('System').textContent).toContain('not trusted');
  expect(card('System').querySelector('.trouble')).toBeNull();
  await click(window, 'Trust', card('NSS'));
  expect(card('NSS').textContent).toContain('reading the store back shows it');
});

it('leads from what a server shows to its Secret and its Gateway, and says why clients would refuse it', async () => {
  const bad = (one: ServedCertificate): ServedCertificate => ({
    ...one,
    from: { is: 'secret', name: 'istio-system/shop' },
    problems: ['it has expired on 2025-12-31; renew it'],
  });
  const window = await draw(saying((known) => ({ ...known, served: known.served.map(bad) })));
  expect(card('shop.test').textContent).toContain('it has expired on 2025-12-31; renew it');
  expect(card('shop.test').textContent).toContain('port 443 → 8443');
  await click(window, 'Secret istio-system/shop', card('shop.test'));
  expect(window.stores.navigation.getState().jump?.place.file).toBe('secret.yaml');
  await click(window, 'Gateway istio-system/main', card('shop.test'));
  expect(window.stores.navigation.getState().jump?.place.file).toBe('shop.yaml');
});

it('makes a certificate for a client, with a command that shows it to the server that asks', async () => {
  const window = await draw();
  const name = part('For clients').querySelector<HTMLInputElement>('input') as HTMLInputElement;
  const make = async (value: string) => {
    await act(async () => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(name, value);
      name.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await click(window, 'Make a certificate');
  };
  await make('../ada');
  expect(element.querySelector('.notice.error')?.textContent).toContain('"../ada" cannot be a file\'s name');
  expect(name.value).toBe('../ada');
  await make('ada');
  expect(element.querySelector('.notice.error')).toBeNull();
  expect(card('ada').querySelector('.command')?.textContent).toMatch(
    /^curl -s -i --cert '.*ada\.pem' --key '.*ada-key\.pem' .*'https:\/\/shop\.test\/'$/,
  );
});

it('asks anew for each generation, and says so while nothing is known yet', async () => {
  const window = await draw();
  const asked = () => window.fake.calls.filter(({ name }) => name === 'certificates.list').length;
  const before = asked();
  await act(async () => {
    window.fake.changeOnDisk('shop.yaml', config.replaceAll('shop.test', 'store.test'));
    await window.settle();
  });
  expect(asked()).toBeGreaterThan(before);
  expect(card('store.test')).not.toBeNull();
  expect(card('shop.test')).toBeNull();
});
