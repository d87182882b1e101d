import { expect, test } from 'vitest';
import type { GatewayOptions } from '../../../src-main/gateway/gateway.ts';
import { main, shop, tableOf } from '../../core/compile/world.ts';
import { exchangeRaw, type Rig, startRig, startService } from '../rig.ts';

/** From the documents to what answers: names of the services, one for each request. */

const names = ['a', 'b', 'c'];
const startNamed = () => Promise.all(names.map((name) => startService((_, response) => response.end(name))));

const startYaml = (texts: readonly string[], options: Partial<GatewayOptions> = {}): Promise<Rig> => {
  const table = tableOf(...texts);
  const settings = { ...table.settings, addresses: ['127.0.0.1'], ports: { '80': 0 } };
  return startRig({ ...table, settings }, options);
};

const askFor = async (rig: Rig, times: number): Promise<Readonly<Record<string, number>>> => {
  const counts: Record<string, number> = {};
  for (let i = 0; i < times; i++) {
    const name = await (await fetch(`http://127.0.0.1:${rig.port}/`, { headers: { host: 'shop.test' } })).text();
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

const anyHost = (to: string) => shop(`[{ route: [{ destination: { host: ${to} } }] }]`).replace('[shop.test]', '["*"]');

test('places of endpoints are told by labels, that of the gateway by its LocalGateway, and requests are shared as distribute says', async () => {
  const [a, b, c] = await startNamed();
  const rig = await startYaml([
    main,
    anyHost('web'),
    `
apiVersion: slipway.dev/v1
kind: LocalGateway
metadata: { name: here }
spec: { locality: eu/a }
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: web }
spec:
  endpoints:
  - { address: ${a}, labels: { topology.kubernetes.io/region: eu, topology.kubernetes.io/zone: a } }
  - { address: ${b}, labels: { istio-locality: us.a } }
  - { address: ${c}, labels: { istio-locality: as.a } }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec:
  host: web
  trafficPolicy:
    loadBalancer:
      simple: ROUND_ROBIN
      localityLbSetting: { distribute: [{ from: eu/*, to: { eu/*: 75, us/*: 25 } }] }
`,
  ]);
  expect(await askFor(rig, 40)).toEqual({ a: 30, b: 10 });
});

test('with outlier detection the own zone is preferred', async () => {
  const [a, b] = await startNamed();
  const rig = await startYaml([
    main,
    anyHost('web'),
    `
apiVersion: slipway.dev/v1
kind: LocalGateway
metadata: { name: here }
spec: { locality: eu/a }
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: web }
spec:
  endpoints:
  - { address: ${b}, labels: { istio-locality: us.a } }
  - { address: ${a}, labels: { istio-locality: eu.a } }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec: { host: web, trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5 } } }
`,
  ]);
  expect(await askFor(rig, 20)).toEqual({ a: 20 });
});

test('weights of a ServiceEntry’s endpoints count', async () => {
  const [a, b, c] = await startNamed();
  const rig = await startYaml([
    main,
    anyHost('web.test'),
    `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: web }
spec:
  hosts: [web.test]
  ports: [{ number: 80, name: http, protocol: HTTP }]
  resolution: STATIC
  endpoints:
  - { address: 127.0.0.1, ports: { http: ${a} }, weight: 5 }
  - { address: 127.0.0.1, ports: { http: ${b} }, weight: 3 }
  - { address: 127.0.0.1, ports: { http: ${c} }, weight: 2 }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec: { host: web.test, trafficPolicy: { loadBalancer: { simple: ROUND_ROBIN } } }
`,
  ]);
  const counts = await askFor(rig, 50);
  // A gateway begins anywhere in its round.
  for (const [index, expected] of [25, 15, 10].entries())
    expect(Math.abs((counts[names[index] as string] ?? 0) - expected)).toBeLessThanOrEqual(1);
});

test('connections of TCP stay with the service of their client’s address', async () => {
  const ports = await startNamed();
  let address = '';
  const rig = await startYaml(
    [
      main.replace('protocol: HTTP', 'protocol: TCP').replace('name: http,', 'name: tcp,'),
      `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec: { hosts: ["*"], gateways: [main], tcp: [{ route: [{ destination: { host: web } }] }] }
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: web }
spec:
  endpoints: [${ports.map((port) => `{ address: ${port} }`).join(', ')}]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec: { host: web, trafficPolicy: { loadBalancer: { consistentHash: { useSourceIp: true } } } }
`,
    ],
    { peerOf: () => ({ address, port: 4000 }) },
  );
  const once = async () =>
    /([abc])(\r\n0)?\s*$/.exec(
      await exchangeRaw(rig.port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
    )?.[1];
  const met = new Set<string | undefined>();
  for (let i = 0; i < 60; i++) {
    address = `192.0.2.${i}`;
    const name = await once();
    expect(name).toMatch(/^[abc]$/);
    met.add(name);
    expect(await once()).toBe(name);
  }
  expect(met.size).toBe(3);
});
