import { expect, test } from 'vitest';
import { build } from '#core/build.ts';

const gateway = (name: string, ...ports: readonly number[]): string =>
  [
    'apiVersion: networking.istio.io/v1',
    'kind: Gateway',
    `metadata: { name: ${name} }`,
    'spec:',
    '  servers:',
    ...ports.map(
      (port) => `  - { port: { number: ${port}, name: http-${port}, protocol: HTTP }, hosts: ["${name}.test"] }`,
    ),
  ].join('\n');

const listener = [
  'apiVersion: gateway.networking.k8s.io/v1',
  'kind: Gateway',
  'metadata: { name: edge }',
  'spec:',
  '  gatewayClassName: any',
  '  listeners:',
  '  - { name: http, port: 81, protocol: HTTP }',
].join('\n');

const told = (texts: readonly string[], firstFreePort?: number): readonly string[] => {
  const sources = texts.map((text, index) => ({ file: `${index}.yaml`, text }));
  const machine = firstFreePort === undefined ? undefined : { firstFreePort };
  return build(sources, undefined, machine)
    .diagnostics.filter(({ code }) => code === 'listener/port-not-given')
    .map(({ severity, message, place }) => `${place.file}:${place.line}:${place.column} ${severity} ${message}`);
};

test('a port that the machine does not give is told at its number, with the one that is tried instead', () => {
  expect(told([gateway('shop', 80, 443, 600, 1024, 8080)], 1024)).toEqual([
    '0.yaml:6:23 information this machine gives ports below 1024 to administrators alone, so 8080 is tried in place of 80; map it under "ports" of a LocalGateway if another one should be',
    expect.stringContaining('8443 is tried in place of 443'),
    expect.stringContaining('8600 is tried in place of 600'),
  ]);
});

test('listeners of the Gateway API too', () => {
  expect(told([listener], 1024)).toEqual([expect.stringContaining('0.yaml:7:25 information')]);
});

test('once for a port in each file', () => {
  const both = `${gateway('shop', 80)}\n---\n${gateway('books', 80)}`;
  expect(told([both, gateway('bread', 80)], 1024)).toHaveLength(2);
});

test('nothing where nobody says what the machine gives, where it gives all, or where the port is mapped', () => {
  const mapped =
    'apiVersion: slipway.dev/v1\nkind: LocalGateway\nmetadata: { name: local }\nspec: { ports: [{ declared: 80, local: 9080 }] }';
  expect(told([gateway('shop', 80)])).toEqual([]);
  expect(told([gateway('shop', 80)], 1)).toEqual([]);
  expect(told([gateway('shop', 80), mapped], 1024)).toEqual([]);
});
