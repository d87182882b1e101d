import { expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { wayToService } from '../../src-main/app/traffic/way-to-service.ts';

const service = `apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: orders }
spec: { address: 127.0.0.1:9001 }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gate }
spec:
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders }
spec:
  hosts: ["*"]
  gateways: [gate]
  http: [{ route: [{ destination: { host: orders, port: { number: 80 } } }] }]
---
`;
const rule = (tls: string) => `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: orders }
spec: { host: orders.default.svc.cluster.local, trafficPolicy: { tls: ${tls} } }
`;
const way = (text: string, authority = 'orders.example.com:8443') => {
  const { table } = build([{ file: 'all.yaml', text }]);
  const [cluster = ''] = Object.keys(table.clusters).filter((name) => name.includes('orders'));
  return wayToService(table, { cluster, host: '127.0.0.1:9001', attempts: 1, path: '/', authority });
};

test('a service is spoken with as its DestinationRule says', () => {
  expect(way(service)).toEqual({ by: 'plaintext' });
  expect(way(service + rule('{ mode: SIMPLE }'))).toEqual({ by: 'tls', serverName: 'orders.example.com' });
  expect(way(service + rule('{ mode: SIMPLE, sni: inside.test }'))).toEqual({ by: 'tls', serverName: 'inside.test' });
  expect(way(service + rule('{ mode: SIMPLE }'), '127.0.0.1:9001')).toEqual({ by: 'tls' });
});

test('with a client certificate nobody but the gateway speaks; before ISTIO_MUTUAL there is a sidecar', () => {
  expect(way(service + rule('{ mode: MUTUAL, clientCertificate: /c.pem, privateKey: /k.pem }'))).toBeUndefined();
  expect(way(service + rule('{ mode: ISTIO_MUTUAL }'))).toEqual({ by: 'plaintext' });
});

test('what is not in the table any more was spoken with in plaintext', () => {
  expect(wayToService({ clusters: {} }, { cluster: 'gone', attempts: 1, path: '/', authority: 'a' })).toEqual({
    by: 'plaintext',
  });
});
