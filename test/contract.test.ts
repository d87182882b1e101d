import { afterEach, describe, expect, test, vi } from 'vitest';
import type { EventName, Events, Wire } from '#contract/contract.ts';
import { emptySheet, rowsOf } from '#core/traffic/row-sheet.ts';
import { fakeElectron, type OpenWire, wires } from './contract-wires.ts';

const ends = fakeElectron();
// Read when the preload script is first imported, which is after this line.
vi.mock('electron', () => ends.electron);

const open: OpenWire[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const heard = <N extends EventName>(wire: Wire, name: N): { readonly all: Events[N][]; readonly stop: () => void } => {
  const all: Events[N][] = [];
  return { all, stop: wire.on(name, (event) => all.push(event)) };
};
const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 5 });

describe.each(wires(ends))('over $name', ({ open: openKind, guarded }) => {
  const start = async (files: Readonly<Record<string, string>> = { 'a.yaml': 'one\n' }) => {
    const one = await openKind(files);
    open.push(one);
    await new Promise<void>((ready) => one.wire.onState((state) => state === 'open' && ready()));
    return one;
  };
  const revision = async (wire: Wire, file: string) =>
    (await wire.call('workspace.read', null)).files.find((f) => f.file === file)?.revision ?? '';

  test('the files are read', async () => {
    const { wire } = await start({ 'a.yaml': 'one\n', 'b.yaml': 'größer\n' });
    const state = await wire.call('workspace.read', null);
    expect(state.files.map(({ file, text, writable }) => [file, text, writable])).toEqual([
      ['a.yaml', 'one\n', true],
      ['b.yaml', 'größer\n', true],
    ]);
    expect(state.failures).toEqual([]);
  });

  test('a save gives the new revision, tells the files, and a new generation runs', async () => {
    const { wire } = await start();
    const workspace = heard(wire, 'workspace');
    const running = heard(wire, 'running');
    const { gateway } = await wire.call('gateway.state', null);
    const base = await revision(wire, 'a.yaml');
    const saved = await wire.call('workspace.write', { file: 'a.yaml', text: 'two ✓\n', base });
    expect(saved).toMatchObject({ ok: true, value: { file: 'a.yaml', text: 'two ✓\n' } });
    expect(saved.ok && saved.value.revision).not.toBe(base);
    await soon(() => {
      expect(workspace.all.at(-1)?.files[0]?.text).toBe('two ✓\n');
      expect(running.all.at(-1)?.gateway.generation).toBeGreaterThan(gateway.generation);
    });
    expect((await wire.call('gateway.table', null)).generation).toBe(running.all.at(-1)?.gateway.generation);
  });

  test('the upstreams of the table that answers are told', async () => {
    const { wire } = await start();
    expect(await wire.call('gateway.upstreams', null)).toEqual([]);
  });

  test('a save from an old text, or onto a file that exists, writes nothing', async () => {
    const { wire } = await start();
    const base = await revision(wire, 'a.yaml');
    expect(await wire.call('workspace.write', { file: 'a.yaml', text: 'two', base })).toMatchObject({ ok: true });
    for (const again of [{ base }, {}])
      expect(await wire.call('workspace.write', { file: 'a.yaml', text: 'three', ...again })).toMatchObject({
        ok: false,
        failure: { code: 'workspace/changed-on-disk', message: expect.stringContaining('"a.yaml"') },
      });
    expect((await wire.call('workspace.read', null)).files[0]?.text).toBe('two');
  });

  test('files are created and removed', async () => {
    const { wire } = await start();
    expect(await wire.call('workspace.write', { file: 'b.yaml', text: 'new' })).toMatchObject({ ok: true });
    const base = await revision(wire, 'a.yaml');
    expect(await wire.call('workspace.remove', { file: 'a.yaml', base })).toEqual({ ok: true, value: null });
    expect((await wire.call('workspace.read', null)).files.map((f) => f.file)).toEqual(['b.yaml']);
  });

  test('an invalid text is told with its place, and what is held back', async () => {
    const { wire } = await start();
    const running = heard(wire, 'running');
    await wire.call('workspace.write', { file: 'a.yaml', text: 'bad', base: await revision(wire, 'a.yaml') });
    await soon(() => expect(running.all.at(-1)?.diagnostics[0]?.place).toMatchObject({ file: 'a.yaml', line: 1 }));
    expect((await wire.call('gateway.state', null)).heldBack).toMatchObject([{ file: 'a.yaml' }]);
  });

  test('who answers is explained', async () => {
    const { wire } = await start();
    const answer = await wire.call('gateway.explain', {
      method: 'GET',
      url: 'http://shop.local/',
      headers: [['a', 'b']],
    });
    expect(answer).toMatchObject({ ok: true, value: { decision: { outcome: 'reject' } } });
  });

  test('exchanges are told, listed and cleared', async () => {
    const { wire, arrive } = await start();
    const news = heard(wire, 'traffic');
    const rows = () => news.all.flatMap((one) => rowsOf(one.rows));
    arrive();
    await soon(() => expect(rows()).toHaveLength(1));
    const page = await wire.call('traffic.rows', { from: 0, count: 20_000 });
    expect({ ...page, rows: rowsOf(page.rows) }).toEqual({ first: 0, rows: rows(), kept: 0, next: 1 });
    const [one] = await wire.call('traffic.list', { last: 5_000 });
    expect(one).toMatchObject(rows()[0] as object);
    expect(await wire.call('traffic.details', { id: one?.id ?? 0 })).toMatchObject({
      ok: true,
      value: { exchange: one },
    });
    expect(await wire.call('traffic.clear', null)).toBeNull();
    await soon(() => expect(news.all.at(-1)).toEqual({ first: 1, rows: emptySheet, changed: [], kept: 1 }));
    expect(await wire.call('traffic.list', { last: 5_000 })).toEqual([]);
    const gone = { ok: false, failure: { code: 'traffic/gone' } };
    expect(await wire.call('traffic.details', { id: one?.id ?? 0 })).toMatchObject(gone);
    expect(await wire.call('traffic.resend', { id: one?.id ?? 0 })).toMatchObject(gone);
  });

  test('a service is bound in a file that is named', async () => {
    const { wire } = await start();
    const bound = await wire.call('services.bind', { namespace: 'default', name: 'cart', address: '127.0.0.1:9001' });
    const file = bound.ok ? bound.value.file : '';
    const { files } = await wire.call('workspace.read', null);
    expect(files.find((f) => f.file === file)?.text).toContain('127.0.0.1:9001');
  });

  test('who stops listening hears no more', async () => {
    const { wire } = await start();
    const first = heard(wire, 'workspace');
    const second = heard(wire, 'workspace');
    first.stop();
    await wire.call('workspace.write', { file: 'b.yaml', text: 'x' });
    await soon(() => expect(second.all.length).toBeGreaterThan(0));
    expect(first.all).toEqual([]);
  });

  test('a bug of main, or main being away, rejects the call', async () => {
    const { wire, breakReading } = await start();
    breakReading();
    const error = await wire.call('workspace.read', null).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Error);
    if (guarded) {
      expect(String(error)).toMatch(/bug \w+/);
      expect(String(error)).not.toContain('secret');
    }
  });

  // The others are called by typed code of the same program only.
  if (!guarded) return;
  test('what is not of the contract is refused before it reaches main', async () => {
    const { wire } = await start();
    const call = wire.call as (name: string, input: unknown) => Promise<unknown>;
    for (const [name, input] of [
      ['workspace.erase', null],
      ['__proto__', null],
      ['workspace.read', {}],
      ['workspace.write', { file: 'a.yaml' }],
      ['workspace.write', { file: 'a.yaml', text: 'x', mode: 7 }],
      ['workspace.write', { file: '', text: 'x' }],
      ['workspace.remove', { file: 'a.yaml', base: 1 }],
      ['gateway.send', { method: 'GET /', url: 'http://x/', headers: [] }],
      ['gateway.send', { method: 'GET', url: 'http://x/', headers: [], via: 'elsewhere' }],
      ['gateway.send', { method: 'GET', url: 'http://x/', headers: [['a', 'b\r\nc: d']] }],
      ['gateway.explain', { method: 'GET', url: 'http://x/', headers: [['a']] }],
      ['services.bind', { namespace: 'default', name: '../x', address: '1' }],
      ['services.bind', { namespace: 'default', name: 'x', address: '1', port: 70_000 }],
      ['services.bind', { namespace: 'default', name: 'x', address: 'a\nkind: Gateway' }],
    ] as const)
      await expect(call(name, input), `${name} ${JSON.stringify(input)}`).rejects.toThrow();
    expect((await wire.call('workspace.read', null)).files.map((f) => f.text)).toEqual(['one\n']);
  });
});
