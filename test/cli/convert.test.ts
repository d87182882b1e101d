import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { slipway } from './fake-terminal.ts';

const route = (fault: string): string => `apiVersion: networking.istio.io/v1
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
  - route: [{ destination: { host: one, port: { number: 80 } } }]
${fault}`;
const clean = route('');
const lossy = route('    fault: { abort: { httpStatus: 500, percentage: { value: 1 } } }\n');

describe('slipway convert', () => {
  test('prints the new documents, and the report beside them', async () => {
    const { code, answer, notes } = await slipway(
      ['convert', 'virtualservice', 'shop', '--to', 'HTTPRoute', '-'],
      lossy,
    );
    expect(code).toBe(0);
    expect(answer).toContain('kind: HTTPRoute\nmetadata:\n  name: shop');
    expect(notes).toMatch(/:14:5: lost: spec\.http\[0\]\.fault: "fault" has no equal in an HTTPRoute/);
    expect(notes).toMatch(/2 documents; 1 lost, 0 approximated, 1 to decide$/);
  });

  test.each([
    [clean, 0],
    [lossy, 1],
  ])('ends with 1 under --strict where something is lost', async (text, expected) => {
    const { code } = await slipway(
      ['convert', 'VirtualService', 'default/shop', '--to', 'HTTPRoute', '--strict', '-'],
      text,
    );
    expect(code).toBe(expected);
  });

  test('answers JSON, also when it cannot be done', async () => {
    const done = await slipway(['convert', 'VirtualService', 'shop', '--to', 'Ingress', '--json', '-'], clean);
    expect(JSON.parse(done.answer)).toMatchObject({ ok: true, documents: [{ kind: 'Ingress', name: 'shop' }] });
    const not = await slipway(['convert', 'VirtualService', 'other', '--to', 'Ingress', '--json', '-'], clean);
    expect([not.code, JSON.parse(not.answer).ok]).toEqual([1, false]);
  });

  test('writes a new file and overwrites none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-convert-'));
    try {
      const file = join(folder, 'new.yaml');
      const args = ['convert', 'VirtualService', 'shop', '--to', 'HTTPRoute', '--write', file, '-'];
      expect((await slipway(args, clean)).code).toBe(0);
      const text = readFileSync(file, 'utf8');
      expect(text).toContain('kind: HTTPRoute');
      const again = await slipway(args, lossy);
      expect([again.code, readFileSync(file, 'utf8') === text]).toEqual([1, true]);
      expect(again.notes).toContain('is there already');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test.each([
    [['VirtualService', 'shop'], '"--to" is missing'],
    [['VirtualService', '--to', 'Ingress'], 'needs KIND and NAME'],
    [['Gateway', 'main', '--to', 'Ingress'], 'no kind of route'],
    [['Ingress', 'shop', '--to', 'ingress'], 'the kind that it is already'],
  ])('is used wrongly: %s', async (args, reason) => {
    const { code, notes } = await slipway(['convert', ...args]);
    expect(code).toBe(2);
    expect(notes).toContain(reason);
  });
});
