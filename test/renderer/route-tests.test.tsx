// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { App } from '../../src-renderer/app.tsx';
import { pressDeed } from '../../src-renderer/part-keys.ts';
import { openWindow, type TestWindow, textInDraft } from './window.ts';

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
  - match: [{ uri: { prefix: /a } }]
    route: [{ destination: { host: one } }]
  - match: [{ uri: { prefix: /b } }]
    redirect: { uri: /a }
`;
const tests = `apiVersion: slipway.dev/v1
kind: RouteTest
metadata: { name: shop }
spec:
  tests:
  # the shop itself
  - name: the shop
    request: { urls: [http://shop.test/a] }
    expect: { destinations: [{ host: one }] } # all of it
`;

const open = async (files: readonly { file: string; text: string }[]) => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  element = document.body.appendChild(document.createElement('div'));
  root = createRoot(element);
  window_ = await openWindow(files);
  await act(async () => {
    window_.stores.navigation.openPanel('tests');
    root.render(<App stores={window_.stores} />);
    await settle();
  });
};
beforeEach(() =>
  open([
    { file: 'shop.yaml', text },
    { file: 'tests.yaml', text: tests },
  ]),
);
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
const until = (check: () => void) =>
  vi.waitFor(async () => {
    await act(settle);
    check();
  });
const edit = (file: string, next: string) =>
  act(async () => {
    window_.stores.files.edit(file, next);
    await settle();
  });
const panel = () => element.querySelector('[data-part="beside"]') as HTMLElement;
const words = (of: Element = panel()) => (of.textContent ?? '').replace(/\s+/g, ' ').trim();
const all = (selector: string) => [...panel().querySelectorAll<HTMLElement>(selector)];
const press = (name: RegExp) =>
  act(async () => {
    const found = all('button').find((one) => name.test(one.getAttribute('aria-label') ?? one.textContent ?? ''));
    if (found === undefined) throw new Error(`there is no button ${name} in ${words()}`);
    found.click();
    await settle();
  });
const type = (into: HTMLTextAreaElement, value: string) =>
  act(async () => {
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set;
    set?.call(into, value);
    into.dispatchEvent(new Event('input', { bubbles: true }));
    await settle();
  });
const badge = () => element.querySelector('.rail-badge.error')?.textContent ?? '';

it('a test fails while somebody types, says why, and holds again', async () => {
  expect(words()).toContain('1 request: all hold');
  expect(badge()).toBe('');
  await edit('shop.yaml', text.replace('prefix: /a', 'prefix: /c'));
  expect(words()).toContain('1 request: 1 fails');
  expect(badge()).toContain('1 test fails');
  const [row] = all('article.test');
  expect(words(row)).toContain('failsthe shop GET http://shop.test/a');
  expect(words(row)).toContain('it was to be forwarded, and is answered with 404');
  await press(/^why “the shop” fails/);
  const trace = all('.test-trace li').map((line) => words(line));
  expect(trace).toEqual([
    'answersno rule of the host "shop.test" takes it',
    'expectedVirtualService default/shop http[0].match[0]: does not match shop.yaml:19',
    'does not hold: path "/a" does not start with "/c" shop.yaml:19',
  ]);
  await press(/^shop\.yaml:19$/);
  expect(window_.stores.navigation.getState().jump?.place).toMatchObject({ file: 'shop.yaml', line: 19 });
  await edit('shop.yaml', text);
  expect(words()).toContain('1 request: all hold');
});

it('of a test that cannot be read the last good version is asked, and that is said', async () => {
  await edit('tests.yaml', tests.replace('destinations', 'destination'));
  expect(words()).toContain('1 request: all hold');
  expect(words()).toContain('The text has errors; the last version that could be read is asked.');
});

it('what happens now is accepted in one step, with its comments, and can be taken back', async () => {
  await edit('shop.yaml', text.replace('prefix: /a', 'prefix: /c'));
  await press(/^why “the shop” fails/);
  await press(/^Accept what happens now$/);
  expect(textInDraft(window_.stores, 'tests.yaml')).toBe(
    tests.replace('{ destinations: [{ host: one }] }', '{ matched: false, status: 404 }'),
  );
  expect(words()).toContain('1 request: all hold');
  expect(window_.stores.files.history('tests.yaml').undo).toContain('the shop');
  await act(async () => {
    window_.stores.files.undo('tests.yaml');
    await settle();
  });
  expect(textInDraft(window_.stores, 'tests.yaml')).toBe(tests);
});

it('a test is explained with its own request', async () => {
  await edit('shop.yaml', text.replace('prefix: /a', 'prefix: /c'));
  await press(/^why “the shop” fails/);
  await press(/^Explain$/);
  expect(window_.stores.navigation.getState().panel).toBe('explain');
  expect(window_.stores.request.getState()).toMatchObject({
    method: 'GET',
    url: 'http://shop.test/a',
    against: 'draft',
  });
});

it('a new test is made of a URL or a curl command, and expects what happens', async () => {
  await press(/^New test$/);
  const field = () => panel().querySelector<HTMLTextAreaElement>('form textarea') as HTMLTextAreaElement;
  await type(field(), 'nonsense');
  await act(async () => {
    field().form?.requestSubmit();
    await settle();
  });
  expect(words()).toContain('This is neither a URL nor a request');
  await type(field(), "curl -X POST 'http://shop.test/b?x=1' -H 'x-a: b'");
  await act(async () => {
    field().form?.requestSubmit();
    await settle();
  });
  expect(textInDraft(window_.stores, 'tests.yaml')).toContain('location: http://shop.test/a');
  expect(textInDraft(window_.stores, 'tests.yaml').startsWith(tests)).toBe(true);
  expect(words()).toContain('2 requests: all hold');
  expect(words()).toContain('The test is in tests.yaml.');
});

it('coverage names the rules that nothing hits, and counts traffic where that is wanted', async () => {
  await press(/^Coverage$/);
  expect(words()).toContain('1 of 2 rules are hit by a test: 50%.');
  const lines = () => all('.coverage-rules li').map((line) => words(line));
  expect(lines()).toEqual(['Never hitVirtualService default/shop http[1].match[0] shop.yaml:21']);
  await act(async () => {
    window_.fake.arrive([{ method: 'GET', url: 'http://shop.test/b', headers: [] }]);
    panel().querySelector<HTMLInputElement>('input[type=checkbox]')?.click();
    await settle();
  });
  expect(words()).toContain('2 of 2 rules are hit by a test or by traffic: 100%.');
  expect(words()).toContain('since this window opened');
  await press(/^All rules$/);
  expect(lines()[1]).toContain('tests 0, traffic 1');
});

it('marks the rules in the table of routes where that is wanted', async () => {
  await press(/^Coverage$/);
  await act(async () => {
    window_.fake.arrive([{ method: 'GET', url: 'http://shop.test/a', headers: [] }]);
    panel().querySelectorAll<HTMLInputElement>('input[type=checkbox]')[1]?.click();
    await settle();
  });
  // A document without layout has no sizes, and what has no size draws no rows.
  for (const [size, value] of [
    ['clientHeight', 600],
    ['clientWidth', 1200],
  ] as const) {
    let owner: HTMLElement = HTMLElement.prototype;
    while (!Object.hasOwn(owner, size)) owner = Object.getPrototypeOf(owner) as HTMLElement;
    vi.spyOn(owner, size, 'get').mockReturnValue(value);
  }
  await act(async () => {
    window_.stores.navigation.openPanel('routes');
    await settle();
  });
  const badges = all('.routes-line .badge').map((one) => words(one));
  vi.restoreAllMocks();
  expect(badges).toEqual(['tests 1, traffic 1', 'Never hit']);
});

it('marks the rules in the text that nothing hits, where that is wanted', async () => {
  const marks = () => [...element.querySelectorAll<HTMLElement>('.cm-never-hit-mark')].map((one) => one.title);
  await act(async () => {
    window_.stores.navigation.openFile('shop.yaml');
    await settle();
  });
  expect(marks()).toEqual([]);
  act(() => window_.stores.routeTests.change({ marks: true }));
  await until(() => expect(marks()).toEqual(['No test and no traffic has hit this rule.']));
  const [mark] = element.querySelectorAll<HTMLElement>('.cm-never-hit-mark');
  const line = mark?.parentElement && [...(mark.closest('.cm-gutter')?.children ?? [])].indexOf(mark.parentElement);
  expect(line).toBeGreaterThan(0);
  act(() => window_.fake.arrive([{ method: 'GET', url: 'http://shop.test/b', headers: [] }]));
  await until(() => expect(marks()).toEqual([]));
  await edit('shop.yaml', text.replace('prefix: /a', 'prefix: /c'));
  await until(() => expect(marks()).toHaveLength(1));
  act(() => window_.stores.routeTests.change({ marks: false }));
  await until(() => expect(marks()).toEqual([]));
});

const foreign = `testCases:
- description: the redirect
  wantMatch: true
  request: { authority: [shop.test], method: [GET], uri: [/b] }
  redirect: { uri: /a }
  timeout: 1s
`;

it('files of istio-config-validator run as they are, and are imported', async () => {
  await edit('tests.yaml', foreign);
  expect(words()).toContain('tests.yaml is in the shape of istio-config-validator and runs as it is.');
  expect(words()).toContain('testCases[0].timeout');
  expect(words()).toContain('1 request: all hold');
  await press(/^Import tests\.yaml$/);
  expect(textInDraft(window_.stores, 'tests-2.yaml')).toContain('kind: RouteTest');
});

it('such a file is imported from what is pasted', async () => {
  await press(/^Import…$/);
  const field = () => panel().querySelector<HTMLTextAreaElement>('textarea') as HTMLTextAreaElement;
  await type(field(), 'a: 1');
  await press(/^Import$/);
  expect(words()).toContain('There are no “testCases” in it.');
  await type(field(), foreign);
  await press(/^Import$/);
  expect(words()).toContain('1 test imported into imported-tests.yaml');
  expect(words()).toContain('left outtestCases[0].timeout');
  expect(words()).toContain('2 requests: all hold');
});

it('of a thousand tests few are drawn, and all are asked', async () => {
  const many = Array.from({ length: 1200 }, (_, i) => `http://shop.test/${i % 3 === 0 ? 'x' : 'a'}/${i}`);
  await edit('tests.yaml', tests.replace('urls: [http://shop.test/a]', `urls: [${many.join(', ')}]`));
  await vi.waitFor(() => expect(words()).toContain('1200 requests: 400 fail'));
  expect(all('article.test').length).toBeLessThan(200);
  await press(/^Failing$/);
  expect(all('article.test').length).toBeLessThan(200);
});

it('the palette begins a test and an import; a file that was dropped is taken once', async () => {
  const deed = (name: string) =>
    act(async () => {
      window_.stores.navigation.openPanel('routes');
      expect(pressDeed(window_.stores.navigation, 'tests', name)).toBe(true);
      await settle();
    });
  await deed('new-test');
  expect(panel().querySelector('form[aria-label="new test"]')).not.toBeNull();
  await deed('import-tests');
  const body = panel().querySelector('.tests-body') as HTMLElement;
  const drop = Object.assign(new Event('drop', { bubbles: true }), {
    dataTransfer: { types: ['Files'], files: [new File([foreign], 'shop_test.yml')] },
  });
  await act(async () => {
    body.dispatchEvent(drop);
  });
  await until(() => expect(words()).toContain('1 test imported into shop-test.yaml'));
  await press(/^Close$/);
  await deed('import-tests');
  expect(panel().querySelector('section[aria-label="import tests"] textarea')).not.toBeNull();
  expect(window_.stores.files.getState().files.map(({ file }) => file)).not.toContain('shop-test-2.yaml');
});

it('without tests it says what a test is, and how to begin', async () => {
  await edit('tests.yaml', '# nothing\n');
  expect(words()).toContain('No tests yet');
});
