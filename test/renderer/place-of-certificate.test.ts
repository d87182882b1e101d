import { expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { originsOf } from '../../src-renderer/state/place-of-certificate.ts';

const { table } = build([
  {
    file: 'shop.yaml',
    text: `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: shop }
spec:
  servers:
  - { port: { number: 443, name: https, protocol: HTTPS }, hosts: [shop.test, "*.pages.test"], tls: { mode: SIMPLE, credentialName: shop } }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: rest }
spec:
  servers:
  - { port: { number: 443, name: https, protocol: HTTPS }, hosts: ["*"], tls: { mode: SIMPLE, credentialName: rest } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec: { hosts: ["*"], gateways: [shop, rest], http: [{ directResponse: { status: 200 } }] }
`,
  },
]);

const gatewaysOf = (servers: readonly string[]): readonly string[] =>
  originsOf(
    {
      listener: '0.0.0.0_443',
      port: 443,
      servers,
      mode: 'SIMPLE',
      from: { is: 'authority', name: '' },
      chain: [],
      problems: [],
    },
    table,
  ).map(({ name }) => name);

test('a certificate leads to the Gateway whose server shows it, for all of its names and for one of them', () => {
  expect(gatewaysOf(['shop.test', '*.pages.test'])).toEqual(['shop']);
  expect(gatewaysOf(['*.pages.test'])).toEqual(['shop']);
  expect(gatewaysOf([])).toEqual(['rest']);
  expect(gatewaysOf(['other.test'])).toEqual([]);
});
