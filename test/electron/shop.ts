import { build } from '#core/build.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';

const text = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: shop }
spec:
  selector: { istio: ingressgateway }
  servers:
  - { port: { number: 80, name: http, protocol: HTTP }, hosts: ['shop.test', '*.wild.test'] }
  - { port: { number: 443, name: https, protocol: HTTPS }, hosts: [shop.test], tls: { mode: SIMPLE, credentialName: shop } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test, '*.wild.test']
  gateways: [shop]
  http: [{ route: [{ destination: { host: shop } }] }]
`;

/** The table of a small shop with one wildcard, all of whose listeners are open. */
export const buildShop = () => {
  const { table } = build([{ file: 'shop.yaml', text }]);
  const listeners: readonly ListenerState[] = table.listeners.map(({ id, port }, i) => ({
    listener: id,
    gateway: 'default/shop',
    gateways: ['default/shop'],
    port,
    protocol: 'HTTP',
    addresses: ['127.0.0.1'],
    bound: 40_000 + i,
  }));
  return { table, listeners };
};
