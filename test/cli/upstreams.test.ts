import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Handlers } from '#contract/contract.ts';
import type { UpstreamState } from '#core/traffic/upstream-state.ts';
import { findRunning, leaveRunningFile } from '../../src-main/app/running-files.ts';
import { dataFolder } from '../../src-main/cli/ca.ts';
import { upstreamLines } from '../../src-main/cli/upstream-lines.ts';
import { createLoopback, type Loopback } from '../../src-main/loopback/loopback.ts';
import { slipway } from './fake-terminal.ts';

let home = '';
const hosts: Loopback[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'slipway-upstreams-'));
  for (const name of ['XDG_DATA_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(name, home);
});
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()));
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

const endpoint = {
  address: '127.0.0.1:9001',
  labels: {},
  weight: 1,
  health: 'healthy',
  ejections: 0,
  active: 1,
  connections: 2,
  totals: { requests: 200, answers: 200, errors: 1, connectFailures: 0, broken: 0 },
} as const;
const web: UpstreamState = {
  cluster: 'outbound|80||web.default.svc.cluster.local',
  host: 'web.default.svc.cluster.local',
  port: 80,
  protocol: 'http1',
  boundBy: 'local-service',
  inForce: ['at most 10 connections', 'left out after 5 errors in a row for 30s, at most 50% of the endpoints'],
  limits: { connections: 10 },
  now: { connections: 2, pending: 3, requests: 1, retries: 0 },
  endpoints: [
    endpoint,
    {
      ...endpoint,
      address: '127.0.0.1:9002',
      health: 'ejected',
      ejection: { since: 1_000, until: 31_000, reason: '5 errors in a row' },
      ejections: 2,
      active: 0,
      connections: 0,
      totals: { requests: 10, answers: 6, errors: 5, connectFailures: 4, broken: 0 },
    },
  ],
};
const vase: UpstreamState = {
  ...web,
  subset: 'v2',
  boundBy: 'nothing',
  inForce: [],
  limits: {},
  now: { connections: 0, pending: 0, requests: 0, retries: 0 },
  endpoints: [],
};

/** Plays a program that runs and says this of its upstreams. */
const running = async (states: readonly UpstreamState[], pid: number, paths: readonly string[], started = 0) => {
  const handlers = { 'gateway.upstreams': async () => states } as Partial<Handlers> as Handlers;
  const host = await createLoopback({ handlers, events: { on: () => () => {} }, port: 0, log: () => {} });
  hosts.push(host);
  await leaveRunningFile(dataFolder(), { pid, address: host.url, paths, started });
  return host;
};

test('nobody runs: said with the remedy', async () => {
  expect(await slipway(['upstreams'])).toEqual({
    code: 1,
    answer: '',
    notes: 'slipway: no Slipway is running; start one with "slipway run"',
  });
});

test('the table of the one that runs', async () => {
  await running([web, vase], process.pid, ['/shop']);
  const { code, answer } = await slipway(['upstreams']);
  expect(code).toBe(0);
  const [heads, first] = answer.split('\n');
  expect(heads).toMatch(/^SERVICE +ENDPOINT +HEALTH +ACTIVE +CONN +PENDING +EJECTIONS +REQUESTS +SUCCESS$/);
  expect(first).toMatch(/^web\.default\.svc\.cluster\.local:80 +127\.0\.0\.1:9001 +healthy +1 +2\/10 +3 +0 +200 +99%$/);
  const json = await slipway(['upstreams', '--json']);
  expect(JSON.parse(json.answer)).toEqual([web, vase]);
});

test('a table says who is left out, why and for how long, and what is in force', () => {
  const name = 'web.default.svc.cluster.local:80';
  expect(upstreamLines([web, vase], 6_500)).toEqual([
    `SERVICE                              ENDPOINT        HEALTH                                 ACTIVE  CONN  PENDING  EJECTIONS  REQUESTS  SUCCESS`,
    `${name}     127.0.0.1:9001  healthy                                1       2/10  3        0          200       99%`,
    `${name}     127.0.0.1:9002  ejected (5 errors in a row), 25s left  0       0/10           2          10        10%`,
    `${name} v2  -               no address                             -       -     0        -          -         -`,
    '',
    `${name}: at most 10 connections; left out after 5 errors in a row for 30s, at most 50% of the endpoints`,
  ]);
  expect(upstreamLines([web], 31_000)[2]).toContain('ejected (5 errors in a row), back soon');
});

test('of several, the folder or the process number says which', async () => {
  await running([web], process.pid, [resolve('/shop')], 1);
  await running([vase], process.ppid, [resolve('/bakery')], 2);
  const asked = await slipway(['upstreams']);
  expect([asked.code, asked.answer]).toEqual([1, '']);
  expect(asked.notes).toBe(
    'slipway: several are running; name the folder or the "--pid" of one of them\n' +
      `  ${process.ppid}  ${resolve('/bakery')}\n  ${process.pid}  ${resolve('/shop')}`,
  );
  expect((await slipway(['open', '--list'])).notes).toContain('several are running; name the "--pid" of one of them');
  for (const words of [['/shop'], ['/shop/routes.yaml'], ['--pid', String(process.pid)]]) {
    const { code, answer } = await slipway(['upstreams', '--json', ...words]);
    expect([code, JSON.parse(answer)]).toEqual([0, [web]]);
  }
  const other = await slipway(['upstreams', '/shopping']);
  expect(other.code).toBe(1);
  expect(other.notes).toContain('there is no Slipway that serves "/shopping"; running are\n');
  expect((await slipway(['upstreams', '--pid', 'x'])).code).toBe(2);
  expect((await slipway(['upstreams', 'a', 'b'])).code).toBe(2);
});

test('files of programs that are gone, and half files, are removed', async () => {
  const folder = join(dataFolder(), 'running');
  mkdirSync(folder, { recursive: true });
  const gone = 2 ** 22 + 1;
  const file = { address: 'http://127.0.0.1:9/#token=abc', paths: [], started: 0 };
  writeFileSync(join(folder, `${gone}.json`), JSON.stringify({ ...file, pid: gone }));
  writeFileSync(join(folder, `${process.pid}.json`), '{"pid":');
  writeFileSync(
    join(folder, `${process.ppid}.json`),
    JSON.stringify({ ...file, address: 'http://evil.example/#token=a' }),
  );
  expect(await findRunning(dataFolder())).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

test('who does not answer, or does not know the token, is forgotten', async () => {
  const host = await running([web], process.pid, ['/shop']);
  const folder = dataFolder();
  const file = join(folder, 'running', `${process.pid}.json`);
  await leaveRunningFile(folder, {
    pid: process.pid,
    address: host.url.replace(/token=.*/, 'token=another'),
    paths: [],
    started: 0,
  });
  const refused = await slipway(['upstreams']);
  expect(refused).toMatchObject({ code: 1, answer: '' });
  expect(refused.notes).toBe(`slipway: process ${process.pid} does not answer; start it anew with "slipway run"`);
  expect(existsSync(file)).toBe(false);
  await leaveRunningFile(folder, { pid: process.pid, address: host.url, paths: [], started: 0 });
  await host.close();
  expect((await slipway(['upstreams'])).code).toBe(1);
  expect(existsSync(file)).toBe(false);
});

test('the file is its owner’s alone, and gone when it is taken away', async () => {
  const take = await leaveRunningFile(dataFolder(), {
    pid: process.pid,
    address: 'http://127.0.0.1:9/#token=abc',
    paths: ['-'],
    started: 5,
  });
  const file = join(dataFolder(), 'running', `${process.pid}.json`);
  if (process.platform !== 'win32') {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataFolder(), 'running')).mode & 0o777).toBe(0o700);
  }
  expect(await findRunning(dataFolder())).toHaveLength(1);
  await take();
  expect(existsSync(file)).toBe(false);
  expect(await findRunning(dataFolder())).toEqual([]);
});
