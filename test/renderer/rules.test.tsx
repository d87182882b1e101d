// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VisualPanel } from '../../src-renderer/panels/visual/visual-panel.tsx';
import { StoresProvider } from '../../src-renderer/state/stores-context.ts';
import { openWindow, type TestWindow } from './window.ts';

const text = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.example.com]
  http:
  # everything
  - route:
    - destination: { host: stable }
      weight: 90   # most
    - destination: { host: next }
      weight: 10
  - match:
    - uri: { prefix: /status }
      headers: { x-user: { exact: jason } }
    - uri: { exact: /login }
    redirect: { uri: /new }
`;
const many = `${text.slice(0, text.indexOf('  # everything'))}${Array.from(
  { length: 1000 },
  (_, i) => `  - match: [{ uri: { prefix: /p${i} } }]\n    redirect: { uri: /r${i} }\n`,
).join('')}`;

let opened: TestWindow;
let root: Root;
let place: HTMLElement;
const now = () => opened.stores.files.getState().files[0]?.draft ?? '';
const findButton = (name: string | RegExp) =>
  [...place.querySelectorAll('button')].find((one) => {
    const words =
      one.getAttribute('aria-label') ?? one.querySelector('.hidden-visually')?.textContent ?? one.textContent ?? '';
    return typeof name === 'string' ? words === name : name.test(words);
  });
const button = (name: string | RegExp) => {
  const found = findButton(name);
  if (!found) throw new Error(`no button ${name}`);
  return found;
};
const press = async (element: HTMLElement) => {
  await act(async () => element.click());
  await act(opened.settle);
};
const field = (label: string) => {
  const found = place.querySelector<HTMLInputElement>(`[aria-label="${label}"]`);
  if (!found) throw new Error(`no field ${label}`);
  return found;
};
const write = async (input: HTMLInputElement | HTMLSelectElement, value: string) => {
  await act(async () => {
    const kind = input instanceof HTMLSelectElement ? HTMLSelectElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(kind.prototype, 'value')?.set?.call(input, value);
    input.dispatchEvent(new Event(input instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }));
  });
  if (input instanceof HTMLInputElement)
    await act(async () => input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })));
  await act(opened.settle);
};
const open = async (content: string) => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  opened = await openWindow([{ file: 'shop.yaml', text: content }]);
  opened.stores.navigation.setCursor({ file: 'shop.yaml', offset: 0 });
  place = document.body.appendChild(document.createElement('div'));
  root = createRoot(place);
  await act(async () =>
    root.render(
      <StoresProvider value={opened.stores}>
        <VisualPanel />
      </StoresProvider>,
    ),
  );
  await act(opened.settle);
};
const close = async () => {
  await act(async () => root.unmount());
  place.remove();
  opened.stop();
  vi.unstubAllGlobals();
};

describe('the rule table', () => {
  beforeEach(() => open(text));
  afterEach(close);

  it('says each rule in words, and which one hides another', () => {
    expect(button(/^rule 1 of 2/).textContent).toContain('rule 1 of 2: every request, to stable 90%, next 10%');
    expect(button(/^rule 2 of 2/).textContent).toContain(
      'rule 2 of 2: prefix /status and header x-user exact jason, or exact /login, to redirect, hidden by rule 1',
    );
  });

  it('Alt and an arrow moves the rule with its comment, keeps the focus on it and says where it is', async () => {
    const second = button(/^rule 2 of 2/);
    await act(async () => second.focus());
    await act(async () =>
      second.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', altKey: true, bubbles: true })),
    );
    await act(opened.settle);
    expect(now().indexOf('redirect')).toBeLessThan(now().indexOf('# everything'));
    expect(document.activeElement?.textContent).toContain('rule 1 of 2: prefix /status');
    expect(place.querySelector('[aria-live]')?.textContent).toContain('rule 1 of 2, moved up: prefix /status');
    await act(async () => void opened.stores.files.undo('shop.yaml'));
    await act(opened.settle);
    expect(opened.stores.files.getState().files[0]?.draft).toBeUndefined();
  });

  it('removing offers the way back, which restores every byte', async () => {
    await press(button(/^rule 2 of 2/));
    await press(button('Remove'));
    expect(now()).not.toContain('redirect');
    expect(place.textContent).toContain('remove rule 2: prefix /status');
    await press(button('Undo'));
    expect(opened.stores.files.getState().files[0]?.draft).toBeUndefined();
  });

  it('adds and copies rules', async () => {
    await press(button('Add a rule'));
    expect(now()).toContain('prefix: /example');
    await press(button(/^rule 2 of 3/));
    await press(button('Duplicate'));
    expect(now().split('uri: /new')).toHaveLength(3);
  });

  it('a copy of a rule has its comments', async () => {
    await press(button(/^rule 1 of 2/));
    await press(button('Duplicate'));
    expect(now().split('weight: 90   # most')).toHaveLength(3);
  });

  it('conditions are changed in place', async () => {
    await press(button(/^rule 2 of 2/));
    await write(field('value of path'), '/health');
    expect(now()).toBe(text.replace('prefix: /status', 'prefix: /health'));
    await write(place.querySelector('[aria-label="how path is compared"]') as HTMLSelectElement, 'exact');
    expect(now()).toContain('- uri: { exact: /health }');
    await press(button('remove the condition header x-user exact jason'));
    expect(now()).not.toContain('x-user');
  });

  it('a weight that is typed takes from the other, in two lines; a locked one stays', async () => {
    await press(button(/^rule 1 of 2/));
    await write(field('weight of stable as a number'), '50');
    expect(now()).toBe(text.replace('weight: 90', 'weight: 50').replace('weight: 10', 'weight: 50'));
    await press(button('25% to next'));
    expect(now()).toBe(text.replace('weight: 90', 'weight: 75').replace('weight: 10', 'weight: 25'));
    await write(field('weight of next as a number'), '101');
    expect(place.querySelector('[role="alert"]')?.textContent).toContain('from 0 to 100');
    await press(button('lock the weight of stable'));
    expect(field('weight of stable as a number').disabled).toBe(true);
  });

  it('forward becomes redirect and back in one step each', async () => {
    await press(button(/^rule 1 of 2/));
    await press(button('redirect'));
    expect(now()).toMatch(/redirect:/);
    expect(now()).not.toContain('destination');
    await act(async () => void opened.stores.files.undo('shop.yaml'));
    await act(opened.settle);
    expect(opened.stores.files.getState().files[0]?.draft).toBeUndefined();
  });
});

const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: front }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }]
---
`;
const order = `${gateway}apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.example.com]
  gateways: [front]
  http:
  - match:
    - name: old
      uri: { prefix: /old }
    - uri: { prefix: /cart }
    directResponse: { status: 200 }
  - match:
    - uri: { prefix: /cart/items }
    - uri: { prefix: /news }
    route:
    - destination: { host: stable }
      headers: { request: { set: { x-a: b } } }
  - directResponse: { status: 503 }
`;
/** The form follows the text when the keys rest, on a busy machine later. */
const shows = async (name: RegExp) => {
  // Each turn draws what has come by then.
  for (let turn = 0; turn < 400 && !findButton(name); turn += 1)
    await act(() => new Promise((done) => setTimeout(done, 20)));
  button(name);
  await act(opened.settle);
};
const edit = async (text: string, shown: RegExp) => {
  await act(async () => void opened.stores.files.edit('shop.yaml', text, { label: 'type' }));
  await shows(shown);
};
const rule = (name: RegExp) => button(name).closest('li') as HTMLElement;
const isOpen = (name: RegExp) => button(name).getAttribute('aria-expanded') === 'true';

describe('rules of a gateway', () => {
  beforeEach(async () => {
    await open(order);
    await act(async () => opened.stores.navigation.setCursor({ file: 'shop.yaml', offset: gateway.length + 50 }));
    await shows(/^rule 1 of 3/);
  });
  afterEach(close);

  it('a row says which of its matches is hidden, and by which rule', () => {
    expect(button(/^rule 2 of 3/).textContent).toContain('partly hidden: match 1 by rule 1');
  });

  it('a move says what it hides, and what is reached again', async () => {
    const press = async (name: RegExp, key: string) => {
      await act(async () =>
        button(name).dispatchEvent(new KeyboardEvent('keydown', { key, altKey: true, bubbles: true })),
      );
      await act(opened.settle);
    };
    const said = () => place.querySelector('[aria-live]')?.textContent;
    await press(/^rule 3 of 3/, 'ArrowUp');
    expect(said()).toContain('rule 2 of 3, moved up: every request; rule 3 is now hidden by rule 2');
    await press(/^rule 2 of 3/, 'ArrowDown');
    expect(said()).toContain('rule 3 of 3, moved down: every request; rule 2 is now partly hidden: match 1 by rule 1');
  });

  it('names of matches and headers of a single destination are fields of the form', async () => {
    await press(button(/^rule 1 of 3/));
    const name = place.querySelector<HTMLInputElement>(`[data-path='["spec","http",0,"match",0,"name"]']`);
    if (!name) throw new Error('a match has a name');
    await write(name, 'older');
    expect(now()).toBe(order.replace('name: old', 'name: older'));
    await press(button(/^rule 2 of 3/));
    await write(field('host of stable'), 'next');
    expect(now()).toContain('- destination: { host: next }\n      headers: { request: { set: { x-a: b } } }');
    const destination = place.querySelector<HTMLElement>('.destination');
    expect(destination?.textContent).toContain('headers');
  });

  it('a host that is chosen gets none of the ports of the one before', async () => {
    await press(button(/^rule 2 of 3/));
    await write(field('host of stable'), 'details');
    await write(field('port of details'), '9080');
    expect(now()).toContain('number: 9080');
    const host = field('host of details:9080');
    await act(async () => host.focus());
    await act(opened.settle);
    await write(host, 'httpbin');
    expect(now()).toContain('host: httpbin }');
  });

  it('the open rule stays open when others come above it in the text, when it is edited, and when all is undone', async () => {
    await press(button(/^rule 2 of 3/));
    const more = order.replace(
      '  http:\n',
      '  http:\n  - match: [{ uri: { prefix: /new } }]\n    redirect: { uri: / }\n',
    );
    await edit(more, /^rule 3 of 4/);
    expect([isOpen(/^rule 2 of 4/), isOpen(/^rule 3 of 4: prefix \/cart\/items/)]).toEqual([false, true]);
    await edit(more.replace('/cart/items', '/cart/things'), /^rule 3 of 4: prefix \/cart\/things/);
    expect(isOpen(/^rule 3 of 4: prefix \/cart\/things/)).toBe(true);
    await act(async () => void opened.stores.files.undo('shop.yaml'));
    await act(async () => void opened.stores.files.undo('shop.yaml'));
    await shows(/^rule 2 of 3: prefix \/cart\/items/);
    expect(isOpen(/^rule 2 of 3: prefix \/cart\/items/)).toBe(true);
  });

  it('traffic stands in the row of the rule that runs, also where it has moved, and not where it is another one now', async () => {
    const request = { method: 'GET', url: 'http://shop.example.com/cart', headers: [] };
    await act(async () => opened.fake.arrive([request, request]));
    await act(opened.settle);
    expect(rule(/^rule 1 of 3/).querySelector('.rule-rate')?.textContent).toMatch(/\/s$/);
    expect(rule(/^rule 2 of 3/).querySelector('.rule-rate')?.textContent).toBe('');
    await press(button(/^rule 1 of 3/));
    await press(button('Move down'));
    expect(rule(/^rule 2 of 3: prefix \/old/).querySelector('.rule-rate')?.textContent).toMatch(/\/s$/);
    await edit(order.replace('prefix: /old', 'prefix: /older'), /^rule 1 of 3.*\/older/);
    expect(rule(/^rule 1 of 3/).querySelector('.rule-rate')).toBeNull();
  });
});

describe('destinations that stand in two places', () => {
  const linked = `${text.replace('  - route:\n    - destination: { host: stable }', '  - route: &split\n    - destination: { host: stable }')}  - route: *split\n`;
  beforeEach(() => open(linked));
  afterEach(close);

  it('cannot be changed here, and that is said', async () => {
    await press(button(/^rule 1 of 3/));
    const disabled = ['Add a destination', 'Even weights', 'remove the destination stable'].map(
      (name) => button(name).disabled,
    );
    expect(disabled).toEqual([true, true, true]);
    expect([...place.querySelectorAll<HTMLInputElement>('input[type=range]')].map((one) => one.disabled)).toEqual([
      true,
      true,
    ]);
    expect(place.querySelector('.destinations')?.textContent).toMatch(
      /as the text has them: .*split.*change it in the text/,
    );
  });
});

describe('a long rule table', () => {
  beforeEach(() => open(many));
  afterEach(close);

  it('draws only the rules in sight', () => {
    const list = place.querySelector<HTMLElement>('.rule-list');
    expect(list?.querySelectorAll('.rule').length).toBeLessThan(100);
    expect(Number.parseInt(list?.style.height ?? '', 10)).toBeGreaterThan(10_000);
    expect(list?.getAttribute('aria-label')).toBe('rules in order');
  });
});
