// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RequestInput } from '#contract/contract.ts';
import type { ExchangeDetails as Details } from '#core/traffic/exchange-details.ts';
import { ExchangeDetails } from '../../src-renderer/panels/traffic/details/exchange-details.tsx';
import { StoresProvider } from '../../src-renderer/state/stores-context.ts';
import { body, details } from '../core/traffic/har-fixture.ts';
import { openWindow, type TestWindow } from './window.ts';

let root: Root;
let element: HTMLElement;
let window: TestWindow;

beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  element = document.body.appendChild(document.createElement('div'));
  root = createRoot(element);
  window = await openWindow();
});
afterEach(async () => {
  await act(async () => root.unmount());
  element.remove();
  window.stop();
  vi.unstubAllGlobals();
});

const settle = (work: () => void = () => {}) =>
  act(async () => {
    work();
    await window.settle();
  });
const send = async (request: Partial<RequestInput> = {}): Promise<number> => {
  await settle(() =>
    window.fake.arrive([{ method: 'GET', url: 'http://shop.example.com/cart', headers: [], ...request }]),
  );
  const [last] = await window.fake.call('traffic.list', { last: 1 });
  return last?.id ?? 0;
};
const draw = (id: number) =>
  settle(() =>
    root.render(
      <StoresProvider value={window.stores}>
        <ExchangeDetails id={id} />
      </StoresProvider>,
    ),
  );
/** Shows details that main would have of something else. */
const drawDetails = async (given: Details) => {
  const id = await send();
  const { call } = window.stores.wire;
  vi.spyOn(window.fake, 'call').mockImplementation((async (name: 'traffic.details', input: never) =>
    name === 'traffic.details'
      ? { ok: true, value: { ...given, exchange: { ...given.exchange, id } } }
      : call(name, input)) as never);
  await draw(id);
  return id;
};
const press = (name: string | RegExp, role = 'button, [role="tab"], [role="option"]') =>
  settle(() => {
    const found = [...document.querySelectorAll<HTMLElement>(role)].find((one) =>
      typeof name === 'string' ? one.textContent === name : name.test(one.textContent ?? ''),
    );
    if (!found) throw new Error(`there is no ${name} in ${document.body.textContent}`);
    found.click();
  });
const text = () => element.textContent ?? '';

it('shows both sides of the gateway, and says in words what it did', async () => {
  await draw(await send());
  expect(text()).toContain('http://shop.example.com/cart');
  await press('Request');
  const rows = [...element.querySelectorAll('.sides tr')].map((row) => row.textContent);
  expect(rows).toContainEqual(expect.stringMatching(/added x-request-idnot there/));
  expect(text()).toContain('client → gateway');
  await press('Response');
  expect(element.querySelector('.json')?.textContent).toContain('"host": "shop.example.com"');
});

it('hides secrets of queries until they are wanted, wherever they are said', async () => {
  const { requestBody: _, responseBody: __, ...given } = details();
  await drawDetails(given);
  for (const tab of ['Overview', 'Request', 'Response']) {
    await press(tab);
    expect(text()).toContain('/login?next=%2Fcart&access_token=[redacted]');
    expect(text()).not.toContain('access_token=s3cr3t');
    expect(text()).not.toContain('code=s3cr3t');
  }
  await settle(() => window.stores.exchangeDetails.setReveal(true));
  expect(text()).toContain('/login?next=%2Fcart&access_token=s3cr3t');
  expect(text()).toContain('/cart?code=s3cr3t&tab=1');
});

it('draws of a long body what is in sight, however it is looked at', async () => {
  const long = JSON.stringify(Array.from({ length: 30_000 }, (_, i) => ({ number: i, token: `s3cr3t-${i}` })));
  await drawDetails(details({ responseBody: body(long, 'application/json') }));
  await press('Response');
  const rows = () => (element.querySelector('.lines pre')?.textContent ?? '').split('\n');
  expect(rows().slice(0, 4)).toEqual(['[', '  {', '    "number": 0,', '    "token": "[redacted]"']);
  expect(rows().length).toBeLessThan(400);
  expect(rows().join()).not.toContain('s3cr3t');
  await settle(() => window.stores.exchangeDetails.setReveal(true));
  expect(rows()[3]).toBe('    "token": "s3cr3t-0"');
  await press('Hex', 'button, [role="radio"]');
  expect(rows()[0]).toMatch(/^00000000 {2}5b 7b 22 .*\[\{"number":0,"t/);
  await press('Text', 'button, [role="radio"]');
  expect(rows()[0]).toMatch(/^\[\{"number":0,"token":"s3cr3t-0"\},/);
});

it('takes secrets of a long body out of sight at once, while it is read again without them', async () => {
  const long = JSON.stringify(Array.from({ length: 30_000 }, (_, i) => ({ number: i, token: `s3cr3t-${i}` })));
  await drawDetails(details({ responseBody: body(long, 'application/json') }));
  await press('Response');
  await settle(() => window.stores.exchangeDetails.setReveal(true));
  expect(text()).toContain('s3cr3t-0');
  act(() => window.stores.exchangeDetails.setReveal(false));
  expect(text()).not.toContain('s3cr3t-0');
  await settle();
  expect(text()).toContain('"token": "[redacted]"');
});

it('says of a long body that it could not be read, and goes on waiting for nothing', async () => {
  const { open } = window.stores.bodies;
  const refuses = () => Promise.reject(new Error('out of memory'));
  vi.spyOn(window.stores.bodies, 'open').mockImplementation((content) => ({ ...open(content), rows: refuses }));
  await drawDetails(details({ responseBody: body('some words '.repeat(40_000), 'text/plain') }));
  await press('Response');
  expect(element.querySelector('.lines [role=status]')?.textContent).toContain('could not be read');
});

it('draws the first of thousands of header lines, and all of them when they are wanted', async () => {
  const lines = Array.from({ length: 1_000 }, (_, i) => [`x-line-${i}`, `${i}`]).flat();
  const { sent: _, exchange, ...more } = details();
  await drawDetails({ ...more, exchange: { ...exchange, requestHeaders: lines } });
  await press('Request');
  expect(element.querySelectorAll('.sides tbody tr')).toHaveLength(202);
  await press('Show all 1000 lines');
  expect(element.querySelectorAll('.sides tbody tr')).toHaveLength(1_002);
});

it('says that the exchange is no longer kept', async () => {
  await draw(4711);
  expect(element.querySelector('[role="status"]')?.textContent).toContain('no longer kept');
});

it('asks for credentials when somebody wants to see them, and forgets that with the next exchange', async () => {
  const first = await send();
  await draw(first);
  await press('Request');
  const asked = () => window.fake.calls.filter(({ name }) => name === 'traffic.details').map(({ input }) => input);
  await settle(() => window.stores.exchangeDetails.setReveal(true));
  expect(asked().at(-1)).toEqual({ id: first, reveal: true, workspace: 'samples' });
  const second = await send();
  await draw(second);
  expect(asked().at(-1)).toEqual({ id: second, workspace: 'samples' });
});

it('shows HTML as text and never renders it', async () => {
  await drawDetails(details({ responseBody: body('<h1 id="evil">hi</h1>', 'text/html') }));
  await press('Response');
  expect(element.querySelector('#evil')).toBeNull();
  expect(element.querySelector('pre')?.textContent).toBe('<h1 id="evil">hi</h1>');
  await press('Hex', 'button, [role="radio"]');
  expect(element.querySelector('pre.hex')?.textContent).toContain('00000000  3c 68 31');
});

it('shows a picture by its bytes, and says what was not kept and which setting changes that', async () => {
  await drawDetails(
    details({
      requestBody: { ...body('user=an', 'text/plain'), size: 90_000, truncated: true },
      responseBody: { content: 'iVBORw0KGgo=', size: 8, truncated: false, contentType: 'image/png' },
    }),
  );
  await press('Response');
  expect(element.querySelector('img')?.getAttribute('src')).toBe('data:image/png;base64,iVBORw0KGgo=');
  await press('Request');
  expect(text()).toMatch(/The first 7 B of 87.9 KiB are kept: .*\(64.0 KiB now\) changes that/);
});

it('lists messages, filters them, and shows the chosen one whole', async () => {
  await drawDetails(
    details({
      exchange: { ...details().exchange, stream: 'websocket' },
      messages: [
        { at: 5, from: 'client', kind: 'text', content: '{"say":"hello"}', size: 15, truncated: false },
        { at: 9, from: 'service', kind: 'text', content: 'welcome', size: 7, truncated: false },
      ],
      messagesDropped: 2,
    }),
  );
  await press(/^Messages/);
  expect([...element.querySelectorAll('[role="option"]')].map((one) => one.textContent)).toEqual([
    'from the client→+5 mstext{"say":"hello"}15 B',
    'from the service←+9 mstextwelcome7 B',
  ]);
  expect(text()).toContain('2 earlier messages were not kept.');
  await press(/hello/);
  expect(element.querySelector('.whole-message .json')?.textContent).toContain('"say": "hello"');
  await press('Service', '.messages button, .messages [role="radio"]');
  expect(element.querySelectorAll('[role="option"]')).toHaveLength(1);
});

it('asks again while the exchange goes on, and no more when it has ended', async () => {
  const id = await send();
  const found = await window.fake.call('traffic.details', { id });
  if (!found.ok) throw new Error('not kept');
  let left = 2;
  const asked = vi.spyOn(window.fake, 'call').mockImplementation((async () => {
    left -= 1;
    const exchange = { ...found.value.exchange, ...(left > 0 && { open: true }) };
    return { ok: true, value: { ...found.value, exchange } };
  }) as never);
  await draw(id);
  expect(asked.mock.calls.filter(([name]) => name === 'traffic.details')).toHaveLength(2);
  expect(text()).not.toContain('under way');
});

it('has the times in a table, which the drawing only repeats', async () => {
  await drawDetails(details());
  await press('Timing');
  const rows = [...element.querySelectorAll('.timing tbody tr')].map((row) =>
    [...row.querySelectorAll('th, td:not([aria-hidden])')].map((cell) => cell.textContent),
  );
  expect(rows).toEqual([
    ['request', '<1 ms', '4 ms'],
    ['routing', '<1 ms', '2 ms'],
    ['connecting', '2 ms', '3 ms'],
    ['waiting', '5 ms', '15 ms'],
    ['answer', '20 ms', '10 ms'],
    ['in all', '', '30 ms'],
  ]);
});

it('sends again, and shows what came of it', async () => {
  const id = await send();
  await draw(id);
  await press('Resend');
  const [last] = await window.fake.call('traffic.list', { last: 1 });
  expect(last?.id).toBe(id + 1);
  expect(window.stores.traffic.getState().selected).toBe(id + 1);
  await press('Edit and resend');
  const url = element.querySelector<HTMLInputElement>('input[aria-label="URL"]');
  expect(url?.value).toBe('http://shop.example.com/cart');
  await settle(() => element.querySelector<HTMLFormElement>('form.composer')?.requestSubmit());
  const sent = window.fake.calls.findLast(({ name }) => name === 'traffic.resend');
  expect(sent?.input).toMatchObject({ id, change: { method: 'GET', url: 'http://shop.example.com/cart' } });
  expect(element.querySelector('form.composer')).toBeNull();
});

it('makes a test in one click', async () => {
  await draw(await send());
  await press('Make a test');
  expect(text()).toContain('A test of this stands in route-tests.yaml, not saved yet.');
  expect(window.stores.navigation.getState().jump?.place.file).toBe('route-tests.yaml');
});

it('says what has become of the rule, and shows it then and now', async () => {
  const id = await send();
  await settle(() => {
    const { files } = window.stores;
    const shop = files.getState().files.find(({ file }) => file === 'shop.yaml');
    files.edit(
      'shop.yaml',
      (shop?.disk?.text ?? '').replace('weight: 90', 'weight: 70').replace('weight: 10', 'weight: 30'),
    );
  });
  await draw(id);
  await settle();
  expect(text()).toContain('The rule was changed since generation 1');
  await press('Then and now');
  expect(element.querySelector('.diff')?.textContent).toContain('weight: 70');
});

it('speaks Chinese', async () => {
  await settle(() => void window.stores.words.changeLanguage('zh-CN'));
  await draw(await send());
  expect(text()).toContain('重新发送');
  await press('请求');
  expect(text()).toContain('客户端 → 网关');
});
