import { afterAll, describe, expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { createSuite } from './check/conformance/conformance.ts';
import type { StatusExpect } from './check/conformance/status.ts';
import type { SuiteCase, SuiteObject } from './check/conformance/suite.ts';
import { report } from './check/verdict.ts';

/**
 * What somebody gets wrong in the Gateway API: the condition and the reason that the specification names, the status code of the
 * requests it concerns, and a Gateway next to it, on the same listener or on another, that notices nothing.
 */

const suite = createSuite();
afterAll(() => suite.close());

const api = 'gateway.networking.k8s.io/v1';
const gatewayClassName = '{GATEWAY_CLASS_NAME}';
const gate = { namespace: 'shop', name: 'gate' };

const route = (name: string, rules: readonly object[], more: object = {}) => ({
  apiVersion: api,
  kind: 'HTTPRoute',
  metadata: { name, namespace: 'shop' },
  spec: { parentRefs: [{ name: 'gate' }], hostnames: [`${name}.test`], rules, ...more },
});

const service = (name: string, namespace: string) => [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 3000 }] },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'echo', image: 'echo' }] } },
    },
  },
];

const sparkle = { type: 'ExtensionRef', extensionRef: { group: 'example.com', kind: 'Sparkle', name: 'much' } };
const kiln = { name: 'kiln', port: 80 };
const secure = (certificate: object, more: object = {}) => ({
  name: 'bad',
  port: 443,
  protocol: 'HTTPS',
  hostname: 'bad.test',
  tls: { certificateRefs: [certificate] },
  ...more,
});

/** The good part of every test: a listener with a route whose service answers. */
const world = (listeners: readonly object[] = []): readonly object[] => [
  {
    apiVersion: api,
    kind: 'Gateway',
    metadata: gate,
    spec: { gatewayClassName, listeners: [{ name: 'web', port: 80, protocol: 'HTTP' }, ...listeners] },
  },
  route('good', [{ backendRefs: [kiln] }]),
  ...service('kiln', 'shop'),
  ...service('safe', 'bank'),
];

type Bad = {
  readonly what: string;
  readonly listeners?: readonly object[];
  readonly documents?: readonly object[];
  readonly objects?: readonly SuiteObject[];
  readonly statuses: readonly StatusExpect[];
  /** The path at `bad.test`, and what comes of it. */
  readonly asked?: readonly (readonly [path: string, expect: SuiteCase['expect']])[];
  /** Asked over TLS at port 443. */
  readonly tls?: SuiteCase['expect'];
};

const condition = (type: string, status: string, reason: string) => ({ type, status, reason });
const ofRoute = (...conditions: ReturnType<typeof condition>[]): StatusExpect => ({
  kind: 'HTTPRoute',
  namespace: 'shop',
  name: 'bad',
  parent: { kind: 'Gateway', ...gate },
  conditions,
});
const ofListener = (name: string, ...conditions: ReturnType<typeof condition>[]): StatusExpect => ({
  kind: 'Gateway',
  ...gate,
  listeners: [{ name, conditions }],
  partial: true,
});
const accepted = condition('Accepted', 'True', 'Accepted');
const unresolved = (reason: string) => condition('ResolvedRefs', 'False', reason);
const failing = (to: object, more: readonly object[] = []) => [
  route('bad', [
    { matches: [{ path: { value: '/bad' } }], backendRefs: [to] },
    { matches: [{ path: { value: '/half' } }], backendRefs: [{ ...to, weight: 0 }, kiln] },
    { backendRefs: [kiln] },
  ]),
  ...more,
];
const onlyBad: Bad['asked'] = [
  ['/bad', { status: 500 }],
  ['/half', { status: 200, backend: 'kiln' }],
  ['/fine', { status: 200, backend: 'kiln' }],
];

const bad: readonly Bad[] = [
  {
    what: 'a filter by extension that nobody here knows',
    documents: [
      route('bad', [
        {
          matches: [{ path: { value: '/bad' } }],
          filters: [sparkle],
          backendRefs: [kiln],
        },
        { backendRefs: [kiln] },
      ]),
    ],
    statuses: [ofRoute(accepted, condition('PartiallyInvalid', 'True', 'UnsupportedValue'))],
    asked: [
      ['/bad', { status: 500 }],
      ['/fine', { status: 200, backend: 'kiln' }],
    ],
  },
  {
    what: 'a route of which no rule can be acted on',
    documents: [route('bad', [{ filters: [sparkle], backendRefs: [kiln] }])],
    statuses: [ofRoute(condition('Accepted', 'False', 'UnsupportedValue'))],
    asked: [['/', { statusAnyOf: [404, 500] }]],
  },
  {
    what: 'a backend that is nowhere',
    documents: failing({ name: 'ghost', port: 80 }),
    statuses: [ofRoute(accepted, unresolved('BackendNotFound'))],
    asked: onlyBad,
  },
  {
    what: 'a backend of a kind that nobody knows',
    documents: failing({ group: 'example.com', kind: 'Cauldron', name: 'kiln', port: 80 }),
    statuses: [ofRoute(accepted, unresolved('InvalidKind'))],
    asked: onlyBad,
  },
  {
    what: 'a backend in another namespace without a grant',
    documents: failing({ name: 'safe', namespace: 'bank', port: 80 }),
    statuses: [ofRoute(accepted, unresolved('RefNotPermitted'))],
    asked: onlyBad,
  },
  {
    what: 'a grant for another service, kind and namespace',
    documents: failing({ name: 'safe', namespace: 'bank', port: 80 }, [
      {
        apiVersion: 'gateway.networking.k8s.io/v1beta1',
        kind: 'ReferenceGrant',
        metadata: { name: 'nearly', namespace: 'bank' },
        spec: {
          from: [
            { group: 'gateway.networking.k8s.io', kind: 'GRPCRoute', namespace: 'shop' },
            { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'default' },
          ],
          to: [{ group: '', kind: 'Service' }],
        },
      },
    ]),
    statuses: [ofRoute(accepted, unresolved('RefNotPermitted'))],
    asked: onlyBad,
  },
  {
    what: 'a listener name that the Gateway has not',
    documents: [route('bad', [{ backendRefs: [kiln] }], { parentRefs: [{ name: 'gate', sectionName: 'wed' }] })],
    statuses: [ofRoute(condition('Accepted', 'False', 'NoMatchingParent'))],
    asked: [['/', { status: 404 }]],
  },
  {
    what: 'a host that no listener has',
    listeners: [{ name: 'narrow', port: 8080, protocol: 'HTTP', hostname: 'other.test' }],
    documents: [route('bad', [{ backendRefs: [kiln] }], { parentRefs: [{ name: 'gate', sectionName: 'narrow' }] })],
    statuses: [ofRoute(condition('Accepted', 'False', 'NoMatchingListenerHostname'))],
    asked: [['/', { status: 404 }]],
  },
  {
    what: 'a listener that takes routes of another kind alone',
    listeners: [{ name: 'calls', port: 8080, protocol: 'HTTP', allowedRoutes: { kinds: [{ kind: 'GRPCRoute' }] } }],
    documents: [route('bad', [{ backendRefs: [kiln] }], { parentRefs: [{ name: 'gate', sectionName: 'calls' }] })],
    statuses: [ofRoute(condition('Accepted', 'False', 'NotAllowedByListeners'))],
    asked: [['/', { status: 404 }]],
  },
  {
    what: 'a Secret that is not there',
    listeners: [secure({ name: 'ghost' })],
    documents: [route('bad', [{ backendRefs: [kiln] }])],
    statuses: [ofListener('bad', unresolved('InvalidCertificateRef'), condition('Programmed', 'False', 'Invalid'))],
    tls: { connection: 'failed' },
  },
  {
    what: 'a Secret in another namespace without a grant',
    listeners: [secure({ name: 'pair', namespace: 'bank' })],
    objects: [
      {
        kind: 'Secret',
        namespace: 'bank',
        name: 'pair',
        type: 'kubernetes.io/tls',
        cert: 'self-signed',
        sans: ['bad.test'],
      },
    ],
    statuses: [ofListener('bad', unresolved('RefNotPermitted'), condition('Programmed', 'False', 'Invalid'))],
    tls: { connection: 'failed' },
  },
  {
    what: 'a Secret that is no key pair',
    listeners: [secure({ name: 'letters' })],
    documents: [
      {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'kubernetes.io/tls',
        metadata: { name: 'letters', namespace: 'shop' },
        stringData: { 'tls.crt': 'dear certificate', 'tls.key': 'dear key' },
      },
    ],
    statuses: [ofListener('bad', unresolved('InvalidCertificateRef'), condition('Programmed', 'False', 'Invalid'))],
    tls: { connection: 'failed' },
  },
  {
    what: 'two protocols on one port',
    listeners: [
      { name: 'bytes', port: 8080, protocol: 'TCP' },
      { name: 'pages', port: 8080, protocol: 'HTTP' },
    ],
    statuses: ['bytes', 'pages'].map((name) =>
      ofListener(
        name,
        condition('Conflicted', 'True', 'ProtocolConflict'),
        condition('Accepted', 'False', 'ProtocolConflict'),
      ),
    ),
  },
  {
    what: 'a ListenerSet that has a listener of the Gateway once more',
    documents: [
      {
        apiVersion: api,
        kind: 'ListenerSet',
        metadata: { name: 'again', namespace: 'shop' },
        spec: {
          parentRef: { name: 'gate' },
          listeners: [{ name: 'web', port: 80, protocol: 'HTTP' }],
        },
      },
    ],
    statuses: [
      {
        kind: 'ListenerSet',
        namespace: 'shop',
        name: 'again',
        conditions: [condition('Accepted', 'False', 'any')],
      },
    ],
  },
];

const ask = (id: string, request: SuiteCase['request'], port: number, expected: SuiteCase['expect']): SuiteCase => ({
  id,
  gateway: gate,
  port,
  request,
  expect: expected,
});

describe('other routes go on', () => {
  test.each(bad)(
    'beside $what',
    async ({ what, listeners, documents = [], objects = [], statuses, asked = [], tls }) => {
      const verdicts = await suite.judge(
        {
          name: what,
          family: 'Bad input',
          features: ['Gateway', 'HTTPRoute'],
          manifests: [...world(listeners), ...documents].map((one) => JSON.stringify(one)).join('\n---\n'),
          programmaticObjects: objects,
          statusExpect: [...statuses, ofListener('web', accepted, condition('Programmed', 'True', 'Programmed'))],
          cases: [
            ...asked.map(([path, expected]) => ask(path, { protocol: 'HTTP', host: 'bad.test', path }, 80, expected)),
            ...(tls ? [ask('tls', { protocol: 'HTTPS', host: 'bad.test', path: '/', sni: 'bad.test' }, 443, tls)] : []),
            ask('good', { protocol: 'HTTP', host: 'good.test', path: '/' }, 80, { status: 200, backend: 'kiln' }),
          ],
        },
        { live: true },
      );
      expect(report(verdicts)).toEqual([]);
    },
  );
});

test('two thousand routes on one listener are all attached and all reached', { timeout: 60_000 }, async () => {
  const names = Array.from({ length: 2000 }, (_, index) => `bowl-${index}`);
  const verdicts = await suite.judge(
    {
      name: 'many routes',
      family: 'Bad input',
      features: ['Gateway', 'HTTPRoute'],
      manifests: [...world(), ...names.map((name) => route(name, [{ backendRefs: [kiln] }]))]
        .map((one) => JSON.stringify(one))
        .join('\n---\n'),
      statusExpect: [{ kind: 'Gateway', ...gate, listeners: [{ name: 'web', attachedRoutes: names.length + 1 }] }],
      cases: [...names.filter((_, index) => index % 97 === 0), 'good'].map((name) =>
        ask(name, { protocol: 'HTTP', host: `${name}.test`, path: '/' }, 80, { status: 200, backend: 'kiln' }),
      ),
    },
    { live: true },
  );
  expect(report(verdicts)).toEqual([]);
});

test('what an API server refuses is an error at its place, and everything else is served', () => {
  const text = [
    ...world(),
    route('typo', [{ filters: [{ type: 'Sparkle' }], backendRefs: [kiln] }]),
    {
      apiVersion: api,
      kind: 'Gateway',
      metadata: { name: 'twice', namespace: 'shop' },
      spec: {
        gatewayClassName,
        listeners: [
          { name: 'one', port: 8081, protocol: 'HTTP' },
          { name: 'two', port: 8081, protocol: 'HTTP' },
        ],
      },
    },
  ]
    .map((one) => JSON.stringify(one))
    .join('\n---\n')
    .replaceAll(gatewayClassName, 'any');
  const { diagnostics, table, statuses } = build([{ file: 'bad.yaml', text }]);
  const places = diagnostics.filter(({ severity }) => severity === 'error').map(({ place }) => place.line);
  const lineOf = (part: string) => text.slice(0, text.indexOf(part)).split('\n').length;
  expect([...new Set(places)]).toEqual([lineOf('"Sparkle"'), lineOf('"twice"')]);
  expect(table.listeners.flatMap(({ declaredPorts }) => declaredPorts)).toEqual([80]);
  expect(statuses.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['Gateway gate', 'HTTPRoute good']);
});
