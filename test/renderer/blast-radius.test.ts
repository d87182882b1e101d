import { expect, it } from 'vitest';
import { build } from '#core/build.ts';
import { measureBlastRadius } from '../../src-renderer/state/blast-radius.ts';
import { exchange } from '../app-world.ts';

const table = (path: string) =>
  build([
    {
      file: 'a.yaml',
      text: `apiVersion: networking.istio.io/v1
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
  - match: [{ uri: { prefix: ${path} } }]
    directResponse: { status: 200 }
`,
    },
  ]).table;
const tables = { running: table('/a'), draft: table('/b') };
const exchanges = Array.from({ length: 100 }, (_, id) => ({
  ...exchange(id),
  listener: tables.running.listeners[0]?.id ?? '',
  authority: 'shop.test',
  path: '/a',
}));

/** A clock by which each look at it takes `ms`. */
const slow = (ms: number) => {
  let [time, pauses] = [0, 0];
  const rhythm = {
    now: () => {
      time += ms;
      return time;
    },
    pause: async () => {
      pauses += 1;
    },
  };
  return { rhythm, pauses: () => pauses };
};

it('works a few milliseconds at a time, however long one request takes', async () => {
  const [fast, long] = [slow(0.01), slow(3)];
  for (const { rhythm } of [fast, long]) {
    const measured = await measureBlastRadius(tables, exchanges, [], rhythm, { aborted: false });
    expect(measured?.requests).toMatchObject({ asked: 100, moved: [{ count: 100, shift: 'elsewhere' }] });
  }
  expect(fast.pauses()).toBeLessThan(5);
  expect(long.pauses()).toBeGreaterThanOrEqual(50);
});

it('ends without an answer as soon as nobody wants one', async () => {
  const signal = { aborted: false };
  const { rhythm } = slow(3);
  let pauses = 0;
  const pause = async () => {
    pauses += 1;
    signal.aborted = pauses === 10;
  };
  expect(await measureBlastRadius(tables, exchanges, [], { ...rhythm, pause }, signal)).toBeUndefined();
  expect(pauses).toBe(10);
});
