import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RequestInput } from '#contract/contract.ts';
import { build } from '#core/build.ts';
import { load } from '#core/route/load.ts';
import { routeTestsIn, runRouteTest } from '#core/route/route-tests.ts';
import { type OpenFile, textOf } from '../../src-renderer/state/files.ts';
import { canLead, makeRoute, takenByAnother } from '../../src-renderer/state/make-route.ts';
import { makeTest } from '../../src-renderer/state/make-test.ts';
import { planRoute } from '../../src-renderer/state/plan-route.ts';
import { openWindow, type TestWindow } from './window.ts';

let window: TestWindow;
beforeEach(async () => {
  window = await openWindow();
});
afterEach(() => window.stop());

const send = async (url: string, more: Partial<RequestInput> = {}) => {
  window.fake.arrive([{ method: 'GET', url, headers: [], ...more }]);
  await window.settle();
  const [last] = await window.fake.call('traffic.list', { last: 1 });
  const details = await window.fake.call('traffic.details', { id: last?.id ?? 0 });
  if (!details.ok) throw new Error(details.failure.message);
  return details.value;
};

const open = (file: string): OpenFile | undefined =>
  window.stores.files.getState().files.find((one) => one.file === file);
const textIn = (file: string): string => {
  const one = open(file);
  return one ? textOf(one) : '';
};
const edit = async (file: string, change: (text: string) => string) => {
  window.stores.files.edit(file, change(textIn(file)));
  await window.settle();
};

/** Whether the tests in the drafts pass by the drafts themselves. */
const faults = () => {
  const sources = window.stores.files.getState().files.map((one) => ({ file: one.file, text: textOf(one) }));
  const { table, resources } = build(sources);
  return routeTestsIn(resources).map((one) => runRouteTest(load(table), one).faults);
};

test('what was seen becomes a test that passes, in a file of its own, unsaved', async () => {
  const made = await makeTest(window.stores, await send('http://shop.example.com/cart?a=1'));
  expect(made).toEqual({ ok: true, value: { file: 'route-tests.yaml', left: [], less: false } });
  expect(open('route-tests.yaml')?.disk).toBeUndefined();
  expect(textIn('route-tests.yaml')).toContain('route: everyone');
  expect(textIn('route-tests.yaml')).toContain('share: 90');
  expect(window.stores.navigation.getState().jump?.place).toMatchObject({ file: 'route-tests.yaml', line: 7 });
  expect(faults()).toEqual([[]]);
});

test('further tests join the first, each one step of undo; header lines that routes ask for go along', async () => {
  // The service of the testers has no address in the sample.
  await edit('shop.yaml', (text) => text.replace('host: shop-next', 'host: shop-stable'));
  await window.stores.files.save('shop.yaml');
  await window.settle();
  await makeTest(window.stores, await send('http://shop.example.com/catalogue/1'));
  const before = textIn('route-tests.yaml');
  const canary = await send('http://shop.example.com/x', {
    headers: [
      ['x-canary', 'always'],
      ['x-other', '1'],
    ],
  });
  await makeTest(window.stores, canary);
  await makeTest(window.stores, await send('http://httpbin.example.com/nothing', { method: 'POST' }));
  const text = textIn('route-tests.yaml');
  expect(text.startsWith(before)).toBe(true);
  expect(text.match(/kind: RouteTest/g)).toHaveLength(1);
  expect(text).toContain('x-canary: always');
  expect(text).not.toContain('x-other');
  expect(text).toContain('path: /next');
  expect(text).toContain('route: old-links');
  expect(text).toContain('matched: false');
  expect(faults()).toEqual([[], [], []]);
  window.stores.files.undo('route-tests.yaml');
  window.stores.files.undo('route-tests.yaml');
  expect(textIn('route-tests.yaml')).toBe(before);
});

test('credentials stay out of tests', async () => {
  await edit('shop.yaml', (text) =>
    text.replace('x-canary:', 'authorization:').replace('exact: always', 'prefix: Bearer'),
  );
  await window.stores.files.save('shop.yaml');
  await window.settle();
  const seen = await send('http://shop.example.com/x', { headers: [['Authorization', '[redacted]']] });
  expect(await makeTest(window.stores, seen)).toMatchObject({ ok: true, value: { left: ['authorization'] } });
  expect(textIn('route-tests.yaml')).not.toContain('redacted');
});

const planFor = async (url: string) => {
  const seen = await send(url);
  const table = window.stores.draft.getState().table;
  if (!table) throw new Error('no table yet');
  return planRoute(seen, table, window.stores.running.getState().running?.gateway.listeners ?? []);
};
const target = { host: 'httpbin.default.svc.cluster.local', port: 8000 };

test('a rule for a path stands in front of the one that takes it now, and nothing else changes', async () => {
  const before = textIn('shop.yaml');
  const plan = await planFor('http://shop.example.com/pay?x=1');
  expect(plan).toMatchObject({ at: 'rule', last: false, origin: { name: 'shop', path: 'spec.http[2]' } });
  if (plan.at === 'nowhere') throw new Error('a place was expected');
  expect(makeRoute(window.stores, plan, { how: 'exact', path: '/pay', target }).ok).toBe(true);
  const rule = `  - match:
    - uri:
        exact: /pay
    route:
    - destination:
        host: httpbin
        port:
          number: 8000
`;
  expect(textIn('shop.yaml')).toBe(before.replace('  - name: everyone', `${rule}  - name: everyone`));
  await window.settle();
  expect(await planFor('http://shop.example.com/pay')).toMatchObject({ origin: { path: 'spec.http[2].match[0]' } });
  expect(window.stores.navigation.getState().jump?.place.file).toBe('shop.yaml');
  window.stores.files.undo('shop.yaml');
  expect(textIn('shop.yaml')).toBe(before);
});

test('where no rule of the host takes it, the new one is the last', async () => {
  const plan = await planFor('http://httpbin.example.com/headers');
  expect(plan).toMatchObject({ at: 'rule', last: true, origin: { name: 'httpbin' } });
  if (plan.at === 'nowhere') throw new Error('a place was expected');
  makeRoute(window.stores, plan, { how: 'prefix', path: '/headers', target });
  await window.settle();
  expect(await planFor('http://httpbin.example.com/headers/a')).toMatchObject({
    last: false,
    origin: { path: 'spec.http[1].match[0]' },
  });
});

test('a host that nobody has gets a resource of its own, at a Gateway that takes it', async () => {
  expect(await planFor('http://new.example.com/')).toEqual({ at: 'nowhere', why: 'gateway', what: 'new.example.com' });
  await edit('gateway.yaml', (text) => text.replace('"shop.example.com"', '"*.example.com"'));
  const plan = await planFor('http://shop.new.example.com/a');
  expect(plan).toMatchObject({
    at: 'new',
    kind: 'VirtualService',
    host: 'shop.new.example.com',
    gateway: { name: 'main' },
  });
  if (plan.at === 'nowhere') throw new Error('a place was expected');
  makeRoute(window.stores, plan, { how: 'exact', path: '/a', target: { host: 'ext.test', port: 0 } });
  await window.settle();
  // "shop" is taken.
  expect(textIn('gateway.yaml')).toContain('name: shop-2');
  expect(await planFor('http://shop.new.example.com/a')).toMatchObject({ at: 'rule', origin: { name: 'shop-2' } });
});

test('HTTPRoutes lead to services of the cluster alone', () => {
  expect(canLead('HTTPRoute', target)).toBe(true);
  expect(canLead('HTTPRoute', { ...target, subset: 'v1' })).toBe(false);
  expect(canLead('HTTPRoute', { host: 'ext.test', port: 80 })).toBe(false);
  expect(canLead('VirtualService', { host: 'ext.test', port: 80 })).toBe(true);
});

test('the rule of an exchange is found after edits, or known to be changed or gone', async () => {
  const { rulesNow, navigation } = window.stores;
  const { exchange } = await send('http://shop.example.com/cart');
  await edit('shop.yaml', (text) =>
    text.replace(
      '  http:\n',
      '  http:\n  - match:\n    - uri:\n        exact: /first\n    route:\n    - destination:\n        host: shop-next\n',
    ),
  );
  await window.stores.files.save('shop.yaml');
  await window.settle();
  expect(await rulesNow.resolve(exchange)).toMatchObject({ is: 'same', origin: { path: 'spec.http[3]' } });
  expect(await rulesNow.goTo(exchange)).toBe(true);
  const line = textIn('shop.yaml').split('\n').indexOf('  - name: everyone') + 1;
  expect(navigation.getState().jump?.place).toMatchObject({ file: 'shop.yaml', line });

  await edit('shop.yaml', (text) => text.replace('weight: 90', 'weight: 80').replace('weight: 10', 'weight: 20'));
  const changed = await rulesNow.resolve(exchange);
  expect(changed?.is).toBe('changed');
  expect(changed && rulesNow.textsOf(exchange, changed)).toMatchObject({
    before: expect.stringContaining('weight: 90'),
    after: expect.stringContaining('weight: 80'),
  });

  await edit('shop.yaml', (text) => text.replace(/ {2}- name: everyone[\s\S]*?(?=---)/, ''));
  const deleted = await rulesNow.resolve(exchange);
  expect(deleted).toEqual({ is: 'deleted' });
  expect(await rulesNow.goTo(exchange)).toBe(false);
  expect(deleted && rulesNow.textsOf(exchange, deleted)?.after).toBe('');
});

test('a test of what an earlier generation handled knows the rules of that one', async () => {
  const seen = await send('http://shop.example.com/cart?a=1');
  await edit('shop.yaml', (text) => text.replace(/weight: 90/, 'weight: 80').replace(/weight: 10/, 'weight: 20'));
  await window.stores.files.save('shop.yaml');
  await window.settle();
  expect(window.stores.running.getState().tableGeneration).toBeGreaterThan(seen.exchange.generation);
  expect(await makeTest(window.stores, seen)).toMatchObject({ ok: true, value: { less: false } });
  expect(textIn('route-tests.yaml')).toContain('share: 90');
  // What nobody knows any more is not made up.
  const lost = { ...seen, exchange: { ...seen.exchange, generation: 999 } };
  expect(await makeTest(window.stores, lost)).toMatchObject({ ok: true, value: { less: true } });
});

test('a rule of an HTTPRoute that a more specific one keeps from this request is said to be so', async () => {
  const route = (method: string) => `---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: gw
spec:
  gatewayClassName: istio
  listeners:
  - name: http
    port: 80
    protocol: HTTP
    hostname: pay.test
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: pay
spec:
  parentRefs:
  - name: gw
  rules:
  # what is paid
  - matches:
    - path:
        type: Exact
        value: /pay
${method}    backendRefs:
    - name: httpbin
      port: 8000
`;
  for (const [method, taker] of [
    ['', undefined],
    ['      method: GET\n', 'spec.rules[1].matches[0]'],
  ] as const) {
    const before = textIn('gateway.yaml');
    await edit('gateway.yaml', (text) => text + route(method));
    const seen = await send('http://pay.test/pay');
    const plan = planRoute(seen, window.stores.draft.getState().table as never, []);
    if (plan.at === 'nowhere') throw new Error('a place was expected');
    const text = textIn('gateway.yaml');
    const made = makeRoute(window.stores, plan, { how: 'exact', path: '/pay', target });
    if (!made.ok) throw new Error(made.failure.message);
    expect(textIn('gateway.yaml')).toContain('  # what is paid\n');
    expect((await takenByAnother(window.stores, seen, made.value, []))?.path).toBe(taker);
    window.stores.files.undo('gateway.yaml');
    expect(textIn('gateway.yaml')).toBe(text);
    await edit('gateway.yaml', () => before);
  }
});
