import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { slipway } from './fake-terminal.ts';

const example = resolve(import.meta.dirname, '..', '..', 'resources', 'examples', 'httpbin');

test('a curl command is explained, and what of it says nothing here is told', async () => {
  const { code, answer, notes } = await slipway([
    'explain',
    example,
    "curl -sSI 'http://127.0.0.1:8080/status/200' -H 'Host: httpbin.example.com' --odd",
  ]);
  expect(code).toBe(0);
  expect(answer).toContain('HEAD http://httpbin.example.com/status/200');
  expect(answer).toContain('forward to httpbin.default.svc.cluster.local:8000');
  expect(answer).toMatch(/✓ path "\/status\/200" starts with "\/status" {2}\S*virtual-service\.yaml:15/);
  expect(notes).toContain('option "--odd" is not known here');
});

test('a near miss is told with its line, and in JSON with what would be answered', async () => {
  const words = ['explain', example, 'GET', 'http://httpbin.example.com/Status/200'];
  const { answer } = await slipway(words);
  expect(answer).toMatch(
    /nearly\n {2}→ path "\/Status\/200" differs from "\/status" only in case.*virtual-service\.yaml:15/,
  );
  const line = JSON.parse((await slipway([...words, '--json'])).answer);
  expect(line.hints).toEqual([
    {
      kind: 'case',
      message: expect.stringContaining('only in case'),
      file: expect.stringContaining('virtual-service.yaml'),
      line: 15,
      request: { target: '/status/200' },
    },
  ]);
});

test.each([
  [['curl -s'], 'no URL'],
  [['curl http://a.test/', 'more'], 'comes after the curl command'],
])('%j is wrong use', async (words, reason) => {
  const { code, notes } = await slipway(['explain', example, ...words]);
  expect(code).toBe(2);
  expect(notes).toContain(reason);
});
