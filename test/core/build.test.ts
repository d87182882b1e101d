import { describe, expect, test } from 'vitest';
import { build } from '#core/build.ts';
import type { Source } from '#core/text/source.ts';

const gateway = (name = 'main', hosts = '["*.test"]') => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: ${name} }
spec: { servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ${hosts} }] }
`;
const virtualService = (name: string, path: string, rest = '') => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: ${name}${rest}
spec:
  hosts: [shop.test]
  gateways: [main]
  http:
  - match: [{ uri: { exact: ${path} } }]
    directResponse: { status: 200 }
`;
const file = (text: string, name = 'a.yaml'): Source => ({ file: name, text });
const pathsOf = ({ table }: ReturnType<typeof build>) =>
  Object.values(table.routeConfigs).flatMap(({ virtualHosts }) =>
    virtualHosts.flatMap(({ routes }) =>
      routes.flatMap(({ conditions }) =>
        conditions.flatMap((condition) => (condition.on === 'path' ? [condition.match.value] : [])),
      ),
    ),
  );
const codesOf = ({ diagnostics }: ReturnType<typeof build>) =>
  diagnostics.map(({ severity, code, place }) => `${severity} ${code} ${place.file}:${place.line}:${place.column}`);

describe('order and split', () => {
  const texts = [gateway(), virtualService('a', '/a'), virtualService('b', '/b'), virtualService('c', '/c')];
  const shape = (sources: readonly Source[]) =>
    JSON.stringify(build(sources).table, (key, value) => (key === 'place' ? undefined : value));

  test('change nothing but places', () => {
    const one = shape([file(texts.join('---\n'))]);
    expect(shape([file([...texts].reverse().join('---\n'))])).toBe(one);
    expect(shape(texts.map((text, index) => file(text, `${index}.yaml`)))).toBe(one);
    expect(shape(texts.map((text, index) => file(text, `${9 - index}.yaml`)).reverse())).toBe(one);
  });

  test('the table is plain data', () => {
    const { table } = build([file(texts.join('---\n'))]);
    expect(JSON.parse(JSON.stringify(table))).toEqual(table);
    expect(pathsOf(build([file(texts.join('---\n'))]))).toEqual(['/a', '/b', '/c']);
  });

  test('older resources come first', () => {
    const older = virtualService('z', '/old', '\n  creationTimestamp: "2020-01-01T00:00:00Z"');
    const newer = virtualService('a', '/new', '\n  creationTimestamp: "2021-01-01T00:00:00Z"');
    expect(pathsOf(build([file([gateway(), newer, older].join('---\n'))]))).toEqual(['/old', '/new']);
  });
});

describe('the same resource twice', () => {
  test.each([[['a.yaml', 'b.yaml']], [['b.yaml', 'a.yaml']]])('files in the order %s', (order) => {
    const texts: Record<string, string> = {
      'a.yaml': virtualService('x', '/first'),
      'b.yaml': virtualService('x', '/second'),
    };
    const built = build([file(gateway(), 'g.yaml'), ...order.map((name) => file(texts[name] ?? '', name))]);
    expect(pathsOf(built)).toEqual(['/first']);
    expect(codesOf(built)).toEqual(['error resource/duplicate b.yaml:4:9']);
    expect(built.diagnostics[0]?.related).toMatchObject([{ place: { file: 'a.yaml', line: 4 } }]);
  });
});

describe('the last good version', () => {
  const good = build([file([gateway(), virtualService('a', '/a'), virtualService('b', '/b')].join('---\n'))]);
  const edited = (change: (text: string) => string, previous = good) =>
    build([file(change(previous.sources[0]?.text ?? ''))], previous);

  test('serves while a field is wrong, and only that resource is held back', () => {
    const now = edited((text) => text.replace('exact: /a', 'exat: /new').replace('/b', '/c'));
    expect(pathsOf(now)).toEqual(['/a', '/c']);
    expect(now.heldBack).toEqual([{ resource: 'VirtualService default/a', file: 'a.yaml' }]);
    expect(codesOf(now)).toEqual([
      'information resource/held-back a.yaml:6:1',
      'error schema/unknown-field a.yaml:14:22',
    ]);
  });

  test.each<[string, (text: string) => string]>([
    ['the text is no YAML', (text) => text.replace('exact: /a', 'exact: "/a')],
    ['the name is half typed away', (text) => text.replace('  name: a\n', '  name:\n')],
    ['the text is broken and nameless', (text) => text.replace('  name: a\n', '  nam\n')],
    [
      'the kind is misspelled',
      (text) => text.replace('kind: VirtualService\nmetadata:\n  name: a', 'kind: VirtualServic\nmetadata:\n  name: a'),
    ],
    ['a key is double', (text) => text.replace('  name: a\n', '  name: a\n  name: a\n')],
  ])('serves while %s', (_, change) => {
    const now = edited(change);
    expect(pathsOf(now)).toEqual(['/a', '/b']);
    expect(now.heldBack).toEqual([{ resource: 'VirtualService default/a', file: 'a.yaml' }]);
    const later = edited((text) => `# one more line\n${text}`, now);
    expect(pathsOf(later)).toEqual(['/a', '/b']);
    expect(edited((text) => text, later).heldBack).toHaveLength(1);
  });

  test('is placed in the text as it is now', () => {
    const now = edited((text) => `# moved\n${text.replace('exact: /a', 'exat: /new')}`);
    const held = now.resources.find(({ name }) => name === 'a');
    expect(held?.at(['spec', 'http', 0, 'directResponse', 'status'])).toMatchObject({ line: 16 });
  });

  test('ends with a good one, and with the document itself', () => {
    const broken = edited((text) => text.replace('exact: /a', 'exat: /new'));
    expect(pathsOf(edited((text) => text.replace('exat', 'exact'), broken))).toEqual(['/new', '/b']);
    expect(pathsOf(build([file([gateway(), virtualService('b', '/b')].join('---\n'))], broken))).toEqual(['/b']);
    expect(build([], broken).resources).toEqual([]);
  });

  test('without one, only the broken resource is missing', () => {
    const built = build([file([gateway(), virtualService('a', '[x'), virtualService('b', '/b')].join('---\n'))]);
    expect(pathsOf(built)).toEqual(['/b']);
    expect(built.heldBack).toEqual([]);
  });
});

describe('references', () => {
  test('a Gateway that is not there is an error that holds nothing back', () => {
    const text = virtualService('a', '/a').replace('[main]', '[mian, main]');
    const built = build([file([gateway(), text].join('---\n'))]);
    expect(pathsOf(built)).toEqual(['/a']);
    expect(built.diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'reference/missing: no Gateway "default/mian"; did you mean "default/main"?',
    ]);
  });

  test('the same name in another namespace is suggested; a Gateway with errors of its own is not called missing', () => {
    const other = gateway().replace('name: main', 'name: main, namespace: edge');
    expect(build([file([other, virtualService('a', '/a')].join('---\n'))]).diagnostics[0]?.message).toContain(
      '"edge/main"',
    );
    const broken = gateway().replace('number: 80', 'number: 0');
    expect(codesOf(build([file([broken, virtualService('a', '/a')].join('---\n'))]))).toEqual([
      'error gateway/port-number a.yaml:4:37',
    ]);
  });

  test('hosts that the Gateway does not serve, routes for sidecars alone, and entries that are never reached are told', () => {
    const elsewhere = virtualService('a', '/a').replace('shop.test', 'shop.example');
    const mesh = virtualService('b', '/b').replace('  gateways: [main]\n', '');
    const late = virtualService('c', '/c').replace('  - match', '  - directResponse: { status: 204 }\n  - match');
    expect(codesOf(build([file([gateway(), elsewhere, mesh, late].join('---\n'))]))).toEqual([
      'warning reference/host-not-in-gateway a.yaml:11:11',
      'information fidelity/mesh-only a.yaml:22:3',
      'warning route/unreachable a.yaml:36:5',
    ]);
  });
});

test('unchanged files are taken over as they are', () => {
  const first = build([file(gateway(), 'g.yaml'), file(virtualService('a', '/a'))]);
  const second = build([file(gateway(), 'g.yaml'), file(virtualService('a', '/b'))], first);
  expect(second.files[1]).toBe(first.files[1]);
  expect(second.files[0]).not.toBe(first.files[0]);
});

test('10,000 routes and documents by the thousand are built', () => {
  const routes = Array.from(
    { length: 10_000 },
    (_, i) => `  - { match: [{ uri: { exact: /${i} } }], directResponse: { status: 200 } }\n`,
  );
  const big = `${virtualService('big', '/x').split('  - match')[0]}${routes.join('')}`;
  const many = Array.from({ length: 1000 }, (_, i) => virtualService(`v${i}`, `/v${i}`));
  const built = build([file(gateway(), 'g.yaml'), file(big, 'big.yaml'), file(many.join('---\n'), 'many.yaml')]);
  expect(built.diagnostics).toEqual([]);
  expect(pathsOf(built)).toHaveLength(11_000);
});
