import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleFiles } from '../../src-renderer/client/fake-samples.ts';
import { slipway } from './fake-terminal.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-routes-'));
  for (const { file, text } of sampleFiles) writeFileSync(join(folder, file), text);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const listed = async (...words: readonly string[]) => slipway(['routes', folder, ...words]);
const matches = async (...words: readonly string[]): Promise<readonly string[]> =>
  (JSON.parse((await listed(...words, '--json')).answer) as { readonly match: readonly string[] }[]).map(({ match }) =>
    match.join(' and '),
  );

test('--sort gives one line for each route under the names of columns, in either direction', async () => {
  const { code, answer } = await listed('--sort', 'match');
  const [head, ...lines] = answer.split('\n');
  expect(code).toBe(0);
  expect(head?.split(/\s+/)).toEqual(['#', 'PORT', 'HOST', 'MATCH', 'DESTINATION', 'ADDRESS', 'STATUS', 'FILE']);
  expect(lines).toHaveLength(5);
  expect(lines[0]).toMatch(
    /^5 +port 80 +shop\.example\.com +every request +90% shop-stable\S+, 10% shop-next\S+ .*unbound +shop\.yaml:\d+$/,
  );
  const up = await matches('--sort', 'match');
  expect(up).toEqual([...up].sort());
  expect(await matches('--sort=-match')).toEqual([...up].reverse());
});

test('--filter leaves what holds every word, in the order of the gateway', async () => {
  expect(await matches('--filter', 'host:shop')).toEqual([
    'path starts with "/catalogue"',
    'header "x-canary" is "always"',
    'every request',
  ]);
  expect(await matches('--filter', 'host:shop status:unbound -"every request"')).toEqual([
    'header "x-canary" is "always"',
  ]);
  expect(await matches('--filter', '/status', '--sort=-order')).toEqual(['path starts with "/status"']);
  expect(await listed('--filter', 'file:nowhere')).toMatchObject({ code: 0, answer: 'no route matches the filter' });
});

test('a route is given to other programs in words and numbers', async () => {
  const [row] = JSON.parse((await listed('--filter', 'to:stable', '--json')).answer);
  expect(row).toMatchObject({
    order: 5,
    listener: '0.0.0.0_80',
    host: 'shop.example.com',
    is: 'route',
    destinations: [
      { host: 'shop-stable.default.svc.cluster.local', share: 0.9 },
      { host: 'shop-next.default.svc.cluster.local', share: 0.1, address: expect.stringContaining('503') },
    ],
    status: ['unbound'],
    resource: 'VirtualService default/shop',
    file: 'shop.yaml',
    line: expect.any(Number),
  });
});

test('what cannot be sorted by is wrong use, with what can', async () => {
  const { code, notes } = await listed('--sort', 'colour');
  expect(code).toBe(2);
  expect(notes).toContain('"colour" is nothing to sort by: use one of order, host, match');
});
