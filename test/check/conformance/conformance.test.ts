import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { supportedFeatures } from '#core/snapshot/gateway-api/features.ts';
import { report, summary, type Verdict } from '../verdict.ts';
import { createSuite } from './conformance.ts';
import { withoutMeaning } from './features.ts';
import { onlyWithout } from './status.ts';
import type { SuiteCase, SuiteTest } from './suite.ts';
import { summariseSuite } from './summarise.ts';

const own: SuiteTest = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'fixtures', 'conformance.json'), 'utf8'),
);
const suite = createSuite();
afterAll(() => suite.close());

const live = { live: true };

test('a test of our own passes, and its summary says so', async () => {
  const verdicts = await suite.judge(own, live);
  expect(report(verdicts)).toEqual([]);
  const passed = own.cases.length + (own.statusExpect?.length ?? 0);
  expect(summary(verdicts)).toBe(`${passed} passed (${passed} of them live as well), 0 failed, 0 skipped`);
  expect(summariseSuite(verdicts)).toEqual([
    'tests',
    `  PotteryRoutes  ${passed} passed`,
    'features',
    `  Gateway    ${passed} passed`,
    `  HTTPRoute  ${passed} passed`,
    '1 tests passed, 0 failed, 0 skipped',
  ]);
});

test('by decision alone, what only a connection can tell is skipped', async () => {
  const verdicts = await suite.judge(own, { live: false });
  expect(report(verdicts.filter(({ is }) => is === 'failed'))).toEqual([]);
  expect(verdicts.filter(({ is }) => is === 'passed').map(({ id }) => id)).toContain('redirect');
  expect(verdicts.find(({ id }) => id === 'frames')?.details.join()).toContain('a connection: ');
});

/** Every expectation of that test, turned wrong. */
const wrong: readonly (readonly [id: string, expect: SuiteCase['expect']])[] = [
  ['forward', { status: 201 }],
  ['forward', { statusAnyOf: [404, 500] }],
  ['forward', { statusNot: 200 }],
  ['forward', { backend: 'wheel' }],
  ['forward', { namespace: 'default' }],
  ['forward', { answeredByGateway: true }],
  ['forward', { connection: 'rejected' }],
  ['forward', { requestAtBackend: { method: 'GET' } }],
  ['forward', { requestAtBackend: { path: '/cup' } }],
  ['forward', { requestAtBackend: { host: 'pans.test' } }],
  ['forward', { requestAtBackend: { sni: 'pots.test' } }],
  ['forward', { requestAtBackend: { clientCertificate: 'pots' } }],
  ['forward', { requestAtBackend: { headers: { present: { 'X-Glaze': 'none' } } } }],
  ['forward', { requestAtBackend: { headers: { absent: ['x-glaze'] } } }],
  ['forward', { responseHeaders: { set: { 'X-Fired': 'no' } } }],
  ['forward', { responseHeaders: { anyOf: { 'X-Fired': ['no', 'perhaps'] } } }],
  ['forward', { responseHeaders: { absent: ['x-fired'] } }],
  ['forward', { property: 'request header Backend arrives exactly once' }],
  ['forward', { property: 'something nobody knows' }],
  ['forward', { mood: 'good' } as SuiteCase['expect']],
  ['redirect', { location: { scheme: 'https' } }],
  ['redirect', { location: { host: 'pans.test' } }],
  ['redirect', { location: { port: '8080' } }],
  ['redirect', { location: { path: '/old/cup' } }],
  ['shares', { weights: { kiln: 0.5, wheel: 0.5 }, tolerance: 0.05 }],
  ['shares', { weights: { kiln: 0.8, wheel: 0 }, tolerance: 1 }],
  ['copies', { mirroredTo: [{ backend: 'glaze', namespace: 'pottery' }] }],
  ['slow', { status: 200 }],
  ['again', { status: 500 }],
  ['secure', { connection: 'failed' }],
  ['unknown-name', { status: 404 }],
  ['call', { grpcCode: 'Unimplemented' }],
  ['call', { grpcCodeNot: 'OK' }],
  ['call', { backend: 'kiln' }],
];

describe('the judge is strict', () => {
  test('of every request', { timeout: 60_000 }, async () => {
    const cases = wrong.map(([id, expected], index) => {
      const one = own.cases.find((c) => c.id === id);
      if (!one) throw new Error(`there is no case "${id}"`);
      return { ...one, id: `${id} ${index}`, expect: expected };
    });
    const verdicts = await suite.judge({ ...own, statusExpect: [], cases }, live);
    expect(verdicts.filter(({ is }) => is !== 'failed').map(({ id }) => id)).toEqual([]);
    expect(verdicts).toHaveLength(wrong.length);
  });

  test('of frames that do not come back, or from somebody else', async () => {
    const one = own.cases.find((c) => c.id === 'frames');
    if (!one) throw new Error('there is no case "frames"');
    const cases = [
      { ...one, port: 443 },
      { ...one, expect: { ...one.expect, backend: 'wheel' } },
    ];
    const verdicts = await suite.judge({ ...own, statusExpect: [], cases }, live);
    expect(verdicts.map(({ is }) => is)).toEqual(['failed', 'failed']);
  });

  const gate = { kind: 'Gateway', namespace: 'pottery', name: 'gate' };
  test.each([
    ['a reason', { ...gate, conditions: [{ type: 'Accepted', status: 'True', reason: 'Pending' }] }],
    ['a status', { ...gate, conditions: [{ type: 'Accepted', status: 'False', reason: 'any' }] }],
    ['a condition', { ...gate, conditions: [{ type: 'Fired', status: 'True', reason: 'any' }] }],
    ['a count', { ...gate, listeners: [{ name: 'web', attachedRoutes: 7 }], partial: true }],
    ['a kind', { ...gate, listeners: [{ name: 'web', supportedKinds: ['TCPRoute'] }], partial: true }],
    ['the number of listeners', { ...gate, listeners: [{ name: 'web' }] }],
    ['an address', { ...gate, addresses: ['192.0.2.1'] }],
    ['an object', { ...gate, name: 'other', conditions: [] }],
  ])('of %s in a status', async (_, expected) => {
    const [verdict] = await suite.judge({ ...own, statusExpect: [expected], cases: [] }, { live: false });
    expect(verdict?.is).toBe('failed');
  });

  test('of steps that nobody knows', async () => {
    const judged = await suite.judge({ ...own, steps: [{ do: 'break a cup' }] }, live);
    expect(judged.every(({ is }) => is === 'failed')).toBe(true);
  });

  test('tests of features without meaning here are skipped by name, with the reason', async () => {
    const verdicts = await suite.judge({ ...own, features: ['Gateway', 'GatewayInfrastructurePropagation'] }, live);
    expect(verdicts.every(({ is }) => is === 'skipped')).toBe(true);
    expect(verdicts[0]?.details.join()).toContain('GatewayInfrastructurePropagation: ');
  });
});

/** The suite as data is kept beside the project. A clone without it has the test above and its golden cases. */
const folder =
  process.env.SLIPWAY_CONFORMANCE ?? join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'conformance');
const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : [];

test('the conformance suite kept beside the project', { timeout: 180_000 }, async ({ annotate }) => {
  if (files.length === 0) {
    await annotate('no conformance suite beside the project; set SLIPWAY_CONFORMANCE to a folder that has its files');
    return;
  }
  const tests = files.map((file): SuiteTest => JSON.parse(readFileSync(join(folder, file), 'utf8')));
  const verdicts: Verdict[] = [];
  const waiting = [...tests];
  const next = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift())
      verdicts.push(...(await suite.judge(one, live)));
  };
  await Promise.all([next(), next(), next()]);
  await annotate(summary(verdicts));
  expect(report(verdicts.filter(({ is }) => is === 'failed'))).toEqual([]);
  const known = new Set([...supportedFeatures, ...Object.keys(withoutMeaning)]);
  const strange = tests.flatMap(({ name, features }) =>
    onlyWithout[name] === undefined ? features.filter((feature) => !known.has(feature)) : [],
  );
  expect([...new Set(strange)], 'features that are neither claimed nor said to be without meaning').toEqual([]);
});
