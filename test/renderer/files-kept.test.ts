import { expect, it } from 'vitest';
import type { InputOf, KeptDraft, Wire, WorkspaceState } from '#contract/contract.ts';
import type { Windows } from '../../src-renderer/client/windows.ts';
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
  const open = new Map<string, readonly (() => void)[]>();
  let turn: Promise<unknown> = Promise.resolve();
  const windowOf = (id: string): Windows => ({
    id,
    isOpen: async (one) => open.has(one),
    gone: (one) => new Promise((done) => open.set(one, [...(open.get(one) ?? []), done])),
    alone: (work) => {
      const mine = turn.then(work);
      turn = mine;
      return mine;
    },
  });
  const close = (id: string) => {
    const waiting = open.get(id) ?? [];
    open.delete(id);
    for (const done of waiting) done();
  };
  const memory = new Map<string, string>();
  const told: string[][] = [];
  let lost = false;
  let now = 0;
  const openWindow = (state: WorkspaceState, id?: string) => {
    if (id !== undefined) open.set(id, []);
    const due: { readonly at: number; readonly work: () => void }[] = [];
    let hear: (state: 'open' | 'lost') => void = () => {};
    const call = async (name: string, input: unknown) => {
      if (lost) throw new Error('nobody is there');
      if (name === 'drafts.read') return [...kept.values()];
      if (name !== 'drafts.keep') throw new Error(`nobody asked for ${name}`);
      const { drafts, forget, owner } = input as InputOf<'drafts.keep'>;
      const prefix = owner === undefined ? '' : `${owner} `;
      told.push([...drafts.map((one) => one.file), ...forget.map((one) => `-${one}`)]);
      for (const one of forget) kept.delete(prefix + one);
      for (const one of drafts) kept.set(prefix + one.file, { ...one, ...(owner !== undefined && { owner }) });
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
        key: (at) => [...memory.keys()][at] ?? null,
        get length() {
          return memory.size;
        },
      },
      windows: id === undefined ? undefined : windowOf(id),
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
  return { kept, memory, told, openWindow, close };
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
  // Whoever types on has gone past the merge: its notice, and its Undo, would be about something else.
  other.files.edit(file, 'a: mine\nb: 2\nc: 1\nd: theirs\n');
  expect(other.one()).not.toHaveProperty('merged');
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

it('two windows: the drafts of an open one are its own, and no saving, reverting or typing in another touches them', async () => {
  const { kept, openWindow } = world();
  const first = openWindow(onDisk('a: 1\n'), 'one');
  await settle();
  first.files.edit(file, 'a: first\n');
  await first.pass(400);
  const second = openWindow(onDisk('a: 1\n'), 'two');
  await settle();
  expect(second.one()).not.toHaveProperty('draft');
  second.files.edit(file, 'a: second\n');
  await second.pass(400);
  expect([...kept.values()].map(({ owner, draft }) => [owner, draft])).toEqual([
    ['one', 'a: first\n'],
    ['two', 'a: second\n'],
  ]);
  second.files.revert(file);
  await second.pass(400);
  expect([...kept.values()].map(({ draft }) => draft)).toEqual(['a: first\n']);
});

it('the drafts of a window that goes are another one’s at once, also of one that opens; its own draft of the file comes first', async () => {
  const { kept, openWindow, close } = world();
  const first = openWindow(onDisk('a: 1\n'), 'one');
  const second = openWindow(onDisk('a: 1\n'), 'two');
  await settle();
  first.files.edit(file, 'a: first\n');
  first.files.create('new.yaml', 'n: 1\n');
  await first.pass(400);
  const third = openWindow(onDisk('a: 1\n'), 'three');
  await settle();
  third.files.edit(file, 'a: third\n');
  await third.pass(400);
  first.stop();
  close('one');
  await settle();
  // The third looked when it opened, and so waits for the end of the first.
  expect(third.files.getState().files.map(({ draft }) => draft)).toEqual(['a: third\n', 'n: 1\n']);
  expect([...kept].map(([name, { draft }]) => [name, draft])).toEqual([
    ['one routes.yaml', 'a: first\n'],
    ['three routes.yaml', 'a: third\n'],
    ['three new.yaml', 'n: 1\n'],
  ]);
  expect(second.one()).not.toHaveProperty('draft');
  const fourth = openWindow(onDisk('a: 1\n'), 'four');
  await settle();
  expect(fourth.one()?.draft).toBe('a: first\n');
  expect([...kept.keys()]).toEqual(['three routes.yaml', 'three new.yaml', 'four routes.yaml']);
});

it('two windows that open at once after a crash do not both take the same draft', async () => {
  const { kept, openWindow } = world();
  kept.set('gone routes.yaml', { owner: 'gone', file, draft: 'a: 2\n', base: 'r1', baseText: 'a: 1\n' });
  kept.set('older.yaml', { file: 'older.yaml', draft: 'o: 1\n' });
  const both = [openWindow(onDisk('a: 1\n'), 'one'), openWindow(onDisk('a: 1\n'), 'two')];
  await settle();
  expect(both.map(({ files }) => files.getState().files.flatMap(({ draft }) => draft ?? []))).toEqual([
    ['a: 2\n', 'o: 1\n'],
    [],
  ]);
  expect([...kept.keys()]).toEqual(['one routes.yaml', 'one older.yaml']);
});

it('without main each window remembers its own, and takes what one that is gone has remembered', async () => {
  const { memory, openWindow, close } = world();
  const first = openWindow(onDisk('a: 1\n'), 'one');
  const second = openWindow(onDisk('a: 1\n'), 'two');
  await settle();
  first.setState('lost');
  second.setState('lost');
  first.files.edit(file, 'a: first\n');
  await first.pass(400);
  second.files.create('new.yaml', 'n: 1\n');
  await second.pass(400);
  expect([...memory.keys()]).toEqual([`${key} #one`, `${key} #two`]);
  first.stop();
  close('one');
  first.setState('open');
  const third = openWindow(onDisk('a: 1\n'), 'three');
  await settle();
  expect(third.files.getState().files).toMatchObject([{ draft: 'a: first\n' }]);
  expect([...memory.keys()]).toEqual([`${key} #two`]);
});
