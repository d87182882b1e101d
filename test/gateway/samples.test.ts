import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSamples } from '../../src-main/gateway/sample/samples.ts';
import { ask, openHttp2 } from './http2-client.ts';
import { startRig } from './rig.ts';
import { cluster, table } from './tables.ts';

const samples = createSamples({ dice: () => 0.9, clock: () => 0 });
const base: Record<string, string> = {};
beforeAll(async () => {
  for (const name of ['httpbin', 'details', 'echo'] as const) {
    const { address, port } = await samples.addressOf(name);
    base[name] = `http://${address}:${port}`;
  }
});
afterAll(() => samples.close());

const httpbin = (path: string, init: RequestInit = {}) =>
  fetch(`${base['httpbin']}${path}`, { redirect: 'manual', ...init });

describe('httpbin', () => {
  test.each([
    ['/status/200', 200],
    ['/status/418', 418],
    ['/status/200:1,503:9', 503],
    ['/status/abc', 400],
    ['/redirect/2', 302],
    ['/basic-auth/u/p', 401],
    ['/bearer', 401],
    ['/nowhere', 404],
    ['/status/%zz', 400],
  ])('GET %s answers %i', async (path, status) => {
    expect((await httpbin(path)).status).toBe(status);
  });

  test('HEAD, OPTIONS and a wrong verb are answered as HTTP asks', async () => {
    const head = await httpbin('/status/200', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const options = await httpbin('/get', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([200, 'GET, HEAD, OPTIONS']);
    const wrong = await httpbin('/get', { method: 'POST', body: 'x' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  test('/headers shows repeated lines apart', async () => {
    const { headers } = (await (await httpbin('/headers', { headers: { 'x-a': '1' } })).json()) as {
      headers: Record<string, string[]>;
    };
    expect(headers['X-A']).toEqual(['1']);
  });

  test('/anything tells query, form and files', async () => {
    const form = new FormData();
    form.set('name', 'ada');
    form.set('file', new Blob(['contents']), 'a.txt');
    const seen = (await (await httpbin('/anything/deep/path?q=1', { method: 'PUT', body: form })).json()) as Record<
      string,
      unknown
    >;
    expect(seen).toMatchObject({
      method: 'PUT',
      args: { q: ['1'] },
      form: { name: ['ada'] },
      files: { file: ['contents'] },
    });
  });

  test('/cookies/set sends cookies, and refuses what is none', async () => {
    const set = await httpbin('/cookies/set?flavour=oat');
    expect([set.status, set.headers.get('set-cookie')]).toEqual([302, 'flavour=oat; Path=/; HttpOnly']);
    expect((await httpbin('/cookies/set?a=b%0d%0ax:y')).status).toBe(400);
    expect((await (await httpbin('/cookies', { headers: { cookie: 'a=1; b=2' } })).json()) as unknown).toEqual({
      cookies: { a: '1', b: '2' },
    });
  });

  test('a query cannot write header lines', async () => {
    expect((await httpbin('/response-headers?x-a=1%0d%0aevil:%201')).status).toBe(400);
    expect((await httpbin('/redirect-to?url=/x%0d%0aevil:%201')).status).toBe(400);
  });

  test('/bytes repeats with a seed, /range serves parts', async () => {
    const one = Buffer.from(await (await httpbin('/bytes/64?seed=7')).arrayBuffer());
    const two = Buffer.from(await (await httpbin('/bytes/64?seed=7')).arrayBuffer());
    expect(one.length).toBe(64);
    expect(one.equals(two)).toBe(true);
    const part = await httpbin('/range/26', { headers: { range: 'bytes=2-4' } });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 2-4/26', 'cde']);
  });

  test('/stream and /drip come whole', async () => {
    expect((await (await httpbin('/stream/3')).text()).trim().split('\n')).toHaveLength(3);
    expect(await (await httpbin('/drip?numbytes=4&duration=0.02&code=201')).text()).toBe('****');
  });

  test('/image/png is a PNG', async () => {
    const png = Buffer.from(await (await httpbin('/image/png')).arrayBuffer());
    expect(png.subarray(1, 4).toString()).toBe('PNG');
  });

  test('/websocket/echo sends messages back', async () => {
    const socket = new WebSocket(`${base['httpbin']?.replace('http', 'ws')}/websocket/echo`);
    const long = 'x'.repeat(70_000);
    const seen: unknown[] = [];
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => {
        socket.send('short');
        socket.send(long);
      };
      socket.onmessage = (message) => {
        seen.push(message.data);
        if (seen.length === 2) socket.close();
      };
      socket.onclose = () => resolve();
      socket.onerror = () => reject(new Error('the socket failed'));
    });
    expect(seen).toEqual(['short', long]);
  });
});

test('details answers /details/{id} and /health', async () => {
  const get = async (path: string) => {
    const response = await fetch(`${base['details']}${path}`);
    return [response.status, await response.json()];
  };
  expect(await get('/details/3')).toMatchObject([200, { id: 3, year: 1595 }]);
  expect(await get('/health')).toEqual([200, { status: 'Details is healthy' }]);
  expect(await get('/details/x')).toMatchObject([400, {}]);
  expect(await get('/reviews/0')).toMatchObject([404, {}]);
});

test('echo tells what arrived', async () => {
  const seen = await (await fetch(`${base['echo']}/a/b?c=d`, { method: 'POST', body: 'hello' })).json();
  expect(seen).toMatchObject({ method: 'POST', path: '/a/b', query: { c: 'd' }, body: 'hello' });
});

test('a sample answers in HTTP/2 by prior knowledge too, beside HTTP/1.1', async () => {
  const { port } = await samples.addressOf('echo');
  const answer = await ask(openHttp2(port), { ':path': '/h2?a=b', ':method': 'POST', ':authority': 'x.test' }, 'hello');
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toMatchObject({ path: '/h2', host: 'x.test', headers: {}, body: 'hello' });
  expect((await fetch(`${base['echo']}/plain`)).status).toBe(200);
});

test('a port of gRPC that is bound to a stub gets the status that its headers say, in one frame', async () => {
  const own = createSamples({ dice: () => 0.9, clock: () => 0 });
  const headers = [
    ['content-type', 'application/grpc'],
    ['grpc-status', '14'],
  ] as const;
  const stub = { at: 'stub', stub: { status: 200, headers, body: '', delayMs: 0 }, labels: {} } as const;
  const one = cluster([stub], { protocol: 'http2' });
  const rig = await startRig(table({ clusters: { [one.name]: one } }), { samples: own });
  const asked = { ':path': '/shop.Orders/List', ':method': 'POST', 'content-type': 'application/grpc' };
  const answer = await ask(openHttp2(rig.port), asked, Buffer.alloc(5));
  expect(answer).toMatchObject({ status: 200, headers: { 'grpc-status': '14' }, endedByHead: true });
  await rig.gateway.close(0);
  await own.close();
});
