// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { act } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type FormPanel, openForm } from './form-panel.tsx';

let form: FormPanel;
beforeEach(() => void vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true));
afterEach(async () => {
  await form.close();
  vi.unstubAllGlobals();
});

const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: web
  labels:
    team: shop # who
spec:
  selector:
    istio: ingressgateway
  servers:
  # the public one
  - port:
      number: 80 # plain
      name: http
      protocol: HTTP
    hosts:
    - a.example.com
    - b.example.com
`;
const number = ['spec', 'servers', 0, 'port', 'number'];

it('a text that was added empty is written without quotes', async () => {
  form = await openForm(gateway.replace('  labels:', '  annotations:\n    note: ""\n  labels:'));
  await form.type(['metadata', 'annotations', 'note'], 'plain');
  expect(form.text()).toContain('    note: plain\n');
});

it('a text that keeps its meaning does not swallow the next change from outside', async () => {
  form = await openForm(gateway);
  await form.type(number, '80 ');
  expect(form.text()).toBe(gateway);
  await form.edit(gateway.replace('number: 80', 'number: 81'));
  expect(form.field(number)?.value).toBe('81');
  await form.type(number, '8080');
  expect(form.field(number)?.value).toBe('8080');
  await form.edit(gateway.replace('number: 80', 'number: 82'));
  expect(form.field(number)?.value).toBe('82');
});

it('a button that was drawn for an item follows it, when text above came in the same moment', async () => {
  form = await openForm(gateway);
  const { files } = form.window.stores;
  const remove = form.button('remove host 2');
  await act(async () => {
    // The form has not been drawn again yet.
    files.edit('one.yaml', gateway.replace('    - a.', '    - new.example.com\n    - a.'));
    remove?.click();
    await form.window.settle();
  });
  expect(form.text()).toBe(
    gateway.replace('    - a.', '    - new.example.com\n    - a.').replace('    - b.example.com\n', ''),
  );
});

it('a button whose item has become another one does nothing, and says so', async () => {
  form = await openForm(gateway);
  const other = gateway.replace('- a.example.com', '- c.example.com').replace('- b.example.com', '- d.example.com');
  const remove = form.button('remove host 2');
  await act(async () => {
    form.window.stores.files.edit('one.yaml', other);
    remove?.click();
    await form.window.settle();
  });
  expect(form.text()).toBe(other);
  expect(form.element.querySelector('.visual .notice')?.textContent).toContain('changed in the meantime');
});

it('a copy of an item takes its comments along', async () => {
  form = await openForm(gateway);
  await form.press('duplicate server 1');
  const item = gateway.slice(gateway.indexOf('  # the public'));
  expect(form.text()).toBe(gateway + item);
  await form.press('undo: duplicate server 1');
  expect(form.text()).toBe(gateway);
});

it('of several documents the broken one says what is wrong with it, in its own last form', async () => {
  const second = gateway.replace('name: web', 'name: second');
  const both = `${gateway}---\n${second}`;
  form = await openForm(both);
  const at = both.lastIndexOf('number: 80');
  const { navigation } = form.window.stores;
  const cursorAt = async (offset: number) => {
    await act(async () => navigation.setCursor({ file: 'one.yaml', offset }));
    await form.rest();
  };
  await cursorAt(at);
  await cursorAt(0);
  await form.edit(`${both.slice(0, at)}number: ][${both.slice(at + 10)}`);
  expect(form.element.querySelector('.visual .notice')).toBeNull();
  await cursorAt(at);
  expect(form.element.querySelector('.visual .notice')?.textContent).toContain('not valid YAML');
  const line = both.slice(0, at).split('\n').length;
  expect(form.button(`Show line ${line}`)).toBeDefined();
  expect(form.field(['metadata', 'name'])?.value).toBe('second');
  expect(form.field(number)?.readOnly).toBe(true);
});

it('the key of a map is renamed where it stands, when its field is left', async () => {
  form = await openForm(gateway);
  const key = form.element.querySelector<HTMLInputElement>('input[aria-label="key team"]');
  await act(async () => {
    key?.focus();
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(key, 'owner');
    key?.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await form.rest();
  expect(form.text()).toBe(gateway);
  await act(async () => key?.blur());
  expect(form.text()).toBe(gateway.replace('team: shop #', 'owner: shop #'));
});

it('a key that was added has the focus in its value, so that typing goes on there', async () => {
  form = await openForm(gateway);
  const key = form.element.querySelector<HTMLInputElement>('input[aria-label="new key of labels"]');
  await act(async () => {
    key?.focus();
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(key, 'tier');
    key?.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await act(async () => key?.form?.requestSubmit());
  await form.rest();
  const path = ['metadata', 'labels', 'tier'];
  expect(form.field(path)).toBeDefined();
  expect(document.activeElement).toBe(form.field(path));
  await form.type(path, 'edge');
  expect(form.text()).toBe(gateway.replace('shop # who\n', 'shop # who\n    tier: edge\n'));
});

it('of fields that exclude each other one is swapped for another', async () => {
  const rule = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: reviews
spec:
  host: reviews
  trafficPolicy:
    loadBalancer:
      simple: RANDOM # for now
      warmupDurationSecs: 10s
`;
  form = await openForm(rule);
  const swap = form.element.querySelector<HTMLSelectElement>('select[aria-label^="which one: simple"]');
  expect([...(swap?.options ?? [])].map(({ value }) => value)).toEqual(['simple', 'consistentHash']);
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value')?.set?.call(swap, 'consistentHash');
    swap?.dispatchEvent(new Event('change', { bubbles: true }));
    await form.window.settle();
  });
  await form.rest();
  expect(form.text()).toContain('    loadBalancer:\n      consistentHash:\n');
  expect(form.text()).not.toContain('simple');
  await form.press(/^undo: consistentHash in place of simple$/);
  expect(form.text()).toBe(rule);
});

it('what is not set says what counts then, and is written by a press; the help says it too', async () => {
  const rule = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: reviews
spec:
  host: reviews
  trafficPolicy:
    outlierDetection:
      consecutive5xxErrors: 7
`;
  form = await openForm(rule);
  expect(form.element.querySelector('.not-set')?.textContent).toMatch(/interval 10s/);
  await form.press(/^add interval 10s$/);
  expect(form.text()).toBe(`${rule}      interval: 10s\n`);
  const control = form.field(['spec', 'trafficPolicy', 'outlierDetection', 'interval']);
  expect(document.activeElement).toBe(control);
  const help = form.element.querySelector('.field-help');
  expect(help?.textContent).toContain('interval');
  expect(help?.textContent).toContain('Default: 10s');
  expect(control?.getAttribute('aria-description')).toContain('unit');
});

it('the fixes of a finding are one labelled step of undo', async () => {
  const wrong = gateway.replace('protocol: HTTP', 'protocol: HTPP');
  form = await openForm(wrong);
  const fix = form.element.querySelector<HTMLElement>('.visual .finding .link');
  expect(fix).not.toBeNull();
  const title = fix?.textContent ?? '';
  await act(async () => {
    fix?.click();
    await form.window.settle();
  });
  await form.rest();
  expect(form.text()).toBe(gateway);
  expect(form.window.stores.files.history('one.yaml').undo).toBe(title);
});

it('a long list draws its first part until more is asked for', async () => {
  const servers = Array.from(
    { length: 120 },
    (_, i) =>
      `  - port:\n      number: ${1000 + i}\n      name: http-${i}\n      protocol: HTTP\n    hosts:\n    - h${i}.example.com\n`,
  );
  form = await openForm(`${gateway.slice(0, gateway.indexOf('  # the public'))}${servers.join('')}`);
  expect(form.element.querySelectorAll('.visual .card')).toHaveLength(50);
  await form.press('Show 50 more of 120');
  await form.press('Show 20 more of 120');
  expect(form.element.querySelectorAll('.visual .card')).toHaveLength(120);
});
