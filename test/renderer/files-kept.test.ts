import { expect, it } from 'vitest';
import type { KeptDraft, Wire, WorkspaceState } from '#contract/contract.ts';
import { keepDrafts } from '../../src-renderer/state/draft-journal.ts';
import { createFilesStore } from '../../src-renderer/state/files.ts';

const file = 'routes.yaml';
const key = 'slipway.drafts.shop';
const onDisk = (text: string, revision = 'r1'): WorkspaceState => ({
  title: 'shop',
  failures: [],
  files: [{ file, text, revision, writable: true }],
});

/** A main that keeps drafts for more than one window, the memory of a browser, and a clock that is moved by hand. */
const world = () => {
  const kept = new Map<string, KeptDraft>();
  const memory = new Map<string, string>();
  const told: string[][] = [];
  let lost = false;
  let now = 0;
  const openWindow = (state: WorkspaceState) => {
    const due: { readonly at: number; readonly work: () => void }[] = [];
    let hear: (state: 'open' | 'lost') => void = () => {};
    const call = async (name: string, input: unknown) => {
      if (lost) throw new Error('nobody is there');
      if (name === 'drafts.read') return [...kept.values()];
      if (name !== 'drafts.keep') throw new Error(`nobody asked for ${name}`);
      const { drafts, forget } = input as { readonly drafts: readonly KeptDraft[]; readonly forget: readonly string[] };
      told.push([...drafts.map((one) => one.file), ...forget.map((one) => `-${one}`)]);
      for (const one of forget) kept.delete(one);
      for (const one of drafts) kept.set(one.file, one);
      return { ok: true, value: null };
    };
    const wire = {
      call,
      onState: (listener: typeof hear) => {
        hear = listener;
        listener(lost ? 'lost' : 'open');
        return () => {};
      },
    } as unknown as Pick<Wire, 'call' | 'onState'>;
    const files = createFilesStore(wire, () => now);
    const stop = keepDrafts(files, {
      wire,
      later: (work, ms) => {
        const one = { at: now + ms, work };
        due.push(one);
        return () => void due.splice(due.indexOf(one), due.includes(one) ? 1 : 0);
      },
      memory: {
        getItem: (name) => memory.get(name) ?? null,
        setItem: (name, value) => void memory.set(name, value),
        removeItem: (name) => void memory.delete(name),
      },
    });
    const pass = async (ms: number) => {
      const end = now + ms;
      for (let next = due[0]; next !== undefined && next.at <= end; next = due[0]) {
        due.shift();
        now = next.at;
        next.work();
        await settle();
      }
      now = end;
    };
    files.arrive(state);
    const setState = (next: 'open' | 'lost') => {
      lost = next === 'lost';
      hear(next);
    };
    return { files, stop, pass, setState, one: () => files.getState().files.find((known) => known.file === file) };
  };
  return { kept, memory, told, openWindow };
};

const settle = async () => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((done) => setImmediate(done));
};

it('what is typed is with main soon after the first key, also while somebody types on', async () => {
  const { kept, told, openWindow } = world();
  const { files, pass } = openWindow(onDisk('a: 1\n'));
  await settle();
  let longest = 0;
  let unkept = 0;
  for (let key = 0; key < 40; key += 1) {
    files.edit(file, `a: ${'x'.repeat(key + 2)}\n`);
    await pass(50);
    const safe = kept.get(file)?.draft.length ?? 0;
    unkept = safe === key + 6 ? 0 : unkept + 50;
    longest = Math.max(longest, unkept);
  }
  expect(longest).toBeLessThanOrEqual(400);
  expect(told.length).toBeLessThan(12);
  await pass(400);
  expect(kept.get(file)).toEqual({ file, draft: `a: ${'x'.repeat(41)}\n`, base: 'r1', baseText: 'a: 1\n' });
});

it('only what changed is told, and what was reverted is forgotten', async () => {
  const { kept, told, openWindow } = world();
  const { files, pass } = openWindow(onDisk('a: 1\n'));
  await settle();
  files.edit(file, 'a: 2\n');
  files.create('new.yaml', 'b: 1\n');
  await pass(400);
  files.edit('new.yaml', 'b: 2\n');
  await pass(400);
  files.revert(file);
  await pass(400);
  expect(told).toEqual([[file, 'new.yaml'], ['new.yaml'], [`-${file}`]]);
  expect([...kept.keys()]).toEqual(['new.yaml']);
});

it('a draft comes back into a new window, merged with what the disk has become, or in conflict', async () => {
  const { openWindow } = world();
  const text = 'a: 1\nb: 1\nc: 1\nd: 1\n';
  const first = openWindow(onDisk(text));
  await settle();
  first.files.edit(file, text.replace('a: 1', 'a: mine'));
  await first.pass(400);
  first.stop();
  const same = openWindow(onDisk(text));
  await settle();
  expect(same.one()).toMatchObject({ draft: text.replace('a: 1', 'a: mine'), base: 'r1', baseText: text });
  expect(same.files.history(file)).toEqual({ undo: 'draft brought back' });
  const other = openWindow(onDisk(text.replace('d: 1', 'd: theirs'), 'r2'));
  await settle();
  expect(other.one()).toMatchObject({ draft: 'a: mine\nb: 1\nc: 1\nd: theirs\n', base: 'r2', merged: true });
  const against = openWindow(onDisk(text.replace('a: 1', 'a: theirs'), 'r3'));
  await settle();
  expect(against.one()?.conflict).toBe('changed');
});

it('while main is away the window’s own memory has the drafts, which are handed over when it is back', async () => {
  const { kept, memory, openWindow } = world();
  const { files, pass, setState } = openWindow(onDisk('a: 1\n'));
  await settle();
  setState('lost');
  files.edit(file, 'a: 2\n');
  await pass(400);
  files.edit(file, 'a: 3\n');
  await pass(400);
  expect(memory.get(key)).toContain('a: 3');
  expect(kept.size).toBe(0);
  setState('open');
  await pass(400);
  expect(kept.get(file)?.draft).toBe('a: 3\n');
  expect(memory.has(key)).toBe(false);
});

it('what the memory has is newer than what main has, and what cannot be read there bothers nobody', async () => {
  const { kept, memory, openWindow } = world();
  kept.set(file, { file, draft: 'a: old\n', base: 'r1', baseText: 'a: 1\n' });
  memory.set(key, JSON.stringify([{ file, draft: 'a: new\n', base: 'r1' }, { odd: true }]));
  const first = openWindow(onDisk('a: 1\n'));
  await settle();
  expect(first.one()?.draft).toBe('a: new\n');
  await first.pass(400);
  expect(kept.get(file)?.draft).toBe('a: new\n');
  first.stop();
  memory.set(key, '{"odd": true');
  const second = openWindow(onDisk('a: 1\n'));
  await settle();
  expect(second.one()?.draft).toBe('a: new\n');
});
