import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Events } from '#contract/contract.ts';
import { type App, type AppOptions, compose } from '../../src-main/app/compose.ts';
import { type FakeEngine, fakeEngine, world } from '../app-world.ts';

let folder: string;
let engine: FakeEngine;
let app: App | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-config-'));
  engine = fakeEngine();
});
afterEach(async () => {
  await app?.close();
  await rm(folder, { recursive: true, force: true });
});

const put = (name: string, text: string) => writeFile(join(folder, name), text);
const read = (name: string) => readFile(join(folder, name), 'utf8');
const start = async (options: Partial<AppOptions> = {}) => {
  app = await compose({ paths: [folder], ...world(), watch: false, ...options }, engine);
  return app;
};
const served = () => JSON.parse(engine.applied.at(-1)?.settings.serverHeader ?? '{}') as Record<string, string>;
const baseOf = (one: App, file: string) => one.workspace().files.find((f) => f.file === file)?.revision ?? '';
const write = (one: App, file: string, text: string) => ({ file, text, base: baseOf(one, file) });
const history = async (one: App) =>
  (await one.handlers['config.history'](null)).map(({ generation, by, of, changes }) => [
    generation,
    by,
    ...(of === undefined ? [] : [of]),
    changes.map(({ file, added, removed }) => `${file} +${added} -${removed}`).join(', '),
  ]);
const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 5 });

test('files that are applied together are one build, one generation, and answer when the call does', async () => {
  await put('a.yaml', 'one\n');
  await put('b.yaml', 'one\n');
  const one = await start({ watch: true });
  const told: Events['running'][] = [];
  one.events.on('running', (state) => told.push(state));
  const answer = await one.handlers['config.apply']({
    files: [write(one, 'a.yaml', 'two\nthree\n'), write(one, 'b.yaml', 'bad\n'), { file: 'new/c.yaml', text: 'c\n' }],
  });
  expect(answer).toEqual({ ok: true, value: { generation: 2, files: ['a.yaml', 'b.yaml', 'new/c.yaml'] } });
  expect(served()).toEqual({ 'a.yaml': 'two\nthree\n', 'b.yaml': 'one\n', 'new/c.yaml': 'c\n' });
  expect([await read('a.yaml'), await read('new/c.yaml')]).toEqual(['two\nthree\n', 'c\n']);
  // What the watcher has to say of our own writing makes no further generation.
  await put('d.yaml', 'd\n');
  await soon(() => expect(served()).toHaveProperty('d.yaml'));
  expect(engine.applied).toHaveLength(3);
  expect(told.map(({ gateway }) => gateway.generation)).toEqual([2, 3]);
  expect(await history(one)).toEqual([
    [3, 'disk', 'd.yaml +1 -0'],
    [2, 'apply', 'a.yaml +2 -1, b.yaml +1 -1, new/c.yaml +1 -0'],
    [1, 'start', ''],
  ]);
});

test('one old base, one name outside, or one file twice: nothing is written, and the failure names the file', async () => {
  await put('a.yaml', 'one\n');
  await put('b.yaml', 'one\n');
  const one = await start();
  const a = write(one, 'a.yaml', 'two\n');
  const stale = write(one, 'b.yaml', 'two\n');
  await put('b.yaml', 'theirs\n');
  for (const [file, code] of [
    [stale, 'workspace/changed-on-disk'],
    [{ file: '../x.yaml', text: 'x' }, 'workspace/outside'],
    [{ file: 'b.yaml', text: 'x' }, 'workspace/changed-on-disk'],
    [a, 'workspace/bad-name'],
  ] as const) {
    const answer = await one.handlers['config.apply']({ files: [a, file] });
    expect(answer).toMatchObject({ ok: false, failure: { code, detail: { file: file.file } } });
    expect(answer.ok || answer.failure.message).toContain(`"${file.file}"`);
  }
  expect([await read('a.yaml'), await read('b.yaml')]).toEqual(['one\n', 'theirs\n']);
  expect(await readdir(folder)).toEqual(['a.yaml', 'b.yaml']);
  expect(one.workspace().files.map(({ text }) => text)).toEqual(['one\n', 'theirs\n']);
});

test('in review mode saves and changes on disk wait, are named, and answer when they are applied', async () => {
  await put('a.yaml', 'one\n');
  await put('b.yaml', 'one\n');
  const one = await start({ applyOn: 'review', watch: true });
  const told: Events['running'][] = [];
  one.events.on('running', (state) => told.push(state));
  await one.handlers['workspace.write'](write(one, 'a.yaml', 'two\n'));
  await put('c.yaml', 'disk\n');
  await soon(() => expect(told.at(-1)?.waiting).toEqual(['a.yaml', 'c.yaml']));
  await one.handlers['workspace.remove']({ file: 'b.yaml', base: baseOf(one, 'b.yaml') });
  expect(one.running()).toMatchObject({ applyOn: 'review', waiting: ['a.yaml', 'b.yaml', 'c.yaml'] });
  expect(engine.applied).toHaveLength(1);
  expect(await one.handlers['config.apply']({ files: [] })).toEqual({ ok: true, value: { generation: 2, files: [] } });
  expect(one.running().waiting).toEqual([]);
  expect(served()).toEqual({ 'a.yaml': 'two\n', 'c.yaml': 'disk\n' });
  // Nothing waits: nothing is made.
  expect(await one.handlers['config.apply']({ files: [] })).toEqual({ ok: true, value: { generation: 2, files: [] } });

  await one.handlers['workspace.write'](write(one, 'a.yaml', 'three\n'));
  expect(await one.handlers['config.applyOn']({ on: 'save' })).toBeNull();
  expect(one.running()).toMatchObject({ applyOn: 'save', waiting: [], gateway: { generation: 3 } });
  expect((await history(one)).map(([generation, by]) => [generation, by])).toEqual([
    [3, 'apply'],
    [2, 'apply'],
    [1, 'start'],
  ]);
});

test('a rollback brings texts, files and absences of a generation back, as a new one', async () => {
  await put('a.yaml', 'one\r\n');
  const one = await start();
  await one.handlers['config.apply']({ files: [write(one, 'a.yaml', 'two\n'), { file: 'b.yaml', text: 'b\n' }] });
  await one.handlers['workspace.remove']({ file: 'a.yaml', base: baseOf(one, 'a.yaml') });
  await soon(() => expect(one.running().gateway.generation).toBe(3));
  expect(await one.handlers['config.generation']({ generation: 2 })).toEqual({
    ok: true,
    value: [
      { file: 'a.yaml', text: 'two\n' },
      { file: 'b.yaml', text: 'b\n' },
    ],
  });

  const first = await one.handlers['config.rollback']({ generation: 1 });
  expect(first).toEqual({ ok: true, value: { generation: 4, files: ['b.yaml', 'a.yaml'] } });
  expect(await readdir(folder)).toEqual(['a.yaml']);
  expect(await read('a.yaml')).toBe('one\r\n');
  expect(served()).toEqual({ 'a.yaml': 'one\n' });

  // Nothing was before the first; forth again goes by number.
  expect(await one.handlers['config.rollback']({})).toMatchObject({ failure: { code: 'config/no-generation' } });
  expect(await one.handlers['config.rollback']({ generation: 3 })).toMatchObject({
    ok: true,
    value: { generation: 5 },
  });
  expect(served()).toEqual({ 'b.yaml': 'b\n' });
  expect((await history(one)).slice(0, 2)).toEqual([
    [5, 'rollback', 3, 'a.yaml +0 -1, b.yaml +1 -0'],
    [4, 'rollback', 1, 'a.yaml +1 -0, b.yaml +0 -1'],
  ]);
});

test('what was held back in a generation is held back again, whatever was good since', async () => {
  await put('a.yaml', 'good\n');
  const one = await start();
  await one.handlers['config.apply']({ files: [write(one, 'a.yaml', 'bad\n')] });
  await one.handlers['config.apply']({ files: [write(one, 'a.yaml', 'better\n')] });
  await one.handlers['config.rollback']({ generation: 2 });
  expect(await read('a.yaml')).toBe('bad\n');
  expect(served()).toEqual({ 'a.yaml': 'good\n' });
});

test('a rollback is refused where text would be lost that never answered, or where it leads nowhere', async () => {
  await put('a.yaml', 'one\n');
  const one = await start({ applyOn: 'review' });
  const rollback = one.handlers['config.rollback'];
  expect(await rollback({})).toMatchObject({ ok: false, failure: { code: 'config/no-generation' } });
  expect(await rollback({ generation: 7 })).toMatchObject({ ok: false, failure: { code: 'config/no-generation' } });
  await one.handlers['config.apply']({ files: [write(one, 'a.yaml', 'two\n')] });
  await one.handlers['workspace.write'](write(one, 'a.yaml', 'unseen\n'));
  expect(await rollback({})).toMatchObject({
    ok: false,
    failure: { code: 'config/unapplied', message: expect.stringContaining('"a.yaml"') },
  });
  expect(await read('a.yaml')).toBe('unseen\n');
  // Text that some generation has is not lost.
  await one.handlers['workspace.write'](write(one, 'a.yaml', 'one\n'));
  expect(await rollback({ generation: 2 })).toMatchObject({ ok: true, value: { generation: 2, files: ['a.yaml'] } });
  expect(await read('a.yaml')).toBe('two\n');
});

test('20 generations before the newest are kept', async () => {
  await put('a.yaml', '0\n');
  const one = await start();
  for (let i = 1; i <= 25; i++) await one.handlers['config.apply']({ files: [write(one, 'a.yaml', `${i}\n`)] });
  const all = await history(one);
  expect(all).toHaveLength(21);
  expect([all[0]?.[0], all.at(-1)?.[0]]).toEqual([26, 6]);
  expect(await one.handlers['config.generation']({ generation: 5 })).toMatchObject({ ok: false });
  expect(await one.handlers['config.rollback']({ generation: 6 })).toMatchObject({ ok: true });
  expect(await read('a.yaml')).toBe('5\n');
});

test('a bug while applying: the text waits, the generation before answers, and a further attempt serves it', async () => {
  await put('a.yaml', 'one\n');
  const one = await start();
  const { build } = engine;
  Object.assign(engine, {
    build: () => {
      throw new Error('a bug');
    },
  });
  expect(await one.handlers['config.apply']({ files: [write(one, 'a.yaml', 'two\n')] })).toMatchObject({
    ok: false,
    failure: { code: 'config/not-served' },
  });
  expect(one.running()).toMatchObject({ gateway: { generation: 1 }, waiting: ['a.yaml'] });
  Object.assign(engine, { build });
  expect(await one.handlers['config.apply']({ files: [] })).toMatchObject({ ok: true, value: { generation: 2 } });
  expect(one.running().waiting).toEqual([]);
});

test('a generation that the gateway made by itself is in the history, with the same text', async () => {
  await put('a.yaml', 'one\n');
  const one = await start();
  engine.state = { ...engine.state, generation: 2 };
  engine.given().onState();
  expect(await history(one)).toEqual([
    [2, 'disk', ''],
    [1, 'start', ''],
  ]);
  expect(await one.handlers['config.rollback']({})).toMatchObject({ failure: { code: 'config/no-generation' } });
});

test('a save, an apply and a rollback at once each find the workspace as the one before left it', async () => {
  await mkdir(join(folder, 'sub'));
  await put('sub/a.yaml', '0\n');
  const one = await start();
  const a = write(one, 'sub/a.yaml', 'saved\n');
  const answers = await Promise.all([
    one.handlers['workspace.write'](a),
    one.handlers['config.apply']({ files: [{ file: 'b.yaml', text: 'applied\n' }] }),
    one.handlers['config.rollback']({ generation: 1 }),
  ]);
  expect(answers.map(({ ok }) => ok)).toEqual([true, true, true]);
  expect(await read('sub/a.yaml')).toBe('0\n');
  expect(one.workspace().files.map(({ file }) => file)).toEqual(['sub/a.yaml']);
  expect(one.running().waiting).toEqual([]);
});
