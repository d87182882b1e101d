import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { changeHosts, type HostsStep } from '../../src-main/core/hosts-file/change.ts';
import { readPayload, writePayload } from '../../src-main/core/hosts-file/payload.ts';
import type { ElevatedStep } from '../../src-main/elevate/elevate.ts';
import { nodeHostsDisk } from '../../src-main/hosts-file/disk.ts';
import { runElevated } from '../../src-main/hosts-file/elevated.ts';
import { createHostsFile } from '../../src-main/hosts-file/hosts-file.ts';
import { settle } from '../../src-main/hosts-file/journal.ts';
import { isAtWork, nameOf, thisProcess } from '../../src-main/hosts-file/process-name.ts';
import { writeHosts } from '../../src-main/hosts-file/write.ts';
import { type FakeMachine, fakeMachine } from './fake-machine.ts';

// What other programs and people do beside us, by chance or in bad faith.

const places = { file: '/etc/hosts', journal: '/data/hosts.journal' };
const before = '127.0.0.1 localhost\n';
const step: HostsStep = {
  does: 'write',
  id: 'abc',
  at: '2026-11-21T18:00:00Z',
  entries: [{ address: '127.0.0.1', name: 'shop.test' }],
};
const change = (text: string): string => changeHosts(text, step).text;
const journal = (was: string, becomes: string, pid = 99): string =>
  JSON.stringify({
    version: 1,
    process: { pid, born: 1 },
    file: '/etc/hosts',
    before: Buffer.from(was).toString('base64'),
    after: Buffer.from(becomes).toString('base64'),
  });

const open = (machine: FakeMachine) => {
  const asked: ElevatedStep[] = [];
  const file = createHostsFile({
    world: machine.world,
    elevation: {
      elevate: async (one) => {
        asked.push(one);
        const hosts = machine.files.get('/etc/hosts');
        if (hosts) delete hosts.refuses;
        const said: string[] = [];
        const root = { ...machine.world, isRoot: true };
        await runElevated(one.args.slice(1), (line) => said.push(line), root);
        return { is: 'done', output: said.join('\n') };
      },
      way: async () => 'prompt',
    },
    self: ['/usr/bin/slipway', 'elevated'],
    folder: '/data',
    chosen: async () => '',
  });
  return { file, asked };
};

describe('a program that writes the file in the same moment', () => {
  test('keeps its line, whether it came behind ours or in place of them', async () => {
    for (const theirs of [(text: string) => `${text}10.8.0.1 vpn\n`, () => `${before}10.8.0.1 vpn\n`]) {
      let times = 0;
      const machine = fakeMachine({
        after: (deed, all) => {
          const file = all.get('/etc/hosts');
          if (deed === 'write /etc/hosts' && file && times++ === 0) file.text = theirs(file.text);
        },
      });
      expect(await writeHosts(machine.world, places, change)).toMatchObject({ ok: true, value: { written: true } });
      expect(machine.text()).toContain('10.8.0.1 vpn\n');
      expect(machine.text()).toContain('127.0.0.1 shop.test\n');
      expect(machine.files.has('/data/hosts.journal')).toBe(false);
    }
  });

  test('and does so each time is named, and what it wrote is left alone', async () => {
    const default_ = '# the hosts file as it comes with the system\n127.0.0.1 localhost\n';
    const machine = fakeMachine({
      after: (deed, all) => {
        const file = all.get('/etc/hosts');
        if (deed === 'write /etc/hosts' && file) file.text = `${default_}# ${Math.random()}\n`;
      },
    });
    expect(await writeHosts(machine.world, places, change)).toMatchObject({ failure: { code: 'hosts/set-back' } });
    expect(machine.text()?.startsWith(default_)).toBe(true);
    expect(machine.deeds.filter((deed) => deed === 'write /etc/hosts')).toHaveLength(3);
  });
});

describe('on a real disk', () => {
  let home = '';
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'slipway-others-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  test.skipIf(process.platform === 'win32')(
    'a file that took the place of the one that was opened gets the names',
    async () => {
      const file = join(home, 'hosts');
      await writeFile(file, before);
      let times = 0;
      const disk = {
        ...nodeHostsDisk,
        create: async (path: string, bytes: Uint8Array) => {
          await nodeHostsDisk.create(path, bytes);
          if (times++ > 0) return;
          // Another tool for hosts files, which writes beside and renames.
          await writeFile(join(home, 'new'), `${before}10.0.0.7 theirs\n`);
          await rename(join(home, 'new'), file);
        },
      };
      const world = { ...fakeMachine().world, disk };
      expect(await writeHosts(world, { file, journal: join(home, 'journal') }, change)).toMatchObject({ ok: true });
      expect(await readFile(file, 'utf8')).toBe(change(`${before}10.0.0.7 theirs\n`));
    },
  );
});

describe('a journal that somebody has made up', () => {
  // The file is what a write would have begun with, so that taking it back would write whatever the journal says.
  const evil = '6.6.6.6 bank.test\n';
  const forged = journal(evil, `${before}x`);

  test('is a write that was cut off, for whoever has the rights of its folder alone', async () => {
    const machine = fakeMachine({ files: { '/etc/hosts': before, '/data/hosts.journal': forged } });
    expect(await settle(machine.world, '/data/hosts.journal', '/etc/hosts')).toEqual({ is: 'put-back' });
  });

  test('guides nobody with all rights, where others can write it', async () => {
    const files = { '/etc/hosts': before, '/data/hosts.journal': { text: forged, guarded: false } };
    const machine = fakeMachine({ isRoot: true, files });
    expect(await settle(machine.world, '/data/hosts.journal', '/etc/hosts')).toEqual({ is: 'none' });
    expect(machine.text()).toBe(before);
  });

  test('in the folder of a person is not even looked at, where "sudo" keeps HOME', async () => {
    const files = { '/etc/hosts': before, '/data/hosts.journal': forged };
    const machine = fakeMachine({ isRoot: true, files });
    const { file, asked } = open(machine);
    expect(await file.mend()).toBe('nothing');
    expect(await file.apply(step, false)).toMatchObject({ ok: true, value: { written: true } });
    expect(machine.text()).toBe(change(before));
    expect(machine.deeds).toContain('create /etc/hosts.slipway-journal');
    expect(machine.files.has('/data/hosts.backup')).toBe(false);
    expect(asked).toEqual([]);
  });
});

describe('a write with all rights that was cut off', () => {
  const beside = '/etc/hosts.slipway-journal';

  test('is mended by one question, also where nothing else is to be done', async () => {
    const whole = change(before);
    const torn = whole.slice(0, -9) + before.slice(whole.length - 9);
    const machine = fakeMachine({
      files: { '/etc/hosts': { text: torn, refuses: 'EACCES' }, [beside]: journal(before, whole) },
    });
    const { file, asked } = open(machine);
    const nothing: HostsStep = { does: 'clean', ids: [] };
    expect((await file.look()).cutOff).toBe(true);
    expect(await file.plan(nothing)).toMatchObject({
      changes: [],
      repairs: [expect.stringContaining('cut off')],
      command: 'sudo /usr/bin/slipway elevated mend',
    });
    expect(await file.apply(nothing, true)).toMatchObject({ ok: true });
    expect(asked.map(({ why }) => why)).toEqual(['finish a write of the hosts file']);
    expect(machine.text()).toBe(before);
    expect(machine.files.has(beside)).toBe(false);
    expect((await file.look()).cutOff).toBe(false);
  });

  test('mending takes no block out, whoever types it', async () => {
    const machine = fakeMachine({ files: { '/etc/hosts': change(before) } });
    expect(await runElevated(['mend'], () => {}, machine.world)).toBe(0);
    expect(machine.text()).toBe(change(before));
    expect(await runElevated(['mend', 'abc'], () => {}, machine.world)).toBe(2);
  });
});

test('a payload that never ends, or would fill the memory, is not read', async () => {
  const sha256 = '0'.repeat(64);
  for (const payload of [
    { text: '', kind: 'other' as const },
    { text: '', size: 5_000_000_000 },
  ]) {
    const machine = fakeMachine({ files: { '/etc/hosts': before, '/home/me/payload.json': payload } });
    const said: string[] = [];
    const code = await runElevated(
      ['payload', '/home/me/payload.json', sha256],
      (line) => said.push(line),
      machine.world,
    );
    expect(code).toBe(1);
    expect(said.join()).toContain('is no file of at most');
  }
});

test('as many of the longest names as there can be fit into a payload', () => {
  const name = (n: number) =>
    [`${n}`.padStart(60, 'n'), 'x'.repeat(63), 'y'.repeat(63), 'z'.repeat(59), 'test'].join('.');
  const entries = Array.from({ length: 10_000 }, (_, n) => ({ address: '127.0.0.1' as const, name: name(n) }));
  expect(entries[0]?.name).toHaveLength(253);
  expect(readPayload(writePayload({ ...step, entries }))).toMatchObject({ ok: true });
});

test('a step that may not be is refused with own rights, too', async () => {
  const machine = fakeMachine();
  const many = Array.from({ length: 10_001 }, (_, n) => ({ address: '127.0.0.1' as const, name: `n${n}.test` }));
  const { file } = open(machine);
  expect(await file.apply({ ...step, entries: many }, true)).toMatchObject({ failure: { code: 'hosts/bad-payload' } });
  expect(machine.text()).toBe(before);
});

test.each([
  ['EPERM', '----ia---------e----- /etc/hosts', 'hosts/immutable'],
  ['EPERM', '---- /etc/hosts', 'hosts/not-written'],
  ['EROFS', '', 'hosts/read-only'],
])('with all rights %s and the marks "%s" are told as what they are: %s', async (refusesOpen, marks, code) => {
  const machine = fakeMachine({
    files: { '/etc/hosts': { text: before, refusesOpen } },
    run: () => ({ code: 0, output: `${marks}\n`, errors: '' }),
  });
  const said: string[] = [];
  expect(
    await runElevated(['write', 'abc', step.at, '127.0.0.1=a.test'], (line) => said.push(line), machine.world),
  ).toBe(1);
  expect(JSON.parse(said.join())).toMatchObject({ ok: false, failure: { code } });
  expect(await open(machine).file.apply(step, false)).toMatchObject({ failure: { code } });
});

test('a process is told from a later one of its number', { timeout: 20_000 }, async () => {
  expect(isAtWork(thisProcess())).toBe(true);
  expect(isAtWork({ ...thisProcess(), born: 1 })).toBe(false);
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const name = nameOf(child.pid ?? 0, Date.now());
  expect(isAtWork(name)).toBe(true);
  // Where the system says when a process began, one that took the number over is another.
  expect(isAtWork({ ...name, tick: '1' })).toBe(process.platform !== 'linux');
  expect(isAtWork({ ...name, born: 1 })).toBe(false);
  child.kill('SIGKILL');
  await ended;
  expect(isAtWork(name)).toBe(false);
});
