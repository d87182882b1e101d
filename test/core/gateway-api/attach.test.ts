import { describe, expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { explainRequest } from '#core/route/explain.ts';
import { load } from '#core/route/load.ts';
import type { Condition } from '#core/snapshot/status.ts';

const api = 'apiVersion: gateway.networking.k8s.io/v1';
const own = 'apiVersion: slipway.dev/v1\nkind: LocalGateway\nmetadata: { name: here }\nspec: { gatewayAddresses: own }';
const gateway = (name: string, spec: string, metadata = '') =>
  `${api}\nkind: Gateway\nmetadata: { name: ${name}${metadata} }\nspec:\n  gatewayClassName: istio\n${spec}`;
const web = '  listeners: [{ name: web, port: 80, protocol: HTTP }]';
const route = (name: string, parents: string, more = '') =>
  `${api}\nkind: HTTPRoute\nmetadata: { name: ${name} }\nspec:\n  parentRefs: [${parents}]\n${more}  rules: [{ backendRefs: [{ name: httpbin, port: 8000 }] }]`;
const of = (...documents: string[]) => build([{ file: 'a.yaml', text: documents.join('\n---\n') }]);

type Body = {
  readonly conditions: readonly Condition[];
  readonly addresses: readonly { readonly type: string; readonly value: string }[];
  readonly listeners: readonly { readonly name: string; readonly conditions: readonly Condition[] }[];
  readonly parents: readonly { readonly parentRef: object; readonly conditions: readonly Condition[] }[];
};
const statusOf = ({ statuses }: ReturnType<typeof of>, kind: string, name: string): Body =>
  statuses.find((one) => one.kind === kind && one.name === name)?.status as Body;
const say = (conditions: readonly Condition[] = []) =>
  conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`);

describe('addresses', () => {
  test('are shared as long as nothing else is said', () => {
    const built = of(gateway('a', web), gateway('b', web));
    expect(statusOf(built, 'Gateway', 'b').addresses.map(({ value }) => value)).toEqual(['127.0.0.1', '::1']);
    expect(built.table.listeners.map(({ id }) => id)).toEqual(['0.0.0.0_80']);
  });

  test('of its own has each Gateway in the order of age, and a request is explained at the one it dials', () => {
    const built = of(
      own,
      gateway('young', web, ', creationTimestamp: "2026-03-01T00:00:00Z"'),
      gateway('old', web, ', creationTimestamp: "2026-02-01T00:00:00Z"'),
      route('bread', '{ name: young }'),
    );
    expect(statusOf(built, 'Gateway', 'old').addresses).toEqual([{ type: 'IPAddress', value: '127.0.1.1' }]);
    expect(statusOf(built, 'Gateway', 'young').addresses).toEqual([{ type: 'IPAddress', value: '127.0.1.2' }]);
    expect(built.table.listeners).toMatchObject([
      { id: '127.0.1.1_80', bind: '127.0.1.1', declaredPorts: [80] },
      { id: '127.0.1.2_80', bind: '127.0.1.2', declaredPorts: [80] },
    ]);
    const ask = (url: string) =>
      explainRequest(load(built.table), { method: 'GET', url, headers: [] }).decision.outcome;
    expect([ask('http://127.0.1.1/'), ask('http://127.0.1.2/')]).toEqual(['reject', 'forward']);
  });

  test('of loopback are taken as written, others of this machine are not', () => {
    const built = of(
      gateway('main', `  addresses: [{ value: 127.0.0.9 }, { value: 10.0.0.1 }]\n${web}`),
      gateway('any', `  addresses: [{ type: IPAddress }]\n${web}`),
      gateway('none', `  addresses: [{ value: 10.0.0.1 }]\n${web}`),
    );
    const main = statusOf(built, 'Gateway', 'main');
    expect(main.addresses).toEqual([{ type: 'IPAddress', value: '127.0.0.9' }]);
    expect(say(main.conditions)).toContain('Programmed False AddressNotUsable');
    expect(statusOf(built, 'Gateway', 'any').addresses).toHaveLength(2);
    expect(statusOf(built, 'Gateway', 'none').addresses).toEqual([]);
    expect(built.table.listeners.map(({ id }) => id)).toEqual(['0.0.0.0_80', '127.0.0.9_80']);
  });
});

describe('a Gateway', () => {
  test('of Istio with the same name is another resource', () => {
    const istio = `apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: main }
spec: { servers: [{ port: { number: 81, name: http, protocol: HTTP }, hosts: ["*"] }] }`;
    const built = of(istio, gateway('main', web));
    expect(built.diagnostics).toEqual([]);
    expect(built.snapshot.gateways).toHaveLength(1);
    expect(built.snapshot.gatewayApi.gateways).toHaveLength(1);
    expect(built.table.listeners.map(({ port }) => port)).toEqual([81, 80]);
  });

  test('of a class that the LocalGateway does not name has no status, and its routes have none for it', () => {
    const built = of(
      'apiVersion: slipway.dev/v1\nkind: LocalGateway\nmetadata: { name: here }\nspec: { gatewayClasses: [mine] }',
      gateway('main', web),
      route('bread', '{ name: main }'),
    );
    expect(built.statuses).toEqual([
      { apiVersion: api.slice(12), kind: 'HTTPRoute', namespace: 'default', name: 'bread', status: { parents: [] } },
    ]);
    expect(built.table.listeners).toEqual([]);
  });

  test('with errors of its own is missed by no route', () => {
    const built = of(gateway('main', '  listeners: []'), route('bread', '{ name: main }'));
    expect(built.diagnostics.map(({ code }) => code)).not.toContain('reference/missing');
  });

  test('that is broken while it is edited serves as it was, beside one of Istio with its name', () => {
    const istio = `apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: main }
spec: { servers: [{ port: { number: 81, name: http, protocol: HTTP }, hosts: ["*"] }] }`;
    const good = of(istio, gateway('main', web));
    const text = [istio, gateway('main', web.replace('80', 'eighty'))].join('\n---\n');
    const { table, heldBack } = build([{ file: 'a.yaml', text }], good);
    expect(table.listeners.map(({ port }) => port)).toEqual([81, 80]);
    expect(heldBack).toHaveLength(1);
  });

  test.each([['kind: Gateway'], ['apiVersion: gateway.networking.k8s.i/v1\nkind: Gateway']])(
    'whose group is being written serves as it was: %j',
    (head) => {
      const good = of(gateway('main', web));
      const text = gateway('main', web).replace(`${api}\nkind: Gateway`, head);
      const { table, heldBack } = build([{ file: 'a.yaml', text }], good);
      expect(table.listeners.map(({ port }) => port)).toEqual([80]);
      expect(heldBack).toHaveLength(1);
    },
  );

  test('says that the listener of another one has the port', () => {
    const bytes = '  listeners: [{ name: tcp, port: 80, protocol: TCP }]';
    const built = of(gateway('a', web), gateway('b', bytes));
    const [listener] = statusOf(built, 'Gateway', 'b').listeners;
    expect(say(listener?.conditions)).toContain('Accepted False PortUnavailable');
    expect(say(statusOf(built, 'Gateway', 'b').conditions)).toContain('Accepted False ListenersNotValid');
    expect(say(statusOf(of(own, gateway('a', web), gateway('b', bytes)), 'Gateway', 'b').conditions)).toContain(
      'Accepted True Accepted',
    );
  });
});

describe('a route', () => {
  test('for default Gateways attaches to those, with an entry for each', () => {
    const built = of(gateway('main', `  defaultScope: All\n${web}`), route('bread', '', '  useDefaultGateways: All\n'));
    expect(statusOf(built, 'HTTPRoute', 'bread').parents).toMatchObject([
      { parentRef: { kind: 'Gateway', name: 'main', namespace: 'default' }, conditions: [{ status: 'True' }, {}] },
    ]);
    expect(built.diagnostics).toEqual([]);
  });

  test('that comes to a listener twice is there once, and has an entry for each time', () => {
    const built = of(
      gateway('main', `  defaultScope: All\n${web}`),
      route('bread', '{ name: main, sectionName: web }', '  useDefaultGateways: All\n'),
    );
    expect(statusOf(built, 'HTTPRoute', 'bread').parents).toHaveLength(2);
    expect(statusOf(built, 'Gateway', 'main').listeners).toMatchObject([{ attachedRoutes: 1 }]);
  });

  test('with a filter that is not known answers 500, and is accepted where other rules are good', () => {
    const filter = '{ type: ExtensionRef, extensionRef: { group: example.com, kind: Thing, name: a } }';
    const text = (rules: string) =>
      `${api}\nkind: HTTPRoute\nmetadata: { name: bread }\nspec:\n  parentRefs: [{ name: main }]\n  rules: [${rules}]`;
    const bad = `{ matches: [{ path: { value: /bad } }], filters: [${filter}], backendRefs: [{ name: httpbin, port: 8000 }] }`;
    const built = of(gateway('main', web), text(`${bad}, { backendRefs: [{ name: httpbin, port: 8000 }] }`));
    const [parent] = statusOf(built, 'HTTPRoute', 'bread').parents;
    expect(say(parent?.conditions)).toEqual([
      'Accepted True Accepted',
      'ResolvedRefs True ResolvedRefs',
      'PartiallyInvalid True UnsupportedValue',
    ]);
    expect(parent?.conditions[2]?.message).toMatch(/^Dropped Rule/);
    const ask = (path: string) =>
      explainRequest(load(built.table), { method: 'GET', url: `http://a.local${path}`, headers: [] }).decision;
    expect(ask('/bad')).toMatchObject({ outcome: 'respond', status: 500 });
    expect(ask('/good')).toMatchObject({ outcome: 'forward' });
    const [only] = statusOf(of(gateway('main', web), text(bad)), 'HTTPRoute', 'bread').parents;
    expect(say(only?.conditions)).toContain('Accepted False UnsupportedValue');
  });
});

test('two thousand routes on one listener are attached and served in one go', () => {
  const routes = Array.from({ length: 2_000 }, (_, i) =>
    route(`r${i}`, '{ name: main }', `  hostnames: [h${i}.local]\n`),
  );
  const { table, statuses, diagnostics } = of(gateway('main', web), ...routes);
  expect(diagnostics).toEqual([]);
  expect(statuses).toHaveLength(2_001);
  expect(table.routeConfigs['http.80']?.virtualHosts).toHaveLength(2_001);
});
