import { expect, test } from 'vitest';
import { build } from '#core/build.ts';

const good = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec: { servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }] }
`;
const of = (text: string) => build([{ file: 'a.yaml', text }]);
const codes = (text: string) => of(text).diagnostics.map(({ code }) => code);

test('a file with a problem in every line is told by its worst problems and a count', () => {
  const { diagnostics, table } = of(`${good}---\n${'a: b\n'.repeat(20_000)}`);
  expect(diagnostics).toHaveLength(201);
  expect(diagnostics.at(-1)).toMatchObject({
    severity: 'error',
    code: 'file/more-problems',
    message: '19799 more problems of this document are left out; correct the others first',
  });
  expect(table.listeners).toHaveLength(1);
});

test('many documents with a problem each are counted for the file, errors before the rest', () => {
  const strange = (i: number) => `apiVersion: example.com/v1\nkind: Strange\nmetadata: { name: a${i} }\n`;
  const text = [good, ...Array.from({ length: 1_500 }, (_, i) => strange(i)), 'just text\n'].join('---\n');
  const { diagnostics } = of(text);
  expect(diagnostics).toHaveLength(1_001);
  expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual([
    'resource/not-an-object',
  ]);
  expect(diagnostics.filter(({ code }) => code === 'file/more-problems')).toEqual([
    expect.objectContaining({
      severity: 'information',
      message: expect.stringMatching(/^501 more problems of this file/),
    }),
  ]);
});

test('a very long document is read when it is plain, and refused when it is not', () => {
  const route = (i: number) => `  - name: r${i}\n    directResponse: { status: 200 }\n`;
  const long = (host: string) =>
    `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: long }\nspec:\n  gateways: [main]\n  hosts: [${host}]\n  http:\n${Array.from({ length: 60_000 }, (_, i) => route(i)).join('')}`;
  expect(codes(`${good}---\n${long('"a.test"')}`)).not.toContain('yaml/too-long');
  expect(codes(`${good}---\n${long('"a.test')}`)).toEqual(['yaml/too-long']);
});

test('more documents than a file may have are one diagnostic', () => {
  expect(codes('---\n# nothing\n'.repeat(60_000))).toEqual([]);
  expect(codes('---\na: b\n'.repeat(50_001))).toContain('yaml/too-many-documents');
});

test('no line, however long, holds up the reading', () => {
  const blanks = ' '.repeat(300_000);
  for (const text of [
    `a: b${blanks}c\n  d: "`,
    `metadata:\n${' \n'.repeat(300_000)}x: "`,
    `metadata:\n  name: x\n${'  a: b\n'.repeat(600_000)}x: "`,
    `metadata: {${blanks},${blanks}x: "`,
    `kind: A${' #'.repeat(150_000)}\nx: "`,
    `${blanks}{{ a }}`,
    `a: b${' #'.repeat(150_000)}`,
    `a: "${'\\'.repeat(300_001)}"`,
    `${'- '.repeat(150_000)}a`,
    `a: ${'1'.repeat(300_000)}`,
    `spec:${blanks}\t${blanks}x`,
  ]) {
    expect(of(text).diagnostics.length).toBeLessThan(3);
  }
});
