import { expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { coverageOf } from '#core/route/coverage.ts';
import { createRateCounter } from '#core/traffic/rates.ts';
import { trafficOf } from '#core/traffic/rule-traffic.ts';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import { origin } from '../small-table.ts';

const text = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gate }
spec:
  servers:
  - { port: { number: 9001, name: tcp, protocol: TCP }, hosts: ["*"] }
  - { port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.test, safe.test], tls: { httpsRedirect: true } }
  - { port: { number: 8080, name: plain, protocol: HTTP }, hosts: [shop.test] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: raw }
spec:
  hosts: ["*"]
  gateways: [gate]
  tcp:
  - match: [{ port: 9001 }]
    route: [{ destination: { host: echo, port: { number: 80 } } }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test, safe.test]
  gateways: [gate]
  http:
  - route: [{ destination: { host: echo, port: { number: 80 } } }]
`;

const passed = (more: Partial<TrafficRow>): TrafficRow => ({
  id: 1,
  generation: 1,
  started: Date.UTC(2026, 0, 1),
  durationMs: 3,
  listener: '0.0.0.0_80',
  method: 'GET',
  scheme: 'http',
  authority: 'shop.test',
  path: '/',
  protocol: 'HTTP/1.1',
  status: 301,
  flags: '-',
  details: 'direct_response',
  bytesReceived: 0,
  bytesSent: 0,
  ...more,
});
const cluster = 'outbound|80||echo.default.svc.cluster.local';
const connection = passed({
  listener: '0.0.0.0_9001',
  protocol: '-',
  status: 0,
  details: '-',
  route: { id: 'VirtualService default/raw tcp[0]', name: '', origin: origin() },
  upstream: { cluster, attempts: 1 },
});

/** What is counted of each rule of the draft, while `running` runs. */
const counted = (draft: string, running: string | undefined, rows: readonly TrafficRow[]) => {
  const table = (of: string) => build([{ file: 'all.yaml', text: of }]).table;
  const counter = createRateCounter();
  counter.add(rows);
  const rates = counter.read(Date.UTC(2026, 0, 1));
  const { rules } = coverageOf(table(draft), [], running === undefined ? undefined : table(running));
  return Object.fromEntries(
    rules.map(({ does, origin: { name, path }, runs }) => [`${does} ${name} ${path}`, trafficOf(runs, rates)]),
  );
};

test('redirects and connections are counted as routes are, each host of a server for it', () => {
  const rows = [
    passed({ virtualHost: 'shop.test:80' }),
    passed({ virtualHost: 'safe.test:80' }),
    // Answered by the gateway, and no redirect.
    passed({ virtualHost: 'shop.test:80', status: 404, details: 'route_not_found' }),
    connection,
    connection,
  ];
  expect(counted(text, text, rows)).toEqual({
    'connections raw spec.tcp[0]': 2,
    'redirect gate spec.servers[1]': 2,
    'route shop spec.http[0]': 0,
  });
});

test('what does not run has no traffic', () => {
  const rows = [passed({ virtualHost: 'shop.test:80' }), connection];
  const without = text.replace(', tls: { httpsRedirect: true }', '').replace('[{ port: 9001 }]', '[{ port: 9002 }]');
  expect(Object.values(counted(text, without, rows))).toEqual([0, 0, 0]);
  expect(Object.values(counted(text, undefined, rows))).toEqual([0, 0, 0]);
});
