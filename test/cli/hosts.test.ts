import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDesk, type Desk } from '../../src-main/app/desk.ts';
import { leaveRunningFile } from '../../src-main/app/running-files.ts';
import { dataFolder } from '../../src-main/cli/ca.ts';
import { runCommandLine } from '../../src-main/cli/command-line.ts';
import { createLoopback, type Loopback } from '../../src-main/loopback/loopback.ts';
import { slipway } from './fake-terminal.ts';

let home = '';
let desk: Desk | undefined;
let host: Loopback | undefined;
let leave: (() => Promise<void>) | undefined;
const file = () => join(home, 'hosts');
const read = () => readFileSync(file(), 'latin1');
const before = '127.0.0.1 localhost\r\n10.0.0.1 n\u00e4s\r\n';

// The file is the one of the setting: that of the machine is never touched.
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'slipway-cli-hosts-'));
  for (const name of ['XDG_DATA_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(name, home);
  writeFileSync(file(), before, 'latin1');
  await slipway(['settings', 'set', 'hosts.file', file()]);
});
afterEach(async () => {
  await leave?.();
  await host?.close();
  await desk?.close();
  leave = undefined;
  host = undefined;
  desk = undefined;
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

/** A Slipway that runs, as `slipway run` makes it. */
const start = async () => {
  const folder = join(home, 'yaml');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'shop.yaml'),
    `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: shop }
spec:
  servers:
  - { port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.test, '*.pages.test'] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test, '*.pages.test']
  gateways: [shop]
  http: [{ directResponse: { status: 200 } }]
---
apiVersion: slipway.dev/v1
kind: RouteTest
metadata: { name: pages }
spec:
  tests:
  - { request: { urls: ['http://eu.pages.test/'] }, expect: { status: 200 } }
`,
  );
  desk = await createDesk({
    paths: [folder],
    samples: home,
    clock: Date.now,
    dice: Math.random,
    log: () => {},
    dataFolder: dataFolder(),
    portOverrides: { 80: 0 },
    watch: false,
  });
  const { handlers, events } = desk;
  host = await createLoopback({ handlers, events, port: 0, log: () => {} });
  leave = await leaveRunningFile(dataFolder(), { pid: process.pid, address: host.url, paths: [folder], started: 1 });
};

/** One command with a person at the terminal. */
const attended = async (args: readonly string[], ...answers: readonly string[]) => {
  const said: string[] = [];
  const left = [...answers];
  const code = await runCommandLine(args, {
    answer: (lines) => said.push(lines),
    note: (lines) => said.push(lines),
    isBehind: () => false,
    colour: false,
    noteColour: false,
    readInput: async () => '',
    onStop: () => () => undefined,
    leave: () => undefined,
    person: {
      ask: async (question) => {
        said.push(question);
        return left.shift() ?? '';
      },
      run: async () => 0,
    },
  });
  return { code, said: said.join('\n'), left };
};

// On macOS the data folder follows the home alone, which a test must not write to.
describe.runIf(process.platform !== 'darwin')('slipway hosts', () => {
  test('with a Slipway that runs: plan, apply, status, clean', { timeout: 60_000 }, async () => {
    await start();
    const plan = await slipway(['hosts', 'plan']);
    expect(plan).toMatchObject({ code: 0, notes: '' });
    expect(plan.answer).toContain('+127.0.0.1 shop.test');
    expect(plan.answer).toContain(' 10.0.0.1 n\u00e4s');
    expect(plan.answer).toContain('"*.pages.test" is not written');
    expect(plan.answer).toContain('seen of it: eu.pages.test');
    expect(read()).toBe(before);

    const planned = JSON.parse((await slipway(['hosts', 'plan', 'eu.pages.test', '--json'])).answer);
    expect(planned.entries[0]).toEqual({ address: '127.0.0.1', name: 'eu.pages.test' });

    expect(await slipway(['hosts', 'apply'])).toMatchObject({ code: 2, notes: expect.stringContaining('--yes') });
    expect(await attended(['hosts', 'apply'], 'n')).toMatchObject({
      code: 1,
      said: expect.stringContaining('nothing was written'),
    });
    expect(read()).toBe(before);
    expect(await attended(['hosts', 'apply'], 'y')).toMatchObject({ code: 0, said: expect.stringContaining('[y/N]') });
    expect(read().startsWith(before)).toBe(true);
    expect(read()).toContain('127.0.0.1 shop.test\r\n');

    const written = read();
    for (const verb of ['plan', 'apply']) {
      const { code, notes } = await slipway(['hosts', verb, 'nosuch.test', '*.pages.test', '-y']);
      expect([code, notes]).toEqual([
        1,
        expect.stringContaining('"nosuch.test" is not written: it is no name that an'),
      ]);
      expect(notes).toContain('none of these names can be written');
    }
    expect(read()).toBe(written);
    expect(await attended(['hosts', 'apply'])).toMatchObject({
      code: 0,
      said: expect.stringMatching(/nothing to do$/),
    });
    expect(read()).toBe(written);
    expect((await slipway(['hosts'])).answer).toContain('1 name of ours');
    const state = JSON.parse((await slipway(['hosts', 'status', '--json'])).answer);
    expect(state).toMatchObject({
      file: file(),
      rights: 'own',
      entries: [{ name: 'shop.test' }, {}].slice(0, state.entries.length),
    });

    expect(await slipway(['hosts', 'clean', '--yes'])).toMatchObject({ code: 0 });
    expect(read()).toBe(before);
    expect(await slipway(['hosts', 'clean'])).toEqual({ code: 0, answer: 'nothing to do', notes: '' });
    const nothing = await slipway(['hosts', 'clean', '--json']);
    expect([nothing.code, JSON.parse(nothing.answer).entries]).toEqual([0, []]);
  });

  test('when it ends its names go, and where it could not end a command takes them out', {
    timeout: 60_000,
  }, async () => {
    await start();
    await slipway(['hosts', 'apply', '-y']);
    const written = read();
    expect(written).toContain('shop.test');
    await leave?.();
    await host?.close();
    await desk?.close();
    desk = undefined;
    host = undefined;
    leave = undefined;
    expect(read()).toBe(before);
    writeFileSync(file(), written, 'latin1');
    expect((await slipway(['hosts', 'status'])).answer).toContain('127.0.0.1 shop.test');
    expect(await slipway(['hosts', 'clean', '-y'])).toMatchObject({
      code: 0,
      notes: expect.stringContaining('-127.0.0.1 shop.test'),
    });
    expect(read()).toBe(before);
  });

  test('without one that runs names would lead nowhere', async () => {
    for (const verb of ['plan', 'apply'])
      expect(await slipway(['hosts', verb])).toMatchObject({ code: 1, notes: expect.stringContaining('slipway run') });
    expect(await slipway(['hosts'])).toMatchObject({ code: 0, answer: `${file()}: no names of ours` });
  });

  test('2. a file in UTF-16 is converted', async () => {
    writeFileSync(file(), Buffer.from('\u{feff}10.0.0.1 nas\r\n', 'utf16le'));
    expect(await slipway(['hosts'])).toMatchObject({
      code: 1,
      answer: expect.stringContaining('slipway hosts convert'),
    });
    expect(await slipway(['hosts', 'convert', '--yes'])).toMatchObject({ code: 0 });
    expect(read()).toBe('10.0.0.1 nas\r\n');
    expect(await slipway(['hosts', 'convert'])).toMatchObject({ code: 0, answer: 'nothing to do' });
  });

  test('9. a file that cannot be written is said, with exit code 1', async () => {
    await slipway(['settings', 'set', 'hosts.file', join(home, 'nowhere')]);
    expect(await slipway(['hosts', 'status'])).toMatchObject({
      code: 1,
      answer: expect.stringContaining('there is no hosts file'),
    });
    expect(await slipway(['hosts', 'clean', '--yes'])).toMatchObject({ code: 1 });
  });

  test.each([
    ['bogus', []],
    ['clean', ['x']],
    ['plan', ['http://shop.test/']],
    ['apply', ['shop test']],
    ['status', ['--all']],
    ['elevated', []],
    ['elevated', ['write', 'abc']],
  ])('wrong use: %s %j', async (verb, rest) => {
    expect(await slipway(['hosts', verb, ...rest])).toMatchObject({ code: 2 });
    expect(read()).toBe(before);
  });
});
