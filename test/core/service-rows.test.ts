import { expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { serviceRows } from '#core/route/service-rows.ts';

const rowsOf = (text: string) => serviceRows(build([{ file: 'a.yaml', text }]).table);

const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec: { servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test]
  gateways: [main]
  http:
  - match: [{ uri: { prefix: /orders } }]
    route: [{ destination: { host: orders, port: { number: 80 } } }]
  - match: [{ uri: { prefix: /partner } }]
    route: [{ destination: { host: api.partner.test, port: { number: 443 } } }]
  - route: [{ destination: { host: nowhere.test, port: { number: 80 } } }]
`;

test('a row says where its Service sends requests in a cluster, by number or by the name of a container’s port', () => {
  const service = (target: string) => `${gateway}---
apiVersion: v1
kind: Service
metadata: { name: orders }
spec: { selector: { app: orders }, ports: [{ port: 80, name: http, targetPort: ${target} }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec:
  selector: { matchLabels: { app: orders } }
  template:
    metadata: { labels: { app: orders } }
    spec: { containers: [{ name: orders, image: shop/orders, ports: [{ name: web, containerPort: 3000 }] }] }
`;
  const target = (text: string) => rowsOf(service(text)).find(({ bindAs }) => bindAs?.name === 'orders')?.targetPort;
  expect(target('8081')).toBe(8081);
  expect(target('web')).toBe(3000);
  expect(target('other')).toBeUndefined();
  expect(target('80')).toBeUndefined();
});

test('hosts outside of the cluster are bound by their whole name, wildcards by none', () => {
  const rows = rowsOf(`${gateway}---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: partner, namespace: default }
spec:
  hosts: [api.partner.test, "*.wild.test"]
  ports: [{ number: 443, name: https, protocol: HTTP }]
  resolution: NONE
`);
  const bindAs = (host: string) => rows.find((row) => row.host === host)?.bindAs;
  expect(bindAs('api.partner.test')).toMatchObject({ namespace: 'default', service: 'api.partner.test' });
  expect(bindAs('nowhere.test')).toMatchObject({ service: 'nowhere.test' });
  expect(bindAs('orders.default.svc.cluster.local')).toEqual({ namespace: 'default', name: 'orders' });
  expect(rows.find((row) => row.host === '*.wild.test')?.bindAs).toBeUndefined();
});
