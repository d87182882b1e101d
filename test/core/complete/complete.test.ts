import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { complete } from '#core/complete/complete.ts';
import { hover } from '#core/complete/hover.ts';
import { names } from '#core/complete/names.ts';
import { actedKinds, wholeSchema } from '#core/complete/whole-schema.ts';
import { apiVersionsOf } from '#core/resource/kind.ts';
import { declaredFields } from '#core/schema/fields.ts';

const examples = join(import.meta.dirname, '../../../resources/examples');
const sources = readdirSync(examples, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .map((file) => ({ file, text: readFileSync(join(examples, file), 'utf8') }));

const world = build([
  {
    file: 'world.yaml',
    text: `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main, namespace: edge }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.test] }]
---
apiVersion: v1
kind: Service
metadata: { name: cart }
spec: { ports: [{ name: http, port: 9000 }] }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: cart }
spec: { host: cart, subsets: [{ name: v1, labels: { version: v1 } }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: api }
spec: { gatewayClassName: istio, listeners: [{ name: web, port: 80, protocol: HTTP }] }
`,
  },
]);

const labels = (marked: string): readonly string[] => {
  const at = marked.indexOf('|');
  return complete(world, 'new.yaml', marked.replace('|', ''), at)?.items.map(({ label }) => label) ?? [];
};

const virtualService = 'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: web\nspec:\n';
const route = 'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: web\nspec:\n';

test.each([
  ['on an empty line', `${virtualService}  |`, 'hosts'],
  ['half a key', `${virtualService}  ho|`, 'hosts'],
  ['between keys', `${virtualService}  hosts: [a.test]\n  |\n  http: []\n`, 'gateways'],
  ['in a list item', `${virtualService}  http:\n  - |`, 'timeout'],
  ['beside a list item', `${virtualService}  http:\n  - name: a\n    |`, 'timeout'],
  ['where a list begins', `${virtualService}  http:\n    |`, 'route'],
  ['in brackets', `${virtualService}  gateways: [|]`, 'edge/main'],
  ['in open brackets', `${virtualService}  gateways: [mesh, e|\n  http: []`, 'edge/main'],
  ['in quotes', `${virtualService}  gateways: ["|"]`, 'edge/main'],
  ['in braces', `${virtualService}  http: [{ match: [{ uri: { | } }] }]`, 'prefix'],
  ['a list of names', `${virtualService}  gateways:\n  - |`, 'edge/main'],
  ['hosts of the gateway', `${virtualService}  gateways: [edge/main]\n  hosts:\n  - |`, 'shop.test'],
  ['a destination', `${virtualService}  http:\n  - route:\n    - destination:\n        host: |`, 'cart'],
  ['a subset', `${virtualService}  http:\n  - route:\n    - destination:\n        host: cart\n        subset: |`, 'v1'],
  [
    'a port',
    `${virtualService}  http:\n  - route:\n    - destination:\n        host: cart\n        port:\n          number: |`,
    '9000',
  ],
  ['an enum behind a tight colon', `${virtualService}  http:\n  - corsPolicy:\n      unmatchedPreflights:|`, 'IGNORE'],
  ['the second retry word', `${virtualService}  http:\n  - retries:\n      retryOn: 5xx,ga|`, 'gateway-error'],
  ['with CRLF', `${virtualService}  ho|\n`.replaceAll('\n', '\r\n'), 'hosts'],
  [
    'in a List',
    'apiVersion: v1\nkind: List\nitems:\n- apiVersion: networking.istio.io/v1\n  kind: VirtualService\n  spec:\n    |',
    'hosts',
  ],
  ['parents', `${route}  parentRefs:\n  - name: |`, 'api'],
  ['listeners', `${route}  parentRefs:\n  - name: api\n    sectionName: |`, 'web'],
  ['backends', `${route}  rules:\n  - backendRefs:\n    - name: cart\n      port: |`, '9000'],
  ['an empty document', '|', 'VirtualService'],
  ['kinds', 'apiVersion: networking.istio.io/v1\nkind: |', 'VirtualService'],
])('%s is completed', (_name, marked, wanted) => {
  expect(labels(marked)).toContain(wanted);
});

test('nothing is offered in comments and block text, nor what is there or excluded', () => {
  expect(labels(`${virtualService}  # ho|`)).toEqual([]);
  expect(labels(`apiVersion: v1\nkind: ConfigMap\ndata:\n  a: >\n    te|xt\n`)).toEqual([]);
  const beside = labels(`${virtualService}  http:\n  - match:\n    - uri:\n        exact: /\n        |`);
  expect(beside).not.toContain('prefix');
  expect(labels(`${virtualService}  hosts: [a.test]\n  |`)).not.toContain('hosts');
});

test.each(actedKinds.map((kind) => [`${kind.group}/${kind.kind}`, kind] as const))(
  'every field of %s is offered',
  (_n, kind) => {
    const missing = declaredFields(kind.schema).filter(({ path }) => {
      const steps = path.replaceAll('[]', '.-').replaceAll('{}', '.any').split('.');
      const own = steps.pop() ?? '';
      const all = kind.body === 'spec' ? ['spec', ...steps] : steps;
      let text = '';
      let column = 0;
      let dashed = false;
      for (const step of all) {
        if (step === '-') {
          text += dashed ? '- ' : `${' '.repeat(column)}- `;
          column += 2;
          dashed = true;
        } else {
          text += `${dashed ? '' : ' '.repeat(column)}${step}:\n`;
          column += 2;
          dashed = false;
        }
      }
      const marked = `apiVersion: ${apiVersionsOf(kind)[0]}\nkind: ${kind.kind}\n${text}${dashed ? '' : ' '.repeat(column)}|`;
      return !labels(marked).includes(own);
    });
    expect(missing.map(({ path }) => path)).toEqual([]);
  },
);

const filled = (insert: string): string => insert.replace(/\$\{([^}]*)\}/g, '$1');

/** Documents that end where an item of a list begins; what must stand beside the list comes before it. */
const resource = (apiVersion: string, kind: string, spec: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: web\nspec:\n${spec}`;
const routes = `${virtualService}  hosts: [shop.test]\n  gateways: [edge/main]\n`;
const backend = 'backendRefs: [{ name: reviews, port: 9080 }]';
const lists = [
  `${routes}  http:\n  - redirect: { uri: / }\n    match:\n    - `,
  `${routes}  http:\n  - route:\n    - `,
  `${routes}  tcp:\n  - `,
  resource('networking.istio.io/v1', 'DestinationRule', '  host: reviews\n  subsets:\n  - '),
  resource('networking.istio.io/v1', 'ServiceEntry', '  hosts: [a.test]\n  resolution: DNS\n  ports:\n  - '),
  resource(
    'networking.istio.io/v1',
    'ServiceEntry',
    '  hosts: [a.test]\n  resolution: STATIC\n  ports: [{ number: 80, name: http, protocol: HTTP }]\n  endpoints:\n  - ',
  ),
  resource('gateway.networking.k8s.io/v1', 'Gateway', '  gatewayClassName: local\n  listeners:\n  - '),
  `${route}  rules:\n  - ${backend}\n    matches:\n    - `,
  `${route}  rules:\n  - ${backend}\n    filters:\n    - `,
  resource('gateway.networking.k8s.io/v1', 'GRPCRoute', '  rules:\n  - '),
  resource('networking.k8s.io/v1', 'Ingress', '  rules:\n  - '),
  resource('networking.k8s.io/v1', 'Ingress', '  rules:\n  - http:\n      paths:\n      - '),
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n  - `,
];

test('every snippet is valid with what stands in its places', () => {
  const errors: string[] = [];
  const judge = (label: string, text: string): void => {
    for (const one of build([
      { file: 'world.yaml', text: world.sources[0]?.text ?? '' },
      { file: 'new.yaml', text },
    ]).diagnostics) {
      // A Secret is for a person to make.
      if (one.code === 'listener/certificate') continue;
      if (one.severity === 'error' && one.place.file === 'new.yaml') errors.push(`${label}: ${one.message}`);
    }
  };
  const whole = complete(world, 'new.yaml', '', 0)?.items.filter(({ is }) => is === 'snippet') ?? [];
  expect(whole.length).toBeGreaterThan(12);
  for (const { label, insert } of whole) judge(label, filled(insert));
  const gateway = 'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata:\n  name: web\nspec:\n  servers:\n  - ';
  for (const before of [
    `${virtualService}  hosts: [shop.test]\n  gateways: [edge/main]\n  http:\n  - `,
    gateway,
    `${route}  rules:\n  - `,
    ...lists,
  ]) {
    const items = complete(world, 'new.yaml', before, before.length)?.items.filter(({ is }) => is === 'snippet') ?? [];
    expect(items.length, before).toBeGreaterThan(0);
    for (const { label, insert } of items) judge(label, before + filled(insert));
  }
  expect(errors).toEqual([]);
});

test('every place and every prefix of the examples is answered', () => {
  const all = build(sources);
  for (const { file, text } of sources) {
    for (let at = 0; at <= text.length; at++) {
      const answer = complete(all, file, text, at);
      if (answer) expect(answer.range[0] <= at && at <= answer.range[1]).toBe(true);
      hover(all, file, text, at);
      complete(all, file, text.slice(0, at), at);
    }
  }
}, 60_000);

test.each(['- ', '[{', '"', "- '", 'a,', '{', 'a: &x !y '])('a text of nothing but %j is answered', (piece) => {
  const text = virtualService + piece.repeat(50_000);
  expect(complete(world, 'new.yaml', text, text.length)?.items.length ?? 0).toBeLessThan(100);
});

test('hover tells fields, kinds and names', () => {
  const text = `${virtualService}  gateways: [edge/main]\n  http:\n  - timeout: 5s\n`;
  const at = (word: string) => hover(world, 'new.yaml', text, text.indexOf(word) + 1);
  expect(at('timeout')).toMatchObject({
    title: 'VirtualService http[].timeout',
    type: 'duration',
    default: 'no limit',
    fidelity: 'exact',
  });
  expect(at('VirtualService')).toMatchObject({ title: 'VirtualService' });
  expect(at('edge/main')).toMatchObject({ title: 'Gateway edge/main', target: { file: 'world.yaml', line: 3 } });
  expect(at('networking.istio.io/v1')).toMatchObject({ title: 'VirtualService' });
  expect(at('5s')).toBeUndefined();
});

test('every row of the table of names leads to a declared field', () => {
  const paths = actedKinds.flatMap((kind) => [
    ['metadata.name', kind] as const,
    ['metadata.namespace', kind] as const,
    ...declaredFields(kind.schema).map(
      ({ path, field }) =>
        [
          `spec.${path.replaceAll('[]', '').replaceAll('{}', '')}${field.schema.is === 'map' ? '.*' : ''}`,
          kind,
        ] as const,
    ),
  ]);
  const dead = names.filter(
    ([group, name, end]) =>
      !paths.some(
        ([path, kind]) =>
          (group === '*' || group === kind.group) &&
          (name === '*' || name === kind.kind) &&
          `.${path}`.endsWith(`.${end}`),
      ),
  );
  expect(dead).toEqual([]);
});

test('the schema of a document has what every resource has', () => {
  expect(Object.keys(wholeSchema(undefined).fields)).toEqual(['apiVersion', 'kind', 'metadata']);
});
