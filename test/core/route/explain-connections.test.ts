import { expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { explainRequest } from '#core/route/explain.ts';
import { load } from '#core/route/load.ts';
import { printExplanation, toDecisionLine } from '#core/route/print-explanation.ts';

const text = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gate }
spec:
  servers:
  - { port: { number: 9000, name: tcp, protocol: TCP }, hosts: ["*"] }
  - { port: { number: 443, name: tls, protocol: TLS }, hosts: ["*.rye.test"], tls: { mode: PASSTHROUGH } }
  - { port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: raw }
spec:
  hosts: ["*.rye.test"]
  gateways: [gate]
  tls:
  - match: [{ sniHosts: [vault.rye.test] }]
    route: [{ destination: { host: vault.test, port: { number: 8443 } } }]
  tcp:
  - route:
    - { destination: { host: vault.test, port: { number: 8443 } }, weight: 75 }
    - { destination: { host: nowhere }, weight: 25 }
  http:
  - route: [{ destination: { host: vault.test, port: { number: 8443 } } }]
    retries: { attempts: 2, retryOn: 5xx }
    fault: { delay: { fixedDelay: 1s, percentage: { value: 10 } } }
    mirror: { host: nowhere }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: vault }
spec:
  hosts: [vault.test]
  ports: [{ number: 8443, name: tls, protocol: TLS }]
  resolution: STATIC
  endpoints: [{ address: 10.0.0.1 }]
`;

const ask = (url: string) =>
  explainRequest(load(build([{ file: 'raw.yaml', text }]).table), { method: 'GET', url, headers: [] });
const lineOf = (url: string) => toDecisionLine(ask(url));

test.each(['tls://vault.rye.test', 'tls://vault.rye.test:443', 'https://vault.rye.test/'])(
  '%s takes the chain of its server name',
  (url) => {
    expect(lineOf(url)).toMatchObject({
      outcome: 'connect',
      status: null,
      details: 'via_upstream',
      chain: { tls: 'PASSTHROUGH', sni: ['vault.rye.test'] },
      route: { resource: 'VirtualService default/raw', file: 'raw.yaml', line: 17 },
      destinations: [{ host: 'vault.test', port: 8443, weight: 1, addresses: ['10.0.0.1:8443'] }],
    });
  },
);

test('a connection of TCP shows every share, in words too', () => {
  const { destinations } = lineOf('tcp://any.test:9000');
  expect(destinations?.map(({ host, weight }) => [host, weight])).toEqual([
    ['vault.test', 75],
    ['nowhere.default.svc.cluster.local', 25],
  ]);
  const words = printExplanation(ask('tcp://any.test:9000'), { colour: false });
  expect(words).toMatch(/^tcp:\/\/any\.test:9000\nbytes go on as they are/);
  expect(words).toContain('75% vault.test:8443 is 10.0.0.1:8443');
  expect(words).toContain('25% nowhere.default.svc.cluster.local');
});

test('TLS is bytes to a chain of TCP', () => {
  expect(lineOf('tls://any.test:9000')).toMatchObject({ outcome: 'connect', chain: { protocol: 'TCP' } });
});

test('a name that no chain has, a port that reads HTTP and a URL without a port say so', () => {
  expect(lineOf('tls://other.rye.test')).toMatchObject({ outcome: 'reject', details: 'filter_chain_not_found' });
  expect(ask('tcp://a.rye.test:80').nextSteps[0]).toContain('reads HTTP');
  expect(ask('tcp://a.rye.test').nextSteps[0]).toContain('names no port');
});

test('retries, faults and copies of the winner are there for machines', () => {
  expect(lineOf('http://a.rye.test/')).toMatchObject({
    outcome: 'forward',
    retry: { retries: 2 },
    fault: { delay: { perMillion: 100_000, ms: 1000 } },
    mirrors: [{ host: 'nowhere.default.svc.cluster.local' }],
  });
});
