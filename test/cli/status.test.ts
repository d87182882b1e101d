import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { slipway } from './fake-terminal.ts';

const yaml = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: main, generation: 3 }
spec:
  gatewayClassName: istio
  listeners:
  - { name: web, port: 80, protocol: HTTP, hostname: bakery.local }
  - { name: odd, port: 81, protocol: SMTP }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: bread }
spec:
  parentRefs: [{ name: main, sectionName: web }]
  rules: [{ backendRefs: [{ name: httpbin, port: 8000 }] }]
`;
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-status-'));
  writeFileSync(join(folder, 'main.yaml'), yaml);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('status is a table of conditions, for each listener and each parent', async () => {
  const { code, answer } = await slipway(['status', join(folder, 'main.yaml')]);
  expect(code).toBe(0);
  expect(answer.split('\n')).toEqual([
    'Gateway default/main  at 127.0.0.1, ::1',
    '  Accepted      True  ListenersNotValid  1 of 2 of its listeners are not valid',
    '  Programmed    True  Programmed',
    '  ResolvedRefs  True  ResolvedRefs',
    '  listener web: 1 route, takes HTTPRoute, GRPCRoute',
    '    Accepted      True   Accepted',
    '    Conflicted    False  NoConflicts',
    '    Programmed    True   Programmed',
    '    ResolvedRefs  True   ResolvedRefs',
    '  listener odd: 0 routes, takes nothing',
    '    Accepted      False  UnsupportedProtocol  "SMTP" is no protocol that is served here; use HTTP, HTTPS, TLS, TCP or UDP',
    '    Conflicted    False  NoConflicts',
    '    Programmed    False  Invalid              "SMTP" is no protocol that is served here; use HTTP, HTTPS, TLS, TCP or UDP',
    '    ResolvedRefs  True   ResolvedRefs',
    '',
    'HTTPRoute default/bread',
    '  at Gateway main listener web',
    '    Accepted      True  Accepted',
    '    ResolvedRefs  True  ResolvedRefs',
  ]);
});

test('status --json is a list in the shape of Kubernetes', async () => {
  const { answer } = await slipway(['status', '--json', join(folder, 'main.yaml')]);
  const { kind, items } = JSON.parse(answer);
  expect(kind).toBe('List');
  expect(items[0]).toMatchObject({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'main', namespace: 'default' },
    status: { addresses: [{ type: 'IPAddress', value: '127.0.0.1' }, {}], attachedListenerSets: 0 },
  });
  expect(items[0].status.conditions[0]).toMatchObject({ type: 'Accepted', status: 'True', observedGeneration: 3 });
  expect(items[1].status.parents).toMatchObject([
    {
      parentRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'main', sectionName: 'web' },
      controllerName: 'slipway.dev/gateway-controller',
      conditions: [{ type: 'Accepted', observedGeneration: 1 }, { type: 'ResolvedRefs' }],
    },
  ]);
});

test('without a resource that has one, status says so', async () => {
  writeFileSync(join(folder, 'service.yaml'), 'apiVersion: v1\nkind: Service\nmetadata: { name: oven }\n');
  const { answer } = await slipway(['status', join(folder, 'service.yaml')]);
  expect(answer).toBe('no resource has a status');
});
