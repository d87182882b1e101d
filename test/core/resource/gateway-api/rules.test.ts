import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFile } from '#core/resource/read-file.ts';
import { brokenGateways, goodGateways } from './broken-gateways.ts';
import { brokenRoutes, goodRoutes } from './broken-routes.ts';

const documentOf = (kind: string, spec: string): string =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: { name: it }\nspec: ${spec}\n`;

/** `code: text`, with the severity in front unless it is an error. That a field is not acted on is no rule. */
const toldOf = (kind: string, spec: string): readonly string[] => {
  const text = documentOf(kind, spec);
  const told = readFile({ file: 'a.yaml', text }).diagnostics.filter(({ code }) => !code.startsWith('fidelity/'));
  return told.map(
    ({ severity, code, place }) =>
      `${severity === 'error' ? '' : `${severity} `}${code}: ${text.slice(...place.range)}`,
  );
};

const broken = [...brokenGateways, ...brokenRoutes];

/** Rules of the reference that no document alone can break here. */
const skipped: Readonly<Record<number, string>> = {
  9: 'it needs the version before',
  25: 'it is about a status',
  95: 'XBackend is not a kind that is known here',
  96: 'XBackend is not a kind that is known here',
  97: 'XBackend is not a kind that is known here',
  98: 'XBackend is not a kind that is known here',
  99: 'XBackendTrafficPolicy is not a kind that is known here',
  100: 'XBackendTrafficPolicy is not a kind that is known here',
};

describe('the rules of the CRDs of the Gateway API', () => {
  test('are all there', () => {
    const numbers = new Set([...broken.flatMap(([rules]) => rules), ...Object.keys(skipped).map(Number)]);
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  });

  test.each(broken.map(([rules, kind, spec, ...told]) => ({ rules, kind, spec, told })))(
    '$rules: $kind $spec',
    ({ kind, spec, told }) => {
      expect(toldOf(kind, spec).toSorted()).toEqual(told.toSorted());
    },
  );

  test.each([...goodGateways, ...goodRoutes])('let %s pass', (_, kind, spec) => {
    expect(toldOf(kind, spec)).toEqual([]);
  });
});

test.each(['bakery.local', '127.0.0', '""', '1::2::3'])('%s is no IP address of a Gateway', (value) => {
  const spec = `{ gatewayClassName: a, listeners: [{ name: a, port: 1, protocol: HTTP }], addresses: [{ value: ${value} }] }`;
  expect(toldOf('Gateway', spec)).toEqual([`gateway/address: ${value}`]);
});

describe('values of headers', () => {
  const route = (value: string) =>
    toldOf('HTTPRoute', `{ rules: [{ matches: [{ headers: [{ name: a, value: ${JSON.stringify(value)} }] }] }] }`);
  test.each(['x', 'a b', 'a\tb c', '!~'])('%j is one in both channels', (value) => {
    expect(route(value)).toEqual([]);
  });
  test.each([' a', 'a ', 'a  b', 'a \tb', 'ä', 'a\u0001'])('%j is one in the standard channel', (value) => {
    expect(route(value)).toEqual([`warning route/header-value: ${JSON.stringify(value)}`]);
  });
  test('are judged where they are set and added, too', () => {
    const filter =
      '{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: a, value: ä }], add: [{ name: b, value: ö }] } }';
    const told = ['warning route/header-value: ä', 'warning route/header-value: ö'];
    expect(toldOf('HTTPRoute', `{ rules: [{ filters: [${filter}] }] }`)).toEqual(told);
  });
  test.each(['a\r\nb', 'a\0', ''])('%j is none', (value) => {
    expect(route(value).map((one) => one.split(':')[0])).toEqual(['schema/pattern']);
  });
});

const suite = join(import.meta.dirname, '..', '..', '..', '..', '..', 'shared', 'conformance');
const manifests = existsSync(suite) ? readdirSync(suite).filter((name) => name.endsWith('.json')) : [];

// The data are another project's and lie beside this one, if at all.
describe.skipIf(manifests.length === 0)('what the conformance suite of the Gateway API sends to an API server', () => {
  test.each(manifests)('%s is taken', (name) => {
    const { manifests: text }: { readonly manifests: string } = JSON.parse(readFileSync(join(suite, name), 'utf8'));
    // What whoever runs the suite has to say.
    const filled = text
      .replaceAll('{GATEWAY_CONTROLLER_NAME}', 'example.com/controller')
      .replaceAll('PLACEHOLDER_UNUSABLE_ADDRS', '192.0.2.1')
      .replaceAll('PLACEHOLDER_USABLE_ADDRS', '127.0.0.9');
    const { items, diagnostics } = readFile({ file: 'a.yaml', text: filled });
    expect(items.length).toBeGreaterThan(0);
    expect(diagnostics.filter(({ severity }) => severity !== 'information')).toEqual([]);
  });
});
