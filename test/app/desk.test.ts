import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WorkspaceState } from '#contract/contract.ts';
import { type App, createApp } from '../../src-main/app/app.ts';
import { createDesk, type Desk, type DeskOptions } from '../../src-main/app/desk.ts';

const samples = join(import.meta.dirname, '..', '..', 'resources', 'examples');
let folder = '';
let desk: Desk | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-desk-'));
});
afterEach(async () => {
  await desk?.close();
  desk = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** A workspace whose gateway answers `/` of every host with this status, on a port of its own. */
const workspace = (name: string, status: number, port = 80): string => {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(
    join(path, 'all.yaml'),
    `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: door }
spec:
  servers:
  - port: { number: ${port}, name: http, protocol: HTTP }
    hosts: ["*"]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name} }
spec:
  hosts: ["*"]
  gateways: [door]
  http:
  - directResponse: { status: ${status} }
`,
  );
  return path;
};

const open = async (paths: readonly string[], more: Partial<DeskOptions> = {}): Promise<Desk> => {
  desk = await createDesk({
    paths,
    samples,
    home: folder,
    dataFolder: join(folder, 'data'),
    clock: Date.now,
    dice: Math.random,
    log: () => {},
    portOverrides: { 80: 0 },
    watch: false,
    ...more,
  });
  return desk;
};

/** One that the system gives out at this moment. */
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

const addressOf = (one: Desk): string => {
  const listener = one.running().gateway.listeners.find(({ failure }) => failure === undefined);
  if (listener?.bound === undefined) throw new Error('no listener is open');
  return `http://127.0.0.1:${listener.bound}`;
};
const statusOf = async (address: string): Promise<number> => (await fetch(address)).status;

describe('another workspace', () => {
  test('takes the place of the one before, under traffic, on the same port, and windows are told by its id', async () => {
    const [one, two] = [workspace('one', 201), workspace('two', 202)];
    const here = await open([one], { portOverrides: { 80: await freePort() } });
    const { handlers, events } = here;
    const told: string[] = [];
    events.on('workspace', ({ title, id = '' }) => told.push(`${title} ${id}`));
    const before = addressOf(here);
    let sending = true;
    const seen: (number | string)[] = [];
    const traffic = (async () => {
      while (sending) seen.push(await statusOf(before).catch(() => 'refused'));
    })();
    await expect.poll(() => seen.includes(201)).toBe(true);
    const state = await handlers['workspace.read'](null);
    expect(await here.open({ paths: [two] })).toEqual({ ok: true, value: { opened: true, paths: [two] } });
    expect(addressOf(here)).toBe(before);
    expect(await statusOf(before)).toBe(202);
    sending = false;
    await traffic;
    // Whoever was answered was answered by one of the two, and in this order.
    const statuses = seen.filter((status) => status !== 'refused');
    expect([...new Set(statuses)]).toEqual(statuses.includes(202) ? [201, 202] : [201]);
    const now: WorkspaceState = await handlers['workspace.read'](null);
    expect(now.title).toBe('two');
    expect(now.id).not.toBe(state.id);
    expect(told).toEqual([`two ${now.id}`]);
    expect((await handlers['workspaces.list'](null)).open).toEqual([two]);
  });

  test('that is open already is not opened anew', async () => {
    const one = workspace('one', 201);
    const here = await open([one]);
    const address = addressOf(here);
    expect(await here.open({ paths: [one] })).toMatchObject({ ok: true });
    expect(addressOf(here)).toBe(address);
  });

  test('that cannot start leaves the one before open, which answers again', async () => {
    const [one, two] = [workspace('one', 201), workspace('two', 202)];
    const create = (options: Parameters<typeof createApp>[0]): Promise<App> =>
      options.paths.includes(two) ? Promise.reject(new Error('there is no room')) : createApp(options);
    const here = await open([one], { create });
    const done = await here.open({ paths: [two] });
    expect(done).toMatchObject({
      ok: false,
      failure: { code: 'workspaces/not-opened', message: expect.stringMatching(/no room.*open again/) },
    });
    expect((await here.handlers['workspace.read'](null)).title).toBe('one');
    expect(await statusOf(addressOf(here))).toBe(201);
  });

  test.each([
    ['shop', /not a whole path/],
    ['~/nowhere', /nothing of this name/],
    ['/', /a whole disk/],
    ['~/notes.txt', /no YAML file/],
  ])('is refused with a reason for "%s", and nothing changes', async (path, reason) => {
    const one = workspace('one', 201);
    writeFileSync(join(folder, 'notes.txt'), 'hello');
    const here = await open([one]);
    const address = addressOf(here);
    const done = await here.handlers['workspaces.open']({ paths: [path] });
    expect(done).toMatchObject({ ok: false, failure: { message: expect.stringMatching(reason) } });
    expect(await statusOf(address)).toBe(201);
  });

  test('may be named from the person’s own folder', async () => {
    workspace('one', 201);
    const here = await open([]);
    expect(await here.open({ paths: ['~/one'] })).toMatchObject({ ok: true, value: { paths: [join(folder, 'one')] } });
  });

  test('is chosen in a dialog, out of which one can go', async () => {
    const one = workspace('one', 201);
    let chosen: readonly string[] | undefined;
    const here = await open([], { choose: async () => chosen });
    expect(await here.open({ choose: true })).toEqual({ ok: true, value: { opened: false, paths: [] } });
    chosen = [one];
    expect(await here.open({ choose: true })).toMatchObject({ ok: true, value: { opened: true, paths: [one] } });
  });

  test('is not chosen where there is no dialog', async () => {
    const here = await open([]);
    expect(await here.open({ choose: true })).toMatchObject({ ok: false, failure: { code: 'workspaces/no-dialog' } });
  });
});

test('the ports of a workspace are those of the next one at once, while its last request ends as it would have', async () => {
  let answer = () => {};
  const service = createServer((_, reply) => {
    answer = () => void reply.end('late');
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  const port = await freePort();
  const slow = workspace('slow', 201);
  const file = join(slow, 'all.yaml');
  const { port: at } = service.address() as AddressInfo;
  writeFileSync(
    file,
    `${readFileSync(file, 'utf8').replace('directResponse: { status: 201 }', 'route: [{ destination: { host: late } }]')}---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: late }
spec: { address: ${at} }
`,
  );
  const one = await open([slow], { portOverrides: { 80: port } });
  const asked = once(service, 'request');
  const pending = fetch(addressOf(one)).then((got) => got.text());
  await asked;
  await one.open({ paths: [workspace('next', 202)] });
  expect(await statusOf(`http://127.0.0.1:${port}`)).toBe(202);
  answer();
  expect(await pending).toBe('late');
  await one.close();
  service.close();
});

test('drafts stay with their workspace, also those that are told after the exchange', async () => {
  const [one, two] = [workspace('one', 201), workspace('two', 202)];
  const { handlers, open: exchange } = await open([one]);
  const { id = '' } = await handlers['workspace.read'](null);
  const draft = { file: 'all.yaml', draft: 'typed', base: 'r1', baseText: 'was' };
  await handlers['drafts.keep']({ drafts: [draft], forget: [], workspace: id });
  await exchange({ paths: [two] });
  expect(await handlers['drafts.read'](null)).toEqual([]);
  // The last keys of a window, which reach main late.
  expect(
    await handlers['drafts.keep']({ drafts: [{ ...draft, draft: 'typed on' }], forget: [], workspace: id }),
  ).toMatchObject({ ok: true });
  expect(await handlers['drafts.read'](null)).toEqual([]);
  await exchange({ paths: [one] });
  expect(await handlers['drafts.read'](null)).toEqual([{ ...draft, draft: 'typed on' }]);
});

test('what is asked for during an exchange is answered by the new workspace; what would change the old one is refused', async () => {
  const [one, two] = [workspace('one', 201), workspace('two', 202)];
  let go = (): void => {};
  const gate = new Promise<void>((done) => {
    go = done;
  });
  const create = async (options: Parameters<typeof createApp>[0]): Promise<App> => {
    if (options.paths.includes(two)) await gate;
    return createApp(options);
  };
  const { handlers, open: exchange } = await open([one], { create });
  const opening = exchange({ paths: [two] });
  await new Promise((done) => setTimeout(done, 50));
  const read = handlers['workspace.read'](null);
  const write = handlers['workspace.write']({ file: 'new.yaml', text: 'kind: Gateway\n' });
  expect(await write).toMatchObject({ ok: false, failure: { code: 'workspaces/another' } });
  go();
  await opening;
  expect((await read).title).toBe('two');
  expect(readFileSync(join(two, 'all.yaml'), 'utf8')).toContain('status: 202');
});

test('what a window meant for the workspace before does not happen to the one that is open now', async () => {
  const [one, two] = [workspace('one', 201), workspace('two', 202)];
  const { handlers, open: exchange } = await open([one]);
  const { id: before = '' } = await handlers['workspace.read'](null);
  await exchange({ paths: [two] });
  const { id: now = '' } = await handlers['workspace.read'](null);
  const late = { workspace: before };
  const refused = { ok: false, failure: { code: 'workspaces/another' } };
  const { 'workspace.write': write, 'view.keep': keep } = handlers;
  expect(await write({ file: 'late.yaml', text: 'kind: Gateway\n', ...late })).toMatchObject(refused);
  expect(await handlers['config.apply']({ files: [{ file: 'late.yaml', text: '' }], ...late })).toMatchObject(refused);
  expect(await handlers['config.rollback'](late)).toMatchObject(refused);
  expect(await handlers['traffic.details']({ id: 1, ...late })).toMatchObject(refused);
  await handlers['config.applyOn']({ on: 'review', ...late });
  expect((await handlers['gateway.state'](null)).applyOn).toBe('save');
  await keep({ change: { panel: 'traffic' }, ...late });
  expect(await handlers['view.read'](null)).toEqual({});
  expect(readdirSync(two)).toEqual(['all.yaml']);

  await keep({ change: { panel: 'traffic' }, workspace: now });
  expect(await handlers['view.read'](null)).toEqual({ panel: 'traffic' });
  expect(await write({ file: 'new.yaml', text: 'kind: Gateway\n', workspace: now })).toMatchObject({ ok: true });
  expect(readdirSync(two)).toEqual(['all.yaml', 'new.yaml']);
});

test('nothing open: an empty id, samples to choose from, and a copy of one that nobody else edits', async () => {
  const here = await open([]);
  expect(await here.handlers['workspace.read'](null)).toMatchObject({ id: '', files: [] });
  const { samples: all, open: paths } = await here.handlers['workspaces.list'](null);
  expect(paths).toEqual([]);
  expect(all[0]).toMatchObject({
    name: 'hello',
    title: 'First steps',
    try: expect.arrayContaining([expect.any(String)]),
  });
  const done = await here.handlers['workspaces.open']({ sample: 'hello' });
  const copy = join(folder, 'data', 'samples', 'hello');
  expect(done).toEqual({ ok: true, value: { opened: true, paths: [copy] } });
  const response = await fetch(`${addressOf(here)}/hello`);
  expect([response.status, await response.text()]).toEqual([200, 'Hello from version 1\n']);

  writeFileSync(join(copy, 'mine.yaml'), '# mine\n');
  expect(await here.handlers['workspaces.list'](null)).toMatchObject({ sample: 'hello' });
  expect(await here.open({ sample: 'hello', anew: true })).toMatchObject({
    ok: true,
    value: { paths: [`${copy}-2`] },
  });
  expect(readFileSync(join(copy, 'mine.yaml'), 'utf8')).toBe('# mine\n');
  expect(await here.handlers['workspaces.list'](null)).toMatchObject({ sample: 'hello', recent: [{ paths: [copy] }] });
  expect(await here.open({ sample: 'nothing' })).toMatchObject({ ok: false, failure: { code: 'samples/unknown' } });
});

test('a sample is copied into a folder that is new or empty, and opened there', async () => {
  const here = await open([]);
  const into = (path: string) => here.handlers['workspaces.open']({ sample: 'hello', into: path });
  expect(await into('~/mine/shop')).toEqual({
    ok: true,
    value: { opened: true, paths: [join(folder, 'mine', 'shop')] },
  });
  expect(readdirSync(join(folder, 'mine', 'shop'))).toContain('hello.yaml');
  writeFileSync(join(folder, 'file'), '');
  for (const [path, code] of [
    ['~/mine', 'samples/not-empty'],
    ['~/file', 'samples/not-a-folder'],
    ['~/file/below', 'samples/not-a-folder'],
    ['shop', 'workspaces/relative'],
    ['/', 'workspaces/too-wide'],
  ] as const)
    expect(await into(path), path).toMatchObject({ ok: false, failure: { code } });
  expect(readdirSync(folder).sort()).toEqual(['data', 'file', 'mine']);
});

test('two who want a fresh copy at the same moment get one each', async () => {
  const here = await open([]);
  const [one, two] = await Promise.all([1, 2].map(() => here.open({ sample: 'hello', anew: true })));
  expect([one, two].map((done) => done?.ok === true && done.value.paths)).toEqual([
    [join(folder, 'data', 'samples', 'hello')],
    [join(folder, 'data', 'samples', 'hello-2')],
  ]);
});

test('what was opened is remembered, the latest first, for its owner alone, and can be forgotten', async () => {
  const [one, two] = [workspace('one', 201), workspace('two', 202)];
  const here = await open([one]);
  await here.open({ paths: [two] });
  expect(await here.handlers['workspaces.list'](null)).toMatchObject({
    open: [two],
    recent: [{ paths: [one], title: 'one', exists: true }],
  });
  rmSync(one, { recursive: true });
  expect((await here.handlers['workspaces.list'](null)).recent).toMatchObject([{ paths: [one], exists: false }]);
  if (process.platform !== 'win32') expect(statSync(join(folder, 'data', 'recent.json')).mode & 0o777).toBe(0o600);
  await here.handlers['workspaces.forget']({ paths: [one] });
  expect((await here.handlers['workspaces.list'](null)).recent).toEqual([]);
});
