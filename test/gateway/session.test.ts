import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { build } from '#core/build.ts';
import type { Table } from '#core/route/table.ts';
import { startRig, startService } from './rig.ts';

type Answer = { readonly status: number; readonly body: string; readonly headers: NodeJS.Dict<string | string[]> };

const ask = (port: number, path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request(
      { agent: false, host: '127.0.0.1', port, path, headers: { host: 'shop.test', ...headers } },
      (answer) => {
        let body = '';
        answer.on('data', (bytes) => (body += bytes));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body, headers: answer.headers }));
      },
    );
    sent.on('error', reject);
    sent.end();
  });

const service = (name: string, ports: readonly number[]): string => `
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {ports: [{name: http, port: 80}]}
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: {name: ${name}}
spec: {endpoints: [${ports.map((port) => `{address: '127.0.0.1:${port}'}`).join(', ')}]}
---`;

const tableOf = (
  backends: Readonly<Record<string, readonly number[]>>,
  session: string,
  weights = '[{name: one, port: 80}, {name: two, port: 80}]',
): Table => {
  const { table } = build([
    {
      file: 'session.yaml',
      text: `${Object.entries(backends)
        .map(([name, ports]) => service(name, ports))
        .join('')}
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: front}
spec: {gatewayClassName: any, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: front}]
  rules:
  - matches: [{path: {value: /other}}]
    backendRefs: [{name: two, port: 80}]
  - sessionPersistence: ${session}
    backendRefs: ${weights}
`,
    },
  ]);
  // At a port that the system chooses.
  return { ...table, settings: { ...table.settings, ports: { '80': 0 } } };
};

const startTwo = async () => ({
  one: [await startService((_, to) => to.end('one-a')), await startService((_, to) => to.end('one-b'))],
  two: [await startService((_, to) => to.end('two-a')), await startService((_, to) => to.end('two-b'))],
});

const cookieOf = ({ headers }: Answer): string => headers['set-cookie']?.[0]?.split(';')[0] ?? '';

/** Every destination in turn, so that only a session keeps a client where it is. */
const turning = () => {
  let turn = 0;
  return () => (turn++ % 4) / 4;
};

describe('session persistence', () => {
  test('a cookie keeps a client on its endpoint, whatever the weights say', async () => {
    const { port } = await startRig(tableOf(await startTwo(), '{sessionName: s}'), { dice: turning() });
    const first = await ask(port, '/');
    expect(first.headers['set-cookie']?.[0]).toMatch(/^s="[\w.-]+"; Path=\/; HttpOnly$/);
    const cookie = cookieOf(first);
    for (let i = 0; i < 8; i++) {
      const again = await ask(port, '/', { cookie: `a=b; ${cookie}` });
      expect(again.body).toBe(first.body);
      expect(again.headers['set-cookie']).toBeUndefined();
    }
    const others = await Promise.all(Array.from({ length: 8 }, () => ask(port, '/')));
    expect(new Set(others.map(({ body }) => body.slice(0, 3)))).toEqual(new Set(['one', 'two']));
  });

  test('a session is no word about other rules', async () => {
    const { port } = await startRig(
      tableOf(await startTwo(), '{sessionName: s}', '[{name: one, port: 80}, {name: two, port: 80, weight: 0}]'),
    );
    const cookie = cookieOf(await ask(port, '/'));
    expect((await ask(port, '/other', { cookie })).body).toMatch(/^two/);
  });

  test('a header does the same', async () => {
    const { port } = await startRig(tableOf(await startTwo(), '{type: Header, sessionName: X-Session}'), {
      dice: turning(),
    });
    const first = await ask(port, '/');
    const value = String(first.headers['x-session']);
    expect(first.headers['set-cookie']).toBeUndefined();
    for (let i = 0; i < 8; i++) expect((await ask(port, '/', { 'x-session': value })).body).toBe(first.body);
  });

  test('a permanent cookie lives as long as its session, and no session longer', async () => {
    let now = 1_800_000_000_000;
    const session = '{sessionName: s, absoluteTimeout: 90s, cookieConfig: {lifetimeType: Permanent}}';
    const { port } = await startRig(tableOf(await startTwo(), session), { clock: () => now });
    const first = await ask(port, '/');
    expect(first.headers['set-cookie']?.[0]).toContain('; Max-Age=90; ');
    const cookie = cookieOf(first);
    now += 89_000;
    expect((await ask(port, '/', { cookie })).headers['set-cookie']).toBeUndefined();
    now += 2_000;
    expect((await ask(port, '/', { cookie })).headers['set-cookie']).toHaveLength(1);
  });

  test('where the endpoint is gone, or its backend has no share any more, another one is chosen', async () => {
    const backends = await startTwo();
    const { gateway, port } = await startRig(tableOf(backends, '{sessionName: s}'), { dice: () => 0 });
    const first = await ask(port, '/');
    expect(first.body).toMatch(/^one/);
    const cookie = cookieOf(first);
    const left = first.body === 'one-a' ? [backends.one[1] as number] : [backends.one[0] as number];
    await gateway.apply(tableOf({ ...backends, one: left }, '{sessionName: s}'));
    const moved = await ask(port, '/', { cookie });
    expect(moved.body).not.toBe(first.body);
    expect(cookieOf(moved)).toMatch(/^s=/);
    const noShare = '[{name: one, port: 80, weight: 0}, {name: two, port: 80}]';
    await gateway.apply(tableOf(backends, '{sessionName: s}', noShare));
    expect((await ask(port, '/', { cookie: cookieOf(moved) })).body).toMatch(/^two/);
  });

  test.each(['', 'x', 'zzzzzzzzz.aaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbb', '"1.2.3', '%00%00'])(
    'what is no session (%j) is answered like none',
    async (value) => {
      const { port } = await startRig(tableOf(await startTwo(), '{sessionName: s}'));
      const answer = await ask(port, '/', { cookie: `s=${value}` });
      expect(answer.status).toBe(200);
      expect(answer.headers['set-cookie']).toHaveLength(1);
    },
  );
});
