import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { explainRequest } from '#core/route/explain.ts';
import { load } from '#core/route/load.ts';

const folder = join(import.meta.dirname, '..', 'resources', 'examples');
const sourcesOf = (example: string) =>
  readdirSync(join(folder, example))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => ({ file, text: readFileSync(join(folder, example, file), 'utf8') }));

/** What the examples promise in their comments and in README, by example. */
const promised: Readonly<Record<string, readonly (readonly [url: string, status: number | undefined])[]>> = {
  hello: [
    ['http://localhost:8080/hello', undefined],
    ['http://127.0.0.1/', 404],
  ],
  'header-routing': [['http://127.0.0.1/', undefined]],
  'circuit-breaker': [
    ['http://127.0.0.1/delay/5', undefined],
    ['http://127.0.0.1/status/503', undefined],
    ['http://127.0.0.1/headers', 404],
  ],
  httpbin: [
    ['http://httpbin.example.com/status/200', undefined],
    ['http://httpbin.example.com/delay/2', undefined],
    ['http://httpbin.example.com/headers', 404],
    ['http://127.0.0.1/status/200', 404],
  ],
  details: [
    ['http://127.0.0.1/details/0', undefined],
    ['http://127.0.0.1/details-of-it', undefined],
    ['http://127.0.0.1/health', undefined],
    ['http://127.0.0.1/health/deep', 404],
  ],
  wildcard: [
    ['http://127.0.0.1/headers', undefined],
    ['http://127.0.0.1/status/200', 404],
  ],
  // What it promises comes from a workload: see test/gateway/mesh-egress.test.ts.
  egress: [],
  canary: [['http://shop.example.com/', undefined]],
  ingress: [
    ['http://httpbin.example.com/status/200', undefined],
    ['http://httpbin.example.com/headers', undefined],
    ['http://httpbin.example.com/headers/below', 404],
    ['http://127.0.0.1/status/200', 404],
  ],
  'gateway-api': [
    ['http://httpbin.example.com/status/200', undefined],
    ['http://httpbin.example.com/delay/2', undefined],
    ['http://httpbin.example.com/headers', 404],
    ['http://127.0.0.1/status/200', 404],
  ],
  'gateway-api-wildcard': [
    ['http://127.0.0.1/headers', undefined],
    ['http://127.0.0.1/status/200', 404],
  ],
};

test('every example has its promises', () => {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(promised).sort());
});

describe.each(Object.keys(promised))('the example %s', (example) => {
  const { table, diagnostics } = build(sourcesOf(example));

  test('has nothing to report', () => expect(diagnostics).toEqual([]));

  test.each(promised[example] ?? [])('%s', (url, status) => {
    const { decision } = explainRequest(load(table), { method: 'GET', url, headers: [] });
    expect(decision.outcome === 'forward' ? undefined : decision.status).toBe(status);
    if (decision.outcome === 'forward') expect(decision.cluster?.boundBy).not.toBe('nothing');
  });
});
