import { expect, test, vi } from 'vitest';
import { createNames, redirect } from '../../src-main/gateway/upstream/resolve.ts';
import { exchangeRaw, startRig, startService } from './rig.ts';
import { at, cluster, table } from './tables.ts';
import { pool } from './tcp-tables.ts';

/** A lookup that answers what it is told, and counts. */
function fakeNames(answers: Record<string, readonly string[] | Error>) {
  const asked: string[] = [];
  return {
    answers,
    asked,
    lookup: async (name: string): Promise<readonly string[]> => {
      asked.push(name);
      const answer = answers[name] ?? new Error('ENOTFOUND');
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}

const get = async (port: number, headers: Record<string, string> = {}): Promise<{ status: number; body: string }> => {
  const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close', ...headers } });
  return { status: answer.status, body: await answer.text() };
};

const clustersOf = (...args: Parameters<typeof cluster>) => {
  const one = cluster(...args);
  return { [one.name]: one };
};

test('settings lead a name and its port elsewhere; the first entry that fits decides', () => {
  const entries = [
    { host: 'cnn.test', port: 443, address: '127.0.0.1', toPort: 18443 },
    { host: '*.cnn.test', address: '127.0.0.2' },
    { host: 'cnn.test', address: 'other.test' },
    { host: '10.0.0.1', address: '::1' },
  ];
  const to = (address: string, port: number) => redirect(entries, { address, port });
  expect(to('cnn.test', 443)).toEqual({ address: '127.0.0.1', port: 18443 });
  expect(to('CNN.test.', 80)).toEqual({ address: 'other.test', port: 80 });
  expect(to('a.b.cnn.test', 80)).toEqual({ address: '127.0.0.2', port: 80 });
  expect(to('xcnn.test', 80)).toEqual({ address: 'xcnn.test', port: 80 });
  expect(to('10.0.0.1', 5)).toEqual({ address: '::1', port: 5 });
});

test('every address of a name is a host, and hosts come and go with its answers', async () => {
  const names = fakeNames({ 'web.test': ['127.0.0.1', '::1'] });
  const port = await startService((_, answer) => answer.end('one'));
  const rig = await startRig(
    table({
      clusters: clustersOf([at(port, 'web.test')], { lookup: 'all', policy: pool({ connectTimeoutMs: 5_000 }) }),
    }),
    { lookup: names.lookup, lookupEveryMs: 10 },
  );
  const hostsMet = async (count: number) => {
    const met = new Set<string>();
    for (let i = 0; i < count; i++) {
      await get(rig.port);
      met.add((await rig.nextExchange()).upstream?.host ?? '');
    }
    return [...met].sort();
  };
  // On ::1 nobody listens, so such a request fails; that it was tried is what counts.
  expect(await hostsMet(40)).toEqual([`127.0.0.1:${port}`, `[::1]:${port}`]);
  names.answers['web.test'] = ['127.0.0.1'];
  await vi.waitFor(async () => expect(await hostsMet(20)).toEqual([`127.0.0.1:${port}`]));
  // A question that cannot be answered changes nothing.
  names.answers['web.test'] = new Error('EAI_AGAIN');
  const before = names.asked.length;
  await vi.waitFor(() => expect(names.asked.length).toBeGreaterThan(before + 2));
  expect(await get(rig.port)).toEqual({ status: 200, body: 'one' });
  // An answer without addresses does.
  names.answers['web.test'] = [];
  await vi.waitFor(async () => expect((await get(rig.port)).status).toBe(503));
});

test('where one address stands for a name, it is the first of the newest answer', async () => {
  const names = fakeNames({ 'web.test': ['127.0.0.1', '127.0.0.2'] });
  const port = await startService((_, answer) => answer.end('one'));
  const rig = await startRig(table({ clusters: clustersOf([at(port, 'web.test')], { lookup: 'first' }) }), {
    lookup: names.lookup,
  });
  for (let i = 0; i < 20; i++) expect((await get(rig.port)).status).toBe(200);
  expect(names.asked).toEqual(['web.test']);
});

test('requests that come before the first answer wait for it, as long as for a connection', async () => {
  const waiting: ((addresses: readonly string[]) => void)[] = [];
  const port = await startService((_, answer) => answer.end('one'));
  const clusters = clustersOf([at(port, 'web.test')], { lookup: 'all', policy: pool({ connectTimeoutMs: 50 }) });
  const rig = await startRig(table({ clusters }), {
    lookup: () => new Promise((resolve) => waiting.push(resolve)),
    lookupEveryMs: 1_000_000,
  });
  expect((await get(rig.port)).status).toBe(503);
  expect(await rig.nextExchange()).toMatchObject({ flags: 'UH', details: 'no_healthy_upstream' });
  const second = get(rig.port);
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  waiting[0]?.(['127.0.0.1']);
  expect((await second).status).toBe(200);
});

test('a name without any address is a cluster without hosts, until it has one', async () => {
  const names = fakeNames({});
  const port = await startService((_, answer) => answer.end('one'));
  const rig = await startRig(table({ clusters: clustersOf([at(port, 'web.test')], { lookup: 'all' }) }), {
    lookup: names.lookup,
    lookupEveryMs: 10,
  });
  expect(await get(rig.port)).toEqual({ status: 503, body: 'no healthy upstream' });
  expect((await rig.nextExchange()).flags).toBe('UH');
  names.answers['web.test'] = ['127.0.0.1'];
  await vi.waitFor(async () => expect((await get(rig.port)).status).toBe(200));
});

test('settings come before names, with and without a lookup, and follow a reload', async () => {
  const names = fakeNames({});
  const one = await startService((_, answer) => answer.end('one'));
  const two = await startService((_, answer) => answer.end('two'));
  const to = (port: number) => [{ host: 'web.test', address: '127.0.0.1', toPort: port }];
  const looked = clustersOf([at(443, 'web.test')], { lookup: 'all' });
  const rig = await startRig(table({ clusters: looked, settings: { resolve: to(one) } }), { lookup: names.lookup });
  expect(await get(rig.port)).toEqual({ status: 200, body: 'one' });
  await rig.gateway.apply(table({ clusters: looked, settings: { resolve: to(two) } }));
  expect(await get(rig.port)).toEqual({ status: 200, body: 'two' });
  const dialled = clustersOf([at(443, 'web.test')]);
  await rig.gateway.apply(table({ clusters: dialled, settings: { resolve: to(one) } }));
  expect(await get(rig.port)).toEqual({ status: 200, body: 'one' });
  expect(names.asked).toEqual([]);
});

test('clusters that are gone are looked up no more', async () => {
  const names = fakeNames({ 'web.test': ['127.0.0.1'] });
  const port = await startService((_, answer) => answer.end('one'));
  const clusters = clustersOf([at(port, 'web.test')], { lookup: 'all' });
  const rig = await startRig(table({ clusters }), { lookup: names.lookup, lookupEveryMs: 5 });
  await get(rig.port);
  await vi.waitFor(() => expect(names.asked.length).toBeGreaterThan(2));
  await rig.gateway.apply(table({ clusters: {} }));
  await new Promise((resolve) => setTimeout(resolve, 20));
  const before = names.asked.length;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(names.asked.length).toBe(before);
});

test('requests may name their host; names that are not found answer 503 DF', async () => {
  const names = fakeNames({ 'a.wild.test': ['127.0.0.1'] });
  const port = await startService((asked, answer) => answer.end(asked.headers.host));
  const clusters = clustersOf([], { lookup: 'host', port, boundBy: 'service-entry' });
  const rig = await startRig(
    table({ clusters, settings: { resolve: [{ host: 'b.wild.test', address: '127.0.0.1' }] } }),
    { lookup: names.lookup },
  );
  const ask = async (host: string) => {
    const answer = await exchangeRaw(rig.port, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    return { answer, exchange: await rig.nextExchange() };
  };
  const found = await ask('A.wild.test:8000');
  expect(found.answer).toMatch(/^HTTP\/1\.1 200/);
  expect(found.exchange.upstream?.host).toBe(`127.0.0.1:${port}`);
  expect((await ask('b.wild.test')).answer).toMatch(/^HTTP\/1\.1 200/);
  const missing = await ask('c.wild.test');
  expect(missing.answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*DNS resolution failure$/);
  expect(missing.exchange).toMatchObject({ flags: 'DF', details: 'dns_resolution_failure' });
  expect(names.asked).toEqual(['a.wild.test', 'c.wild.test']);
});

test('where clients of the mesh were going is nowhere at a gateway', async () => {
  const clusters = clustersOf([], { lookup: 'original', boundBy: 'service-entry' });
  const rig = await startRig(table({ clusters }));
  expect((await get(rig.port)).status).toBe(503);
  expect(await rig.nextExchange()).toMatchObject({ flags: 'UH' });
});

test('names that clients choose are bounded, and failures are not kept', async () => {
  const names = fakeNames({ 'a.test': ['127.0.0.1'], 'b.test': ['127.0.0.1'], 'c.test': ['127.0.0.1'] });
  const bounded = createNames({ lookup: names.lookup, everyMs: 1_000_000, limit: 2 });
  await bounded.ask('a.test');
  await bounded.ask('b.test');
  // Asked for again: now the other one is the oldest.
  expect(bounded.ask('a.test')).toEqual(['127.0.0.1']);
  await bounded.ask('c.test');
  expect(bounded.ask('a.test')).toEqual(['127.0.0.1']);
  expect(bounded.known('b.test')).toEqual([]);
  expect(await bounded.ask('none.test')).toEqual([]);
  expect(await bounded.ask('none.test')).toEqual([]);
  expect(names.asked.filter((name) => name === 'none.test')).toHaveLength(2);
  bounded.close();
});
