import { describe, expect, test, vi } from 'vitest';
import { createHosts } from '../../src-main/app/reach/hosts.ts';
import type { HostsMachine } from '../../src-main/app/reach/hosts-machine.ts';
import type { PartWorld } from '../../src-main/app/reach/part.ts';
import { usualSettings } from '../../src-main/contract/settings.ts';
import { build } from '../../src-main/core/build.ts';
import type { ListenerState } from '../../src-main/core/traffic/gateway-state.ts';
import type { Elevated } from '../../src-main/elevate/elevate.ts';
import { createHostsFile } from '../../src-main/hosts-file/hosts-file.ts';
import type { ProcessName } from '../../src-main/hosts-file/process-name.ts';
import { type FakeMachine, fakeMachine } from '../hosts-file/fake-machine.ts';

const text = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: shop }
spec:
  selector: { istio: ingressgateway }
  servers:
  - { port: { number: 80, name: http, protocol: HTTP }, hosts: ['shop.test', '*.pages.test', update.microsoft.com] }
  - { port: { number: 81, name: six, protocol: HTTP }, hosts: ['six.test'] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test, six.test, '*.pages.test', update.microsoft.com]
  gateways: [shop]
  http: [{ route: [{ destination: { host: shop } }] }]
`;
const { table } = build([{ file: 'shop.yaml', text }]);
const listeners: readonly ListenerState[] = table.listeners.map(({ id, port }) => ({
  listener: id,
  gateway: 'default/shop',
  gateways: ['default/shop'],
  port,
  protocol: 'HTTP',
  addresses: port === 81 ? ['127.0.0.1', '::1'] : ['127.0.0.1'],
  bound: port === 80 ? 8080 : port,
}));

type Played = {
  readonly file?: FakeMachine;
  readonly answer?: () => Promise<Elevated>;
  readonly onQuit?: 'remove' | 'keep';
  readonly records?: Map<string, ProcessName>;
  readonly process?: ProcessName;
  readonly alive?: readonly number[];
  readonly workspace?: () => string;
};

const own = { pid: 10, born: 1_000 };
const start = (played: Played = {}) => {
  const file = played.file ?? fakeMachine();
  const records = played.records ?? new Map<string, ProcessName>();
  const mapped: string[][] = [];
  const logged: string[] = [];
  let asked = 0;
  let passTime: () => void = () => {};
  const machine: HostsMachine = {
    file: createHostsFile({
      world: file.world,
      elevation: {
        elevate: async () => {
          asked++;
          return (await played.answer?.()) ?? { is: 'declined' };
        },
        way: async () => 'prompt',
      },
      self: ['/usr/bin/slipway', 'hosts', 'elevated'],
      folder: '/data',
      chosen: async () => '',
    }),
    records: {
      read: async () => new Map(records),
      write: async (id, process) => void records.set(id, process),
      forget: async (ids) => {
        for (const id of ids) records.delete(id);
      },
    },
    process: played.process ?? own,
    isAtWork: ({ pid }) => played.alive?.includes(pid) ?? false,
    wait: () =>
      new Promise((resolve) => {
        passTime = resolve;
      }),
  };
  const world: PartWorld = {
    clock: () => Date.parse('2026-11-21T18:00:00Z'),
    log: (level, message) => void (level === 'warn' && logged.push(message)),
    system: { platform: 'linux', environment: {}, home: '/home/me' },
    settings: async () => ({ ...usualSettings, hosts: { onQuit: played.onQuit ?? 'remove', file: '' } }),
    gateway: () => ({
      table: () => table,
      listeners: () => listeners,
      authority: undefined,
      served: async () => [],
      mapped: (names) => void mapped.push([...names]),
      setTestBrowser: () => {},
      tested: () => ['http://eu.pages.test/a', 'https://other.example/'],
    }),
    workspace: played.workspace ?? (() => 'ABC-123'),
    changed: () => {},
  };
  const part = createHosts(world, machine);
  const plan = async (names?: readonly string[]) => {
    const done = await part.handlers['hosts.plan'](names ? { names } : {});
    if (!done.ok) throw new Error(done.failure.message);
    return done.value;
  };
  const apply = async (names?: readonly string[]) =>
    part.handlers['hosts.apply']({ ...(names && { names }), sha256: (await plan(names)).sha256 });
  return { part, plan, apply, file, records, mapped, logged, asked: () => asked, fiveSeconds: () => passTime() };
};
const before = '127.0.0.1 localhost\n';
const guarded = () => fakeMachine({ files: { '/etc/hosts': { text: before, refuses: 'EACCES' } } });

describe('what is written', () => {
  test('6. every host of the table that can be, ::1 only where its ports are open there', async () => {
    const { plan } = start();
    const { entries, refused, notes } = await plan();
    expect(entries.map(({ address, name }) => `${address} ${name}`)).toEqual([
      '127.0.0.1 shop.test',
      '127.0.0.1 six.test',
      '::1 six.test',
    ]);
    expect(refused).toEqual([
      { name: '*.pages.test', reason: expect.stringContaining('wildcard'), instead: ['eu.pages.test'] },
      { name: 'update.microsoft.com', reason: expect.stringContaining('Defender') },
    ]);
    expect(notes[0]).toBe(
      'port 80 is open as 8080 on this machine, so that URLs have to name it: "http://shop.test:8080/"',
    );
  });

  test('names that are chosen, of wildcards too, and none that nothing would answer', async () => {
    const { plan, apply, file } = start();
    const chosen = await plan(['Eu.Pages.test', 'nowhere.test', '*.pages.test']);
    expect(chosen.entries).toEqual([{ address: '127.0.0.1', name: 'eu.pages.test' }]);
    expect(chosen.refused.map(({ name }) => name)).toEqual(['*.pages.test', 'nowhere.test']);
    expect(await apply(['eu.pages.test'])).toMatchObject({ ok: true, value: { entries: [{ name: 'eu.pages.test' }] } });
    expect(file.text()).toContain('# BEGIN slipway abc123 v1');
  });

  test('a file of many megabytes is read anew when it is another one, and not for every look', async () => {
    let reads = 0;
    const machine = fakeMachine();
    const read = machine.world.disk.read;
    const disk = {
      ...machine.world.disk,
      read: (path: string) => read(path).finally(() => (reads += Number(path === '/etc/hosts'))),
    };
    const { part, plan } = start({ file: { ...machine, world: { ...machine.world, disk } } });
    await plan();
    const once = reads;
    for (let n = 0; n < 5; n++) await part.state();
    expect(reads).toBe(once);
    const file = machine.files.get('/etc/hosts');
    if (file) file.text += `10.0.0.1 shop.test\n`;
    expect((await plan()).conflicts).toHaveLength(1);
    expect(reads).toBe(once + 1);
  });

  test('nothing is said of a name that is not written but why; names of other letters are found', async () => {
    const { plan } = start();
    const { notes, refused } = await plan();
    expect(refused.map(({ name }) => name)).toContain('update.microsoft.com');
    expect(notes.join()).not.toContain('microsoft');
    expect((await plan(['bücher.pages.test'])).entries.map(({ name }) => name)).toEqual(['xn--bcher-kva.pages.test']);
  });

  test('no more names than every lookup of every program should read', async () => {
    const { plan, part, file, asked } = start({ file: guarded() });
    const many = Array.from({ length: 10_001 }, (_, n) => `n${n}.pages.test`);
    const planned = await plan(many);
    expect(planned).toMatchObject({ changes: [], failure: { code: 'hosts/too-many' } });
    const done = await part.handlers['hosts.apply']({ names: many, sha256: planned.sha256 });
    expect(done).toMatchObject({ ok: false, failure: { code: 'hosts/too-many' } });
    expect([asked(), file.text()]).toEqual([0, before]);
  });

  test('what was shown, or nothing', async () => {
    const { part, plan, file } = start();
    const { sha256 } = await plan();
    const hosts = file.files.get('/etc/hosts');
    if (hosts) hosts.text += '10.0.0.1 nas\n';
    expect(await part.handlers['hosts.apply']({ sha256 })).toMatchObject({
      ok: false,
      failure: { code: 'hosts/changed' },
    });
    expect(await part.handlers['hosts.apply']({ names: ['six.test'], sha256 })).toMatchObject({ ok: false });
    expect(file.text()).toBe(`${before}10.0.0.1 nas\n`);
  });

  test('once; a second time nothing is to be done, and nobody is asked', async () => {
    const { apply, plan, file, asked, mapped } = start();
    expect(await apply()).toMatchObject({ ok: true, value: { since: Date.parse('2026-11-21T18:00:00Z') } });
    const written = file.text();
    expect((await plan()).changes).toEqual([]);
    expect(await apply()).toMatchObject({ ok: true });
    expect(file.text()).toBe(written);
    expect(asked()).toBe(0);
    expect(mapped).toContainEqual(['shop.test', 'six.test']);
  });
});

describe('a person who says no', () => {
  test('is asked once for one wish, and not again when the program ends', async () => {
    const { part, apply, asked, file, logged } = start({ file: guarded() });
    expect(await apply()).toMatchObject({ ok: false, failure: { code: 'hosts/declined' } });
    expect(asked()).toBe(1);
    expect(await part.state()).toMatchObject({ entries: [], rights: 'prompt' });
    const hosts = file.files.get('/etc/hosts');
    if (hosts) hosts.text += '# BEGIN slipway abc123 v1\n127.0.0.1 a.test\n# END slipway abc123 v1\n';
    await part.close();
    expect(asked()).toBe(1);
    expect(logged.join()).toContain('slipway hosts clean');
  });
});

describe('11. an antivirus program that takes names out', () => {
  test('a few seconds later is noticed, named, and not fought', async () => {
    const { part, apply, file, fiveSeconds } = start();
    await apply();
    const hosts = file.files.get('/etc/hosts');
    if (hosts) hosts.text = before;
    fiveSeconds();
    await expect.poll(async () => (await part.state()).failure?.message).toContain('Defender');
    expect(file.text()).toBe(before);
  });
});

describe('21. removal', () => {
  test('when the program ends', async () => {
    const { part, apply, file, records } = start();
    await apply();
    await part.close();
    expect(file.text()).toBe(before);
    expect(records.size).toBe(0);
  });

  test('not where the setting says so', async () => {
    const { part, apply, file } = start({ onQuit: 'keep' });
    await apply();
    const written = file.text();
    await part.close();
    expect(file.text()).toBe(written);
  });

  test('with the person’s yes where that is needed', async () => {
    const file = guarded();
    const { part, asked } = start({ file });
    const hosts = file.files.get('/etc/hosts');
    if (hosts) hosts.text += '# BEGIN slipway abc123 v1\n127.0.0.1 a.test\n# END slipway abc123 v1\n';
    await part.close();
    expect(asked()).toBe(1);
  });

  test('without a question where the person’s session ends; what needs none goes', async () => {
    const file = guarded();
    const { part, asked, logged } = start({ file });
    const hosts = file.files.get('/etc/hosts');
    if (hosts) hosts.text += '# BEGIN slipway abc123 v1\n127.0.0.1 a.test\n# END slipway abc123 v1\n';
    await part.close(true);
    expect(asked()).toBe(0);
    expect(logged.join()).toContain('slipway hosts clean');
    const free = start();
    await free.apply();
    await free.part.close(true);
    expect(free.file.text()).toBe(before);
  });

  test('when another workspace is opened', async () => {
    let workspace = 'abc123';
    const { part, apply, file } = start({ workspace: () => workspace });
    await apply();
    workspace = 'def456';
    part.follow();
    await expect.poll(() => file.text()).toBe(before);
  });

  const leftOver = async (played: Played) => {
    const first = start({ ...played, file: played.file ?? fakeMachine() });
    await first.apply();
    return { file: first.file, records: first.records };
  };

  test('after a crash at the next start, where nobody need be asked', async () => {
    const { file, records } = await leftOver({});
    const next = start({ file, records, process: { pid: 12, born: 5_000 } });
    await expect.poll(() => file.text()).toBe(before);
    await expect.poll(() => next.logged.join()).toContain('earlier run');
  });

  test('22. else it is said, and cleaning or writing anew takes it out', async () => {
    const { file, records } = await leftOver({});
    const hosts = file.files.get('/etc/hosts');
    if (hosts) hosts.refuses = 'EACCES';
    const next = start({ file, records, process: { pid: 12, born: 5_000 }, workspace: () => 'def456' });
    const state = await next.part.state();
    expect(state.entries).toHaveLength(3);
    expect(state.notes[0]).toContain('2 names are left over from a run that ended without taking them out');
    expect(next.asked()).toBe(0);
    if (hosts) delete hosts.refuses;
    expect((await next.plan()).changes.filter(({ is }) => is === 'removed').map(({ line }) => line)).toContain(
      '# BEGIN slipway abc123 v1',
    );
    expect(await next.apply()).toMatchObject({ ok: true });
    expect(file.text()).toContain('def456');
    expect(file.text()).not.toContain('abc123');
    expect(await next.part.handlers['hosts.clean'](null)).toMatchObject({ ok: true, value: { entries: [] } });
    expect(file.text()).toBe(before);
  });

  test('4. the block of another Slipway that runs stays, whoever cleans', async () => {
    const { file, records } = await leftOver({});
    const written = file.text();
    const next = start({ file, records, process: { pid: 12, born: 5_000 }, alive: [10], workspace: () => 'def456' });
    expect((await next.part.state()).notes.join()).toContain('process 10');
    expect((await next.part.state()).entries).toEqual([]);
    expect(await next.part.handlers['hosts.clean'](null)).toMatchObject({ ok: true });
    expect(file.text()).toBe(written);
    await next.apply();
    await next.part.close();
    expect(file.text()).toBe(written);
  });
});

describe('what was left half done', () => {
  test('with all rights is mended by cleaning, although there is no name to take out', async () => {
    const file = guarded();
    file.files.set('/etc/hosts.slipway-journal', { text: 'of a crash', refusesRead: 'EACCES' });
    const yes = async (): Promise<Elevated> => {
      file.files.delete('/etc/hosts.slipway-journal');
      return { is: 'done', output: '{"ok":true,"written":false,"notFlushed":[]}' };
    };
    const { part, asked, plan } = start({ file, answer: yes });
    expect(await part.state()).toMatchObject({ entries: [], cutOff: true });
    expect((await plan()).repairs).toEqual(['a write was cut off by a crash; this mends it']);
    expect(await part.handlers['hosts.clean'](null)).toMatchObject({ ok: true });
    expect(asked()).toBe(1);
    expect(await part.state()).not.toHaveProperty('cutOff');
    expect(await part.handlers['hosts.clean'](null)).toMatchObject({ ok: true });
    expect(asked()).toBe(1);
  });

  test('is ours where names of this very step are in the file, so that they go at the end', async () => {
    const file = guarded();
    const records = new Map<string, ProcessName>();
    const half = async (): Promise<Elevated> => {
      const hosts = file.files.get('/etc/hosts');
      if (hosts)
        hosts.text += `# BEGIN slipway abc123 v1\n# Slipway added 1 line on 2026-11-21T18:00:00Z; "slipway hosts clean" takes it out\n127.0.0.1 shop.test\n# END slipway abc123 v1\n`;
      return { is: 'declined' };
    };
    const { part, apply } = start({ file, records, answer: half });
    await part.state();
    expect(await apply()).toMatchObject({ ok: false });
    expect([...records.keys()]).toEqual(['abc123']);
    const other = start({ file: guarded(), records: new Map() });
    expect(await other.apply()).toMatchObject({ ok: false, failure: { code: 'hosts/declined' } });
  });

  test('by a question that nobody answers does not keep the program from ending', async () => {
    const file = guarded();
    const hosts = file.files.get('/etc/hosts');
    if (hosts) hosts.text += '# BEGIN slipway abc123 v1\n127.0.0.1 old.test\n# END slipway abc123 v1\n';
    const { part, apply, asked } = start({ file, answer: () => new Promise(() => {}) });
    void apply();
    await expect.poll(asked).toBe(1);
    vi.useFakeTimers();
    try {
      const closed = part.close();
      await vi.advanceTimersByTimeAsync(61_000);
      await closed;
      // Nor is there a second question beside the first.
      expect(asked()).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });
});

test('without a data folder nothing is written, because nothing could be mended', async () => {
  const { dataFolder: _, ...world } = { dataFolder: undefined, ...({} as PartWorld) };
  const part = createHosts(world, undefined);
  expect(await part.handlers['hosts.plan']({})).toMatchObject({ ok: false });
  expect(await part.state()).toMatchObject({ rights: 'none', entries: [] });
});
