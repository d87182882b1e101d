import { expect, test } from 'vitest';
import { build } from '#core/build.ts';
import type { OutlineEntry } from '#core/complete/answers.ts';
import { outline } from '#core/complete/outline.ts';

const shown = (entries: readonly OutlineEntry[], indent = ''): readonly string[] =>
  entries.flatMap(({ name, detail, place, entries: inside }) => [
    `${indent}${name} (${detail}) ${place.line}`,
    ...shown(inside, `${indent}  `),
  ]);

const outlineOf = (text: string) => shown(outline(build([{ file: 'a.yaml', text }]), 'a.yaml'));

test('resources with the parts that people look for, in the order of the text', () => {
  const text = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main, namespace: edge }
spec:
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [a.test, "*.b.test"]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test]
  http:
  - name: canary
    route: [{ destination: { host: reviews, subset: v2 } }, { destination: { host: reviews } }]
  - match: [{ uri: { prefix: /v2 }, method: { exact: GET } }, { headers: { x-beta: {} } }]
    redirect: { uri: / }
  - fault: {}
    route: [{ destination: { host: ratings } }]
`;
  expect(outlineOf(text)).toEqual([
    'main (Gateway in edge) 1',
    '  HTTP 80 (a.test, *.b.test) 6',
    'shop (VirtualService) 9',
    '  shop.test (host) 13',
    '  canary (reviews v2, reviews) 15',
    '  GET /v2* (+1) (redirect) 17',
    '  everything (ratings) 19',
  ]);
});

test('documents with errors, of a List, and without a name', () => {
  const text = `kind: List
apiVersion: v1
items:
- apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata: { name: api }
  spec:
    hostnames: [api.test]
    colour: red
    rules:
    - matches: [{ path: { type: Exact, value: /x } }]
      backendRefs: [{ name: one }, { name: two }]
- kind: Service
---
: : :
`;
  expect(outlineOf(text)).toEqual([
    'api (HTTPRoute) 4',
    '  api.test (host) 8',
    '  /x (one, two) 11',
    '(no name) (Service) 13',
  ]);
});
