import { chmod, mkdir, mkdtemp, readdir, readFile, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSettings } from '../../src-main/app/settings.ts';
import { type Settings, usualSettings } from '../../src-main/contract/settings.ts';

let dataFolder: string;
let said: string[];
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'slipway-settings-'));
  said = [];
});
afterEach(async () => {
  await chmod(dataFolder, 0o700);
  await rm(dataFolder, { recursive: true, force: true });
});

const open = () => openSettings({ dataFolder, log: (_level, message) => said.push(message), everyMs: 0 });
const file = () => join(dataFolder, 'settings.json');
const onDisk = async () => JSON.parse(await readFile(file(), 'utf8')) as Record<string, unknown>;

test('nothing is written until something is chosen; then the next program has it, in a file for its owner alone', async () => {
  const first = await open();
  expect(first.now()).toEqual(usualSettings);
  expect(await readdir(dataFolder)).toEqual([]);
  const told = await first.change({ theme: 'dark', capture: { bodies: false } });
  expect(told).toMatchObject({ ok: true, value: { settings: { theme: 'dark' }, failures: [] } });
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  expect((await open()).now()).toEqual({
    ...usualSettings,
    theme: 'dark',
    capture: { ...usualSettings.capture, bodies: false },
  });
  expect(await readdir(dataFolder)).toEqual(['settings.json']);
});

test('what is not known stays, beside and inside; a value that cannot be is as usual, and stays until it is chosen', async () => {
  await writeFile(file(), '{"later":[1],"zoom":9000,"theme":"dark","capture":{"video":true,"bytes":2097152}}');
  const settings = await open();
  expect(settings.now()).toMatchObject({ theme: 'dark', zoom: 100, capture: { bytes: 2_097_152 } });
  await settings.change({ capture: { bodyBytes: 2048 } });
  expect(await onDisk()).toEqual({
    later: [1],
    zoom: 9000,
    theme: 'dark',
    capture: { video: true, bytes: 2_097_152, bodyBytes: 2048 },
    version: 1,
  });
  expect(said).toEqual([]);
});

test('two programs write into the same file, and each hears of the other’s choice', async () => {
  const [mine, theirs] = [await open(), await open()];
  const heard: Settings[] = [];
  mine.onChange((settings) => heard.push(settings));
  await theirs.change({ language: 'zh-CN' });
  await mine.change({ zoom: 150 });
  expect(await onDisk()).toMatchObject({ language: 'zh-CN', zoom: 150 });
  expect(heard).toEqual([{ ...usualSettings, language: 'zh-CN', zoom: 150 }]);
  expect((await theirs.look()).settings).toEqual(mine.now());
});

test('changes of many programs at the same time are all there in the end', async () => {
  const programs = await Promise.all([open(), open(), open(), open()]);
  const changes = [{ theme: 'light' }, { zoom: 75 }, { motion: 'reduced' }, { tour: 'done' }] as const;
  await Promise.all(programs.map((program, at) => program.change(changes[at] ?? {})));
  expect(await onDisk()).toMatchObject({ theme: 'light', zoom: 75, motion: 'reduced', tour: 'done' });
});

test('a file that nobody understands is said and left alone, and kept under another name when something is chosen', async () => {
  for (const text of ['{"theme":', '[]', '']) {
    await writeFile(`${file()}.broken`, 'an earlier one');
    await writeFile(file(), text);
    const settings = await open();
    expect(settings.now()).toEqual(usualSettings);
    expect(settings.state().failures.map(({ code }) => code)).toEqual(['settings/broken']);
    expect(await readFile(file(), 'utf8')).toBe(text);
    expect(await settings.change({ theme: 'dark' })).toMatchObject({ ok: true, value: { failures: [] } });
    expect(await readFile(`${file()}.broken-2`, 'utf8')).toBe(text);
    expect(await readFile(`${file()}.broken`, 'utf8')).toBe('an earlier one');
    expect((await open()).now().theme).toBe('dark');
    await rm(`${file()}.broken-2`);
  }
});

test('a file that is caught half written is read again when it is whole', async () => {
  const settings = await open();
  await settings.change({ theme: 'dark', zoom: 125 });
  await writeFile(file(), '{"theme":');
  expect((await settings.look()).failures.map(({ code }) => code)).toEqual(['settings/broken']);
  expect(settings.now()).toMatchObject({ theme: 'dark', zoom: 125 });
  await writeFile(file(), '\uFEFF{"theme":"light"}');
  expect(await settings.look()).toMatchObject({ settings: { theme: 'light', zoom: 100 }, failures: [] });
  expect(await readdir(dataFolder)).toEqual(['settings.json']);
});

test('what held goes on to hold where a change meets a damaged file', async () => {
  const settings = await open();
  await settings.change({ theme: 'dark' });
  await writeFile(file(), 'theme: dark');
  await settings.change({ zoom: 150 });
  expect(await onDisk()).toMatchObject({ theme: 'dark', zoom: 150 });
  expect(settings.now()).toMatchObject({ theme: 'dark', zoom: 150 });
});

test('a folder in place of the file is said with its remedy, and is not touched', async () => {
  await mkdir(file());
  const settings = await open();
  expect(settings.state().failures[0]?.message).toContain('move it away');
  expect(await settings.change({ theme: 'dark' })).toMatchObject({ ok: false });
  expect(settings.now().theme).toBe('dark');
  await rmdir(file());
  expect(await settings.change({ zoom: 90 })).toMatchObject({ ok: true, value: { failures: [] } });
  expect(await onDisk()).toEqual({ theme: 'dark', zoom: 90, version: 1 });
});

test('a file of a newer version is read as far as it is known, and copied before it is changed', async () => {
  const text = '{"version":7,"theme":"dark","zoom":"large"}';
  await writeFile(file(), text);
  const settings = await open();
  expect(settings.now()).toEqual({ ...usualSettings, theme: 'dark' });
  expect(said.join()).toContain('newer slipway');
  expect(await readFile(file(), 'utf8')).toBe(text);
  await settings.change({ zoom: 125 });
  expect(await readFile(`${file()}.version-7`, 'utf8')).toBe(text);
  expect(await onDisk()).toEqual({ version: 1, theme: 'dark', zoom: 125 });
  expect(settings.state().failures).toEqual([]);
});

test('a file damaged while a program runs changes nothing that was chosen', async () => {
  const settings = await open();
  await settings.change({ theme: 'dark' });
  await writeFile(file(), '{"theme":');
  expect((await settings.look()).settings.theme).toBe('dark');
  expect(said.join()).toContain('are no JSON object');
});

test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
  'where nothing can be written the choice holds in this program, and is said',
  async () => {
    const settings = await open();
    await chmod(dataFolder, 0o500);
    const told = await settings.change({ theme: 'dark' });
    expect(told).toMatchObject({ ok: false, failure: { code: 'settings/not-kept' } });
    expect(settings.now().theme).toBe('dark');
    await chmod(dataFolder, 0o700);
    expect((await settings.change({ zoom: 90 })).ok).toBe(true);
    expect(settings.state().failures).toEqual([]);
  },
);

test('the lock of a program that was killed is taken away', async () => {
  await writeFile(`${file()}.lock`, '');
  const before = new Date(Date.now() - 60_000);
  await utimes(`${file()}.lock`, before, before);
  const settings = await open();
  expect((await settings.change({ zoom: 90 })).ok).toBe(true);
  expect(await readdir(dataFolder)).toEqual(['settings.json']);
});

test('without a folder settings live as long as the program', async () => {
  const settings = await openSettings({ dataFolder: undefined, log: () => {} });
  expect((await settings.change({ contrast: 'high' })).ok).toBe(true);
  expect((await settings.look()).settings.contrast).toBe('high');
});
