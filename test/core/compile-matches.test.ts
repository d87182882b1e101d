import { describe, expect, it } from 'vitest';
import { translateConditions } from '#core/route/compile/conditions.ts';
import { createRegexes } from '#core/route/compile/regexes.ts';
import { createReport } from '#core/route/compile/report.ts';
import type { Route } from '#core/route/table.ts';
import { codesOf, hostOf, main, resourcesOf, routesOf, shop, tableOf, targetsOf } from './compile/world.ts';

const matched = (match: string): Route => {
  const [first] = routesOf(tableOf(main, shop(`[{ match: [${match}], redirect: { uri: /x } }]`)));
  if (first === undefined) throw new Error(`no route for ${match}`);
  return first;
};

describe('conditions of the request (reference 4)', () => {
  it.each([
    ['{ uri: { exact: /a } }', [{ on: 'path', match: { type: 'exact', value: '/a' }, ignoreCase: false }]],
    [
      '{ uri: { prefix: /a }, ignoreUriCase: true }',
      [{ on: 'path', match: { type: 'prefix', value: '/a' }, ignoreCase: true }],
    ],
    ['{ uri: { regex: "/a.*" } }', [{ on: 'path', match: { type: 'regex', value: '/a.*' }, ignoreCase: false }]],
    ['{ uri: {} }', []],
    ['{ method: { exact: GET } }', [{ on: 'method', match: { type: 'exact', value: 'GET' } }]],
    ['{ authority: { prefix: a } }', [{ on: 'authority', match: { type: 'prefix', value: 'a' } }]],
    ['{ scheme: { regex: "https?" } }', [{ on: 'scheme', match: { type: 'regex', value: 'https?' } }]],
    ['{ method: {} }', [{ on: 'method', match: { type: 'prefix', value: '' } }]],
    ['{ headers: { x-a: {} } }', [{ on: 'header', name: 'x-a', match: { type: 'present' }, without: false }]],
    ['{ headers: { x-a: null } }', [{ on: 'header', name: 'x-a', match: { type: 'present' }, without: false }]],
    [
      '{ headers: { x-a: { exact: "1" } } }',
      [{ on: 'header', name: 'x-a', match: { type: 'exact', value: '1' }, without: false }],
    ],
    [
      '{ withoutHeaders: { x-a: { regex: "*" } } }',
      [{ on: 'header', name: 'x-a', match: { type: 'present' }, without: true }],
    ],
    [
      '{ withoutHeaders: { x-a: { exact: "" } } }',
      [{ on: 'header', name: 'x-a', match: { type: 'exact', value: '' }, without: true }],
    ],
    [
      '{ queryParams: { q: { exact: "" }, r: {} } }',
      [
        { on: 'query', name: 'q', match: { type: 'exact', value: '' } },
        { on: 'query', name: 'r', match: { type: 'present' } },
      ],
    ],
  ])('%s', (match, conditions) => {
    expect(matched(match).conditions).toEqual(conditions);
  });

  it('remember what a prefix rewrite replaces, in bytes', () => {
    expect(matched('{ uri: { prefix: /api } }').matchedPath).toEqual({ kind: 'prefix', length: 4 });
    expect(matched('{ uri: { prefix: /é } }').matchedPath).toEqual({ kind: 'prefix', length: 3 });
    expect(matched('{ uri: { prefix: "" } }').matchedPath).toEqual({ kind: 'prefix', length: 0 });
    expect(matched('{ uri: { exact: /api } }').matchedPath).toEqual({ kind: 'whole', length: 0 });
    expect(matched('{ uri: { regex: /api } }').matchedPath).toEqual({ kind: 'whole', length: 0 });
    expect(matched('{ method: { exact: GET } }').matchedPath).toEqual({ kind: 'prefix', length: 1 });
  });

  /** What the reader would refuse, as it may come from elsewhere. */
  const raw = (spec: Parameters<typeof translateConditions>[0]['spec']) => {
    const [vs] = resourcesOf(shop('[{ match: [{ uri: { exact: /a } }], redirect: { uri: /x } }]'));
    const report = createReport();
    const resource = vs as Parameters<typeof translateConditions>[0]['parts'][0]['in'];
    const part = { in: resource, path: ['spec', 'http', 0, 'match', 0], spec };
    return { found: translateConditions({ spec, gateways: [], parts: [part] }, createRegexes(), report), report };
  };

  it('of several forms take the last of the schema', () => {
    expect(raw({ uri: { exact: '/a', prefix: '/b' } }).found).toMatchObject({
      conditions: [{ match: { type: 'prefix' } }],
    });
    expect(raw({ uri: { exact: '/a', prefix: '/b', regex: '/c' } }).found).toMatchObject({
      conditions: [{ match: { type: 'regex' } }],
    });
  });

  it('are refused as a whole when RE2 refuses a pattern, with a diagnostic', () => {
    const { found, report } = raw({ uri: { regex: '/(?!a)' } });
    expect(found).toEqual({ refused: '/(?!a)' });
    expect(codesOf(report.diagnostics())).toEqual(['match/regex-refused']);
  });
});

describe('conditions of the translation (reference 4.1)', () => {
  const local = `
apiVersion: slipway.dev/v1
kind: LocalGateway
metadata: { name: here }
spec: { namespace: edge, labels: { app: edge, tier: front } }
---
`;
  const selecting = main.replace('spec:', 'spec:\n  selector: { app: mine }');
  const kept = (match: string, gateway = main, ...more: readonly string[]) =>
    targetsOf(
      tableOf(
        gateway,
        shop(`[{ match: [${match}], route: [{ destination: { host: it } }] }, { redirect: { uri: /x } }]`),
        ...more,
      ),
    )[0] === 'it.default:80';

  it.each([
    ['{ uri: { prefix: /x }, port: 80 }', true],
    ['{ uri: { prefix: /x }, port: 8080 }', false],
    ['{ uri: { prefix: /x }, gateways: [main] }', true],
    ['{ uri: { prefix: /x }, gateways: [default/main, other] }', true],
    ['{ uri: { prefix: /x }, gateways: [mesh] }', false],
    ['{ uri: { prefix: /x }, gateways: [main], sourceLabels: { app: no }, sourceNamespace: no }', true],
    ['{ uri: { prefix: /x }, sourceNamespace: istio-system }', true],
    ['{ uri: { prefix: /x }, sourceNamespace: default }', false],
    ['{ uri: { prefix: /x }, sourceLabels: { app: no } }', false],
  ])('%s is kept: %s', (match, expected) => {
    expect(kept(match)).toBe(expected);
  });

  it('compare the source with the gateway itself', () => {
    expect(kept('{ uri: { prefix: /x }, sourceLabels: { app: edge }, sourceNamespace: edge }', main, local)).toBe(true);
    expect(kept('{ uri: { prefix: /x }, sourceLabels: { app: other } }', main, local)).toBe(false);
    expect(kept('{ uri: { prefix: /x }, sourceLabels: { app: mine } }', selecting)).toBe(true);
    expect(kept('{ uri: { prefix: /x }, sourceLabels: { app: mine, more: x } }', selecting)).toBe(false);
  });

  it('leave the entry out when every match is dropped, and say why', () => {
    const table = tableOf(
      main,
      shop(
        '[{ match: [{ port: 1 }, { gateways: [x] }, { sourceLabels: { a: b } }, { sourceNamespace: c }], redirect: { uri: /a } }, { redirect: { uri: /b } }]',
      ),
    );
    expect(routesOf(table)).toHaveLength(1);
    expect(hostOf(table, 'shop.test').omitted.map(({ reason }) => reason)).toEqual([
      'port',
      'gateways',
      'source-labels',
      'source-namespace',
    ]);
  });

  it('make no virtual host when nothing is left', () => {
    const table = tableOf(main, shop('[{ match: [{ port: 1 }], redirect: { uri: /a } }]'));
    expect(hostOf(table, '*')).toMatchObject({ name: 'blackhole:80', routes: [], omitted: [{ reason: 'port' }] });
  });

  it('use the number of the first server of the Gateway for all of them on one port', () => {
    const two = main.replace(
      'servers: [',
      'servers: [{ port: { number: 8080, name: alt, protocol: HTTP }, hosts: [other.test] }, ',
    );
    const translated = `
apiVersion: v1
kind: Service
metadata: { name: ingress }
spec: { selector: { app: mine }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
`;
    const yaml = two.replace('spec:', 'spec:\n  selector: { app: mine }');
    const http =
      '[{ match: [{ port: 80 }], redirect: { uri: /80 } }, { match: [{ port: 8080 }], redirect: { uri: /8080 } }]';
    const table = tableOf(yaml, translated, shop(http).replace('[shop.test]', '[shop.test, other.test]'));
    expect(table.listeners.map(({ id, declaredPorts }) => [id, declaredPorts])).toEqual([['0.0.0.0_8080', [8080, 80]]]);
    for (const domain of ['shop.test', 'other.test']) {
      expect(routesOf(table, domain, 'http.8080')).toMatchObject([{ action: { uri: '/8080' } }]);
    }
  });
});
