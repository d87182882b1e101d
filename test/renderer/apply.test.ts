import { expect, it } from 'vitest';
import type { FileToWrite, Wire, WorkspaceFile, WorkspaceState } from '#contract/contract.ts';
import { createFilesStore, textOf } from '../../src-renderer/state/files.ts';
import { openWindow } from './window.ts';

const a = 'a.yaml';
const lines = (...all: readonly string[]) => all.map((line) => `${line}\n`).join('');
const base = lines('a', 'b', 'c', 'd', 'e');

/** A main that answers when it is told to, and whose disk is there to look at. */
const slowMain = () => {
  let files: readonly WorkspaceFile[] = [{ file: a, text: base, revision: 'r0', writable: true }];
  let number = 0;
  let answer: (() => void)[] = [];
  const state = (): WorkspaceState => ({ title: '', failures: [], files });
  const write = ({ file, text, base: from }: FileToWrite): WorkspaceFile | undefined => {
    const known = files.find((one) => one.file === file);
    if (known?.revision !== from) return undefined;
    number += 1;
    const now = { file, text, revision: `r${number}`, writable: true };
    files = [...files.filter((one) => one !== known), now];
    return now;
  };
  const stale = { ok: false, failure: { code: 'workspace/changed-on-disk', message: 'changed' } };
  const call = async (name: string, input: unknown) => {
    if (name === 'workspace.read') return state();
    await new Promise<void>((done) => answer.push(done));
    if (name === 'workspace.write') {
      const now = write(input as FileToWrite);
      return now ? { ok: true, value: now } : stale;
    }
    const done = (input as { readonly files: readonly FileToWrite[] }).files.map(write);
    if (done.includes(undefined)) return stale;
    return { ok: true, value: { generation: 2, files: done.map((one) => one?.file) } };
  };
  const store = createFilesStore({ call } as unknown as Pick<Wire, 'call'>, () => 0);
  store.arrive(state());
  const go = async () => {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((done) => setImmediate(done));
    for (const one of answer) one();
    answer = [];
    for (let turn = 0; turn < 5; turn += 1) await new Promise((done) => setImmediate(done));
  };
  return { store, go, disk: () => files.find((one) => one.file === a)?.text, one: () => store.getState().files[0] };
};

it('an apply while a save is under way waits for it, and takes what was typed since', async () => {
  const { store, go, disk, one } = slowMain();
  store.edit(a, `${base}saved\n`);
  const saving = store.save(a);
  store.edit(a, `${base}saved\nmore\n`);
  const applying = store.applyAll();
  await go();
  expect(await saving).toBe(true);
  await go();
  expect(await applying).toMatchObject({ ok: true });
  expect(disk()).toBe(`${base}saved\nmore\n`);
  expect(one()).toEqual({ file: a, disk: expect.objectContaining({ text: `${base}saved\nmore\n` }) });
});

it('what is typed while an apply is under way stays a draft of what was applied', async () => {
  const { store, go, one } = slowMain();
  store.edit(a, `${base}one\n`);
  const applying = store.applyAll();
  await go();
  store.edit(a, `${base}one\ntwo\n`);
  await go();
  expect(await applying).toMatchObject({ ok: true });
  expect(one()).toMatchObject({ draft: `${base}one\ntwo\n`, baseText: `${base}one\n` });
  expect(one()).not.toHaveProperty('saving');
  expect(one()).not.toHaveProperty('conflict');
});

it('nothing is applied where one draft is in conflict, and the draft stays as it is', async () => {
  const { fake, stores } = await openWindow([{ file: a, text: base }]);
  stores.files.edit(a, base.replace('a', 'mine'));
  fake.changeOnDisk(a, base.replace('a', 'theirs'));
  expect(await stores.review.apply()).toBe(false);
  expect(stores.review.getState().said).toMatchObject({ tone: 'error', words: expect.stringContaining('"a.yaml"') });
  expect(fake.calls.some(({ name }) => name === 'config.apply')).toBe(false);
  expect(stores.files.getState().files[0]).toMatchObject({ draft: base.replace('a', 'mine'), conflict: 'changed' });
});

it('main goes away in the middle: nothing is lost, nothing is claimed, and what was written is clean when it is back', async () => {
  let gone = true;
  const disk: WorkspaceState = {
    title: '',
    failures: [],
    files: [{ file: a, text: 'new', revision: 'r1', writable: true }],
  };
  const call = () => (gone ? Promise.reject(new Error('gone')) : Promise.resolve(disk));
  const store = createFilesStore({ call } as unknown as Pick<Wire, 'call'>, () => 0);
  store.arrive({ ...disk, files: [{ file: a, text: 'old', revision: 'r0', writable: true }] });
  store.edit(a, 'new');
  expect(await store.applyAll()).toMatchObject({
    ok: false,
    failure: { message: expect.stringContaining('not known') },
  });
  expect(store.getState().files).toMatchObject([{ draft: 'new', base: 'r0' }]);
  expect(store.getState().files[0]).not.toHaveProperty('saving');
  gone = false;
  store.arrive(disk);
  expect(store.getState().files).toEqual([{ file: a, disk: disk.files[0] }]);
});

it('a change on disk during a save that fails becomes a merge, not a draft of the old text', async () => {
  const theirs = { file: a, text: base.replace('e', 'theirs'), revision: 'r1', writable: true };
  const state = (file: WorkspaceFile): WorkspaceState => ({ title: '', failures: [], files: [file] });
  let fail = () => {};
  const call = (name: string) =>
    name === 'workspace.read'
      ? Promise.resolve(state(theirs))
      : new Promise((done) => {
          fail = () => done({ ok: false, failure: { code: 'workspace/disk-full', message: 'full' } });
        });
  const store = createFilesStore({ call } as unknown as Pick<Wire, 'call'>, () => 0);
  store.arrive(state({ file: a, text: base, revision: 'r0', writable: true }));
  store.edit(a, base.replace('a', 'mine'));
  const saving = store.save(a);
  store.arrive(state(theirs));
  fail();
  expect(await saving).toBe(false);
  expect(store.getState().files).toMatchObject([{ draft: lines('mine', 'b', 'c', 'd', 'theirs'), merged: true }]);
});

it('a rollback under open drafts merges, asks, or keeps the draft of a file that goes', async () => {
  const { fake, stores, settle } = await openWindow([
    { file: a, text: base },
    { file: 'b.yaml', text: base },
  ]);
  const { files, review } = stores;
  const text = (file: string) => files.getState().files.find((one) => one.file === file);
  files.edit(a, base.replace('e', 'E2'));
  files.edit('b.yaml', base.replace('e', 'E2'));
  files.create('new.yaml', 'n: 1\n');
  await review.apply();
  files.edit(a, base.replace('e', 'E2').replace('a', 'draft'));
  files.edit('b.yaml', base.replace('e', 'draft'));
  files.edit('new.yaml', 'n: draft\n');
  expect(await review.rollback()).toBe(true);
  await settle();
  expect(text(a)).toMatchObject({ draft: base.replace('a', 'draft'), merged: true, disk: { text: base } });
  expect(text('b.yaml')).toMatchObject({
    draft: base.replace('e', 'draft'),
    conflict: 'changed',
    disk: { text: base },
  });
  expect(text('new.yaml')).toMatchObject({ draft: 'n: draft\n', conflict: 'removed' });
  expect(review.getState().said?.words).toMatch(/^back to generation 1, .*; there is none before it$/);
  expect(files.getState().files.map(textOf)).toHaveLength(3);
  expect(fake.calls.filter(({ name }) => name === 'config.rollback')).toHaveLength(1);
});
