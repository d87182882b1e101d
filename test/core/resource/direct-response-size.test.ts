import { expect, test } from 'vitest';
import { build } from '#core/build.ts';

const found = (body: string): readonly string[] =>
  build([
    {
      file: 'a.yaml',
      text: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: a }
spec:
  hosts: [a.test]
  gateways: [main]
  http:
  - directResponse: { status: 200, body: { ${body} } }
`,
    },
  ])
    .diagnostics.filter(({ code }) => code === 'virtual-service/body')
    .map(({ severity, message }) => `${severity}: ${message}`);

const large =
  'warning: the body is larger than 100 KiB, which a gateway of Istio may refuse; let a service answer instead';
const refused = 'error: the body is larger than 1 MiB; let a service answer instead';
const kib = 1024;

test.each([
  ['text of 100 KiB', `string: ${'a'.repeat(100 * kib)}`, []],
  ['one byte more', `string: ${'a'.repeat(100 * kib + 1)}`, [large]],
  ['half as many letters of two bytes', `string: ${'é'.repeat(50 * kib + 1)}`, [large]],
  ['text of 1 MiB', `string: ${'a'.repeat(kib * kib)}`, [large]],
  ['one byte more than 1 MiB', `string: ${'a'.repeat(kib * kib + 1)}`, [refused]],
  ['base64 of 1 MiB', `bytes: ${btoa('a'.repeat(kib * kib))}`, [large]],
  ['base64 of one byte more', `bytes: ${btoa('a'.repeat(kib * kib + 1))}`, [refused]],
  ['base64 of 100 KiB', `bytes: ${btoa('a'.repeat(100 * kib))}`, []],
])('the size of a body is what is sent: %s', (_, body, expected) => {
  expect(found(body)).toEqual(expected);
});
