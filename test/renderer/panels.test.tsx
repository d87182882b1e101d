// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { build } from '#core/build.ts';
import { App } from '../../src-renderer/app.tsx';
import { sampleFiles } from '../../src-renderer/client/fake-samples.ts';
import { templates } from '../../src-renderer/panels/editor/templates.ts';
import { panels } from '../../src-renderer/panels/index.ts';
import { en } from '../../src-renderer/words/catalogues.ts';
import { openWindow, type TestWindow } from './window.ts';

/** The prototype that really has the property; the DOM library keeps more than one of each class. */
const ownerOf = (property: 'clientHeight' | 'clientWidth'): HTMLElement => {
  let one: HTMLElement = document.createElement('div');
  while (!Object.hasOwn(one, property)) one = Object.getPrototypeOf(one) as HTMLElement;
  return one;
};

let root: Root;
let element: HTMLElement;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  // A document without layout has no sizes, and what has no size draws no rows.
  vi.spyOn(ownerOf('clientHeight'), 'clientHeight', 'get').mockReturnValue(600);
  vi.spyOn(ownerOf('clientWidth'), 'clientWidth', 'get').mockReturnValue(800);
  element = document.body.appendChild(document.createElement('div'));
  root = createRoot(element);
});

afterEach(async () => {
  await act(async () => root.unmount());
  element.remove();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const draw = async (panel: string, files?: readonly { readonly file: string; readonly text: string }[]) => {
  const window = await openWindow(files);
  window.stores.navigation.openPanel(panel);
  await act(async () => {
    root.render(<App stores={window.stores} />);
    await window.settle();
  });
  return window;
};
const later = async (window: TestWindow, work: () => void) =>
  act(async () => {
    work();
    await window.settle();
  });
const text = () => element.textContent ?? '';
const find = (selector: string) => element.querySelector<HTMLElement>(selector);

for (const { id } of panels) {
  const name = en.window.panel[id];
  it(`${name} renders with the samples and with nothing at all`, async () => {
    await draw(id);
    expect(find(`section[aria-label="${name}"]`)).not.toBeNull();
    expect(text()).not.toContain('panel stopped');
    await act(async () => root.unmount());
    root = createRoot(element);
    await draw(id, []);
    expect(find(`section[aria-label="${name}"]`)).not.toBeNull();
    expect(text()).not.toContain('panel stopped');
  });
}

it('the status line says where to dial', async () => {
  await draw('routes');
  expect(text()).toContain('80 → 127.0.0.1:8080');
  expect(text()).toContain('generation 1');
  expect(text()).toContain('gateway is running');
});

it('the editor shows the message under the text and in the list, and follows a jump', async () => {
  const window = await draw('editor');
  const { stores } = window;
  await later(window, () => {
    stores.navigation.openFile('httpbin.yaml');
    const disk = stores.files.getState().files.find(({ file }) => file === 'httpbin.yaml')?.disk?.text ?? '';
    stores.files.edit('httpbin.yaml', disk.replace('prefix: /delay', 'prefx: /delay'));
  });
  expect(find('.cm-content')?.getAttribute('aria-label')).toBe('text of httpbin.yaml');
  expect(find('.inline-problem.error')?.textContent).toContain('"prefx"');
  expect(find('section[aria-label="problems"]')?.textContent).toContain('"prefx"');
  expect(find('[role=tab][aria-selected=true]')?.getAttribute('aria-label')).toBe('httpbin.yaml, not saved, 1 error');
  await later(window, () => find('section[aria-label="problems"] li button')?.click());
  expect(stores.navigation.getState().jump?.place.file).toBe('httpbin.yaml');
});

it('the editor says which last good version is served', async () => {
  const window = await draw('editor');
  await later(window, () => window.fake.changeOnDisk('httpbin.yaml', 'kind: [\n'));
  expect(text()).toContain('is still served');
});

it('a draft that was never saved serves nothing, and nothing says so', async () => {
  const window = await draw('editor');
  const { files, navigation } = window.stores;
  await later(window, () => {
    files.create('new.yaml', templates[0]?.text ?? '');
    navigation.openFile('new.yaml');
  });
  await later(window, () => files.edit('new.yaml', (templates[0]?.text ?? '').replace('prefix: /', 'prefx: /')));
  expect(text()).toContain('"prefx"');
  expect(text()).toContain('goes by its last version without any');
  expect(text()).not.toContain('still serve');
});

it('routes: nothing differs while the draft has not caught up with what runs', async () => {
  const window = await draw('routes');
  const { draft, running } = window.stores;
  const { table } = running.getState();
  const longer = build(
    sampleFiles.map((one) => ({ ...one, text: one.text.replace('prefix: /delay', 'prefix: /late') })),
  );
  await later(window, () => {
    draft.setState({ behind: true });
    running.setState({ table: longer.table });
  });
  expect(find('.routes-line .badge.info')).toBeNull();
  expect(text()).not.toContain('removed');
  await later(window, () => draft.setState({ behind: false }));
  expect(text()).toContain('changed');
  await later(window, () => running.setState({ table }));
  expect(text()).not.toContain('changed');
});

it('explain: of very many routes the winner is in sight', async () => {
  const route = (i: number) =>
    `  - match: [{ uri: { exact: /r${i} } }]\n    route: [{ destination: { host: httpbin } }]\n`;
  const many = Array.from({ length: 300 }, (_, i) => route(i)).join('');
  const [gateway] = sampleFiles;
  const virtualService = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: many }
spec:
  hosts: [httpbin.example.com]
  gateways: [main]
  http:
${many}`;
  const window = await draw('explain', [...(gateway ? [gateway] : []), { file: 'many.yaml', text: virtualService }]);
  await later(window, () => window.stores.request.change({ url: 'http://httpbin.example.com/r299' }));
  const shown = [...element.querySelectorAll('section[aria-label="routes tried"] > .candidates > .candidate')];
  expect(shown).toHaveLength(5);
  expect(shown.at(-1)?.textContent).toContain('300.answers');
  expect(find('section[aria-label="routes tried"]')?.textContent).toContain('the nearest of 300 rules');
  expect(find('section[aria-label="routes tried"] details summary')?.textContent).toBe('295 more did not match');
});

it('routes: a click goes to the line', async () => {
  const window = await draw('routes');
  const route = [...element.querySelectorAll<HTMLElement>('[role=treegrid] [role=row]')].find((one) =>
    one.textContent?.includes('path starts with "/status"'),
  );
  expect(route?.getAttribute('aria-level')).toBe('2');
  await later(window, () => route?.click());
  expect(window.stores.navigation.getState().jump?.place).toMatchObject({ file: 'httpbin.yaml', line: 13 });
});

it('explain: says who answers and why, live', async () => {
  const window = await draw('explain');
  await later(window, () => window.stores.request.change({ url: 'http://httpbin.example.com/headers' }));
  expect(find('section[aria-label="prediction"]')?.textContent).toContain('404No route answers');
  expect(find('section[aria-label="routes tried"]')?.textContent).toContain('does not start with "/status"');
  await later(window, () => window.stores.request.change({ url: 'http://httpbin.example.com/status/200' }));
  expect(find('section[aria-label="prediction"]')?.textContent).toContain('Forwarded to httpbin');
  await later(window, () => find('form[aria-label="request"] button[type=submit]')?.click());
  await later(
    window,
    () => void window.stores.request.send({ method: 'GET', url: 'http://httpbin.example.com/status/200', headers: [] }),
  );
  expect(find('section[aria-label="response"]')?.textContent).toContain('200OK');
});

it('traffic: rows arrive, and lead to their route', async () => {
  const window = await draw('traffic');
  expect(text()).toContain(
    "curl -s -i --connect-to 'httpbin.example.com:80:127.0.0.1:8080' 'http://httpbin.example.com/status/200'",
  );
  await later(window, () =>
    window.fake.arrive([
      { method: 'GET', url: 'http://httpbin.example.com/status/200', headers: [] },
      { method: 'GET', url: 'http://httpbin.example.com/headers', headers: [] },
    ]),
  );
  const rows = [...element.querySelectorAll<HTMLElement>('[role=grid] [role=row]')].slice(1);
  expect(rows.map((row) => row.textContent)).toEqual([
    expect.stringContaining('/status/200'),
    expect.stringContaining('404NR'),
  ]);
  await later(window, () => rows[0]?.querySelector<HTMLElement>('button')?.click());
  expect(window.stores.navigation.getState().jump?.place).toMatchObject({ file: 'httpbin.yaml', line: 13 });
  await later(window, () => rows[0]?.click());
  expect(find('section[aria-label="exchange"]')?.textContent).toContain(
    '"GET /status/200 HTTP/1.1" 200 - via_upstream',
  );
});

it('services: binds what has no address', async () => {
  const window = await draw('services');
  expect(text()).toContain('1 without an address');
  await later(window, () => find('li[aria-label="shop-next.default.svc.cluster.local:80"] button')?.click());
  expect(find('input[role="combobox"][aria-label="bind shop-next:80 to"]')).not.toBeNull();
  await act(async () => {
    await window.stores.wire.call('services.bind', {
      namespace: 'default',
      name: 'shop-next',
      address: '127.0.0.1:3002',
    });
    await window.settle();
  });
  expect(text()).not.toContain('without an address');
});
