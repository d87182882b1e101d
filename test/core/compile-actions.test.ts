import { describe, expect, it } from 'vitest';
import type { Action, ForwardAction } from '#core/route/table.ts';
import { codesOf, compileYaml, hostOf, main, routesOf, shop, tableOf } from './compile/world.ts';

const actionOf = (entry: string, gateway = main): Action => {
  const [route] = routesOf(tableOf(gateway, shop(`[{ ${entry} }]`)));
  if (route === undefined) throw new Error(`no route for ${entry}`);
  return route.action;
};
const forwardOf = (entry: string): ForwardAction => {
  const action = actionOf(entry);
  if (action.do !== 'forward') throw new Error(`${entry} does not forward`);
  return action;
};
const to = (name: string, rest = '') => `{ destination: { host: ${name} }${rest && `, ${rest}`} }`;
const ops = (set: object = {}, add: object = {}, remove: readonly string[] = []) => ({
  remove,
  set: Object.entries(set),
  add: Object.entries(add),
});

describe('weights (reference 5.2)', () => {
  it.each([
    [to('a'), [['a', 1]], 1],
    [to('a', 'weight: 5'), [['a', 1]], 1],
    [to('a', 'weight: 0'), [['a', 1]], 1],
    [
      `${to('a', 'weight: 3')}, ${to('b', 'weight: 1')}`,
      [
        ['a', 3],
        ['b', 1],
      ],
      4,
    ],
    [`${to('a', 'weight: 100')}, ${to('b', 'weight: 0')}`, [['a', 100]], 100],
    [`${to('a')}, ${to('b', 'weight: 1')}`, [['b', 1]], 1],
  ])('%s', (route, expected, total) => {
    const { destinations, totalWeight } = forwardOf(`route: [${route}]`);
    expect(destinations.map(({ host, weight }) => [host.split('.')[0], weight])).toEqual(expected);
    expect(totalWeight).toBe(total);
  });
});

describe('header operations (reference 5.4)', () => {
  const level = (request: string, response = '{}') => `headers: { request: ${request}, response: ${response} }`;

  it('of one level: names in lower case and sorted, empty values gone', () => {
    const [first] = forwardOf(
      `${level('{ set: { X-B: "2", x-a: "1", x-c: "" }, add: { X-D: "3" }, remove: [X-E] }')}, route: [${to('a')}]`,
    ).destinations;
    expect(first?.requestHeaders).toEqual([ops({ 'x-b': '2', 'x-a': '1' }, { 'x-d': '3' }, ['x-e'])]);
    expect(first?.responseHeaders).toEqual([]);
  });

  it('of the only destination: one parser, the destination last and so the winner', () => {
    const own = level('{ set: { w: dest }, remove: [r2] }', '{ add: { s: dest } }');
    const [first] = forwardOf(
      `${level('{ set: { w: route }, remove: [r1] }', '{ add: { s: route } }')}, route: [${to('a', own)}]`,
    ).destinations;
    expect(first?.requestHeaders).toEqual([
      {
        remove: ['r1', 'r2'],
        set: [
          ['w', 'route'],
          ['w', 'dest'],
        ],
        add: [],
      },
    ]);
    expect(first?.responseHeaders).toEqual([
      {
        remove: [],
        set: [],
        add: [
          ['s', 'route'],
          ['s', 'dest'],
        ],
      },
    ]);
  });

  it('of several destinations: the destination, then the route, which wins', () => {
    const { destinations } = forwardOf(
      `${level('{ set: { w: route } }')}, route: [${to('a', `weight: 1, ${level('{ set: { w: dest } }')}`)}, ${to('b', 'weight: 1')}]`,
    );
    expect(destinations[0]?.requestHeaders).toEqual([ops({ w: 'dest' }), ops({ w: 'route' })]);
    expect(destinations[1]?.requestHeaders).toEqual([ops({ w: 'route' })]);
  });

  it('counts destinations as they are written, also those of weight 0', () => {
    const { destinations } = forwardOf(
      `${level('{ set: { w: route } }')}, route: [${to('a', `weight: 1, ${level('{ set: { w: dest } }')}`)}, ${to('b', 'weight: 0')}]`,
    );
    expect(destinations.map(({ requestHeaders }) => requestHeaders)).toEqual([
      [ops({ w: 'dest' }), ops({ w: 'route' })],
    ]);
  });

  it.each([
    ['', '', '{ set: { Host: dest.test } }', 'dest.test'],
    ['', '{ set: { ":authority": route.test } }', '{ set: { Host: dest.test } }', 'route.test'],
    ['rewrite: { authority: rewrite.test }, ', '', '{ set: { Host: dest.test } }', 'rewrite.test'],
    ['', '', '{ add: { host: added.test }, set: { host: set.test } }', 'set.test'],
    ['', '{ add: { host: added.test } }', '{}', 'added.test'],
    ['', '{}', '{}', undefined],
  ])('host: %s%s over %s is %s', (rewrite, route, dest, expected) => {
    for (const more of ['', `, ${to('b', 'weight: 1')}`]) {
      const entry = `${rewrite}${route && `${level(route)}, `}route: [${to('a', `weight: 1, ${level(dest)}`)}${more}]`;
      const [first] = forwardOf(entry).destinations;
      expect(first?.authority).toBe(expected);
      expect(first?.requestHeaders).toEqual([]);
    }
  });

  it('on the response also of redirects and direct responses', () => {
    const response = 'headers: { response: { set: { x: "1" } } }';
    expect(actionOf(`redirect: { uri: /n }, ${response}`)).toMatchObject({ responseHeaders: [ops({ x: '1' })] });
    expect(actionOf(`directResponse: { status: 200 }, ${response}`)).toMatchObject({
      responseHeaders: [ops({ x: '1' })],
    });
  });
});

describe('redirect (reference 5.5)', () => {
  const https = main
    .replace('protocol: HTTP }', 'protocol: HTTPS }')
    .replace('hosts: ["*"]', 'hosts: ["*"], tls: { mode: SIMPLE, credentialName: c }');
  const base = { do: 'redirect', status: 301, responseHeaders: [] };

  it.each([
    ['uri: /n', { uri: '/n' }],
    ['uri: "/n?y=2", authority: "b.test:81"', { uri: '/n?y=2', authority: 'b.test:81' }],
    ['prefixRewrite: /n', { prefixRewrite: '/n' }],
    ['scheme: https', { scheme: 'https' }],
    ['scheme: https, port: 8443', { scheme: 'https', port: 8443 }],
    ['scheme: https, port: 443', { scheme: 'https' }],
    ['scheme: https, port: 80', { scheme: 'https', port: 80 }],
    ['uri: /n, port: 80', { uri: '/n' }],
    ['uri: /n, port: 443', { uri: '/n', port: 443 }],
    ['uri: /n, derivePort: FROM_REQUEST_PORT', { uri: '/n' }],
    ['scheme: https, derivePort: FROM_REQUEST_PORT', { scheme: 'https', port: 80 }],
    ['uri: /n, derivePort: FROM_PROTOCOL_DEFAULT', { uri: '/n' }],
    ['uri: /n, redirectCode: 308', { uri: '/n', status: 308 }],
  ])('%s', (redirect, expected) => {
    expect(actionOf(`redirect: { ${redirect} }`)).toEqual({ ...base, ...expected });
  });

  it('takes the scheme of the server where none is written', () => {
    const table = tableOf(https, shop('[{ redirect: { uri: /n, port: 443 } }]'));
    expect(routesOf(table, 'shop.test', 'https.80.http.main.default')[0]?.action).toEqual({ ...base, uri: '/n' });
  });

  it('derives the port of the server, not the one it leads to', () => {
    const alt = main.replace('number: 80', 'number: 8081');
    const table = tableOf(alt, shop('[{ redirect: { uri: /n, derivePort: FROM_REQUEST_PORT } }]'));
    expect(routesOf(table, 'shop.test', 'http.8081')[0]?.action).toMatchObject({ port: 8081 });
  });

  it('leaves out a code that Envoy refuses, and the rest goes on', () => {
    const { value, diagnostics } = compileYaml(
      main,
      shop(
        '[{ match: [{ uri: { prefix: /a } }], redirect: { uri: /n, redirectCode: 304 } }, { redirect: { uri: /m } }]',
      ),
    );
    expect(routesOf(value)).toHaveLength(1);
    expect(hostOf(value, 'shop.test').omitted).toMatchObject([{ reason: 'invalid' }]);
    expect(codesOf(diagnostics)).toContain('action/redirect-code');
  });
});

describe('directResponse, rewrite and timeout', () => {
  it.each([
    ['status: 503', {}],
    ['status: 200, body: { string: hello }', { body: { text: 'hello' } }],
    ['status: 200, body: { string: "" }', {}],
    ['status: 200, body: { bytes: aGk= }', { body: { base64: 'aGk=' } }],
  ])('directResponse %s', (written, expected) => {
    const status = Number(/\d+/.exec(written)?.[0]);
    expect(actionOf(`directResponse: { ${written} }`)).toEqual({
      do: 'respond',
      status,
      responseHeaders: [],
      ...expected,
    });
  });

  it.each([
    ['{ uri: /v2 }', { kind: 'uri', value: '/v2' }],
    [
      '{ uriRegexRewrite: { match: "/a(.)", rewrite: "/\\\\1" } }',
      { kind: 'regex', pattern: '/a(.)', substitution: '/\\1' },
    ],
    ['{ authority: b.test }', undefined],
  ])('rewrite %s', (rewrite, expected) => {
    expect(forwardOf(`rewrite: ${rewrite}, route: [${to('a')}]`).rewrite).toEqual(expected);
  });

  it('has no timeout unless one is written', () => {
    expect(forwardOf(`route: [${to('a')}]`)).not.toHaveProperty('timeoutMs');
    expect(forwardOf(`timeout: 1.5s, route: [${to('a')}]`).timeoutMs).toBe(1500);
  });
});
