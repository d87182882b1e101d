import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Handlers, RequestInput } from '#contract/contract.ts';
import type { ExchangeDetails } from '#core/traffic/exchange-details.ts';
import { sheetOf } from '#core/traffic/row-sheet.ts';
import { exportHar } from '../../src-main/app/har.ts';
import { leaveRunningFile } from '../../src-main/app/running-files.ts';
import { dataFolder } from '../../src-main/cli/ca.ts';
import { createLoopback, type Loopback } from '../../src-main/loopback/loopback.ts';
import { details } from '../core/traffic/har-fixture.ts';
import { slipway } from './fake-terminal.ts';

let home = '';
const hosts: Loopback[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'slipway-traffic-'));
  for (const name of ['XDG_DATA_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(name, home);
});
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()));
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

const gone = { ok: false, failure: { code: 'traffic/gone', message: 'this exchange is no longer kept' } } as const;

/** Plays a program that runs and has recorded one exchange. */
const running = async () => {
  const resent: { id: number; change?: Partial<RequestInput> }[] = [];
  let kept = [details()];
  const source = {
    rows: async () => ({ first: 0, rows: sheetOf(kept.map(({ exchange }) => exchange)), kept: 0, next: kept.length }),
    details: async (id: number) => {
      const found = kept.find(({ exchange }) => exchange.id === id);
      return found ? ({ ok: true, value: found } as const) : gone;
    },
  };
  const handlers = {
    'traffic.list': async ({ last }) => kept.map(({ exchange }) => exchange).slice(-last),
    'traffic.details': ({ id }) => source.details(id),
    'traffic.har': (input) => exportHar(input, source, { version: '1.2.3' }),
    'traffic.resend': async (input) => {
      resent.push(input);
      const reply = { status: 302, statusText: 'Found', headers: [['location', '/cart']], body: 'gone', binary: false };
      return { ok: true, value: { ...reply, truncated: false, durationMs: 3, id: 8 } } as never;
    },
    'traffic.clear': async () => {
      kept = [];
      return null;
    },
  } as Partial<Handlers> as Handlers;
  const host = await createLoopback({ handlers, events: { on: () => () => {} }, port: 0, log: () => {} });
  hosts.push(host);
  await leaveRunningFile(dataFolder(), { pid: process.pid, address: host.url, paths: ['/shop'], started: 0 });
  return { resent };
};

test('lists what was recorded, as a table or as JSON', async () => {
  await running();
  const { code, answer } = await slipway(['traffic']);
  expect(code).toBe(0);
  const [heads, row] = answer.split('\n');
  expect(heads).toMatch(/^ID +TIME +METHOD +STATUS +FLAGS +TOOK +URL +ROUTE +SERVICE$/);
  expect(row).toMatch(/^7 +03:04:05\.006 +POST +302 +- +30 ms +https:\/\/shop\.test\/login\S+ +- +127\.0\.0\.1:3001$/);
  expect(JSON.parse((await slipway(['traffic', 'list', '--json', '--last', '1'])).answer)).toMatchObject([{ id: 7 }]);
});

test('shows one with both sides of the gateway', async () => {
  await running();
  const { code, answer } = await slipway(['traffic', 'show', '7']);
  expect(code).toBe(0);
  for (const words of [
    'client → gateway',
    'gateway → service\n  POST /login?',
    'gateway → client\n  302',
    '"user": "ann"',
  ])
    expect(answer).toContain(words);
  expect(answer).toMatch(/connected +5 ms/);
  expect(answer).toContain('"accessToken": "[redacted]"');
  const shown = JSON.parse((await slipway(['traffic', 'show', '7', '--json'])).answer) as ExchangeDetails;
  expect(Buffer.from(shown.responseBody?.content ?? '', 'base64').toString()).toContain('[redacted]');
  expect((await slipway(['traffic', 'show', '7', '--with-secrets'])).answer).not.toContain(
    '"accessToken": "[redacted]"',
  );
  expect(await slipway(['traffic', 'show', '9'])).toMatchObject({
    code: 1,
    notes: 'slipway: this exchange is no longer kept',
  });
});

test('writes a HAR file without secrets that nobody else can read, or with them', async () => {
  await running();
  const out = join(home, 'a.har');
  const { code, notes } = await slipway(['traffic', 'har', '--out', out]);
  expect({ code, notes }).toEqual({ code: 0, notes: `slipway: 1 exchange in "${out}"` });
  expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({
    log: { version: '1.2', creator: { name: 'Slipway' } },
  });
  expect(readFileSync(out, 'utf8')).not.toContain('s3cr3t');
  if (process.platform !== 'win32') expect(statSync(out).mode & 0o077).toBe(0);
  expect((await slipway(['traffic', 'har', '7', '--with-secrets'])).answer).toContain('Bearer s3cr3t');
  expect((await slipway(['traffic', 'har', '--out', join(home, 'no', 'a.har')])).code).toBe(1);
});

test('says what is not in the file', async () => {
  await running();
  expect((await slipway(['traffic', 'har', '7', '99'])).notes).toContain(
    '1 left out: connections without HTTP, or no longer kept',
  );
});

test('sends one again, and clears', async () => {
  const { resent } = await running();
  const { code, answer, notes } = await slipway(['traffic', 'resend', '7']);
  expect({ code, answer, notes }).toEqual({
    code: 0,
    answer: '302 Found\nlocation: /cart\n\ngone',
    notes: 'slipway: answered in 3 ms, exchange 8',
  });
  expect(resent).toEqual([{ id: 7 }]);
  await slipway(['traffic', 'clear']);
  expect((await slipway(['traffic'])).answer).toBe('no request has been recorded');
});

test.each([[['show']], [['show', '1', '2']], [['resend']], [['--last', '0']], [['--last', '9999']]])(
  'wrong use: %j',
  async (words) => {
    await running();
    expect((await slipway(['traffic', ...words])).code).toBe(2);
  },
);

test('nobody runs: said with the remedy', async () => {
  expect((await slipway(['traffic'])).notes).toBe('slipway: no Slipway is running; start one with "slipway run"');
});
