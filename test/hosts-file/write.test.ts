import { chmod, link, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nodeHostsDisk } from '../../src-main/hosts-file/disk.ts';
import { writeHosts } from '../../src-main/hosts-file/write.ts';
import { failWith, fakeMachine } from './fake-machine.ts';

const places = { file: '/etc/hosts', journal: '/data/hosts.journal', backup: '/data/hosts.backup' };
const before = '127.0.0.1 localhost\n';
const longer = `${before}127.0.0.1 shop.test\n`;

describe('8. a write', () => {
  test('is noted first, made in one piece, brought to the medium and read back; nothing is renamed', async () => {
    const { world, deeds, text, files } = fakeMachine();
    expect(await writeHosts(world, places, () => longer)).toEqual({ ok: true, value: { written: true, text: longer } });
    expect(deeds).toEqual([
      'open /etc/hosts',
      'create /data/hosts.backup',
      'create /data/hosts.journal',
      'write /etc/hosts',
      'sync /etc/hosts',
      'remove /data/hosts.journal',
    ]);
    expect(text()).toBe(longer);
    expect([...files.keys()]).toEqual(['/etc/hosts', '/data/hosts.backup']);
    expect(text('/data/hosts.backup')).toBe(before);
  });

  test('of less never leaves old lines behind new ones', async () => {
    const seen: string[] = [];
    const { world, text } = fakeMachine({
      files: { '/etc/hosts': longer },
      after: (_deed, files) => seen.push(files.get('/etc/hosts')?.text ?? ''),
    });
    await writeHosts(world, places, () => before);
    expect(seen).toEqual([before + '\n'.repeat(longer.length - before.length), before]);
    expect(text()).toBe(before);
  });

  test('of the same is none', async () => {
    const { world, deeds } = fakeMachine();
    expect(await writeHosts(world, places, (now) => now)).toMatchObject({ value: { written: false } });
    expect(deeds).toEqual(['open /etc/hosts']);
  });

  test('is made with what the file holds in that moment', async () => {
    let first = true;
    const { world, files, text } = fakeMachine({
      before: (deed) => {
        const file = files.get('/etc/hosts');
        if (deed !== 'create /data/hosts.journal' || !first || file === undefined) return;
        first = false;
        file.text += '10.0.0.9 quick\n';
      },
    });
    expect(await writeHosts(world, places, (now) => `${now}127.0.0.1 shop.test\n`)).toMatchObject({ ok: true });
    expect(text()).toBe(`${before}10.0.0.9 quick\n127.0.0.1 shop.test\n`);
  });

  test('that does not arrive is taken back, and says so', async () => {
    let times = 0;
    const { world, text, files } = fakeMachine({
      after: (deed, all) => {
        const file = all.get('/etc/hosts');
        if (deed === 'write /etc/hosts' && file && times++ === 0) file.text = file.text.slice(0, 7);
      },
    });
    expect(await writeHosts(world, places, () => longer)).toMatchObject({
      ok: false,
      failure: { code: 'hosts/set-back' },
    });
    expect(text()).toBe(before);
    expect(files.has('/data/hosts.journal')).toBe(false);
  });

  test('that fails on a full disk leaves the old content', async () => {
    let times = 0;
    const { world, text } = fakeMachine({
      before: (deed) => {
        if (deed === 'write /etc/hosts' && times++ === 0) throw failWith('ENOSPC');
      },
    });
    expect(await writeHosts(world, places, () => longer)).toMatchObject({
      failure: { code: 'hosts/not-written', message: expect.stringContaining('free some space') },
    });
    expect(text()).toBe(before);
  });

  test('that can neither be made nor taken back keeps its journal, and names it', async () => {
    const { world, files } = fakeMachine({
      after: (_deed, all) => {
        const file = all.get('/etc/hosts');
        if (file) file.text = longer.slice(0, 7);
      },
    });
    expect(await writeHosts(world, places, () => longer)).toMatchObject({
      failure: { code: 'hosts/not-restored', message: expect.stringContaining('/data/hosts.journal') },
    });
    expect(files.has('/data/hosts.journal')).toBe(true);
  });

  test('waits for another one that is under way, and goes on after one that was killed', async () => {
    const journal = (pid: number, now: string) =>
      JSON.stringify({
        version: 1,
        process: { pid, born: 1 },
        file: '/etc/hosts',
        before: Buffer.from(before).toString('base64'),
        after: Buffer.from(now).toString('base64'),
      });
    const files = (pid: number) => ({ '/etc/hosts': before.slice(0, 0), '/data/hosts.journal': journal(pid, longer) });
    const alive = fakeMachine({ files: files(11) });
    expect(await writeHosts(alive.world, places, () => longer)).toMatchObject({ failure: { code: 'hosts/busy' } });
    expect(alive.waited.filter((ms) => ms >= 50)).toHaveLength(6);
    const dead = fakeMachine({ files: files(99) });
    const seen: string[] = [];
    await writeHosts(dead.world, places, (now) => {
      seen.push(now);
      return `${now}# more\n`;
    });
    expect(seen).toEqual([before]);
    expect(dead.text()).toBe(`${before}# more\n`);
  });
});

describe('11. antivirus programs', () => {
  test('that hold the file for a moment are waited for, each time longer', async () => {
    let times = 0;
    const { world, waited, text } = fakeMachine({
      before: (deed) => {
        if (deed === 'open /etc/hosts' && times++ < 3) throw failWith('EBUSY');
      },
    });
    expect(await writeHosts(world, places, () => longer)).toMatchObject({ ok: true });
    expect(waited).toEqual([50, 100, 200]);
    expect(text()).toBe(longer);
  });

  test('that hold it for good are named', async () => {
    const files = { '/etc/hosts': { text: before, refusesOpen: 'EBUSY' } };
    expect(await writeHosts(fakeMachine({ files }).world, places, () => longer)).toMatchObject({
      failure: { code: 'hosts/busy', message: expect.stringContaining('antivirus') },
    });
  });

  test('that set the file back at once are named', async () => {
    const { world, text } = fakeMachine({
      after: (deed, all) => {
        const file = all.get('/etc/hosts');
        if (deed.startsWith('write') && file) file.text = before;
      },
    });
    expect(await writeHosts(world, places, () => longer)).toMatchObject({
      failure: { code: 'hosts/set-back', message: expect.stringContaining('Defender') },
    });
    expect(text()).toBe(before);
  });

  test('that refuse although the rights are there are named', async () => {
    const files = { '/etc/hosts': { text: before, refusesOpen: 'EACCES' } };
    expect(await writeHosts(fakeMachine({ files }).world, places, () => longer)).toMatchObject({
      failure: { code: 'hosts/not-written', message: expect.stringContaining('antivirus') },
    });
  });
});

describe('8. on a real disk', () => {
  let home = '';
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'slipway-hosts-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));
  const real = () => ({ ...fakeMachine().world, disk: nodeHostsDisk });
  const inside = (name: string) => join(home, name);
  const own = () => ({ file: inside('hosts'), journal: inside('data/journal'), backup: inside('data/backup') });

  test('file, mode and second names stay the same, and what is ours is for its owner alone', async () => {
    await writeFile(inside('hosts'), before);
    await chmod(inside('hosts'), 0o664);
    await link(inside('hosts'), inside('second'));
    const old = await stat(inside('hosts'));
    expect(await writeHosts(real(), own(), () => longer)).toMatchObject({ ok: true });
    expect(await writeHosts(real(), own(), () => before)).toMatchObject({ ok: true });
    expect(await writeHosts(real(), own(), () => longer)).toMatchObject({ ok: true });
    const now = await stat(inside('hosts'));
    expect([now.ino, now.mode, now.nlink, now.uid]).toEqual([old.ino, old.mode, 2, old.uid]);
    expect(await readFile(inside('second'), 'utf8')).toBe(longer);
    expect(await readdir(home)).toEqual(['data', 'hosts', 'second']);
    if (process.platform !== 'win32') expect((await stat(inside('data/backup'))).mode & 0o777).toBe(0o600);
  });

  test('a link that came in the way is not followed', async () => {
    await writeFile(inside('theirs'), before);
    await symlink(inside('theirs'), inside('hosts'));
    expect(await writeHosts(real(), own(), () => longer)).toMatchObject({ ok: process.platform === 'win32' });
    if (process.platform !== 'win32') expect(await readFile(inside('theirs'), 'utf8')).toBe(before);
  });
});
