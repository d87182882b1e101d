import { describe, expect, test } from 'vitest';
import { build } from '#core/build.ts';
import type { Converted, RouteKind } from '#core/convert/answers.ts';
import { convert } from '#core/convert/convert.ts';

const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  selector: { istio: ingressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [shop.test]
---
`;
const service = (http: string): string => `${gateway}apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test]
  gateways: [main]
  http:
${http}`;

type Done = Extract<Converted, { ok: true }>;
const convertText = (text: string, kind: RouteKind, to: RouteKind, name = 'shop'): Done => {
  const converted = convert(build([{ file: 'a.yaml', text }]), { kind, namespace: 'default', name }, to);
  if (!converted.ok) throw new Error(converted.message);
  return converted;
};
const said = ({ report }: Done): readonly string[] => report.map(({ is, field }) => `${is} ${field}`);

describe('a field that the other kind does not have', () => {
  const text = service(`  - match: [{ uri: { exact: /a } }]
    route: [{ destination: { host: one, subset: blue, port: { number: 80 } } }]
    fault: { delay: { fixedDelay: 1s, percentage: { value: 7 } } }
    retries: { attempts: 0 }
    corsPolicy: { allowOrigins: [{ regex: ".*x" }] }
    mirrors: [{ destination: { host: two, subset: red } }]
`);
  test('is told at its line, each one', () => {
    const told = said(convertText(text, 'VirtualService', 'Ingress')).filter((one) => one.startsWith('lost'));
    expect(told).toEqual([
      'lost spec.http[0].route[0].destination.subset',
      'lost spec.http[0].fault',
      'lost spec.http[0].retries',
      'lost spec.http[0].corsPolicy',
      'lost spec.http[0].mirrors',
    ]);
  });
  test('has a sentence and a place', () => {
    const fault = convertText(text, 'VirtualService', 'HTTPRoute').report.find(({ field }) => field.endsWith('fault'));
    expect(fault?.message).toBe('"fault" has no equal in an HTTPRoute; this rule answers without it');
    expect(text.split('\n')[(fault?.place.line ?? 0) - 1]).toMatch(/^ {4}fault:/);
  });
});

test('a string prefix becomes one by segments, which is told; one that is every path is not', () => {
  const text = service(`  - match: [{ uri: { prefix: /v2 } }]
    route: [{ destination: { host: two, port: { number: 80 } } }]
  - match: [{ uri: { prefix: / } }]
    route: [{ destination: { host: one, port: { number: 80 } } }]
`);
  const converted = convertText(text, 'VirtualService', 'HTTPRoute');
  expect(said(converted).filter((one) => !one.startsWith('decide'))).toEqual([
    'approximated spec.http[0].match[0].uri',
  ]);
  expect(converted.text).toContain('# was: uri prefix "/v2"');
});

test('the order of entries is kept by further matches where precedence would turn it round', () => {
  const text = service(`  # testers first
  - match: [{ headers: { x-canary: { exact: "1" } } }]
    route: [{ destination: { host: two, port: { number: 80 } } }]
  - match: [{ uri: { exact: /login } }]
    route: [{ destination: { host: one, port: { number: 80 } } }]
`);
  const converted = convertText(text, 'VirtualService', 'HTTPRoute');
  expect(said(converted)).toEqual(['decide metadata.name']);
  expect(converted.text).toContain(`  # testers first
  - matches:
    - path:
        type: PathPrefix
        value: /
      headers:
      - name: x-canary
        value: "1"
    - path:
        type: Exact
        value: /login
      headers:
      - name: x-canary
        value: "1"
`);
});

test('a match that would take too much without one of its conditions is left out', () => {
  const text = service(`  - match: [{ withoutHeaders: { x-a: {} } }]
    route: [{ destination: { host: two, port: { number: 80 } } }]
  - route: [{ destination: { host: one, port: { number: 80 } } }]
`);
  const converted = convertText(text, 'VirtualService', 'HTTPRoute');
  expect(said(converted)).toContain('lost spec.http[0].match[0]');
  expect(converted.text).not.toContain('name: two');
});

test('plaintext that is sent to https has a rule of its own, and the routes stay with the certificate', () => {
  const text = service('  - route: [{ destination: { host: one, port: { number: 80 } } }]\n').replace(
    '    hosts: [shop.test]\n',
    `    hosts: [shop.test]
    tls: { httpsRedirect: true }
  - port: { number: 443, name: https, protocol: HTTPS }
    hosts: [shop.test]
    tls: { mode: SIMPLE, credentialName: cert }
`,
  );
  const { documents } = convertText(text, 'VirtualService', 'HTTPRoute');
  expect(documents.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'Gateway main',
    'HTTPRoute shop',
    'HTTPRoute shop-https',
  ]);
  expect(documents[1]?.text).toContain('sectionName: https');
  expect(documents[2]?.text).toContain('sectionName: http\n');
  const [ingress] = convertText(text, 'VirtualService', 'Ingress').documents;
  expect(ingress?.text).toContain('secretName: cert');
  expect(ingress?.text).toContain('force-ssl-redirect: "true"');
});

test('Services of other namespaces come with a ReferenceGrant', () => {
  const text = service('  - route: [{ destination: { host: till.bank.svc.cluster.local, port: { number: 80 } } }]\n');
  const { documents } = convertText(text, 'VirtualService', 'HTTPRoute');
  const grant = documents.find(({ kind }) => kind === 'ReferenceGrant');
  expect([grant?.namespace, grant?.text.includes('name: till')]).toEqual(['bank', true]);
});

test('annotations of ingress-nginx become fields, and unknown ones are told', () => {
  const text = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    nginx.ingress.kubernetes.io/proxy-read-timeout: "7"
    nginx.ingress.kubernetes.io/limit-rps: "5"
    nginx.ingress.kubernetes.io/whitelist-source-range: 10.0.0.0/8
spec:
  rules:
  - host: shop.test
    http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: one, port: { number: 80 } } } }] }
`;
  const converted = convertText(text, 'Ingress', 'VirtualService');
  expect(converted.text).toContain('timeout: 7s');
  expect(said(converted).filter((one) => one.startsWith('lost'))).toEqual([
    'lost metadata.annotations["nginx.ingress.kubernetes.io/limit-rps"]',
    'lost metadata.annotations["nginx.ingress.kubernetes.io/whitelist-source-range"]',
  ]);
});

test.each([
  ['Gateway', 'main', 'Ingress', /cannot be converted/],
  ['VirtualService', 'shoop', 'Ingress', /did you mean "default\/shop"/],
  ['VirtualService', 'shop', 'VirtualService', /already/],
] as const)('%s %s as %s is refused in a sentence', (kind, name, to, message) => {
  const built = build([{ file: 'a.yaml', text: service('  - route: [{ destination: { host: one } }]\n') }]);
  const refused = convert(built, { kind, namespace: 'default', name }, to);
  expect(refused.ok ? '' : refused.message).toMatch(message);
});
