import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IpcMain } from 'electron';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CallName, Handlers } from '#contract/contract.ts';
import { guard } from '#contract/guard.ts';
import { createDesk, type Desk } from '../../src-main/app/desk.ts';
import { type CallAnswer, callChannel } from '../../src-main/electron/channels.ts';
import { serveCalls } from '../../src-main/electron/ipc.ts';
import { menuTemplate } from '../../src-main/electron/menu.ts';
import { readWindowMenu } from '../../src-main/electron/window-menu.ts';

/** The sixth rule of Electron's security checklist; the others are in `security-checklist.test.ts`. */
let folder = '';
let desk: Desk;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-calls-'));
  desk = await createDesk({
    paths: [],
    samples: folder,
    clock: Date.now,
    dice: () => 0.5,
    log: () => undefined,
    watch: false,
  });
});

afterAll(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('6: calls are the contract’s, from our page alone, in the contract’s shape', () => {
  type Handle = (event: unknown, name: unknown, input: unknown) => Promise<CallAnswer>;
  const page = { senderFrame: { url: 'app://slipway/', parent: null } };

  const listen = () => {
    const reached: { name: string; input: unknown }[] = [];
    let handle: Handle = () => Promise.reject(new Error('nothing was registered'));
    const names = Object.keys(desk.handlers) as CallName[];
    const handlers = Object.fromEntries(
      names.map((name) => [name, async (input: unknown) => void reached.push({ name, input })]),
    );
    serveCalls(
      {
        handle: (channel: string, given: Handle) => {
          if (channel === callChannel) handle = given;
        },
      } as unknown as IpcMain,
      { handlers: handlers as unknown as Handlers, log: () => undefined, newId: () => 'b1' },
    );
    return { reached, names, call: (...given: Parameters<Handle>) => handle(...given) };
  };

  test('no payload of any call gets past what its input has to be', async () => {
    const { reached, names, call } = listen();
    expect(names.length).toBeGreaterThan(40);
    const fieldName = fc.constantFrom(
      'file',
      'text',
      'url',
      'name',
      'names',
      'paths',
      'id',
      'ids',
      'sample',
      'request',
      'headers',
      'method',
      'settings',
      '__proto__',
      'constructor',
      'sha256',
      'browser',
      'checks',
      'workspace',
      'drafts',
      'x',
    );
    const deep = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.anything(),
        fc.dictionary(fieldName, tie('value')),
        fc.array(tie('value')),
      ),
    })).value;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.oneof(fc.anything(), deep), async (name, input) => {
        reached.length = 0;
        const allowed = guard(name, input).ok;
        const answer = await call(page, name, input);
        expect(answer.ok).toBe(allowed);
        expect(reached.map((one) => one.name)).toEqual(allowed ? [name] : []);
        if (!answer.ok) expect(answer.message).not.toMatch(/\n|\bat .*\.ts/);
      }),
      { numRuns: 3_000 },
    );
  });

  test('each call refuses what none takes', async () => {
    const { reached, names, call } = listen();
    for (const name of names) {
      for (const input of [
        undefined,
        -1.5,
        'x',
        true,
        [null],
        { __proto__: null, surplus: 1 },
        () => undefined,
        Symbol.iterator,
      ])
        expect([name, (await call(page, name, input)).ok]).toEqual([name, false]);
    }
    expect(reached).toEqual([]);
  });

  test('no other frame, and no other name, reaches a handler', async () => {
    const { reached, names, call } = listen();
    const frames = [
      null,
      undefined,
      { url: 'https://slipway/', parent: null },
      { url: 'app://slipway/', parent: {} },
      { url: 'app://slipway.x/', parent: null },
    ];
    for (const name of names) {
      for (const senderFrame of frames) expect((await call({ senderFrame }, name, null)).ok).toBe(false);
    }
    for (const name of ['__proto__', 'constructor', 'toString', '', 'hosts.Clean', ['hosts.clean'], null, 7, {}])
      expect((await call(page, name, null)).ok).toBe(false);
    expect(reached).toEqual([]);
  });

  test('whatever a page says is its menu, the menu that comes of it is one', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('', 'A', 'CommandOrControl+', 'CommandOrControl+S', 'Super+Hyper'),
    );
    const item = fc.oneof(
      fc.anything(),
      fc.record({ id: text, label: text, keys: text, enabled: fc.anything() }, { requiredKeys: ['id', 'label'] }),
    );
    const group = fc.oneof(
      fc.anything(),
      fc.record({ id: fc.constantFrom('go', 'file', 'x'), label: text, items: fc.array(item) }),
    );
    const told = fc.oneof(
      fc.anything(),
      fc.record({ groups: fc.array(group), tray: fc.anything() }, { requiredKeys: [] }),
    );
    const deeds = { openFolder: () => undefined, openDocumentation: () => undefined, command: () => undefined };
    fc.assert(
      fc.property(told, (value) => {
        const menu = readWindowMenu(value);
        if (menu === undefined) return;
        for (const { items } of menu.groups) {
          for (const { id, label, keys, enabled } of items) {
            expect([typeof id, typeof label, typeof enabled]).toEqual(['string', 'string', 'boolean']);
            if (keys !== undefined) expect(keys).toMatch(/^((CommandOrControl|Shift|Alt)\+)*(\w+|[-+=,.?])$/);
          }
        }
        for (const platform of ['darwin', 'linux', 'win32'] as const)
          expect(menuTemplate(platform, 'Slipway', deeds, menu).length).toBeGreaterThan(4);
      }),
      { numRuns: 1_000 },
    );
  });

  test('the bridge is a few functions, and nothing of Electron is behind them', async () => {
    const shown = new Map<string, Record<string, unknown>>();
    const channels: string[] = [];
    const note = (channel: string) => void channels.push(channel);
    vi.resetModules();
    vi.doMock('electron', () => ({
      contextBridge: { exposeInMainWorld: (name: string, api: Record<string, unknown>) => shown.set(name, api) },
      ipcRenderer: {
        invoke: async (channel: string) => {
          note(channel);
          return { ok: true, output: 1 };
        },
        on: note,
        off: note,
        send: note,
      },
      webFrame: { setZoomFactor: note },
      webUtils: { getPathForFile: () => '/dropped' },
    }));
    await import('../../src-main/electron/preload.ts');
    vi.doUnmock('electron');
    expect([...shown.keys()]).toEqual(['desktop']);
    const bridge = shown.get('desktop') ?? {};
    expect(Object.keys(bridge).sort()).toEqual(['call', 'menu', 'on', 'onMenu', 'openTab', 'pathOf', 'zoom']);
    for (const part of Object.values(bridge)) expect(part).toBeTypeOf('function');
    for (const [name, part] of Object.entries(bridge)) {
      const given: unknown = await (part as (...given: unknown[]) => unknown)('slipway:anything', () => undefined);
      expect([name, typeof given === 'object' && given !== null]).toEqual([name, false]);
    }
    expect([...new Set(channels)].sort()).toEqual([
      'slipway:call',
      'slipway:command',
      'slipway:event',
      'slipway:menu',
      'slipway:tab',
    ]);
  });
});
