import { describe, expect, test } from 'vitest';
import { flushCommands, flushNames } from '../../src-main/hosts-file/flush.ts';
import { hostsLocation } from '../../src-main/hosts-file/location.ts';
import { windowsFolderIn } from '../../src-main/hosts-file/node-world.ts';
import { rightsTo } from '../../src-main/hosts-file/rights.ts';
import { fakeMachine } from './fake-machine.ts';

// Items of the checklist by their numbers, over systems that are played. Proved elsewhere: 13, 15, 19, 20 and 23 by the doctor
// (test/doctor, test/core/doctor), 16 by test/gateway/hsts.test.ts, the sockets of 14 by test/gateway/unmap.test.ts, the window of 24 by
// test/loopback*.test.ts; 2 to 7 and 17, 18 by test/core/hosts-file; 8 by write.test.ts and killed.test.ts; 21 and 22 by app-hosts.test.ts.

const there = { code: 0, output: '', errors: '' };

describe('1. where the file lies', () => {
  const windows = { platform: 'win32', windowsFolder: 'D:\\WINNT' } as const;

  test('on Linux and macOS', async () => {
    expect(await hostsLocation(fakeMachine().world)).toBe('/etc/hosts');
    expect(await hostsLocation(fakeMachine({ platform: 'darwin' }).world)).toBe('/private/etc/hosts');
  });

  test('on Windows in the folder that the registry names, which need not be on C:', async () => {
    const asked = (value: string) =>
      fakeMachine({ ...windows, run: () => ({ ...there, output: `\r\n    DataBasePath    ${value}\r\n` }) });
    expect(await hostsLocation(asked('REG_EXPAND_SZ    %SystemRoot%\\System32\\drivers\\etc').world)).toBe(
      'D:\\WINNT\\System32\\drivers\\etc\\hosts',
    );
    expect(await hostsLocation(asked('REG_SZ    E:\\names').world)).toBe('E:\\names\\hosts');
    expect(await hostsLocation(asked('REG_EXPAND_SZ    %ELSEWHERE%\\names').world)).toContain('D:\\WINNT\\System32');
  });

  test('on Windows in the folder of its kernel, also for a 32-bit program and whatever the environment says', async () => {
    const { world, ran } = fakeMachine({
      ...windows,
      environment: { SystemRoot: 'C:\\evil', windir: 'C:\\evil', PROCESSOR_ARCHITEW6432: 'AMD64' },
    });
    expect(await hostsLocation(world)).toBe('D:\\WINNT\\System32\\drivers\\etc\\hosts');
    expect(ran[0]?.[0]).toBe('D:\\WINNT\\System32\\reg.exe');
    expect(windowsFolderIn(['C:\\x\\node.exe', 'D:\\WINNT\\SYSTEM32\\ntdll.dll'])).toBe('D:\\WINNT');
    expect(windowsFolderIn(['C:\\evil\\ntdll.dll'])).toBeUndefined();
  });
});

describe('9. files that cannot be written', () => {
  const rights = async (file: Parameters<typeof fakeMachine>[0], isSystems = true) =>
    rightsTo(fakeMachine(file).world, '/etc/hosts', isSystems);

  test('a link into the store of NixOS or Guix: the configuration has to say it', async () => {
    const files = {
      '/etc/hosts': { text: '', linkTo: '/nix/store/abc-hosts' },
      '/nix/store/abc-hosts': { text: '', refuses: 'EROFS' },
    };
    expect(await rights({ files })).toMatchObject({
      is: 'none',
      failure: { code: 'hosts/managed', message: expect.stringContaining('networking.hosts') },
    });
    const guix = { '/etc/hosts': { text: '', linkTo: '/gnu/store/x/hosts' }, '/gnu/store/x/hosts': 'x' };
    expect(await rights({ files: guix })).toMatchObject({
      failure: { message: expect.stringContaining('hosts-service-type') },
    });
  });

  test('a link elsewhere is followed', async () => {
    const files = { '/etc/hosts': { text: '', linkTo: '/run/hosts' }, '/run/hosts': 'x' };
    expect(await rights({ files })).toEqual({ is: 'own', real: '/run/hosts' });
  });

  test('marked by chattr +i: the command that takes it back', async () => {
    const files = { '/etc/hosts': { text: '', refuses: 'EPERM' } };
    const marked = { ...there, output: '----i---------e------- /etc/hosts\n' };
    expect(await rights({ files, run: (program) => (program === '/usr/bin/lsattr' ? marked : there) })).toMatchObject({
      is: 'none',
      failure: { code: 'hosts/immutable', message: expect.stringContaining('sudo chattr -ia /etc/hosts') },
    });
    const plain = { ...there, output: '--------------e------- /etc/hosts\n' };
    expect(await rights({ files, run: () => plain })).toEqual({ is: 'asked', real: '/etc/hosts' });
  });

  test('marked by chflags on macOS', async () => {
    const { world } = fakeMachine({
      platform: 'darwin',
      files: { '/private/etc/hosts': { text: '', refuses: 'EACCES' } },
      run: () => ({ ...there, output: 'schg,uappnd\n' }),
    });
    expect(await rightsTo(world, '/private/etc/hosts', true)).toMatchObject({
      failure: { message: expect.stringContaining('chflags nouchg,noschg') },
    });
  });

  test.each([
    ['a disk for reading only', { text: '', refuses: 'EROFS' }, 'hosts/read-only', 'mounted for reading only'],
    ['a folder', { text: '', kind: 'other' as const }, 'hosts/not-a-file', 'is no file'],
  ])('%s is said as such', async (_what, file, code, words) => {
    expect(await rights({ files: { '/etc/hosts': file } })).toMatchObject({
      is: 'none',
      failure: { code, message: expect.stringContaining(words) },
    });
  });

  test('no file at all, and one of the setting that is not writable: nobody is asked for rights', async () => {
    expect(await rights({ files: {} })).toMatchObject({ is: 'none', failure: { code: 'hosts/absent' } });
    const files = { '/etc/hosts': { text: '', refuses: 'EACCES' } };
    expect(await rights({ files }, false)).toMatchObject({ is: 'none', failure: { code: 'hosts/no-permission' } });
  });

  test('Windows: the attribute is told from missing rights, which show when the file is opened', async () => {
    const file = 'C:\\Windows\\System32\\drivers\\etc\\hosts';
    const asked = (one: object) =>
      rightsTo(fakeMachine({ platform: 'win32', files: { [file]: { text: '', ...one } } }).world, file, true);
    expect(await asked({ refuses: 'EPERM' })).toMatchObject({
      failure: { message: expect.stringContaining('attrib -R') },
    });
    expect(await asked({ refusesOpen: 'EPERM' })).toEqual({ is: 'asked', real: file });
    expect(await asked({ refusesOpen: 'EBUSY' })).toEqual({ is: 'own', real: file });
    expect(await asked({})).toEqual({ is: 'own', real: file });
  });
});

describe('10. sandboxes', () => {
  test('of Flatpak, where its mark is there', async () => {
    const environment = { FLATPAK_ID: 'dev.slipway' };
    const files = { '/etc/hosts': 'x', '/.flatpak-info': 'x' };
    expect(await rightsTo(fakeMachine({ environment, files }).world, '/etc/hosts', true)).toMatchObject({
      failure: { code: 'hosts/sandboxed', message: expect.stringContaining('Flatpak') },
    });
    expect(await rightsTo(fakeMachine({ environment }).world, '/etc/hosts', true)).toMatchObject({ is: 'own' });
  });

  test('of Snap, where the program itself lies in one; a terminal of another snap is none', async () => {
    const environment = { SNAP: '/snap/slipway/3' };
    const inside = fakeMachine({ environment, executable: '/snap/slipway/3/slipway' });
    expect(await rightsTo(inside.world, '/etc/hosts', true)).toMatchObject({
      failure: { message: expect.stringContaining('Snap') },
    });
    const outside = fakeMachine({ environment: { SNAP: '/snap/code/1' } });
    expect(await rightsTo(outside.world, '/etc/hosts', true)).toMatchObject({ is: 'own' });
  });
});

describe('14. caches of names', () => {
  test('forget by programs with fixed absolute paths, on each system', () => {
    const of = (platform: NodeJS.Platform, windowsFolder?: string) =>
      flushCommands({ platform, ...(windowsFolder !== undefined && { windowsFolder }) }).map((words) =>
        words.join(' '),
      );
    expect(of('win32', 'D:\\WINNT')).toEqual(['D:\\WINNT\\System32\\ipconfig.exe /flushdns']);
    expect(of('darwin')).toEqual(['/usr/bin/dscacheutil -flushcache', '/usr/bin/killall -HUP mDNSResponder']);
    expect(of('linux')).toEqual(['/usr/bin/resolvectl flush-caches', '/usr/sbin/nscd --invalidate=hosts']);
  });

  test('a cache that is not there is none; one that refuses is told', async () => {
    expect(await flushNames(fakeMachine().world)).toEqual([]);
    const { world } = fakeMachine({ platform: 'darwin', run: () => ({ code: 1, output: '', errors: 'no' }) });
    expect(await flushNames(world)).toHaveLength(2);
  });
});
