import { describe, expect, test } from 'vitest';
import { kinds } from '#core/resource/index.ts';
import { resolveGatewayName } from '#core/resource/istio/gateway-name.ts';
import { parseAddress } from '#core/resource/local/address.ts';
import { isDnsLabel, isFullName, isIpAddress, isWildcardName } from '#core/resource/names.ts';
import { readFile } from '#core/resource/read-file.ts';
import { nameOf } from '#core/resource/resource.ts';
import { declaredFields } from '#core/schema/fields.ts';

const readText = (text: string) => {
  const { items, diagnostics } = readFile({ file: 'a.yaml', text });
  return {
    resources: items.flatMap(({ resource }) => (resource ? [resource] : [])),
    diagnostics: diagnostics.map(({ severity, code, place }) => `${severity} ${code} ${text.slice(...place.range)}`),
    messages: diagnostics.map(({ message }) => message),
  };
};
const gateway = (servers: string, rest = '') =>
  `apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: main }\nspec:\n  servers: [${servers}]\n${rest}`;
const server = (hosts: string, port = 'number: 80, name: http, protocol: HTTP', rest = '') =>
  `{ port: { ${port} }, hosts: ${hosts}${rest} }`;
const service = (http: string, rest = 'hosts: [a.test], gateways: [main]') =>
  `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: shop }\nspec: { ${rest}, http: [${http}] }\n`;
const to = 'route: [{ destination: { host: web } }]';

describe('metadata', () => {
  test('has its defaults, and times are brought to one form', () => {
    const text = `kind: Service\napiVersion: v1\nmetadata: { name: web, labels: { a: b }, creationTimestamp: "2026-01-31T13:00:00.5+01:00", uid: x }\nspec: { ports: [{ port: 80 }] }\n`;
    const [web] = readText(text).resources;
    expect(web).toMatchObject({
      kind: 'Service',
      namespace: 'default',
      labels: { a: 'b' },
      annotations: {},
      created: '2026-01-31T12:00:00Z',
      file: 'a.yaml',
    });
    expect(web && nameOf(web)).toBe('Service default/web');
    expect(
      readText(
        'kind: Service\napiVersion: v1\nmetadata: { name: web, creationTimestamp: null }\nspec: { ports: [{ port: 80 }] }',
      ).diagnostics,
    ).toEqual([]);
  });

  test.each([
    ['{}', 'error resource/no-name metadata'],
    ['{ generateName: a- }', 'error resource/no-name generateName'],
    ['{ name: 5 }', 'error schema/wrong-type 5'],
    ['{ name: a_b }', 'error resource/name a_b'],
    ['{ name: a, namespace: "x.y" }', 'error resource/namespace "x.y"'],
    ['{ name: a, creationTimestamp: yesterday }', 'error resource/timestamp yesterday'],
    ['{ name: a, lables: {} }', 'error schema/unknown-field lables'],
    ['', 'error resource/no-name metadata'],
  ])('%s', (metadata, expected) => {
    expect(
      readText(`kind: Service\napiVersion: v1\nmetadata: ${metadata}\nspec: { ports: [{ port: 80 }] }`),
    ).toMatchObject({
      resources: [],
      diagnostics: [expected],
    });
  });

  test('annotations that Istio refuses are refused on its own kinds alone', () => {
    const dryRun = 'metadata: { name: a, annotations: { istio.io/dry-run: "true" } }';
    expect(readText(`kind: Service\napiVersion: v1\n${dryRun}\nspec: { ports: [{ port: 80 }] }`).diagnostics).toEqual(
      [],
    );
    const sidecar = `kind: Sidecar\napiVersion: networking.istio.io/v1\n${dryRun}\nspec: { egress: [{ hosts: ["./*"] }] }`;
    expect(readText(sidecar).diagnostics).toContain('error resource/annotation istio.io/dry-run');
  });
});

describe('kinds', () => {
  test.each([
    ['kind: Foo\napiVersion: foo.io/v1', 'information kind/unknown Foo'],
    ['kind: CronJob\napiVersion: batch/v1', 'information kind/ignored CronJob'],
    ['kind: EnvoyFilter\napiVersion: networking.istio.io/v1alpha3', 'information kind/ignored EnvoyFilter'],
    [
      'kind: Gateway\napiVersion: gateway.networking.k8s.io/v1alpha2',
      'error kind/version gateway.networking.k8s.io/v1alpha2',
    ],
    ['kind: VirtualSerivce\napiVersion: networking.istio.io/v1', 'error kind/unknown VirtualSerivce'],
    ['kind: Gateway\napiVersion: networking.istio.io/v2', 'error kind/version networking.istio.io/v2'],
    ['kind: Gateway\napiVersion: networkin.istio.io/v1', 'error kind/version networkin.istio.io/v1'],
    ['kind: Gateway\nspec: {}', 'error resource/no-api-version kind'],
    ['apiVersion: v1\nspec: {}', 'error resource/no-kind apiVersion'],
    ['services: { web: {} }', 'information resource/not-kubernetes services'],
    ['kin', 'error resource/not-an-object kin'],
    ['- a', 'error resource/not-an-object a'],
  ])('%j', (text, expected) => {
    const { diagnostics, resources } = readText(text);
    expect(resources).toEqual([]);
    expect(diagnostics[0]).toBe(expected);
  });

  test('a List gives each of its items, with places of their own', () => {
    const text = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: { name: a }\n  spec: { ports: [{ port: 80 }] }\n- apiVersion: v1\n  kind: Service\n  metadata: { name: B_ }\n  spec: { ports: [{ port: 80 }] }\n`;
    const { resources, diagnostics } = readText(text);
    expect(resources.map(nameOf)).toEqual(['Service default/a']);
    expect(diagnostics).toEqual(['error resource/name B_']);
    expect(resources[0]?.at(['metadata', 'name'])).toMatchObject({ line: 6, column: 21 });
  });

  test('every field has a sentence, and says what differs where something does', () => {
    for (const kind of kinds) {
      if (kind.is !== 'acted') continue;
      for (const { path, field } of declaredFields(kind.schema)) {
        expect(field.doc, `${kind.kind} ${path}`).toMatch(/[.]$/);
        if (field.fidelity !== 'exact') expect(field.note, `${kind.kind} ${path}`).toBeTruthy();
      }
    }
  });

  test('the old API versions are the same', () => {
    for (const version of ['v1', 'v1beta1', 'v1alpha3']) {
      const text = gateway(server('["*"]')).replace('istio.io/v1', `istio.io/${version}`);
      expect(readText(text)).toMatchObject({ resources: [{ kind: 'Gateway' }], diagnostics: [] });
    }
  });
});

describe('Gateway', () => {
  test.each([['a/*.b.test', './c.test', '*/*', '*', '10.0.0.1', '::1', 'shop.test.']])(
    'takes the hosts %s %s %s …',
    (...hosts) => {
      const { diagnostics } = readText(gateway(server(JSON.stringify(hosts))));
      expect(diagnostics).toEqual([]);
    },
  );

  test.each([
    ['', 'error gateway/no-servers servers'],
    [server('[]'), 'error gateway/no-hosts hosts'],
    [server('[shop]'), 'error gateway/host shop'],
    [server('["*x.test"]'), 'error gateway/host "*x.test"'],
    [server('["a*.test"]'), 'error gateway/host "a*.test"'],
    [server('[/x.test]'), 'error gateway/host /x.test'],
    [server('["~/x.test"]'), 'error gateway/host "~/x.test"'],
    [server('["x.test:80"]'), 'error gateway/host "x.test:80"'],
    [server('["x_y.test"]'), 'error gateway/host "x_y.test"'],
    [server('["*"]', 'number: 0, name: http, protocol: HTTP'), 'error gateway/port-number 0'],
    [server('["*"]', 'number: 70000, name: http, protocol: HTTP'), 'error schema/range 70000'],
    [server('["*"]', 'number: 80, name: http, protocol: HTP'), 'error gateway/protocol HTP'],
    [server('["*"]', 'number: 80, name: "", protocol: HTTP'), 'error gateway/port-name ""'],
    [server('["*"]', 'number: 80, name: a, protocol: HTTP, targetPort: 8'), 'error gateway/target-port targetPort'],
    [`${server('["*"]')}, ${server('[a.test]')}`, 'error gateway/duplicate-port-name http'],
    [server('["*"]', 'number: 443, name: a, protocol: https'), 'error gateway/tls-missing https'],
    [server('["*"]', 'number: 1, name: a, protocol: TCP', ', tls: {}'), 'error gateway/tls-unexpected tls'],
    [server('["*"]', undefined, ', bind: here'), 'error gateway/bind here'],
    [server('["*"]', undefined, ', tls: { mode: SIMPLE }'), 'error gateway/tls-unexpected mode'],
  ])('%s', (servers, expected) => {
    expect(readText(gateway(servers)).diagnostics[0]).toBe(expected);
  });
});

describe('VirtualService', () => {
  test.each([
    [to],
    ['match: [{ uri: { prefix: "" }, headers: { a: }, withoutHeaders: { b: { regex: "*" } } }], redirect: { uri: / }'],
    ['directResponse: { status: 503, body: { bytes: "aGk=" } }'],
    ['delegate: { name: d }'],
    ['rewrite: { uriRegexRewrite: { match: "^/(a)", rewrite: "/\\\\1" } }, route: [{ destination: { host: web } }]'],
  ])('takes %s', (http) => {
    expect(readText(service(`{ ${http} }`)).diagnostics).toEqual([]);
  });

  test.each([
    ['{}', 'error virtual-service/no-answer {}'],
    ['{ route: [] }', 'error virtual-service/no-answer route'],
    [`{ ${to}, redirect: { uri: / } }`, 'error virtual-service/several-answers redirect'],
    ['{ redirect: { uri: / }, rewrite: { uri: / } }', 'error virtual-service/several-answers rewrite'],
    ['{ redirect: {} }', 'error virtual-service/redirect redirect'],
    ['{ redirect: { scheme: ftp } }', 'error virtual-service/redirect ftp'],
    ['{ redirect: { redirectCode: 200 } }', 'error schema/range 200'],
    [
      '{ match: [{ uri: { exact: /a } }], redirect: { prefixRewrite: /b } }',
      'error virtual-service/redirect prefixRewrite',
    ],
    ['{ directResponse: { status: 99 } }', 'error schema/range 99'],
    ['{ directResponse: { status: 200, body: { bytes: "%" } } }', 'error virtual-service/body "%"'],
    [`{ ${to}, rewrite: {} }`, 'error virtual-service/rewrite rewrite'],
    [`{ ${to}, rewrite: { uriRegexRewrite: { match: a } } }`, 'error virtual-service/rewrite uriRegexRewrite'],
    [`{ ${to}, rewrite: { uriRegexRewrite: { match: "(?=a)", rewrite: b } } }`, 'error action/regex-refused "(?=a)"'],
    ['{ route: [{ destination: { host: "*" } }] }', 'error virtual-service/destination "*"'],
    ['{ route: [{ destination: { host: "web:80" } }] }', 'error virtual-service/destination "web:80"'],
    ['{ route: [{ destination: { host: a } }, { destination: { host: b } }] }', 'error virtual-service/weights route'],
    [`{ match: [{ uri: { regex: "(?!x)" } }], ${to} }`, 'error match/regex-refused "(?!x)"'],
    [`{ match: [{ method: { prefix: "" } }], ${to} }`, 'error virtual-service/empty-prefix ""'],
    [`{ match: [{ headers: { "a b": {} } }], ${to} }`, 'error virtual-service/header-name "a b"'],
    [`{ match: [{ gateways: [./x] }], ${to} }`, 'error virtual-service/gateway-name ./x'],
    [`{ ${to}, timeout: 0s }`, 'error schema/duration 0s'],
  ])('%s', (http, expected) => {
    const { diagnostics, resources } = readText(service(http));
    expect(diagnostics).toContain(expected);
    expect(resources).toEqual([]);
  });

  test.each([
    ['hosts: [a.test, a.test], gateways: [g]', 'error virtual-service/overlapping-hosts a.test'],
    ['hosts: ["*.test", a.test], gateways: [g]', 'error virtual-service/overlapping-hosts a.test'],
    ['hosts: [a.test, "*.test"], gateways: [g]', 'error virtual-service/overlapping-hosts "*.test"'],
    ['hosts: ["*"]', 'error virtual-service/host "*"'],
    ['hosts: ["a.test:80"], gateways: [g]', 'error virtual-service/host "a.test:80"'],
    ['gateways: [g]', 'error virtual-service/delegate gateways'],
    ['hosts: [a.test], gateways: ["a b"]', 'error virtual-service/gateway-name "a b"'],
  ])('%s', (rest, expected) => {
    expect(readText(service(`{ ${to} }`, rest)).diagnostics).toContain(expected);
  });
});

describe('our own kinds', () => {
  const local = (kind: string, spec: string) =>
    readText(`apiVersion: slipway.dev/v1\nkind: ${kind}\nmetadata: { name: a }\nspec: ${spec}\n`).diagnostics;

  test.each([
    ['LocalService', '{ address: 3000 }', []],
    ['LocalService', '{ sample: echo, labels: { version: v1 } }', []],
    ['LocalService', '{ ports: [{ port: 80, address: "localhost:3000" }] }', []],
    ['LocalService', '{ endpoints: [{ address: 1, labels: { v: a } }, { sample: echo }] }', []],
    ['LocalService', '{}', ['error local-service/no-address spec']],
    ['LocalService', '{ address: 70000 }', ['error local-service/address 70000']],
    ['LocalService', '{ address: "http://x/y" }', ['error local-service/address "http://x/y"']],
    ['LocalService', '{ sample: nginx }', ['error schema/enum nginx']],
    ['LocalService', '{ ports: [{ port: 80 }] }', ['error local-service/no-address port']],
    ['LocalGateway', '{ explainErrors: true, ports: [{ declared: 80, local: 9080 }] }', []],
    ['LocalGateway', '{ addresses: [here] }', ['error local-gateway/address here']],
    ['LocalGateway', '{ pathNormalization: base }', ['error schema/enum base']],
  ])('%s %s', (kind, spec, expected) => {
    expect(local(kind, spec)).toEqual(expected);
  });

  test('addresses', () => {
    expect(parseAddress(3000)).toEqual({ host: '127.0.0.1', port: 3000 });
    expect(parseAddress('[::1]:80')).toEqual({ host: '::1', port: 80 });
    expect(parseAddress('http://LOCALHOST:80/')).toEqual({ host: 'localhost', port: 80 });
    for (const wrong of ['', 'x', '0', 70000, 'a:b:1', 'x/y:1']) expect(parseAddress(wrong)).toBeUndefined();
  });
});

test('names follow the rules of the reference', () => {
  expect(['a', 'A-1', '-a', 'a_b', 'x'.repeat(64)].map(isDnsLabel)).toEqual([true, true, false, false, false]);
  expect(['a.b', 'a.b.', 'a..b', 'a.1', '1.a'].map(isFullName)).toEqual([true, true, false, false, true]);
  expect(['*', '*.a', '*a.b', '*-.a', 'a.*', '**.a'].map(isWildcardName)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(['1.2.3.4', '1.2.3', '::', 'fe80::1%eth0', '1::2::3', '::ffff:1.2.3.4', '256.1.1.1'].map(isIpAddress)).toEqual(
    [true, false, true, true, false, true, false],
  );
  expect(
    ['g', 'ns/g', 'g.ns', 'g.ns.svc.cluster.local', './g', 'mesh'].map((name) => resolveGatewayName(name, 'own')),
  ).toEqual(['own/g', 'ns/g', 'ns/g', 'ns/g', 'own/g', 'mesh']);
});
