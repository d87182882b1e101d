// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { App } from '../../src-renderer/app.tsx';
import { toneOf } from '../../src-renderer/panels/status/judge.ts';
import { filterRows, statusRows } from '../../src-renderer/panels/status/status-rows.ts';
import { createBuilder } from '../../src-renderer/state/build-draft.ts';
import { createWords, sayIn } from '../../src-renderer/words/words.ts';
import { openWindow, type TestWindow } from './window.ts';

const gateway = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge }
spec:
  gatewayClassName: istio
  listeners:
  - { name: http, port: 80, protocol: HTTP }
  - { name: other, port: 8088, protocol: HTTP }
`;
const route = (name: string, service: string, parent = 'edge') => `---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ${name} }
spec:
  parentRefs: [{ name: ${parent}, sectionName: http }]
  rules:
  - backendRefs: [{ name: ${service}, port: 8000 }]
`;
const ingress = `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: old }
spec:
  defaultBackend: { service: { name: httpbin, port: { number: 8000 } } }
`;
const workspace = [
  { file: 'edge.yaml', text: gateway + route('good', 'httpbin') + route('lost', 'nowhere') + ingress },
];
const analyse = (text: string) => createBuilder()([{ file: 'edge.yaml', text }]).resources;
const listener = {
  listener: '0.0.0.0_80',
  gateway: 'default/edge',
  gateways: ['default/edge'],
  port: 80,
  protocol: 'HTTP',
  addresses: ['127.0.0.1'],
};
const t = sayIn(createWords('en'), 'status');
const taken = { code: 'listener/taken', message: 'another program has it' };

describe('what is said of each resource', () => {
  it('survives the way out of a worker', () => {
    const resources = analyse(workspace[0]?.text ?? '');
    expect(resources).toHaveLength(4);
    expect(structuredClone(resources)).toEqual(resources);
  });

  it('puts the worst first and names its condition, reason and message', () => {
    const rows = statusRows(t, analyse(workspace[0]?.text ?? ''), []);
    expect(rows.map(({ kind, name, tone }) => `${tone} ${kind} ${name}`)).toEqual([
      'error HTTPRoute lost',
      'ok Gateway edge',
      'ok HTTPRoute good',
      'ok Ingress old',
    ]);
    expect(rows[0]).toMatchObject({ verdict: 'ResolvedRefs: False', reason: 'BackendNotFound' });
    expect(rows[0]?.message).toContain('nowhere');
    expect(rows[1]).toMatchObject({ verdict: 'Programmed' });
    expect(rows[3]).toMatchObject({ verdict: 'has an address', addresses: ['127.0.0.1', '::1'] });
  });

  it('counts attached routes where Kubernetes does, and knows each place in the text', () => {
    const edge = statusRows(t, analyse(gateway + route('good', 'httpbin')), []).find(({ kind }) => kind === 'Gateway');
    expect(edge?.place).toMatchObject({ line: 3 });
    expect(edge?.parts.map(({ name, place, listener: facts }) => [name, place?.line, facts?.attachedRoutes])).toEqual([
      ['listener http', 7, 1],
      ['listener other', 8, 0],
    ]);
  });

  it('a route of a Gateway that is not there has no parents; a parent is found in its text', () => {
    const rows = statusRows(t, analyse(gateway + route('stray', 'httpbin', 'nobody') + route('good', 'httpbin')), []);
    expect(rows.find(({ name }) => name === 'stray')).toMatchObject({ tone: 'idle', verdict: 'not attached' });
    const good = rows.find(({ name }) => name === 'good');
    expect(good?.parts).toMatchObject([{ is: 'parent', name: 'Gateway edge listener http', place: { line: 22 } }]);
  });

  it('says in words that a port of a programmed Gateway could not be opened', () => {
    const resources = analyse(gateway);
    const [failed] = statusRows(t, resources, [{ ...listener, addresses: [], failure: taken }]);
    expect(failed).toMatchObject({
      tone: 'error',
      verdict: 'not open',
      message: 'the running gateway could not open port 80: another program has it',
    });
    expect(failed?.parts.map(({ tone, failures }) => [tone, failures.length])).toEqual([
      ['error', 1],
      ['ok', 0],
    ]);
    const other = { ...listener, port: 8088, bound: 8088 };
    const [inPart] = statusRows(t, resources, [{ ...listener, addresses: [], failure: taken }, other]);
    expect(inPart).toMatchObject({ tone: 'warn', verdict: 'not open' });
    expect(inPart?.parts[1]?.open).toEqual(['127.0.0.1:8088']);
    const strangers = [{ ...listener, gateways: ['default/other'], failure: taken }];
    expect(statusRows(t, resources, strangers)[0]).toMatchObject({ tone: 'ok', verdict: 'Programmed' });
  });

  it('says of an Ingress where it is open, and why it is not', () => {
    const resources = analyse(ingress);
    const own = { ...listener, gateways: ['default/old'] };
    const [served] = statusRows(t, resources, [{ ...own, bound: 8080 }]);
    expect(served).toMatchObject({ tone: 'ok', open: ['127.0.0.1:8080'], failures: [] });
    const [failed] = statusRows(t, resources, [{ ...own, addresses: [], failure: taken }]);
    expect(failed).toMatchObject({ tone: 'error', verdict: 'not open', open: [] });
    expect(failed?.failures).toEqual(['the running gateway could not open port 80: another program has it']);
  });

  it('a listener that is left out is not open because another one has its port', () => {
    const secure = '{ name: other, port: 80, protocol: HTTPS, tls: { certificateRefs: [{ name: nothing }] } }';
    const resources = analyse(gateway.replace('{ name: other, port: 8088, protocol: HTTP }', secure));
    const [row] = statusRows(t, resources, [{ ...listener, bound: 8080 }]);
    expect(row?.parts.map(({ tone, open }) => [tone, open])).toEqual([
      ['ok', ['127.0.0.1:8080']],
      ['error', []],
    ]);
  });

  it('tells the ports of UDP from those of TCP', () => {
    const resources = analyse(gateway.replace('port: 8088, protocol: HTTP', 'port: 80, protocol: UDP'));
    const datagrams = { ...listener, listener: 'udp_0.0.0.0_80', protocol: 'UDP', addresses: [], failure: taken };
    const [row] = statusRows(t, resources, [{ ...listener, bound: 8080 }, datagrams]);
    expect(row?.parts.map(({ open, failures }) => [open.length, failures.length])).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it('knows which conditions are good news when they are False', () => {
    const of = (type: string, status: 'True' | 'False' | 'Unknown', reason = 'Because') =>
      toneOf({ type, status, reason, message: '', observedGeneration: 1 });
    expect([of('Accepted', 'True'), of('Accepted', 'False'), of('Accepted', 'Unknown')]).toEqual([
      'ok',
      'error',
      'warn',
    ]);
    expect([of('Conflicted', 'True'), of('Conflicted', 'False')]).toEqual(['error', 'ok']);
    expect([of('PartiallyInvalid', 'True'), of('OverlappingTLSConfig', 'True')]).toEqual(['warn', 'warn']);
    expect(of('Accepted', 'True', 'ListenersNotValid')).toBe('warn');
  });

  it('filters by all words, in whatever can be unfolded too', () => {
    const rows = statusRows(t, analyse(workspace[0]?.text ?? ''), []);
    const names = (filter: string) => filterRows(rows, filter).map(({ name }) => name);
    expect(names('BackendNotFound')).toEqual(['lost']);
    expect(names('httproute GOOD')).toEqual(['good']);
    expect(names('listener other')).toEqual(['edge']);
    expect(names('nothing like this')).toEqual([]);
    expect(names(' ')).toHaveLength(4);
  });
});

describe('the panel', () => {
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

  const draw = async (files: readonly { readonly file: string; readonly text: string }[]) => {
    const window = await openWindow(files);
    window.stores.navigation.openPanel('status');
    await later(window, () => root.render(<App stores={window.stores} />));
    return window;
  };
  const later = (window: TestWindow, work: () => void) =>
    act(async () => {
      work();
      await window.settle();
    });
  const find = (selector: string) => element.querySelector<HTMLElement>(selector);
  const panel = () => find('section[aria-label="Status"]')?.textContent ?? '';
  const names = () => [...element.querySelectorAll('.resource')].map((one) => one.getAttribute('aria-label'));

  it('says what would be here where nothing has a status', async () => {
    await draw([]);
    expect(panel()).toContain('No resource of the Gateway API and no Ingress is in this workspace');
  });

  it('unfolds and folds a resource', async () => {
    const window = await draw(workspace);
    expect(panel()).toContain('1 failing');
    const table = () => find('ul[aria-label="conditions of listener http of Gateway default/edge"]');
    expect(table()?.textContent).toContain('Programmed True Programmed');
    const http = find('section[aria-label="listener http of Gateway default/edge"]')?.textContent;
    expect(http).toContain('port 80 → 127.0.0.1:8080');
    expect(http).toContain('2 attached routes');
    const fold = () => find('button[aria-label="conditions of Gateway default/edge"]');
    await later(window, () => fold()?.click());
    expect(fold()?.getAttribute('aria-expanded')).toBe('false');
    expect(table()).toBeNull();
  });

  it('a click goes to the line of the resource', async () => {
    const window = await draw(workspace);
    await later(window, () => find('li[aria-label="HTTPRoute default/lost"] strong .link')?.click());
    expect(window.stores.navigation.getState().jump?.place).toMatchObject({ file: 'edge.yaml', line: 20 });
  });

  it('a click on a listener goes to its line', async () => {
    const window = await draw(workspace);
    await later(window, () => find('section[aria-label^="listener other"] .link')?.click());
    expect(window.stores.navigation.getState().jump?.place).toMatchObject({ line: 8 });
  });

  it('follows what is typed before it is saved', async () => {
    const window = await draw(workspace);
    const mended = (workspace[0]?.text ?? '').replace('nowhere', 'httpbin');
    await later(window, () => window.stores.files.edit('edge.yaml', mended));
    expect(panel()).not.toContain('BackendNotFound');
    expect(panel()).not.toContain('failing');
  });

  it('draws very many a hundred at a time, the worst first', async () => {
    const many = Array.from({ length: 250 }, (_, i) => route(`r${i}`, i === 249 ? 'nowhere' : 'httpbin')).join('');
    const window = await draw([{ file: 'many.yaml', text: gateway + many }]);
    expect(names()).toHaveLength(100);
    expect(names()[0]).toBe('HTTPRoute default/r249');
    expect(find('.resource-conditions')).toBeNull();
    expect(panel()).toContain('100 of 251 resources');
    await later(window, () => find('.resources-left button')?.click());
    expect(names()).toHaveLength(200);
  });
});
