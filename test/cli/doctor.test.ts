import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Handlers } from '#contract/contract.ts';
import { checkIds } from '#core/doctor/checks.ts';
import type { CheckResult, DoctorReport } from '#core/doctor/report.ts';
import { leaveRunningFile } from '../../src-main/app/running-files.ts';
import { dataFolder } from '../../src-main/cli/ca.ts';
import { createLoopback, type Loopback } from '../../src-main/loopback/loopback.ts';
import { slipway } from './fake-terminal.ts';

let home = '';
const hosts: Loopback[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'slipway-doctor-'));
  for (const name of ['XDG_DATA_HOME', 'LOCALAPPDATA', 'HOME', 'USERPROFILE']) vi.stubEnv(name, home);
  mkdirSync(join(home, 'shop'));
  writeFileSync(join(home, 'shop', 'gateway.yaml'), gateway);
});
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()));
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: front }
spec:
  servers:
  - { port: { number: 41873, name: http, protocol: HTTP }, hosts: [shop.localhost] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.localhost]
  gateways: [front]
  http: [{ directResponse: { status: 200 } }]
`;
const line: CheckResult = { id: 'clock', group: 'machine', title: 'clock', result: 'ok', says: 'it goes' };
const wrongLine: CheckResult = {
  ...line,
  id: 'disk',
  title: 'free space',
  result: 'failure',
  says: 'there is no space left',
  cause: 'disk-full',
  fix: { says: 'free some space' },
};

/** Plays a program that runs and finds this; gives what it was asked. */
const running = async (checks: readonly CheckResult[], paths: readonly string[] = ['/shop'], pid = process.pid) => {
  const asked: unknown[] = [];
  const report: DoctorReport = { at: 1, durationMs: 2, checks };
  const handlers = {
    'doctor.run': async (input: unknown) => {
      asked.push(input);
      return report;
    },
  } as Partial<Handlers> as Handlers;
  const host = await createLoopback({ handlers, events: { on: () => () => {} }, port: 0, log: () => {} });
  hosts.push(host);
  await leaveRunningFile(dataFolder(), { pid, address: host.url, paths, started: 0 });
  return { asked, report };
};

test('asks the one that runs, for all checks or for those that are named', async () => {
  const { asked, report } = await running([line]);
  expect(await slipway(['doctor'])).toEqual({ code: 0, answer: 'ok       clock  it goes\n\n1 ok', notes: '' });
  const json = await slipway(['doctor', '--json', 'clock', 'ports']);
  expect([json.code, JSON.parse(json.answer)]).toEqual([0, report]);
  expect(asked).toEqual([{}, { checks: ['clock', 'ports'] }]);
});

test('something that fails is exit code 1, a warning is not', async () => {
  await running([line, wrongLine]);
  const { code, answer } = await slipway(['doctor']);
  expect(code).toBe(1);
  expect(answer.split('\n')).toEqual([
    'ok       clock       it goes',
    'FAILURE  free space  there is no space left [disk-full]',
    '                     → free some space',
    '',
    '1 ok, 1 failure',
  ]);
  await running([{ ...wrongLine, result: 'warning' }]);
  expect((await slipway(['doctor'])).code).toBe(0);
});

test('of several, the folder says which; files that nobody serves are looked at by themselves', async () => {
  const shop = await running([line], [join(home, 'other')]);
  const bakery = await running([line], [join(home, 'bakery')], process.ppid);
  expect((await slipway(['doctor'])).notes).toContain('several are running');
  expect((await slipway(['doctor', join(home, 'bakery', 'a.yaml')])).code).toBe(0);
  expect([shop.asked.length, bakery.asked.length]).toEqual([0, 1]);
  const { answer } = await slipway(['doctor', 'ports', join(home, 'shop')]);
  expect(answer).toContain('could be opened: 41873');
  expect([shop.asked.length, bakery.asked.length]).toEqual([0, 1]);
});

test('where nobody runs, the files are read, and nothing is changed', async () => {
  const { answer, notes } = await slipway(['doctor', '--json', join(home, 'shop')]);
  expect(notes).toBe('');
  const { checks } = JSON.parse(answer) as DoctorReport;
  expect([...new Set(checks.map(({ id }) => id))]).toEqual(checkIds);
  const of = (id: string) => checks.find((one) => one.id === id);
  expect(of('workspace')).toMatchObject({ result: 'ok', says: '1 file in force' });
  expect(of('gateway')).toMatchObject({ result: 'skipped' });
  expect(of('public-pages')).toMatchObject({ result: 'skipped' });
  expect(of('data-folder')?.says).toContain('~');
  expect(answer).not.toContain(home);
  // Programs of the system that are asked may leave a cache of theirs.
  expect(readdirSync(home).filter((name) => name !== '.cache')).toEqual(['shop']);
});

test('errors in files that nobody serves are told', async () => {
  writeFileSync(join(home, 'shop', 'gateway.yaml'), gateway.replace('hosts: [shop.localhost]\n', 'hosts: 7\n'));
  const { code, answer } = await slipway(['doctor', 'workspace', join(home, 'shop')]);
  expect(code).toBe(1);
  expect(answer).toContain('[documents-broken]');
  expect(answer).toContain('$ slipway check');
});

test('a slip of the pen is wrong use, and says which checks there are', async () => {
  const wrong = await slipway(['doctor', 'prots']);
  expect([wrong.code, wrong.answer]).toEqual([2, '']);
  expect(wrong.notes).toContain('"prots" is neither a check nor a path; the checks are workspace, ');
  const path = await slipway(['doctor', join(home, 'nowhere')]);
  expect([path.code, path.answer]).toEqual([2, '']);
});

test('its help names every check, in lines that a terminal holds', async () => {
  const { answer } = await slipway(['doctor', '--help']);
  for (const id of checkIds) expect(answer).toMatch(new RegExp(`^  .*\\b${id}\\b`, 'm'));
  for (const line of answer.split('\n').filter((one) => one.startsWith('  '))) expect(line.length).toBeLessThan(110);
});
