// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import egress from '../../resources/examples/egress/egress.yaml?raw';
import { App } from '../../src-renderer/app.tsx';
import { sampleFiles } from '../../src-renderer/client/fake-samples.ts';
import { openWindow, type TestWindow } from './window.ts';

/** The window over documents that are about the mesh: the documentation's egress gateway. */

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

const draw = async (panel: string, files = [{ file: 'egress.yaml', text: egress }]): Promise<TestWindow> => {
  const window = await openWindow(files);
  window.stores.navigation.openPanel(panel);
  await act(async () => {
    root.render(<App stores={window.stores} />);
    await window.settle();
  });
  return window;
};
const text = () => element.textContent ?? '';
const button = (name: string) =>
  [...element.querySelectorAll('button')].find((one) => one.textContent === name) as HTMLButtonElement;

it('says where the proxy of the mesh is, and which listener is an egress gateway', async () => {
  await draw('explain');
  expect(text()).toContain('mesh proxy: http_proxy=http://127.0.0.1:15001');
  expect(text()).toContain('egress 80 → 127.0.0.1:40000');
});

it('tries as a workload where there is no gateway for browsers, and sends so', async () => {
  const window = await draw('explain');
  expect(element.querySelector<HTMLInputElement>('input[aria-label="URL"]')?.value).toBe('http://edition.cnn.com/');
  expect(text()).toContain("curl -s -i -x http://127.0.0.1:15001 'http://edition.cnn.com/'");
  expect(text()).toContain('istio-egressgateway.istio-system');
  await act(async () => {
    button('Send').click();
    await window.settle();
  });
  const sent = window.fake.calls.find(({ name }) => name === 'gateway.send');
  expect(sent?.input).toMatchObject({ url: 'http://edition.cnn.com/', via: 'mesh' });
  expect(window.stores.traffic.getState().rows.map(({ proxy }) => proxy)).toEqual(['mesh']);
  await act(async () => {
    button('From a browser').click();
    await window.settle();
  });
  expect(text()).toContain('No listener takes this request');
});

it('offers no choice where nothing is about the mesh', async () => {
  await draw('explain', [...sampleFiles]);
  expect(button('From a workload')).toBeUndefined();
  expect(text()).not.toContain('mesh proxy');
});
