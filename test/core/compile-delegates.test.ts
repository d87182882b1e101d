import { describe, expect, it } from 'vitest';
import { hostOf, main, routesOf, shop, tableOf, targetsOf } from './compile/world.ts';

const sub = (http: string, rest = '', namespace = 'default') => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: sub, namespace: ${namespace} }
spec:
  ${rest}
  http: ${http}
---
`;
const delegating = (match: string, more = '') =>
  shop(
    `[{ ${match && `match: [${match}], `}delegate: { name: sub }${more} }, { route: [{ destination: { host: rest } }] }]`,
  );
const entry = (match: string, more = '') =>
  `{ ${match && `match: [${match}], `}route: [{ destination: { host: it } }]${more} }`;
const targets = (root: string, own: string) => targetsOf(tableOf(main, delegating(root), sub(`[${entry(own)}]`)));
const uris = (root: string, own: string) =>
  routesOf(tableOf(main, delegating(root), sub(`[${entry(own)}]`)))
    .filter(({ via }) => via !== undefined)
    .map(({ conditions }) =>
      conditions.map((c) => ('match' in c && 'value' in c.match ? c.match.value : c.match.type)).join(' '),
    );

describe('matches of root and delegate (reference 5.8)', () => {
  it.each([
    ['', '{ uri: { prefix: /a } }', ['/a']],
    ['{ uri: { prefix: /a } }', '', ['/a']],
    ['{ uri: { prefix: /a } }', '{ uri: { prefix: /a/b } }', ['/a/b']],
    ['{ uri: { prefix: /a }, method: { exact: GET } }', '{ uri: { exact: /a/b } }', ['/a/b GET']],
    [
      '{ uri: { prefix: /a } }, { uri: { prefix: /b } }',
      '{ uri: { exact: /b/1 } }, { uri: { exact: /a/1 } }',
      ['/b/1', '/a/1'],
    ],
    [
      '{ headers: { a: { exact: r }, b: { exact: r } } }',
      '{ headers: { b: { exact: r }, c: { exact: d } } }',
      ['r r d'],
    ],
    ['{ uri: { regex: "/a.*" } }', '{ headers: { x: { exact: "1" } } }', ['/a.* 1']],
  ])('%s with %s', (root, own, expected) => {
    expect(uris(root, own)).toEqual(expected);
  });

  it.each([
    ['{ uri: { regex: "/a.*" } }', '{ uri: { prefix: /a } }'],
    ['{ uri: { prefix: /a } }', '{ uri: { regex: "/a.*" } }'],
    ['{ uri: { exact: /a } }', '{ uri: { exact: /b } }'],
    ['{ uri: { exact: /a } }', '{ uri: { prefix: /a } }'],
    ['{ uri: { prefix: /a } }', '{ uri: { prefix: /b } }'],
    ['{ uri: { prefix: /a } }', '{ uri: { exact: /b } }'],
    ['{ headers: { x: {} } }', '{ headers: { x: {} } }'],
    ['{ headers: { x: { exact: a } } }', '{ headers: { x: {} } }'],
    ['{ withoutHeaders: { x: { exact: a } } }', '{ withoutHeaders: { x: { exact: b } } }'],
    ['{ queryParams: { x: { exact: a } } }', '{ queryParams: { x: { exact: b } } }'],
    ['{ method: { exact: GET } }', '{ method: { exact: PUT } }'],
    ['{ scheme: { exact: http } }', '{ scheme: { exact: https } }'],
    ['{ authority: { exact: a } }', '{ authority: { exact: b } }'],
    ['{ uri: { prefix: /a }, ignoreUriCase: true }', '{ uri: { prefix: /a } }'],
    ['{ port: 80 }', '{ port: 81 }'],
    ['{ sourceNamespace: istio-system }', '{ uri: { prefix: /a } }'],
    ['{ sourceLabels: { a: b } }', '{ sourceLabels: { a: c } }'],
    ['{ gateways: [main] }', '{ gateways: [main, other] }'],
    ['{ uri: { prefix: /a } }', '{ uri: { prefix: /a/b } }, { uri: { prefix: /c } }'],
  ])('%s contradicts %s, and the entry goes', (root, own) => {
    const table = tableOf(main, delegating(root), sub(`[${entry(own)}]`));
    expect(targetsOf(table)).toEqual(['rest.default:80']);
    expect(hostOf(table, 'shop.test').omitted).toMatchObject([{ reason: 'delegate', origin: { name: 'sub' } }]);
  });

  it.each([
    ['{ uri: { exact: /a } }', '{ uri: { exact: /a } }'],
    ['{ port: 80, uri: { prefix: /a } }', '{ method: { exact: GET } }'],
    ['{ sourceNamespace: istio-system, uri: { prefix: /a } }', '{ sourceNamespace: istio-system }'],
    ['{ gateways: [main, other], uri: { prefix: /a } }', '{ gateways: [main] }'],
    ['{ uri: { prefix: /a } }', '{ gateways: [main] }'],
  ])('%s fits %s', (root, own) => {
    expect(targets(root, own)).toEqual(['it.default:80', 'rest.default:80']);
  });

  it('ask for the port, source and gateways of the root when the delegate asks for none', () => {
    expect(targets('{ port: 81, uri: { prefix: /a } }', '{ uri: { prefix: /a/b } }')).toEqual(['rest.default:80']);
    expect(targets('{ gateways: [mesh], uri: { prefix: /a } }', '{ uri: { prefix: /a/b } }')).toEqual([
      'rest.default:80',
    ]);
  });
});

describe('actions of root and delegate', () => {
  const forwarded = (rootMore: string, ownMore: string) => {
    const [first] = routesOf(
      tableOf(main, delegating('{ uri: { prefix: /a } }', rootMore), sub(`[${entry('', ownMore)}]`)),
    );
    if (first?.action.do !== 'forward') throw new Error('no forwarding route');
    return first.action;
  };
  const headers = (name: string) => `, headers: { request: { set: { ${name}: "1" } } }`;

  it('inherit what the delegate does not say', () => {
    expect(forwarded(`, timeout: 1s, rewrite: { uri: /r }${headers('root')}`, '')).toMatchObject({
      timeoutMs: 1000,
      rewrite: { value: '/r' },
      destinations: [{ requestHeaders: [{ set: [['root', '1']] }] }],
    });
  });

  it('replace as a whole what it says', () => {
    expect(
      forwarded(
        `, timeout: 1s, rewrite: { uri: /r }${headers('root')}`,
        `, timeout: 2s, rewrite: { authority: b.test }${headers('own')}`,
      ),
    ).toMatchObject({
      timeoutMs: 2000,
      destinations: [{ authority: 'b.test', requestHeaders: [{ set: [['own', '1']] }] }],
    });
  });

  it('join the names, and say whose entry it is and who delegates', () => {
    const root = delegating('{ name: m, uri: { prefix: /a } }', ', name: r');
    const [first] = routesOf(tableOf(main, root, sub(`[${entry('{ name: n, uri: { prefix: /a/b } }', ', name: d')}]`)));
    expect(first).toMatchObject({
      id: 'VirtualService default/shop http[0].match[0] > VirtualService default/sub http[0].match[0] @ default/main',
      name: 'r-d.m-n',
      origin: { name: 'sub', path: 'spec.http[0].match[0]', place: { file: 'c.yaml' } },
      via: { name: 'shop', path: 'spec.http[0]', place: { file: 'b.yaml' } },
    });
  });

  it('keep ids apart where matches multiply', () => {
    const root = delegating('{ headers: { a: {} } }, { headers: { b: {} } }');
    const ids = routesOf(tableOf(main, root, sub(`[${entry('')}, ${entry('{ uri: { prefix: /x } }')}]`))).map(
      ({ id }) => id,
    );
    expect(ids).toHaveLength(5);
    expect(new Set(ids).size).toBe(5);
  });
});

describe('finding the delegate', () => {
  const root = (delegate: string) =>
    shop(`[{ match: [{ uri: { prefix: /a } }], delegate: ${delegate} }, { route: [{ destination: { host: rest } }] }]`);
  const found = (delegate: string, own: string) => targetsOf(tableOf(main, root(delegate), own));
  const http = `[${entry('')}]`;

  it('in the namespace of the root or the one that is named; destinations are completed with its own', () => {
    expect(found('{ name: sub }', sub(http))).toEqual(['it.default:80', 'rest.default:80']);
    expect(found('{ name: sub, namespace: ops }', sub(http, '', 'ops'))).toEqual(['it.ops:80', 'rest.default:80']);
    expect(found('{ name: sub }', sub(http, '', 'ops'))).toEqual(['rest.default:80']);
  });

  it('not where it is hidden from the root, or has hosts', () => {
    expect(found('{ name: sub, namespace: ops }', sub(http, 'exportTo: ["."]', 'ops'))).toEqual(['rest.default:80']);
    expect(found('{ name: sub, namespace: ops }', sub(http, 'exportTo: [default]', 'ops'))).toEqual([
      'it.ops:80',
      'rest.default:80',
    ]);
    expect(found('{ name: sub }', sub(http, 'hosts: [x.test]'))).toEqual(['rest.default:80']);
  });

  it('serves nothing by itself', () => {
    expect(targetsOf(tableOf(main, shop('[{ route: [{ destination: { host: rest } }] }]'), sub(http)))).toEqual([
      'rest.default:80',
    ]);
  });
});
