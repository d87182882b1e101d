import { describe, expect, test } from 'vitest';
import { changeHosts, type HostsStep } from '../../src-main/core/hosts-file/change.ts';
import { windowsScript } from '../../src-main/core/hosts-file/windows-script.ts';
import { createHostsFile } from '../../src-main/hosts-file/hosts-file.ts';
import { windowsSide } from '../../src-main/hosts-file/windows-side.ts';
import { withWindows } from '../../src-main/hosts-file/with-windows.ts';
import { fakeMachine } from './fake-machine.ts';

const mounted = '/mnt/d/WINNT/System32/drivers/etc/hosts';
const before = '# Windows\r\n10.0.0.1 nas\r\n';
const step: HostsStep = {
  does: 'write',
  id: 'abc',
  at: '2026-11-21T18:00:00Z',
  entries: [{ address: '127.0.0.1', name: 'shop.test' }],
};
const play = (code = 0, text = before) => {
  const machine = fakeMachine({
    environment: { WSL_DISTRO_NAME: 'Debian' },
    files: { '/etc/hosts': '', [mounted]: text },
    run: (program) => {
      if (program === 'cmd.exe') return { code: 0, output: 'D:\\WINNT\r\n', errors: '' };
      if (program === 'wslpath') return { code: 0, output: `${mounted}\n`, errors: '' };
      return { code, output: '', errors: '' };
    },
  });
  return { machine, side: windowsSide(machine.world) };
};
const scripts = (ran: readonly string[][]): readonly string[] => {
  const outer = Buffer.from(ran.find(([program]) => program === 'powershell.exe')?.at(-1) ?? '', 'base64').toString(
    'utf16le',
  );
  const inner = Buffer.from(/'-EncodedCommand','([^']+)'/.exec(outer)?.[1] ?? '', 'base64').toString('utf16le');
  return [outer, inner];
};

describe('12. WSL', () => {
  test('both files are planned and written, Windows first, and only where a person wishes it', async () => {
    const { machine, side } = play();
    const own = createHostsFile({
      world: machine.world,
      elevation: { elevate: async () => ({ is: 'declined' }), way: async () => 'command' },
      self: ['/usr/bin/slipway'],
      folder: '/data',
      chosen: async () => '',
    });
    expect(withWindows(own, undefined)).toBe(own);
    const file = withWindows(own, side);
    const { changes } = await file.plan(step);
    expect(changes.filter(({ line }) => line === '127.0.0.1 shop.test')).toHaveLength(2);
    expect(changes).toContainEqual({ is: 'same', line: 'D:\\WINNT\\System32\\drivers\\etc\\hosts:' });
    expect(await file.apply(step, false)).toMatchObject({ ok: true });
    expect(machine.ran.some(([program]) => program === 'powershell.exe')).toBe(false);
    expect(await file.apply(step, true)).toEqual({ ok: true, value: { written: true } });
    expect(machine.text()).toContain('shop.test');
    const no = play(126);
    const refused = withWindows({ ...own, apply: () => Promise.reject(new Error('not reached')) }, no.side);
    expect(await refused.apply(step, true)).toMatchObject({ ok: false, failure: { code: 'hosts/declined' } });
  });

  test('where the Linux side fails after that of Windows, both is said, and what is there is seen to be there', async () => {
    const { machine, side } = play();
    const hosts = machine.files.get('/etc/hosts');
    if (hosts) hosts.refuses = 'EACCES';
    const own = createHostsFile({
      world: machine.world,
      elevation: { elevate: async () => ({ is: 'declined' }), way: async () => 'prompt' },
      self: ['/usr/bin/slipway'],
      folder: '/data',
      chosen: async () => '',
    });
    const file = withWindows(own, side);
    expect(await file.apply(step, true)).toMatchObject({
      ok: false,
      failure: {
        code: 'hosts/declined',
        message: expect.stringMatching(/of Windows is written.*rights were not given/),
      },
    });
    const stamp = await file.stamp();
    machine.files.set(mounted, { text: changeHosts(before, step, '\r\n').text });
    expect(await file.stamp()).not.toBe(stamp);
    expect((await file.look()).read.blocks.map(({ id }) => id)).toEqual(['abc']);
    // Finding the place takes two programs of Windows, once.
    expect(machine.ran.filter(([program]) => program === 'cmd.exe')).toHaveLength(1);
  });

  test('more names than a command line takes are refused before anything is asked', async () => {
    const { machine, side } = play();
    const entries = Array.from({ length: 400 }, (_, n) => ({
      address: '127.0.0.1' as const,
      name: `host-${n}.shop.test`,
    }));
    expect(await side?.apply({ ...step, entries })).toMatchObject({
      failure: { code: 'hosts/windows-side', message: expect.stringContaining('fewer names than 400') },
    });
    expect(machine.ran.some(([program]) => program === 'powershell.exe')).toBe(false);
    expect(await side?.apply({ ...step, entries: entries.slice(0, 40) })).toMatchObject({ ok: true });
  });

  test('elsewhere there is no other side', () => {
    expect(windowsSide(fakeMachine().world)).toBeUndefined();
    expect(
      windowsSide(fakeMachine({ platform: 'win32', environment: { WSL_DISTRO_NAME: 'x' } }).world),
    ).toBeUndefined();
  });

  test('the file of Windows is found where Windows says, and planned with its line ends', async () => {
    const { side } = play();
    expect(await side?.look()).toEqual({ file: 'D:\\WINNT\\System32\\drivers\\etc\\hosts', blocks: [] });
    expect(await side?.plan(step)).toContainEqual({ is: 'added', line: '127.0.0.1 shop.test' });
  });

  test('one question of Windows; the script holds checked lines alone and names no file', async () => {
    const { machine, side } = play();
    expect(await side?.apply(step)).toEqual({ ok: true, value: { written: true } });
    const [outer = '', inner = ''] = scripts(machine.ran);
    expect(outer).toContain('-Verb RunAs');
    // Not by its name: Windows would look for it in the folder we were started in first.
    expect(outer).toContain('-FilePath $shell -WorkingDirectory $system');
    expect(outer).not.toContain('-FilePath powershell');
    expect(inner).toBe(windowsScript(step));
    expect(inner).toContain("'127.0.0.1 shop.test'");
    expect(inner).toContain('[Environment]::SystemDirectory');
    expect(machine.ran.filter(([program]) => program === 'powershell.exe')).toHaveLength(1);
    expect(machine.text(mounted)).toBe(before);
  });

  test('what is there already asks nothing; a no is a no; the rest is said', async () => {
    const done = play(0, changeHosts(before, step, '\r\n').text);
    expect(await done.side?.apply(step)).toEqual({ ok: true, value: { written: false } });
    expect(done.machine.ran.some(([program]) => program === 'powershell.exe')).toBe(false);
    expect(await play(126).side?.apply(step)).toMatchObject({ ok: false, failure: { code: 'hosts/declined' } });
    expect(await play(5).side?.apply(step)).toMatchObject({
      failure: { message: expect.stringContaining('antivirus') },
    });
    expect(await play(127).side?.apply(step)).toMatchObject({ failure: { code: 'hosts/windows-side' } });
  });

  test('a step that may not be never becomes a script', async () => {
    const { machine, side } = play();
    const bad = { ...step, entries: [{ address: '127.0.0.1', name: "a'; calc; '" }] } as unknown as HostsStep;
    expect(await side?.apply(bad)).toMatchObject({ ok: false, failure: { code: 'hosts/bad-payload' } });
    expect(machine.ran).toEqual([]);
  });

  test('the pattern of the script takes whole blocks of its ids out, and nothing else', () => {
    const pattern = (one: HostsStep): RegExp => {
      const own = /^\$own = '\(\?m\)(.*)'$/m.exec(windowsScript(one))?.[1] ?? '';
      return new RegExp(own.replace('\\z', '$(?![^])'), 'gm');
    };
    const both = changeHosts(changeHosts(before, step, '\r\n').text, { ...step, id: 'other' }, '\r\n').text;
    expect(both.replace(pattern({ does: 'clean' }), '')).toBe(before);
    expect(both.replace(pattern({ does: 'clean', ids: ['other'] }), '')).toBe(changeHosts(before, step, '\r\n').text);
    const edited = both.replace('127.0.0.1 shop.test', '10.0.0.9 theirs');
    expect(edited.replace(pattern({ does: 'clean' }), '')).toContain('10.0.0.9 theirs');
  });
});
