import { describe, expect, test } from 'vitest';
import { build } from '#core/build.ts';

const route = (comment: string, end = '') => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test]
  gateways: [missing]${comment}
  http:
  - route: [{ destination: { host: httpbin } }]
${end}`;

const told = (text: string) => {
  const { diagnostics, suppressed } = build([{ file: 'a.yaml', text }]);
  return {
    left: diagnostics.map(({ code }) => code),
    suppressed: suppressed.map(({ diagnostic, because }) => `${diagnostic.code} because ${because}`),
  };
};

const silent = { left: [], suppressed: ['reference/missing because it is in the cluster'] };
const comment = '# slipway: ignore reference/missing because it is in the cluster';

describe('a comment suppresses', () => {
  test.each([
    ['behind the value', route(`   ${comment}`)],
    ['above the first key', `${comment}\n${route('')}`],
    ['above the first "---"', `# a file\n${comment}\n---\n${route('')}`],
    ['behind "---"', `---\n${comment}\n# and more\n${route('')}`],
    ['with line ends of Windows', `${comment}\n${route('')}`.replaceAll('\n', '\r\n')],
    [
      'above the key, with other comments between',
      route('').replace('  gateways', `  ${comment}\n  # really\n  gateways`),
    ],
    [
      "with Istio's code",
      route('').replace('  gateways', `  ${comment.replace('reference/missing', 'IST0101')}\n  gateways`),
    ],
  ])('%s', (_, text) => expect(told(text)).toEqual(silent));

  test('nothing of another document, nor what stands elsewhere', () => {
    const two = `${comment}\n${route('')}---\n${route('').replace('name: shop', 'name: other')}`;
    expect(told(two)).toEqual({ left: ['reference/missing'], suppressed: silent.suppressed });
    const elsewhere = route('', `  ${comment}\n  # the end\n`).replace('[missing]', '[mesh]');
    expect(told(elsewhere).left).toEqual(['fidelity/mesh-only', 'suppress/unused']);
  });

  test('nothing from inside of text', () => {
    const quoted = route('').replace(
      'metadata: { name: shop }',
      `metadata: { name: shop, annotations: { note: "${comment}" } }`,
    );
    expect(told(quoted)).toEqual({ left: ['reference/missing'], suppressed: [] });
  });
});

test('while there are errors nothing is called unused, because findings may be missing', () => {
  expect(told(`${comment}\n${route('').replace('hosts: [shop.test]', 'hosts: 5')}`).left).toEqual([
    'schema/wrong-type',
  ]);
});
