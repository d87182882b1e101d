import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { changeHosts, type HostsStep } from '../../src-main/core/hosts-file/change.ts';
import { writePayload } from '../../src-main/core/hosts-file/payload.ts';
import type { Elevated, ElevatedStep } from '../../src-main/elevate/elevate.ts';
import { runElevated } from '../../src-main/hosts-file/elevated.ts';
import { createHostsFile } from '../../src-main/hosts-file/hosts-file.ts';
import { type FakeMachine, fakeMachine } from './fake-machine.ts';

const before = '127.0.0.1 localhost\n';
const step: HostsStep = {
  does: 'write',
  id: 'abc',
  at: '2026-11-21T18:00:00Z',
  entries: [{ address: '127.0.0.1', name: 'shop.test' }],
};
const after = changeHosts(before, step).text;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const run = async ({ world }: FakeMachine, ...argv: readonly string[]) => {
  const said: string[] = [];
  const code = await runElevated(argv, (line) => said.push(line), world);
  return { code, said: said.map((line) => (line.startsWith('{') ? JSON.parse(line) : line)) };
};

describe('24. the step with all rights', () => {
  const payload = writePayload(step);
  const files = (text = payload) => ({ '/etc/hosts': before, '/home/me/payload.json': text });

  test('puts a payload into the file as it is now, has caches forget, and says so in one line', async () => {
    const machine = fakeMachine({ files: files() });
    const done = await run(machine, 'payload', '/home/me/payload.json', sha256(payload));
    expect(done).toEqual({ code: 0, said: [{ ok: true, written: true, notFlushed: [] }] });
    expect(machine.text()).toBe(after);
    expect(machine.ran.map(([program]) => program)).toEqual(['/usr/bin/resolvectl', '/usr/sbin/nscd']);
    expect([...machine.files.keys()]).toEqual(['/etc/hosts', '/home/me/payload.json']);
  });

  test('a payload that was exchanged after the question is refused by its hash', async () => {
    const other = payload.replace('shop.test', 'bank.test');
    const machine = fakeMachine({ files: files(other) });
    expect(await run(machine, 'payload', '/home/me/payload.json', sha256(payload))).toMatchObject({
      code: 1,
      said: [{ ok: false, failure: { code: 'hosts/bad-payload' } }],
    });
    expect(machine.text()).toBe(before);
    expect(machine.deeds).toEqual([]);
  });

  test('a payload that is what was asked for and may not be is refused by its form', async () => {
    for (const bad of [
      payload.replace('127.0.0.1', '10.0.0.1'),
      payload.replace('shop.test', 'localhost'),
      'x',
      '\0'.repeat(99),
    ]) {
      const machine = fakeMachine({ files: files(bad) });
      expect(await run(machine, 'payload', '/home/me/payload.json', sha256(bad))).toMatchObject({ code: 1 });
      expect(machine.text()).toBe(before);
    }
  });

  test('names by arguments are checked the same way', async () => {
    const good = fakeMachine();
    expect(await run(good, 'write', 'abc', '2026-11-21T18:00:00Z', '127.0.0.1=shop.test')).toMatchObject({ code: 0 });
    expect(good.text()).toBe(after);
    for (const word of ['10.0.0.1=shop.test', '127.0.0.1=*.test', '127.0.0.1=a\n10.0.0.1 bank', 'shop.test', '=']) {
      const machine = fakeMachine();
      expect(await run(machine, 'write', 'abc', '2026-11-21T18:00:00Z', word)).toMatchObject({ code: 1 });
      expect(machine.text()).toBe(before);
    }
  });

  test('writes no other file than the system’s, whatever it is told', async () => {
    for (const argv of [
      ['payload', '/home/me/payload.json'],
      ['write', 'abc'],
      ['file', '/etc/passwd'],
      [],
      ['convert', '/etc/passwd'],
    ]) {
      const machine = fakeMachine({ files: { ...files(), '/etc/passwd': 'root' } });
      expect((await run(machine, ...argv)).code).toBe(2);
      expect(machine.deeds).toEqual([]);
    }
  });

  test('follows no link that somebody else could bend', async () => {
    const linked = (guarded: boolean) =>
      fakeMachine({
        files: {
          '/etc/hosts': { text: '', linkTo: '/home/me/.profile', guarded },
          '/home/me/.profile': { text: 'x', guarded },
        },
      });
    const bent = linked(false);
    expect(await run(bent, 'clean')).toMatchObject({ code: 1, said: [{ failure: { code: 'hosts/not-a-file' } }] });
    expect(bent.deeds).toEqual([]);
    expect(await run(linked(true), 'clean')).toMatchObject({ code: 0 });
  });

  test('21. uninstalling takes every block out, and nothing else', async () => {
    const other = changeHosts(after, { ...step, id: 'other' }).text;
    const machine = fakeMachine({ files: { '/etc/hosts': `${other}10.0.0.1 nas\n` } });
    expect(await run(machine, 'clean')).toMatchObject({ code: 0, said: [{ written: true }] });
    expect(machine.text()).toBe(`${before}10.0.0.1 nas\n`);
    expect(await run(machine, 'clean')).toMatchObject({ code: 0, said: [{ written: false }] });
  });
});

describe('the file, as the program sees it', () => {
  const open = (
    machine: FakeMachine,
    answer: (asked: ElevatedStep) => Promise<Elevated>,
    way: 'prompt' | 'command' = 'prompt',
  ) => {
    const asked: ElevatedStep[] = [];
    const file = createHostsFile({
      world: machine.world,
      elevation: {
        elevate: (one) => {
          asked.push(one);
          return answer(one);
        },
        way: async () => way,
      },
      self: ['/usr/bin/slipway', 'hosts', 'elevated'],
      folder: '/data',
      chosen: async () => '',
    });
    return { file, asked };
  };
  const guarded = () => fakeMachine({ files: { '/etc/hosts': { text: before, refuses: 'EACCES' } } });
  /** Does what the system would after a yes. */
  const yes =
    (machine: FakeMachine) =>
    async ({ args }: ElevatedStep): Promise<Elevated> => {
      const file = machine.files.get('/etc/hosts');
      if (file) delete file.refuses;
      const said: string[] = [];
      const code = await runElevated(args.slice(2), (line) => said.push(line), machine.world);
      return code === 0
        ? { is: 'done', output: `banner\n${said.join('\n')}\n` }
        : { is: 'failed', failure: { code: 'elevate/failed', message: 'x' }, output: said.join('\n') };
    };

  test('with own rights nobody is asked', async () => {
    const machine = fakeMachine();
    const { file, asked } = open(machine, yes(machine));
    expect(await file.plan(step)).toMatchObject({
      rights: 'own',
      changes: expect.arrayContaining([{ is: 'added', line: '127.0.0.1 shop.test' }]),
    });
    expect(await file.apply(step, true)).toEqual({ ok: true, value: { written: true } });
    expect(asked).toEqual([]);
    expect(machine.text()).toBe(after);
  });

  test('one question for one step; no name is in its words; its payload goes afterwards', async () => {
    const machine = guarded();
    const { file, asked } = open(machine, yes(machine));
    const planned = await file.plan(step);
    expect(planned).toMatchObject({
      rights: 'prompt',
      command: expect.stringMatching(/^sudo \/usr\/bin\/slipway hosts elevated write abc/),
    });
    expect(await file.apply(step, true)).toEqual({ ok: true, value: { written: true } });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.why).toBe('write 1 name into the hosts file');
    expect(asked[0]?.args.join(' ')).not.toContain('shop.test');
    expect(machine.text()).toBe(after);
    expect([...machine.files.keys()]).toEqual(['/etc/hosts']);
  });

  test('a second one without change asks nothing, and plans the same digest whenever it is made', async () => {
    const machine = fakeMachine({ files: { '/etc/hosts': { text: after, refuses: 'EACCES' } } });
    const { file, asked } = open(machine, yes(machine));
    const later: HostsStep = { ...step, at: '2027-01-01T00:00:00Z' };
    expect(await file.plan(later)).toMatchObject({ changes: [], sha256: (await file.plan(step)).sha256 });
    expect(await file.apply(later, true)).toEqual({ ok: true, value: { written: false } });
    expect(asked).toEqual([]);
    const fresh = open(guarded(), yes(machine)).file;
    expect((await fresh.plan(later)).sha256).toBe((await fresh.plan(step)).sha256);
  });

  test('declined: the failure says so, and the file is as it was', async () => {
    const machine = guarded();
    const { file } = open(machine, async () => ({ is: 'declined' }));
    expect(await file.apply(step, true)).toMatchObject({ ok: false, failure: { code: 'hosts/declined' } });
    expect(machine.text()).toBe(before);
    expect([...machine.files.keys()]).toEqual(['/etc/hosts']);
  });

  test('unasked work never asks, and where nobody can be asked the command is said', async () => {
    const machine = guarded();
    const { file, asked } = open(machine, yes(machine));
    expect(await file.apply(step, false)).toMatchObject({ failure: { code: 'elevate/impossible' } });
    expect(asked).toEqual([]);
    const failure = { code: 'elevate/impossible', message: 'x' };
    const headless = open(guarded(), async () => ({ is: 'impossible', command: 'x', failure }), 'command').file;
    expect(await headless.apply(step, true)).toMatchObject({
      failure: {
        message: expect.stringContaining(
          'sudo /usr/bin/slipway hosts elevated write abc 2026-11-21T18:00:00Z 127.0.0.1=shop.test',
        ),
      },
    });
  });

  test('what the step with all rights says is what is told', async () => {
    const machine = guarded();
    machine.files.set('/etc/hosts.slipway-journal', {
      text: JSON.stringify({ version: 1, process: { pid: 11, born: 1 }, file: '/etc/hosts', before: '', after: '' }),
    });
    const { file } = open(machine, yes(machine));
    expect(await file.apply(step, true)).toMatchObject({ failure: { code: 'hosts/busy' } });
  });

  test('2. UTF-16 is refused with what can be done, and converted when that is asked for', async () => {
    const utf16 = `ÿþ${[...before].map((char) => `${char}\0`).join('')}`;
    const machine = fakeMachine({ files: { '/etc/hosts': utf16 } });
    const { file } = open(machine, yes(machine));
    expect(await file.plan(step)).toMatchObject({
      changes: [],
      failure: { code: 'hosts/utf-16', message: expect.stringContaining('hosts convert') },
    });
    expect(await file.apply(step, true)).toMatchObject({ ok: false });
    expect(machine.text()).toBe(utf16);
    expect(await file.apply({ does: 'convert' }, true)).toMatchObject({ ok: true });
    expect(machine.text()).toBe(before);
    expect(machine.text('/data/hosts.backup')).toBe(utf16);
    expect(await file.apply(step, true)).toMatchObject({ ok: true });
  });
});
