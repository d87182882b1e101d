import { describe, expect, test } from 'vitest';
import { printCase, readCase } from './case-file.ts';
import { parseCall, printExpected } from './check/calls.ts';
import { draw, readDrawn } from './check/drawing.ts';

const fence = '```';
const small = `# A title

Prose.
Feature: HTTP path matching

${fence}yaml one.yaml
kind: Service
#^^^ error a/b: wrong
metadata: { name: x }
#                 ^ warning c/d: short name
${fence}

${fence}calls
# a remark
GET http://a.test/x -> x path=/x
${fence}
`;

describe('a case file', () => {
  test('is read into sources, drawings and calls, and printed back as it was', () => {
    const read = readCase(small);
    expect(read.problems).toEqual([]);
    expect(read.title).toBe('A title');
    expect(read.features).toEqual(['HTTP path matching']);
    expect(read.sources[0]).toMatchObject({
      file: 'one.yaml',
      text: 'kind: Service\nmetadata: { name: x }\n',
      drawn: [
        { line: 1, column: 1, width: 4, severity: 'error', code: 'a/b', message: 'wrong' },
        { line: 2, column: 19, width: 1, severity: 'warning', code: 'c/d', message: 'short name' },
      ],
    });
    expect(read.calls).toHaveLength(1);
    expect(printCase(read.blocks)).toBe(small);
  });

  test.each([
    ['no yaml fence', '# t\n```calls\nGET http://a.test/ -> x\n```\n'],
    ['says nothing', '# t\n```yaml\nkind: X\n```\n'],
    ['not closed', '# t\n```yaml\nkind: X\n'],
    ['cannot read the drawn diagnostic', '# t\n```yaml\nkind: X\n#  ^^ eror a/b: x\n```\n'],
    ['no title', '```yaml\nkind: X\n```\n'],
    ['names no destination', '# t\n```yaml\nkind: X\n```\n```calls\nGET http://a.test/ -> path=/x\n```\n'],
  ])('with a fault is not taken: %s', (problem, text) => {
    expect(readCase(text).problems.join('\n')).toContain(problem);
  });
});

test('drawing and reading are each other’s reverse', () => {
  const text = 'kind: Service\nmetadata: { name: x }\n';
  const place = (line: number, column: number, from: number, to: number) =>
    ({ file: 'f', line, column, range: [from, to] }) as const;
  const lines = draw(text, [
    { severity: 'error', code: 'a/b', message: 'm', place: place(1, 7, 6, 13) },
    { severity: 'warning', code: 'a/c', message: 'n', place: place(2, 1, 14, 40) },
  ]);
  expect(lines).toEqual([
    'kind: Service',
    '#     ^^^^^^^ error a/b: m',
    'metadata: { name: x }',
    '#^^^^^^^^^^^^^^^^^^^^ warning a/c: n',
  ]);
  expect(readDrawn(lines).text).toBe(text);
});

describe('a call', () => {
  test.each([
    'shop-v2',
    'shop-v2.other:8080/blue',
    'httpbin 418',
    '75% a 25% b',
    '404 no-route',
    '301 location=https://a.test/x',
    'refused',
    '503 direct body="come back later" resp+cache-control=no-store resp-x-old',
    'a path=/x?y=1 host=b.test +x-env=local +x-any -x-gone timeout=500ms route-name=r.m VirtualService default/shop http[0].match[1]',
  ])('expecting "%s" is read and printed back', (text) => {
    const call = parseCall(`GET http://a.test/ -> ${text}`);
    expect(call && printExpected(call.expected)).toBe(text);
  });

  test('carries headers, the absence of Host, old versions and odd targets', () => {
    expect(
      parseCall('OPTIONS http://a.test:8080 * [no Host] [x-a: 1] [x-a: 2] HTTP/1.0 -> 426 low_version')?.request,
    ).toEqual({
      method: 'OPTIONS',
      scheme: 'http',
      port: 8080,
      target: '*',
      headers: ['x-a', '1', 'x-a', '2'],
      version: '1.0',
      written: 'OPTIONS http://a.test:8080 * [no Host] [x-a: 1] [x-a: 2] HTTP/1.0',
    });
  });
});
