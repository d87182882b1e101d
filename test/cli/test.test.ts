import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
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

  test('without any test there is nothing to pass', async () => {
    const without = routes.slice(0, routes.indexOf('---\napiVersion: slipway.dev'));
    expect(await slipway(['test', '-'], without)).toMatchObject({
      code: 2,
      notes: expect.stringContaining('there is no RouteTest here'),
    });
  });
});
