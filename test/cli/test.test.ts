import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { slipway } from './fake-terminal.ts';

const routes = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec: { servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test]
  gateways: [main]
  http:
  - match: [{ uri: { prefix: /cart } }]
    route: [{ destination: { host: httpbin, port: { number: 8000 } } }]
---
apiVersion: slipway.dev/v1
kind: RouteTest
metadata: { name: shop }
spec:
  tests:
  - name: the cart
    request: { urls: [http://shop.test/cart], methods: [GET, POST] }
    expect: { destinations: [{ host: httpbin, port: 8000 }] }
`;
const failing = `${routes}  - name: "<all> the rest"
    request: { urls: [http://shop.test/] }
    expect: { matched: true }
`;

describe('slipway test', () => {
  test('passes', async () => {
    expect(await slipway(['test', '-'], routes)).toMatchObject({ code: 0, answer: '2 passed, 0 failed' });
  });

  test('names the test that fails, its line and why', async () => {
    const { code, answer } = await slipway(['test', '-'], failing);
    expect(code).toBe(1);
    expect(answer).toBe(
      [
        'failed  <all> the rest: GET http://shop.test/ (<stdin>:25)',
        '        no route takes it: answered with 404 (route_not_found)',
        '        answers:  no rule of the host "shop.test" takes it',
        '        nearly:   VirtualService default/shop http[0].match[0] (<stdin>:13)',
        '            ✗ path "/" does not start with "/cart" (<stdin>:13)',
        '2 passed, 1 failed',
      ].join('\n'),
    );
  });

  test('answers lines of JSON', async () => {
    const { answer } = await slipway(['test', '--json', '-'], failing);
    const lines = answer.split('\n').map((line) => JSON.parse(line));
    expect(lines.map(({ method, passed, line }) => [method, passed, line])).toEqual([
      ['GET', true, 22],
      ['POST', true, 22],
      ['GET', false, 25],
    ]);
  });

  test('writes a report for build servers', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-test-'));
    try {
      const file = join(folder, 'report.xml');
      expect((await slipway(['test', '--junit', file, '-'], failing)).code).toBe(1);
      const report = readFileSync(file, 'utf8');
      expect(report).toContain('<testsuites name="slipway test" tests="3" failures="1" errors="0" time="0">');
      expect(report).toContain('name="&lt;all&gt; the rest: GET http://shop.test/"');
      const nowhere = await slipway(['test', '--junit', join(folder, 'no', 'report.xml'), '-'], failing);
      expect(nowhere).toMatchObject({ code: 2, notes: expect.stringContaining('cannot be written') });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('names with control characters give no orders to a terminal or to a reader of XML', async () => {
    const text = failing.replace('"<all> the rest"', '"red \\u001b[31m \\u0007\\nnext"');
    expect((await slipway(['test', '-'], text)).answer).toContain('failed  red  [31m  next: GET http://shop.test/ (');
    const { answer } = await slipway(['test', '--junit', '-', '-'], text);
    expect(answer).toContain('name="red \ufffd[31m \ufffd');
  });

  test('without any test there is nothing to pass', async () => {
    const without = routes.slice(0, routes.indexOf('---\napiVersion: slipway.dev'));
    expect(await slipway(['test', '-'], without)).toMatchObject({
      code: 2,
      notes: expect.stringContaining('there is no route test here'),
    });
  });

  test('a RouteTest that cannot be read is no test that passes', async () => {
    const broken = routes.replace('methods: [GET, POST]', 'method: GET');
    expect(await slipway(['test', '-'], broken)).toMatchObject({
      code: 2,
      notes: expect.stringContaining('the RouteTest in <stdin>:16 cannot be read'),
    });
  });

  test('tells the rule that was expected and the condition it failed by', async () => {
    const text = failing.replace('expect: { matched: true }', 'expect: { destinations: [{ host: httpbin }] }');
    const { answer } = await slipway(['test', '-'], text);
    expect(answer).toContain('expected: VirtualService default/shop http[0].match[0]: does not match (<stdin>:13)');
    expect(answer).toContain('✗ path "/" does not start with "/cart" (<stdin>:13)');
  });

  test('a list of foreign tests that is no YAML fails, too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-test-'));
    try {
      writeFileSync(join(folder, 'shop.yaml'), routes);
      writeFileSync(join(folder, 'shop_test.yml'), 'testCases:\n- request: { uri: [/\n');
      expect(await slipway(['test', folder])).toMatchObject({
        code: 2,
        answer: '2 passed, 0 failed',
        notes: expect.stringMatching(/shop_test\.yml:1: lost testCases: the YAML has an error/),
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  const twoRules = routes.replace(
    '---\napiVersion: slipway.dev',
    `  - match: [{ uri: { exact: /help } }]
    redirect: { uri: /docs }
---
apiVersion: slipway.dev`,
  );

  test('names the rules that no test hits', async () => {
    const { code, answer } = await slipway(['test', '--coverage', '-'], twoRules);
    expect(code).toBe(0);
    expect(answer.split('\n').slice(1)).toEqual([
      '1 of 2 rules are hit by a test (50%)',
      'never hit  VirtualService default/shop http[1].match[0] (<stdin>:15)',
    ]);
    const { answer: junit } = await slipway(['test', '--coverage', '--junit', '-', '-'], twoRules);
    expect(junit).toContain('<property name="coverage.percent" value="50"/>');
    const { answer: json } = await slipway(['test', '--coverage', '--json', '-'], twoRules);
    expect(JSON.parse(json.split('\n').at(-1) ?? '').coverage).toMatchObject({ percent: 50, hit: 1 });
  });

  test('fails where too few rules are hit', async () => {
    expect(await slipway(['test', '--coverage-min', '50', '-'], twoRules)).toMatchObject({ code: 0 });
    expect(await slipway(['test', '--coverage-min', '50.1', '-'], twoRules)).toMatchObject({
      code: 1,
      notes: expect.stringContaining('hit 50% of the rules, and at least 50.1%'),
    });
    const three = twoRules.replace(
      '    redirect: { uri: /docs }',
      '    redirect: { uri: /docs }\n  - redirect: { uri: / }',
    );
    // A third is more than the 33.3 that are shown.
    expect(await slipway(['test', '--coverage-min', '33.33', '-'], three)).toMatchObject({ code: 0 });
    expect(await slipway(['test', '--coverage-min', '33.34', '-'], three)).toMatchObject({ code: 1 });
    expect(await slipway(['test', '--coverage-min', '100.1', '-'], three)).toMatchObject({ code: 2 });
    expect(await slipway(['test', '--coverage-min', 'half', '-'], twoRules)).toMatchObject({ code: 2 });
    expect(await slipway(['test', '--seed', '1.5', '-'], twoRules)).toMatchObject({ code: 2 });
  });

  const foreign = `testCases:
- description: the cart
  wantMatch: true
  request: { authority: [shop.test], method: [GET, POST], uri: [/cart] }
  route: [{ destination: { host: httpbin, port: { number: 8000 } } }]
- description: nothing else
  wantMatch: true
  request: { authority: [shop.test], method: [GET], uri: [/other] }
  route: [{ destination: { host: httpbin } }]
  timeout: 5s
`;

  test('runs files of istio-config-validator as they are', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-test-'));
    try {
      writeFileSync(join(folder, 'shop.yaml'), routes.slice(0, routes.indexOf('---\napiVersion: slipway.dev')));
      writeFileSync(join(folder, 'shop_test.yml'), foreign);
      const { code, answer, notes } = await slipway(['test', folder]);
      expect(code).toBe(1);
      expect(answer).toMatch(/failed {2}nothing else: GET http:\/\/shop\.test\/other \(.*shop_test\.yml:8\)/);
      expect(answer).toContain('2 passed, 1 failed');
      expect(notes).toMatch(/shop_test\.yml:10: lost testCases\[1\]\.timeout: "timeout" is no field/);
      expect((await slipway(['check', folder])).answer).not.toContain('shop_test');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('imports such a file, and overwrites none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-test-'));
    try {
      const [from, out] = [join(folder, 'shop_test.yml'), join(folder, 'shop.tests.yaml')];
      writeFileSync(join(folder, 'shop.yaml'), routes);
      writeFileSync(from, foreign);
      const printed = await slipway(['test', '--import', from, join(folder, 'shop.yaml')]);
      expect(printed).toMatchObject({ code: 0, notes: expect.stringContaining('lost testCases[1].timeout') });
      expect(printed.answer).toContain('kind: RouteTest\nmetadata:\n  name: shop-test');
      expect(await slipway(['test', '--import', from, '--out', out, folder])).toMatchObject({ code: 0, answer: '' });
      expect(readFileSync(out, 'utf8').trimEnd()).toBe(printed.answer);
      expect(await slipway(['test', '--import', from, '--out', out, folder])).toMatchObject({
        code: 2,
        notes: expect.stringContaining('is there already'),
      });
      rmSync(from);
      expect((await slipway(['test', folder])).answer).toContain('4 passed, 1 failed');
      expect(await slipway(['test', '--import', out, folder])).toMatchObject({ code: 2 });
      expect(await slipway(['test', '--out', out, folder])).toMatchObject({ code: 2 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
