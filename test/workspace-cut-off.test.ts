import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nodeDisk } from '../src-main/workspace/disk.ts';
import { openWorkspace, type Workspace } from '../src-main/workspace/workspace.ts';

// What becomes of several files that were being written when the process was killed, once another one opens the workspace.

let home: string;
let workspace: Workspace | undefined;
const folder = () => join(home, 'yaml');
const journal = () => join(home, 'data', 'applies');

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'slipway-cut-off-'));
});
afterEach(async () => {
  await workspace?.close();
  await rm(home, { recursive: true, force: true });
});

const before = { 'a.yaml': 'a old\n', 'b.yaml': 'b old\r\n', 'c.yaml': 'c old\n' };
const after = { 'a.yaml': 'a new\n', 'b.yaml': 'b new\r\n', 'x/y/d.yaml': 'd new\n' };
const lay = async () => {
  await rm(home, { recursive: true, force: true });
  await mkdir(folder(), { recursive: true });
  for (const [name, text] of Object.entries(before)) await writeFile(join(folder(), name), text);
};
const put = (name: string, text: string) => writeFile(join(folder(), name), text);
/** Writes with a process that is killed before its step of this number; whether it was. */
const killed = (at: number): boolean => {
  const child = join(import.meta.dirname, 'workspace-killed.ts');
  const { signal, status, stderr } = spawnSync(process.execPath, [child, folder(), String(at), journal()], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return signal !== null || status !== 0;
};
const open = async (paths: readonly string[] = [folder()], log = vi.fn()) => {
  await workspace?.close();
  workspace = await openWorkspace({ paths, log, watch: false, journal: journal() });
  return workspace;
};
/** Every file, hidden ones too. */
const tree = async (): Promise<Readonly<Record<string, string>>> => {
  const entries = await readdir(folder(), { recursive: true, withFileTypes: true });
  const all = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(all.map(async (path) => [path.slice(folder().length + 1), await readFile(path, 'utf8')])),
  );
};
/** The step at which some files are as they should be and others are not. */
let halfWay = 12;
const killedHalfWay = async (): Promise<void> => {
  for (let at = halfWay; ; at++) {
    halfWay = at;
    await lay();
    expect(killed(at)).toBe(true);
    const now = await tree();
    if (now['a.yaml'] === after['a.yaml'] && now['b.yaml'] === before['b.yaml']) return;
  }
};

test('killed at any step: who opens the workspace next finds all files as they were or all as they should be, and nothing else', async () => {
  const seen = { before: 0, after: 0 };
  for (let at = 1; at < 80; at++) {
    await lay();
    const cut = killed(at);
    const one = await open();
    const now = await tree();
    expect([before, after], `step ${at}`).toContainEqual(now);
    expect(await readdir(journal()).catch(() => [])).toEqual([]);
    expect(one.state().failures).toEqual([]);
    expect(one.state().files.map(({ file }) => file)).toEqual(Object.keys(now).sort());
    if (!cut) break;
    seen[now['a.yaml'] === before['a.yaml'] ? 'before' : 'after']++;
  }
  expect(seen.before).toBeGreaterThan(5);
  expect(seen.after).toBeGreaterThan(5);
}, 120_000);

test('a file that was changed since is not written over: it is told what is missing, until somebody applies', async () => {
  await killedHalfWay();
  await put('b.yaml', 'b theirs\n');
  const one = await open();
  expect(await tree()).toMatchObject({ 'a.yaml': 'a new\n', 'b.yaml': 'b theirs\n', 'c.yaml': 'c old\n' });
  expect(Object.keys(await tree()).some((name) => name.startsWith('.'))).toBe(false);
  expect(one.state().failures).toMatchObject([
    {
      code: 'workspace/cut-off',
      message: expect.stringMatching(/"a\.yaml".* as it wanted, .*"b\.yaml".* not; .*apply/),
    },
  ]);
  const base = one.state().files.find(({ file }) => file === 'b.yaml')?.revision ?? '';
  await one.writeAll([{ file: 'b.yaml', text: 'b new\n', base }]);
  expect(one.state().failures).toEqual([]);
});

test('what is finished is logged by its files; another workspace, and a process that is at it, are left alone', async () => {
  await killedHalfWay();
  const other = join(home, 'other');
  await mkdir(other);
  await open([other]);
  expect(await readdir(journal())).toHaveLength(1);
  const [name = ''] = await readdir(journal());
  const alive = `${process.ppid}-1-0.json`;
  await writeFile(join(journal(), alive), await readFile(join(journal(), name)));
  await rm(join(journal(), name));
  await open();
  expect((await tree())['b.yaml']).toBe(before['b.yaml']);
  await writeFile(join(journal(), '1-1-7.odd'), '');
  await nodeDisk.rename(join(journal(), alive), join(journal(), name));
  const log = vi.fn();
  await open([folder()], log);
  expect((await tree())['b.yaml']).toBe(after['b.yaml']);
  expect(log).toHaveBeenCalledWith('warn', expect.any(String), { files: expect.stringContaining('b.yaml') });
});

test('a journal that cannot be kept or read keeps nobody from writing or opening', async () => {
  await lay();
  await mkdir(join(home, 'data'));
  await writeFile(journal(), 'a file where a folder should be');
  const one = await open();
  const base = one.state().files[0]?.revision ?? '';
  expect(await one.writeAll([{ file: 'a.yaml', text: 'a new\n', base }])).toMatchObject({ ok: true });
  await rm(journal());
  await mkdir(journal());
  await writeFile(join(journal(), '999999999-1-0.json'), '{"pid": 1, "steps": [{"file"');
  await open();
  expect(await readdir(journal())).toEqual([]);
});
