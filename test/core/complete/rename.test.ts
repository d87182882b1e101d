import { expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { rename } from '#core/complete/rename.ts';
import { applyEdits } from '#core/edit/text-edit.ts';

/** The text with the first mention of `old` renamed, or why it cannot be. */
const renamed = (text: string, old: string, next: string): string => {
  const result = rename(build([{ file: 'a.yaml', text }]), 'a.yaml', text.indexOf(old) + 1, next);
  return result.ok ? applyEdits(text, result.edits[0]?.edits ?? []) : result.message;
};

const reviews = `apiVersion: v1
kind: Service
metadata: { name: reviews }
spec: { ports: [{ name: http, port: 80 }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: books }
spec:
  hosts: [reviews, 'reviews.default.svc.cluster.local']
  http:
  - route:
    - destination: { host: reviews }
`;

test('a name that YAML would take for something else gets quotes where it had none', () => {
  expect(renamed(reviews, 'reviews', '123')).toBe(
    reviews
      .replaceAll(/: reviews/g, ': "123"')
      .replace('[reviews,', '["123",')
      .replace("'reviews.", "'123."),
  );
  const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: yes-no }
spec: { servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [./shop.test, shop.test] }] }
`;
  expect(renamed(gateway, 'yes-no', 'yes')).toContain('name: "yes"');
  expect(renamed(gateway, 'shop.test', '*')).toContain('hosts: [./*, "*"]');
});

test('a permission to name a Service or Secret follows its name', () => {
  const text = `apiVersion: v1
kind: Secret
metadata: { name: reviews }
---
${reviews}---
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: { name: shop }
spec:
  from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop }]
  to: [{ group: "", kind: Service, name: reviews }, { group: "", kind: Secret, name: reviews }]
`;
  expect(renamed(text, 'reviews', 'words')).toContain(
    'kind: Service, name: reviews }, { group: "", kind: Secret, name: words',
  );
  expect(renamed(text.slice(text.indexOf('---')), 'reviews', 'words')).toContain(
    'kind: Service, name: words }, { group: "", kind: Secret, name: reviews',
  );
});

test('a host is renamed in listeners, in TLS of an Ingress, and where routes compare or write the authority', () => {
  const listener = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: main }
spec: { gatewayClassName: local, listeners: [{ name: web, port: 80, protocol: HTTP, hostname: shop.test }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: shop }
spec: { parentRefs: [{ name: main }], hostnames: [shop.test] }
`;
  expect(renamed(listener, 'shop.test', 'store.test')).toBe(listener.replaceAll('shop.test', 'store.test'));
  const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop }
spec:
  tls: [{ hosts: [shop.test], secretName: shop }]
  rules: [{ host: shop.test }]
`;
  expect(renamed(ingress, 'shop.test', 'store.test')).toBe(ingress.replaceAll('shop.test', 'store.test'));
  const routes = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test]
  http:
  - match: [{ authority: { exact: shop.test } }]
    redirect: { authority: shop.test, uri: /new }
`;
  expect(renamed(routes, 'shop.test', 'store.test')).toBe(routes.replaceAll('shop.test', 'store.test'));
});

test('two hosts do not become one, which no second rename could undo', () => {
  const other = reviews.replace('name: books', 'name: others').replace('[reviews, ', '[shop.test, ');
  const text = `${reviews.replace('[reviews,', '[store.test,')}---\n${other.slice(other.indexOf('---') + 4)}`;
  expect(renamed(text, 'shop.test', 'store.test')).toBe('there is a host "store.test" already; choose another name');
});
