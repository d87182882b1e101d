import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Handlers } from '#contract/contract.ts';
import { leaveRunningFile } from '../../src-main/app/running-files.ts';
import { dataFolder } from '../../src-main/cli/ca.ts';
import { createLoopback, type Loopback } from '../../src-main/loopback/loopback.ts';
import { ask, pageHeaders } from '../loopback-client.ts';
import { slipway } from './fake-terminal.ts';

let home = '';
const hosts: Loopback[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'slipway-window-'));
  for (const name of ['XDG_DATA_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(name, home);
});
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()));
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

const running = async (more: { readonly assets?: string } = {}): Promise<Loopback> => {
  const handlers = {} as Handlers;
  const host = await createLoopback({ handlers, events: { on: () => () => {} }, port: 0, log: () => {}, ...more });
  hosts.push(host);
  await leaveRunningFile(dataFolder(), { pid: process.pid, address: host.url, paths: ['/shop'], started: 0 });
  return host;
};

test('each time another address, and each opens one browser', async () => {
  const { port } = await running({ assets: home });
  const said = [await slipway(['window']), await slipway(['window', '/shop'])];
  expect(said.map(({ code, notes }) => [code, notes])).toEqual([
    [0, ''],
    [0, ''],
  ]);
  const codes = said.map(({ answer }) => {
    expect(answer.trim()).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/#code=[\\w-]{43}$`));
    return new URL(answer.trim()).hash.slice('#code='.length);
  });
  expect(new Set(codes).size).toBe(2);
  const open = async (code: string | undefined) =>
    (await ask(port, 'POST', '/session', pageHeaders(port), JSON.stringify({ code }))).status;
  expect([await open(codes[1]), await open(codes[0]), await open(codes[0])]).toEqual([200, 200, 401]);
});

test('without a window, and where nobody runs, it says what to do', async () => {
  expect(await slipway(['window'])).toMatchObject({
    code: 1,
    notes: 'slipway: no Slipway is running; start one with "slipway run"',
  });
  await running();
  expect(await slipway(['window'])).toEqual({
    code: 1,
    answer: '',
    notes: 'slipway: this slipway serves no window to browsers; start it with "slipway run", without "--no-ui"',
  });
});

test('a program that took the port and the number of one that is gone is not given the token for anything', async () => {
  const host = await running({ assets: home });
  const address = host.url.replace(/token=.*/, 'token=another');
  await leaveRunningFile(dataFolder(), { pid: process.pid, address, paths: [], started: 0 });
  const { code, answer, notes } = await slipway(['window']);
  expect([code, answer]).toEqual([1, '']);
  expect(notes).toContain('does not answer');
});
