import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Disk, nodeDisk } from '../src-main/workspace/disk.ts';
import { openWorkspace, type Workspace, type WorkspaceOptions } from '../src-main/workspace/workspace.ts';

let folder: string;
const opened: Workspace[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-workspace-'));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((w) => w.close()));
  await rm(folder, { recursive: true, force: true });
});

const at = (...parts: string[]) => join(folder, ...parts);
const put = async (name: string, content: string | Uint8Array) => {
  await mkdir(join(at(name), '..'), { recursive: true });
  await writeFile(at(name), content);
};
const open = async (options: Partial<WorkspaceOptions> = {}) => {
  const workspace = await openWorkspace({ paths: [folder], log: () => {}, watch: false, ...options });
  opened.push(workspace);
  return workspace;
};
const names = (w: Workspace) => w.state().files.map((f) => f.file);
const textOf = (w: Workspace, file: string) => w.state().files.find((f) => f.file === file)?.text;
const revision = (w: Workspace, file: string) => w.state().files.find((f) => f.file === file)?.revision ?? '';
const codes = (w: Workspace) => w.state().failures.map((f) => f.code);
const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 5 });
const failing = (code: string) => Object.assign(new Error(`${code}: played by the test`), { code });

test('a folder is read with all below it, without hidden folders, dependencies and other files', async () => {
  await put('gateway.yaml', 'a: 1\n');
  await put('routes/shop.yml', 'b: 2\n');
  await put('routes/deep/er/cart.json', '{}');
  await put('.git/x.yaml', 'no');
  await put('node_modules/p/x.yaml', 'no');
  await put('.hidden.yaml', 'no');
  await put('readme.md', 'no');
  const workspace = await open();
  expect(names(workspace)).toEqual(['gateway.yaml', 'routes/deep/er/cart.json', 'routes/shop.yml']);
  expect(workspace.state().failures).toEqual([]);
  expect(workspace.sources()[0]).toEqual({ file: 'gateway.yaml', text: 'a: 1\n' });
});

test('several paths are named relative to what they have in common, and nothing is read twice', async () => {
  await put('a/x.yaml', '1');
  await put('a/b/y.yaml', '2');
  await put('c/notes.txt', '3');
  const workspace = await open({ paths: [at('a'), at('a/b/y.yaml'), at('c/notes.txt'), at('a')] });
  expect(names(workspace)).toEqual(['a/b/y.yaml', 'a/x.yaml', 'c/notes.txt']);
});

test('a missing path is a failure and the rest is read', async () => {
  await put('x.yaml', '1');
  const workspace = await open({ paths: [at('x.yaml'), at('nothing.yaml')] });
  expect(names(workspace)).toEqual(['x.yaml']);
  expect(workspace.state().failures).toMatchObject([
    { code: 'workspace/not-found', message: expect.stringContaining('"nothing.yaml"') },
  ]);
});

test('an unreadable folder and an unreadable file are failures and the rest is read', async () => {
  await put('good.yaml', '1');
  await put('locked/in.yaml', '1');
  await put('secret.yaml', '1');
  const disk: Disk = {
    ...nodeDisk,
    list: (path) => (path.endsWith('locked') ? Promise.reject(failing('EACCES')) : nodeDisk.list(path)),
    read: (path) => (path.endsWith('secret.yaml') ? Promise.reject(failing('EACCES')) : nodeDisk.read(path)),
  };
  const workspace = await open({ disk });
  expect(names(workspace)).toEqual(['good.yaml']);
  expect(workspace.state().failures).toMatchObject([
    { code: 'workspace/no-permission', message: expect.stringContaining('"locked"') },
    { code: 'workspace/no-permission', message: expect.stringContaining('"secret.yaml"') },
  ]);
});

test('circles of links end, and a file reached in two ways is one file', async () => {
  await put('a/x.yaml', '1');
  await symlink(folder, at('a/up'));
  await symlink(at('a/x.yaml'), at('a/also.yaml'));
  await symlink(at('self.yaml'), at('self.yaml'));
  const workspace = await open();
  expect(names(workspace)).toEqual(['a/x.yaml']);
  expect(codes(workspace)).toEqual(['workspace/link-loop']);
});

test('5 MB are read, more than 20 MB refused, other encodings refused', async () => {
  await put('big.yaml', `# ${'x'.repeat(5 * 1024 * 1024)}\n`);
  await put('huge.yaml', new Uint8Array(20 * 1024 * 1024 + 1));
  await put('latin.yaml', new Uint8Array([0x61, 0xe4, 0x0a]));
  const workspace = await open();
  expect(names(workspace)).toEqual(['big.yaml']);
  expect(codes(workspace).sort()).toEqual(['workspace/not-utf8', 'workspace/too-large']);
});

test('standard input is a file that cannot be written', async () => {
  const workspace = await open({ paths: ['-'], stdin: 'a: 1\n' });
  expect(workspace.state().files).toMatchObject([{ file: '<stdin>', text: 'a: 1\n', writable: false }]);
  expect(await workspace.write('<stdin>', 'b', 'stdin')).toMatchObject({
    ok: false,
    failure: { code: 'workspace/read-only' },
  });
  expect(await workspace.write('new.yaml', 'b')).toMatchObject({
    ok: false,
    failure: { code: 'workspace/read-only' },
  });
});

test('a write replaces the text, moves the revision and is told once', async () => {
  await put('x.yaml', 'a: 1\n');
  await chmod(at('x.yaml'), 0o640);
  const workspace = await open();
  const told = vi.fn();
  workspace.onChange(told);
  const base = revision(workspace, 'x.yaml');
  const done = await workspace.write('x.yaml', 'a: 2\n', base);
  expect(done).toMatchObject({ ok: true, value: { file: 'x.yaml', text: 'a: 2\n', writable: true } });
  expect(await readFile(at('x.yaml'), 'utf8')).toBe('a: 2\n');
  expect(revision(workspace, 'x.yaml')).not.toBe(base);
  expect(told).toHaveBeenCalledTimes(1);
  expect(await readdir(folder)).toEqual(['x.yaml']);
  if (process.platform !== 'win32') expect((await stat(at('x.yaml'))).mode & 0o777).toBe(0o640);
});

test.each([
  ['a byte order mark', '\ufeffa: 1\nb: 2\n', 'a: 1\nb: 2\n', 'a: 1\nb: 3\n', '\ufeffa: 1\nb: 3\n'],
  ['Windows line ends', 'a: 1\r\nb: 2\r\n', 'a: 1\nb: 2\n', 'a: 1\nb: 3\nc: 4\n', 'a: 1\r\nb: 3\r\nc: 4\r\n'],
  ['mixed line ends', 'a\r\nb\nc\r\nd\ne', 'a\nb\nc\nd\ne', 'a\nb\nx\ny\nd\ne', 'a\r\nb\nx\r\ny\r\nd\ne'],
])('%s: read without, kept by a write', async (_, disk, text, next, expected) => {
  await put('x.yaml', disk);
  const workspace = await open();
  expect(textOf(workspace, 'x.yaml')).toBe(text);
  expect(await workspace.write('x.yaml', next, revision(workspace, 'x.yaml'))).toMatchObject({ ok: true });
  expect(await readFile(at('x.yaml'), 'utf8')).toBe(expected);
});

test('a write goes through a link to the file behind it', async () => {
  await put('elsewhere/real.yaml', 'a: 1\n');
  await mkdir(at('ws'));
  await symlink(at('elsewhere/real.yaml'), at('ws/x.yaml'));
  const workspace = await open({ paths: [at('ws')] });
  expect(await workspace.write('x.yaml', 'a: 2\n', revision(workspace, 'x.yaml'))).toMatchObject({ ok: true });
  expect(await readFile(at('elsewhere/real.yaml'), 'utf8')).toBe('a: 2\n');
  expect(await readdir(at('elsewhere'))).toEqual(['real.yaml']);
});

test('a file that changed on disk is not overwritten, and its new text arrives', async () => {
  await put('x.yaml', 'a: 1\n');
  const workspace = await open();
  const base = revision(workspace, 'x.yaml');
  await put('x.yaml', 'a: theirs\n');
  const done = await workspace.write('x.yaml', 'a: mine\n', base);
  expect(done).toMatchObject({ ok: false, failure: { code: 'workspace/changed-on-disk' } });
  expect(await readFile(at('x.yaml'), 'utf8')).toBe('a: theirs\n');
  expect(textOf(workspace, 'x.yaml')).toBe('a: theirs\n');
  expect(await workspace.remove('x.yaml', base)).toMatchObject({
    ok: false,
    failure: { code: 'workspace/changed-on-disk' },
  });
});

test('a new file needs a free name; a removed one is gone', async () => {
  await put('x.yaml', 'a: 1\n');
  const workspace = await open();
  expect(await workspace.write('x.yaml', 'b')).toMatchObject({ failure: { code: 'workspace/changed-on-disk' } });
  expect(await workspace.write('sub/new.yaml', 'b: 1\n')).toMatchObject({ ok: true });
  expect(names(workspace)).toEqual(['sub/new.yaml', 'x.yaml']);
  expect(await workspace.remove('x.yaml', revision(workspace, 'x.yaml'))).toEqual({ ok: true, value: null });
  expect(names(workspace)).toEqual(['sub/new.yaml']);
  expect(await workspace.write('x.yaml', 'a: 2', 'some-base')).toMatchObject({
    failure: { code: 'workspace/changed-on-disk' },
  });
});

test.each([
  '../out.yaml',
  'a/../../out.yaml',
  '/etc/out.yaml',
  'a//b.yaml',
  'C:\\out.yaml',
  '..\\out.yaml',
  'note.txt',
  '.git/x.yaml',
  'node_modules/x.yaml',
  'nul.yaml',
  'line\nbreak.yaml',
  `${'x'.repeat(300)}.yaml`,
])('a new file named %j is refused', async (name) => {
  await mkdir(at('ws'));
  const workspace = await open({ paths: [at('ws')] });
  const done = await workspace.write(name, 'x');
  expect(done.ok ? '' : done.failure.code).toMatch(/^workspace\/(outside|bad-name)$/);
  expect(await readdir(folder)).toEqual(['ws']);
  expect(await readdir(at('ws'))).toEqual([]);
});

test('a new file does not leave the workspace through a link', async () => {
  await mkdir(at('ws'));
  await mkdir(at('outside'));
  const workspace = await open({ paths: [at('ws')] });
  await symlink(at('outside'), at('ws/link'));
  expect(await workspace.write('link/x.yaml', 'x')).toMatchObject({ failure: { code: 'workspace/outside' } });
  expect(await readdir(at('outside'))).toEqual([]);
});

test('a full disk loses nothing', async () => {
  await put('x.yaml', 'a: 1\n');
  const disk: Disk = {
    ...nodeDisk,
    create: async (path, bytes) => {
      await writeFile(path, bytes.subarray(0, 1));
      throw failing('ENOSPC');
    },
  };
  const workspace = await open({ disk });
  const done = await workspace.write('x.yaml', 'a: 2\n', revision(workspace, 'x.yaml'));
  expect(done).toMatchObject({ ok: false, failure: { code: 'workspace/disk-full' } });
  expect(await readFile(at('x.yaml'), 'utf8')).toBe('a: 1\n');
  expect(await readdir(folder)).toEqual(['x.yaml']);
});

test('a file without write permission is shown as such and refused', async () => {
  await put('x.yaml', 'a: 1\n');
  const workspace = await open({ disk: { ...nodeDisk, canWrite: async () => false } });
  expect(workspace.state().files[0]?.writable).toBe(false);
  expect(await workspace.write('x.yaml', 'a: 2\n', revision(workspace, 'x.yaml'))).toMatchObject({
    failure: { code: 'workspace/no-permission' },
  });
});

test('edits on disk arrive: in place, by rename, new, removed, in new folders', async () => {
  await put('x.yaml', 'a: 1\n');
  const workspace = await open({ watch: true });
  await put('x.yaml', 'a: 2\n');
  await soon(() => expect(textOf(workspace, 'x.yaml')).toBe('a: 2\n'));

  await put('.x.yaml.swp', 'a: 3\n');
  await rename(at('.x.yaml.swp'), at('x.yaml'));
  await soon(() => expect(textOf(workspace, 'x.yaml')).toBe('a: 3\n'));
  await put('x.yaml', 'a: 4\n');
  await soon(() => expect(textOf(workspace, 'x.yaml')).toBe('a: 4\n'));

  await put('sub/y.yaml', 'b\n');
  await soon(() => expect(names(workspace)).toEqual(['sub/y.yaml', 'x.yaml']));
  await rm(at('x.yaml'));
  await soon(() => expect(names(workspace)).toEqual(['sub/y.yaml']));
  await rm(at('sub'), { recursive: true });
  await soon(() => expect(names(workspace)).toEqual([]));
});

test('a single file is followed through its replacement, and a missing one is picked up when it comes', async () => {
  await put('x.yaml', 'a: 1\n');
  const workspace = await open({ paths: [at('x.yaml'), at('later.yaml')], watch: true });
  await put('neighbour.yaml', 'not opened\n');
  await put('new.tmp', 'a: 2\n');
  await rename(at('new.tmp'), at('x.yaml'));
  await soon(() => expect(textOf(workspace, 'x.yaml')).toBe('a: 2\n'));
  await put('later.yaml', 'here\n');
  await soon(() => expect(names(workspace)).toEqual(['later.yaml', 'x.yaml']));
  expect(workspace.state().failures).toEqual([]);
});

test('what was opened keeps its text while it is gone, says so, and is followed again when it is back', async () => {
  await put('shop/a.yaml', 'a: 1\n');
  await put('shop/b.yaml', 'b: 1\n');
  const workspace = await open({ paths: [at('shop')], watch: true });
  await put('shop/a.yaml', 'a: 2\n');
  await soon(() => expect(textOf(workspace, 'a.yaml')).toBe('a: 2\n'));
  await rm(at('shop'), { recursive: true });
  await soon(() => expect(codes(workspace)).toEqual(['workspace/not-found']));
  expect(workspace.state().failures[0]?.message).toContain('the text read before stays in use');
  expect(names(workspace)).toEqual(['a.yaml', 'b.yaml']);
  await put('shop.new/a.yaml', 'a: 3\n');
  await rename(at('shop.new'), at('shop'));
  await soon(() => expect(names(workspace)).toEqual(['a.yaml']));
  expect([textOf(workspace, 'a.yaml'), codes(workspace)]).toEqual(['a: 3\n', []]);
});

test('a file that was opened and is gone can be saved as a new one', async () => {
  await put('x.yaml', 'a: 1\n');
  const workspace = await open({ paths: [at('x.yaml')] });
  await rm(at('x.yaml'));
  const save = (base?: string) => workspace.write('x.yaml', 'a: 2\n', base);
  expect(await save(revision(workspace, 'x.yaml'))).toMatchObject({ ok: false });
  expect(await save()).toMatchObject({ ok: true });
  expect(await readFile(at('x.yaml'), 'utf8')).toBe('a: 2\n');
});

test('a link in a circle is told as such, and the rest is followed', async () => {
  await put('x.yaml', 'a: 1\n');
  const workspace = await open({ watch: true });
  await symlink(at('self.yaml'), at('self.yaml'));
  await put('x.yaml', 'a: 2\n');
  await soon(() => expect(textOf(workspace, 'x.yaml')).toBe('a: 2\n'));
  await put('y.yaml', 'b: 1\n');
  await soon(() => expect(names(workspace)).toEqual(['x.yaml', 'y.yaml']));
  expect(codes(workspace)).toEqual(['workspace/link-loop']);
});

test('a save that empties or removes the file for a moment is never seen as a removal', async () => {
  await put('x.yaml', 'a: 1\n');
  const workspace = await open({ watch: true });
  const seen: (string | undefined)[] = [];
  workspace.onChange(() => seen.push(textOf(workspace, 'x.yaml')));
  await put('x.yaml', '');
  await put('marker.yaml', '1');
  await soon(() => expect(names(workspace)).toContain('marker.yaml'));
  await put('x.yaml', 'a: 2\n');
  await soon(() => expect(textOf(workspace, 'x.yaml')).toBe('a: 2\n'));
  expect(seen).not.toContain(undefined);
});

test('a file that becomes unreadable keeps its last text', async () => {
  await put('x.yaml', 'a: 1\n');
  const workspace = await open({ watch: true });
  await put('x.yaml', new Uint8Array([0xff, 0xfe, 0x61, 0x00]));
  await soon(() => expect(codes(workspace)).toEqual(['workspace/not-utf8']));
  expect(textOf(workspace, 'x.yaml')).toBe('a: 1\n');
  await put('x.yaml', 'a: 2\n');
  await soon(() => expect(textOf(workspace, 'x.yaml')).toBe('a: 2\n'));
  expect(workspace.state().failures).toEqual([]);
});

test('an own write is not told again by the watcher', async () => {
  await put('x.yaml', 'a: 1\n');
  const workspace = await open({ watch: true });
  const told = vi.fn();
  workspace.onChange(told);
  await workspace.write('x.yaml', 'a: 2\n', revision(workspace, 'x.yaml'));
  await put('marker.yaml', '1');
  await soon(() => expect(names(workspace)).toContain('marker.yaml'));
  expect(told).toHaveBeenCalledTimes(2);
});
