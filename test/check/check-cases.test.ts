import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BehaviourCase, BehaviourFile } from './istio-behaviour.ts';
import { judgeFile } from './judge-file.ts';
import { report, summary } from './verdict.ts';

const project = join(import.meta.dirname, '..', '..');
const fixture: BehaviourFile = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures', 'behaviour.json'), 'utf8'),
);
const only = (...cases: BehaviourCase[]): BehaviourFile => ({ ...fixture, cases });
const named = (id: string): BehaviourCase => {
  const found = fixture.cases.find((c) => c.id === id);
  if (!found) throw new Error(`the fixture has no case "${id}"`);
  return found;
};

test('the project’s own fixture passes', async () => {
  const verdicts = await judgeFile(fixture);
  expect(report(verdicts)).toEqual([]);
  expect(summary(verdicts)).toBe(
    `${fixture.cases.length} passed (${fixture.cases.length} of them live as well), 0 failed, 0 skipped`,
  );
});

test('the fixture passes by decision alone, and what it cannot decide says why', async () => {
  const verdicts = await judgeFile(fixture, { live: false });
  expect(report(verdicts.filter((v) => v.is !== 'skipped'))).toEqual([]);
  for (const one of verdicts.filter((v) => v.is === 'skipped')) expect(one.details.join()).toContain('a connection:');
});

/** Every expectation of the fixture, turned wrong. */
const wrong: readonly (readonly [id: string, member: string, value: unknown])[] = [
  ['forward', 'status', 201],
  ['forward', 'destination', 'wheel.pottery.svc.cluster.local:8080'],
  ['forward', 'destination', 'kiln.pottery.svc.cluster.local:9090'],
  ['forward', 'destination', 'kiln.pottery.svc.cluster.local:8080/blue'],
  ['forward', 'rewrittenPath', '/cup'],
  ['forward', 'rewrittenHost', 'pots.test'],
  ['forward', 'body', 'okay'],
  ['forward', 'bodyPrefix', 'k'],
  ['forward', 'requestHeaders', { 'x-glaze': 'green' }],
  ['forward', 'requestHeaders', { 'x-glaze': null }],
  ['forward', 'requestHeaders', { 'x-glaze': ['blue', 'blue'] }],
  ['forward', 'requestHeaders', { 'x-request-id': { regex: '[0-9]+' } }],
  ['forward', 'responseHeaders', { 'x-fired': 'no' }],
  ['forward', 'upstreamAttempts', 2],
  ['forward', 'upstreamAddress', '127.0.0.1:1'],
  ['forward', 'error', 'NR route_not_found'],
  ['redirect', 'location', 'https://pots.test/new'],
  ['no-route', 'error', 'NC cluster_not_found'],
  ['no-endpoint', 'error', 'missing_host_header'],
  ['no-listener', 'status', 200],
  ['shares', 'destinationShare', { 'kiln.pottery.svc.cluster.local:8080': 50 }],
  ['slow', 'minLatencyMs', 20_000],
  ['tls', 'status', 404],
  ['tls', 'destination', 'wheel.pottery.svc.cluster.local:8080'],
  ['tls', 'error', 'raw TLS bytes forwarded, TLS not terminated'],
  ['passthrough', 'destination', 'wheel.pottery.svc.cluster.local:8080'],
  ['passthrough', 'error', 'TLS connection closed, no filter chain match (NR)'],
  ['unknown-sni', 'error', 'raw TLS bytes forwarded, TLS not terminated'],
  ['unknown-sni', 'error', 'connection refused (no listener)'],
  ['tcp', 'destination', 'wheel.pottery.svc.cluster.local:8080'],
  ['tcp', 'error', 'raw TLS bytes forwarded, TLS not terminated'],
  ['mesh', 'destination', 'PassthroughCluster'],
  ['mesh-unknown', 'error', 'block_all'],
  ['mesh-unknown', 'destination', 'kiln.pottery.svc.cluster.local:8080'],
  ['mesh-registry-only', 'status', 200],
  ['mesh-registry-only', 'error', 'host unknown on this port, ALLOW_ANY'],
];

/** What the engine decides; headers, attempts, times and the words of services are told by connections alone. */
const decidable = /^(destination|rewritten|location|error|status)/;
const byService = new Set(['slow', 'no-endpoint']);

describe('the engine’s decision is judged as strictly', () => {
  test.each(wrong.filter(([id, member]) => decidable.test(member) && !byService.has(id)))(
    '%s with %s %j fails',
    async (id, member, value) => {
      const one = named(id);
      const changed = only({ ...one, expect: { ...one.expect, [member]: value } });
      const [verdict] = await judgeFile(changed, { live: false });
      expect(verdict?.is).toBe('failed');
    },
  );
});

describe('the judge is strict', () => {
  test.each(wrong)('%s with %s %j fails', async (id, member, value) => {
    const one = named(id);
    const [verdict] = await judgeFile(only({ ...one, expect: { ...one.expect, [member]: value } }));
    expect(verdict?.is).toBe('failed');
  });

  test('a request that does not behave as the others fails the case', async () => {
    const one = named('no-route');
    const requests = [...one.requests, { ...one.requests[0], path: '/bowl' } as BehaviourCase['requests'][number]];
    const [verdict] = await judgeFile(only({ ...one, requests }));
    expect(verdict?.is).toBe('failed');
    expect(verdict?.details.join()).toContain('request 2');
  });

  test('an answer of a service fails where none was expected', async () => {
    const one = named('slow');
    const [verdict] = await judgeFile(only({ ...one, expect: { status: 200 } }));
    expect(verdict?.is).toBe('failed');
  });

  test.each([
    ['an unknown member of expect', { expect: { status: 200, colour: 'blue' } }],
    ['an unknown sentence in error', { expect: { status: 404, error: 'it went wrong, somehow' } }],
    ['a case that expects nothing', { expect: {} }],
    ['a case that asks nothing', { requests: [] }],
    ['an unknown member of the case', { weather: 'fine' }],
    ['an unknown member of a request', { requests: [{ ...named('no-route').requests[0], mood: 'good' }] }],
    ['an unknown member of upstream', { upstream: { status: 200, behavior: 'odd' } }],
  ])('%s cannot be judged and fails', async (_, change) => {
    const [verdict] = await judgeFile(only({ ...named('no-route'), ...change } as BehaviourCase));
    expect(verdict?.is).toBe('failed');
    expect(verdict?.details.join()).toContain('cannot judge');
  });
});

test('a file in no known format is refused', async () => {
  await expect(judgeFile({ anything: 1 })).rejects.toThrow('none of the known formats');
});

/** Files of cases that are kept beside the project, or where SLIPWAY_CASES says. A clone without them has its own fixture and golden cases. */
const folder = process.env.SLIPWAY_CASES ?? join(project, '..', 'shared', 'cases');
const behaviour = join(folder, 'istio-behaviour.json');

test('behaviour cases kept beside the project', { timeout: 180_000 }, async ({ annotate }) => {
  if (!existsSync(behaviour)) {
    await annotate(
      'no file of behaviour cases beside the project; set SLIPWAY_CASES to a folder that has istio-behaviour.json',
    );
    return;
  }
  const verdicts = await judgeFile(JSON.parse(readFileSync(behaviour, 'utf8')));
  await annotate(summary(verdicts));
  expect(report(verdicts.filter((v) => v.is === 'failed'))).toEqual([]);
});

const ingress = join(folder, 'ingress.json');

test('Ingress cases kept beside the project', { timeout: 120_000 }, async ({ annotate }) => {
  if (!existsSync(ingress)) {
    await annotate('no file of Ingress cases beside the project; set SLIPWAY_CASES to a folder that has ingress.json');
    return;
  }
  const verdicts = await judgeFile(JSON.parse(readFileSync(ingress, 'utf8')));
  await annotate(summary(verdicts));
  expect(report(verdicts.filter((v) => v.is === 'failed'))).toEqual([]);
});

test('an Ingress case that cannot be judged, or is not met, fails', async () => {
  const backend = { service: { name: 'oven', port: { number: 80 } } };
  const object = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'a', namespace: 'shop' },
    spec: { defaultBackend: backend },
  };
  const kind = { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: 'c' } };
  const request = { scheme: 'http', method: 'GET', host: 'a.test', path: '/' };
  const objects = [
    { ...kind, spec: { controller: 'example.local/ingress' } },
    { ...object, spec: { ...object.spec, ingressClassName: 'c' } },
  ];
  const cases = [
    { id: 'right', request, expect: { backend: 'shop/oven:80' } },
    { id: 'wrong', request, expect: { backend: 'shop/other:80' } },
    { id: 'status', request, expect: { status: 404 } },
    { id: 'strange', request, expect: { status: 404, mood: 'good' } },
  ];
  const validation = [
    { id: 'good', object, accepted: true },
    { id: 'bad', object: { ...object, spec: {} }, accepted: true },
  ];
  const scenarios = [{ id: 's', basis: 'spec', objects, cases }];
  const verdicts = await judgeFile({ scenarios, validation });
  expect(verdicts.map(({ id, is }) => `${id} ${is}`)).toEqual([
    'right passed',
    'wrong failed',
    'status failed',
    'strange failed',
    'good passed',
    'bad failed',
  ]);
});
