import { afterEach, describe, expect, test, vi } from 'vitest';
import type { EventName, Events, Wire } from '#contract/contract.ts';
import { fakeElectron, type OpenWire, wires } from './contract-wires.ts';

// Review, apply, rollback and kept drafts over every wire, and as the fake plays them.

const ends = fakeElectron();
// Read when the preload script is first imported, which is after this line.
vi.mock('electron', () => ends.electron);

const open: OpenWire[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const heard = <N extends EventName>(wire: Wire, name: N): readonly Events[N][] => {
  const all: Events[N][] = [];
  wire.on(name, (event) => all.push(event));
  return all;
};
const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 5 });

describe.each(wires(ends))('over $name', ({ open: openKind, guarded }) => {
  const start = async () => {
    const one = await openKind({ 'a.yaml': 'one\n', 'b.yaml': 'one\n' });
    open.push(one);
    await new Promise<void>((ready) => one.wire.onState((state) => state === 'open' && ready()));
    return one.wire;
  };
  const write = async (wire: Wire, file: string, text: string) => {
    const { files } = await wire.call('workspace.read', null);
    return { file, text, base: files.find((one) => one.file === file)?.revision ?? '' };
  };
  const texts = async (wire: Wire) =>
    Object.fromEntries((await wire.call('workspace.read', null)).files.map(({ file, text }) => [file, text]));

  test('several files are applied as one generation, with what it changed', async () => {
    const wire = await start();
    const running = heard(wire, 'running');
    const first = (await wire.call('gateway.state', null)).gateway.generation;
    const answer = await wire.call('config.apply', {
      files: [await write(wire, 'a.yaml', 'two\nthree\n'), { file: 'c.yaml', text: 'new\n' }],
    });
    expect(answer).toEqual({ ok: true, value: { generation: first + 1, files: ['a.yaml', 'c.yaml'] } });
    expect((await wire.call('gateway.table', null)).generation).toBe(first + 1);
    await soon(() => expect(running.at(-1)).toMatchObject({ gateway: { generation: first + 1 }, waiting: [] }));
    expect(await wire.call('config.history', null)).toMatchObject([
      {
        generation: first + 1,
        by: 'apply',
        changes: [
          { file: 'a.yaml', added: 2, removed: 1 },
          { file: 'c.yaml', added: 1, removed: 0 },
        ],
      },
      { generation: first, by: 'start', changes: [] },
    ]);
    expect(await wire.call('config.generation', { generation: first })).toEqual({
      ok: true,
      value: [
        { file: 'a.yaml', text: 'one\n' },
        { file: 'b.yaml', text: 'one\n' },
      ],
    });
    expect(await wire.call('config.generation', { generation: 900 })).toMatchObject({
      ok: false,
      failure: { code: 'config/no-generation' },
    });
  });

  test('with one old base nothing is applied', async () => {
    const wire = await start();
    const stale = await write(wire, 'b.yaml', 'mine\n');
    await wire.call('workspace.write', await write(wire, 'b.yaml', 'theirs\n'));
    const answer = await wire.call('config.apply', { files: [await write(wire, 'a.yaml', 'two\n'), stale] });
    expect(answer).toMatchObject({
      ok: false,
      failure: { code: 'workspace/changed-on-disk', message: expect.stringContaining('"b.yaml"') },
    });
    expect(await texts(wire)).toEqual({ 'a.yaml': 'one\n', 'b.yaml': 'theirs\n' });
  });

  test('in review mode a save waits until it is applied, or until the mode is left', async () => {
    const wire = await start();
    const running = heard(wire, 'running');
    const first = (await wire.call('gateway.state', null)).gateway.generation;
    expect(await wire.call('config.applyOn', { on: 'review' })).toBeNull();
    await wire.call('workspace.write', await write(wire, 'a.yaml', 'two\n'));
    await soon(() => expect(running.at(-1)).toMatchObject({ applyOn: 'review', waiting: ['a.yaml'] }));
    expect((await wire.call('gateway.state', null)).gateway.generation).toBe(first);
    expect(await wire.call('config.apply', { files: [] })).toEqual({
      ok: true,
      value: { generation: first + 1, files: [] },
    });
    await wire.call('workspace.write', await write(wire, 'b.yaml', 'two\n'));
    await wire.call('config.applyOn', { on: 'save' });
    expect(await wire.call('gateway.state', null)).toMatchObject({
      applyOn: 'save',
      waiting: [],
      gateway: { generation: first + 2 },
    });
  });

  test('a rollback gives the files of before back, and is refused where it would lose text', async () => {
    const wire = await start();
    expect(await wire.call('config.rollback', {})).toMatchObject({ failure: { code: 'config/no-generation' } });
    const first = (await wire.call('gateway.state', null)).gateway.generation;
    await wire.call('config.apply', {
      files: [await write(wire, 'a.yaml', 'two\n'), { file: 'c.yaml', text: 'new\n' }],
    });
    expect(await wire.call('config.rollback', {})).toEqual({
      ok: true,
      value: { generation: first + 2, files: ['a.yaml', 'c.yaml'] },
    });
    expect(await texts(wire)).toEqual({ 'a.yaml': 'one\n', 'b.yaml': 'one\n' });
    expect((await wire.call('config.history', null))[0]).toMatchObject({ by: 'rollback', of: first });
    expect(await wire.call('config.rollback', { generation: first + 1 })).toMatchObject({ ok: true });
    expect(await texts(wire)).toEqual({ 'a.yaml': 'two\n', 'b.yaml': 'one\n', 'c.yaml': 'new\n' });
    await wire.call('config.apply', { files: [await write(wire, 'a.yaml', 'three\n')] });
    const ways: (number | undefined)[] = [];
    for (let step = 0; step < 3; step++) {
      ways.push((await wire.call('config.history', null)).find(({ back }) => back)?.generation);
      const { ok } = await wire.call('config.rollback', {});
      expect(ok).toBe(ways.at(-1) !== undefined);
    }
    expect(ways).toEqual([first + 3, first, undefined]);
    await wire.call('config.rollback', { generation: first + 3 });
    await wire.call('config.applyOn', { on: 'review' });
    await wire.call('workspace.write', await write(wire, 'b.yaml', 'unseen\n'));
    expect(await wire.call('config.rollback', { generation: first })).toMatchObject({
      ok: false,
      failure: { code: 'config/unapplied', message: expect.stringContaining('"b.yaml"') },
    });
  });

  test('drafts are kept, replaced and forgotten', async () => {
    const wire = await start();
    expect(await wire.call('drafts.read', null)).toEqual([]);
    const a = { file: 'a.yaml', draft: 'typed\n', base: 'r', baseText: 'one\n' };
    const d = { file: 'd.yaml', draft: 'new' };
    expect(await wire.call('drafts.keep', { drafts: [a, d], forget: [] })).toEqual({ ok: true, value: null });
    expect(await wire.call('drafts.read', null)).toEqual([a, d]);
    await wire.call('drafts.keep', { drafts: [{ ...a, draft: 'more' }], forget: ['d.yaml'] });
    expect(await wire.call('drafts.read', null)).toEqual([{ ...a, draft: 'more' }]);
  });

  if (!guarded) return;
  test('what has another shape is refused before it reaches main', async () => {
    const wire = await start();
    const call = wire.call as (name: string, input: unknown) => Promise<unknown>;
    for (const [name, input] of [
      ['config.apply', { files: [{ file: 'a.yaml' }] }],
      ['config.apply', { files: 'a.yaml' }],
      ['config.rollback', { generation: 1.5 }],
      ['config.rollback', { generation: -1 }],
      ['config.rollback', null],
      ['config.generation', {}],
      ['config.applyOn', { on: 'never' }],
      ['drafts.keep', { drafts: [{ file: 'a.yaml', draft: 1 }], forget: [] }],
      ['drafts.keep', { drafts: [], forget: [''] }],
    ] as const)
      await expect(call(name, input), `${name} ${JSON.stringify(input)}`).rejects.toThrow();
    expect(await texts(wire)).toEqual({ 'a.yaml': 'one\n', 'b.yaml': 'one\n' });
  });
});
