import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Disk, nodeDisk } from '../src-main/workspace/disk.ts';
import { openWorkspace, type Workspace } from '../src-main/workspace/workspace.ts';
import type { FileChange } from '../src-main/workspace/write-all.ts';

let folder: string;
const opened: Workspace[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-write-all-'));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((w) => w.close()));
  await rm(folder, { recursive: true, force: true });
});

const put = (name: string, text: string) => writeFile(join(folder, name), text);
const open = async (disk: Disk = nodeDisk) => {
  const workspace = await openWorkspace({ paths: [folder], log: () => {}, watch: false, disk });
  opened.push(workspace);
  return workspace;
};
const base = (w: Workspace, file: string) => w.state().files.find((f) => f.file === file)?.revision ?? '';
const failing = (code: string) => Object.assign(new Error(`${code}: played by the test`), { code });
/** Everything below the folder, hidden files too. */
const tree = async (): Promise<Readonly<Record<string, string>>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const all: Record<string, string> = {};
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    all[name] = entry.isDirectory() ? '(folder)' : await readFile(path, 'utf8');
  }
  return all;
};
const before = { 'a.yaml': 'a old\n', 'b.yaml': 'b old\r\n', 'c.yaml': 'c old\n' };
const after = { 'a.yaml': 'a new\n', 'b.yaml': 'b new\r\n', 'x/y/d.yaml': 'd new\n' };
const lay = () => Promise.all(Object.entries(before).map(([name, text]) => put(name, text)));
const wanted = (w: Workspace): readonly FileChange[] => [
  { file: 'a.yaml', text: 'a new\n', base: base(w, 'a.yaml') },
  { file: 'x/y/d.yaml', text: 'd new\n' },
  { file: 'b.yaml', text: 'b new\n', base: base(w, 'b.yaml') },
  { file: 'c.yaml', base: base(w, 'c.yaml') },
];

test('replaced, new and removed files are told once, keep their mode, line ends and links, and nothing else lies about', async () => {
  await lay();
  await mkdir(join(folder, 'links'));
  await symlink(join(folder, 'a.yaml'), join(folder, 'links', 'z.yaml'));
  await chmod(join(folder, 'a.yaml'), 0o640);
  const workspace = await open();
  const told = vi.fn();
  workspace.onChange(told);
  expect(await workspace.writeAll(wanted(workspace))).toEqual({
    ok: true,
    value: { files: ['a.yaml', 'x/y/d.yaml', 'b.yaml', 'c.yaml'] },
  });
  expect(told.mock.calls).toEqual([['write-all']]);
  expect(workspace.state().files.map(({ file, text }) => [file, text])).toEqual([
    ['a.yaml', 'a new\n'],
    ['b.yaml', 'b new\n'],
    ['x/y/d.yaml', 'd new\n'],
  ]);
  const { 'links/z.yaml': behindLink, links: _, ...rest } = await tree();
  expect(behindLink).toBe('a new\n');
  expect(rest).toEqual({ ...after, x: '(folder)', 'x/y': '(folder)' });
  if (process.platform !== 'win32') expect((await stat(join(folder, 'a.yaml'))).mode & 0o777).toBe(0o640);
});

test('a text that is there already is not written, and not named', async () => {
  await lay();
  const disk = { ...nodeDisk, create: vi.fn(nodeDisk.create) };
  const workspace = await open(disk);
  const same = { file: 'a.yaml', text: 'a old\n', base: base(workspace, 'a.yaml') };
  expect(await workspace.writeAll([same])).toEqual({ ok: true, value: { files: [] } });
  expect(disk.create).not.toHaveBeenCalled();
});

test('a file that comes back has the line ends and the mark that it went with', async () => {
  await put('b.yaml', '\ufeffb: 1\r\n');
  const workspace = await open();
  await workspace.writeAll([{ file: 'b.yaml', base: base(workspace, 'b.yaml') }]);
  await workspace.writeAll([{ file: 'b.yaml', text: 'b: 2\n' }]);
  expect(await readFile(join(folder, 'b.yaml'), 'utf8')).toBe('\ufeffb: 2\r\n');
});

/** A disk on which the call with this number fails, or does something first. Reading is not counted. */
const troubled = (at: number, trouble: (deed: string) => void): Disk => {
  let count = 0;
  const guarded =
    <A extends readonly unknown[], R>(deed: string, work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (++count === at) trouble(deed);
      return work(...args);
    };
  return {
    ...nodeDisk,
    create: guarded('create', nodeDisk.create),
    rename: guarded('rename', nodeDisk.rename),
    link: guarded('link', nodeDisk.link),
    makeFolder: guarded('makeFolder', nodeDisk.makeFolder),
  };
};

test('whatever fails, at whatever step: everything is as before, and the failure names a file', async () => {
  const deeds: string[] = [];
  for (let at = 1; ; at++) {
    await rm(folder, { recursive: true });
    await mkdir(folder);
    await lay();
    let deed: string | undefined;
    const workspace = await open(
      troubled(at, (which) => {
        deed = which;
        throw failing('ENOSPC');
      }),
    );
    const done = await workspace.writeAll(wanted(workspace));
    if (deed === undefined) break;
    deeds.push(deed);
    // Without second names it goes on, and puts back what it has in memory.
    if (deed === 'link') {
      expect(done.ok).toBe(true);
      continue;
    }
    expect(done, `${at}: ${deed}`).toMatchObject({ ok: false, failure: { code: 'workspace/disk-full' } });
    expect(done.ok || done.failure.message).toMatch(/"(a|b|c|x\/y\/d)\.yaml"/);
    expect(await tree(), `${at}: ${deed}`).toEqual(before);
    expect(workspace.state().files.map(({ text }) => text)).toEqual(['a old\n', 'b old\n', 'c old\n']);
  }
  expect(deeds.filter((deed) => deed === 'rename')).toHaveLength(4);
  expect(new Set(deeds)).toEqual(new Set(['create', 'makeFolder', 'link', 'rename']));
});

test('without second names on the file system the old texts are written back', async () => {
  await lay();
  let renames = 0;
  const workspace = await open({
    ...nodeDisk,
    link: () => Promise.reject(failing('EPERM')),
    rename: (from, to) => (++renames === 3 ? Promise.reject(failing('EIO')) : nodeDisk.rename(from, to)),
  });
  expect(await workspace.writeAll(wanted(workspace))).toMatchObject({ ok: false });
  expect(await tree()).toEqual(before);
});

test('what cannot be put back is named, and its old text stays beside it', async () => {
  await lay();
  let renames = 0;
  const workspace = await open({
    ...nodeDisk,
    rename: (from, to) => (++renames >= 3 ? Promise.reject(failing('EIO')) : nodeDisk.rename(from, to)),
  });
  const done = await workspace.writeAll(wanted(workspace));
  expect(done).toMatchObject({ ok: false, failure: { code: 'workspace/not-put-back' } });
  const [, aside = ''] = /in "(\.a\.yaml\.[^"]+)" beside/.exec(done.ok ? '' : done.failure.message) ?? [];
  expect(await readFile(join(folder, aside), 'utf8')).toBe('a old\n');
});

test('a file that another program changes in the middle is not written over, and the others are not either', async () => {
  await lay();
  const disk: Disk = {
    ...nodeDisk,
    create: async (path, bytes, like) => {
      await nodeDisk.create(path, bytes, like);
      if (path.includes('b.yaml')) await put('a.yaml', 'a theirs\n');
    },
  };
  const workspace = await open(disk);
  expect(await workspace.writeAll(wanted(workspace))).toMatchObject({
    ok: false,
    failure: { code: 'workspace/changed-on-disk', detail: { file: 'a.yaml' } },
  });
  expect(await tree()).toEqual({ ...before, 'a.yaml': 'a theirs\n' });
  expect(workspace.state().files[0]?.text).toBe('a theirs\n');
});

test('without permission for one file nothing is written', async () => {
  await lay();
  const workspace = await open({ ...nodeDisk, canWrite: async (path) => !path.endsWith('b.yaml') });
  expect(await workspace.writeAll(wanted(workspace))).toMatchObject({
    ok: false,
    failure: { code: 'workspace/no-permission', detail: { file: 'b.yaml' } },
  });
  expect(await tree()).toEqual(before);
});

test('a process that is killed at any step leaves every file whole, as it was or as it should be', async () => {
  const child = join(import.meta.dirname, 'workspace-killed.ts');
  let kills = 0;
  for (let at = 1; at < 60; at++) {
    await rm(folder, { recursive: true });
    await mkdir(folder);
    await lay();
    const { signal, status, stderr } = spawnSync(process.execPath, [child, folder, String(at)], { encoding: 'utf8' });
    const now = await tree();
    const shown = Object.fromEntries(
      Object.entries(now).filter(([name, text]) => text !== '(folder)' && !/(^|\/)\./.test(name)),
    );
    if (status === 0 && signal === null) {
      expect(shown).toEqual(after);
      break;
    }
    expect(stderr).toBe('');
    kills++;
    for (const name of ['a.yaml', 'b.yaml'] as const) expect([before[name], after[name]]).toContain(shown[name]);
    expect([undefined, after['x/y/d.yaml']]).toContain(shown['x/y/d.yaml']);
    expect([undefined, before['c.yaml']]).toContain(shown['c.yaml']);
    expect(Object.keys(shown).every((name) => name in before || name in after)).toBe(true);
  }
  expect(kills).toBeGreaterThan(10);
}, 60_000);
