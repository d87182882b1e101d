import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { FuseV1Options } from '@electron/fuses';
import type { IpcMain, WebPreferences } from 'electron';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CallName, Handlers } from '#contract/contract.ts';
import { guard } from '#contract/guard.ts';
import { redacted, redactLines } from '#core/traffic/redact-lines.ts';
import { createDesk, type Desk } from '../../src-main/app/desk.ts';
import { createAskable } from '../../src-main/electron/be-asked.ts';
import { type CallAnswer, callChannel } from '../../src-main/electron/channels.ts';
import { serveCalls } from '../../src-main/electron/ipc.ts';
import { menuTemplate } from '../../src-main/electron/menu.ts';
import { answerOwnScheme } from '../../src-main/electron/protocol.ts';
import { tabPreferences, windowPreferences } from '../../src-main/electron/web-preferences.ts';
import { readWindowMenu } from '../../src-main/electron/window-menu.ts';
import { createLocalCa } from '../../src-main/gateway/tls/local-ca.ts';
import { readBuilderConfig } from './builder-config.ts';

/**
 * The rules of Electron's security checklist as this app has them, each under its number. Rules whose whole proof stands elsewhere say where;
 * `test/e2e/electron.spec.ts` asks the same of a real Electron.
 */
let folder = '';
let desk: Desk;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-checklist-'));
  mkdirSync(join(folder, 'page', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'page', 'index.html'), '<html lang="en">__CSP_NONCE__</html>');
  writeFileSync(join(folder, 'page', 'assets', 'main.js'), 'export {};');
  desk = await createDesk({
    paths: [],
    samples: folder,
    clock: Date.now,
    dice: () => 0.5,
    log: () => undefined,
    dataFolder: join(folder, 'data'),
    watch: false,
  });
});

afterAll(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('1: every kind of window is sandboxed, isolated and without Node', () => {
  test.each([
    ['the app’s own', windowPreferences('/preload.cjs'), ['preload']],
    ['a tab', tabPreferences(), ['partition', 'safeDialogs']],
  ] as const)('%s', (_, preferences: WebPreferences, own) => {
    const locked = Object.fromEntries(Object.entries(preferences).filter(([name]) => !own.some((one) => one === name)));
    expect(locked).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    });
  });
});

describe('2: the page comes from a scheme of our own, and nothing of the disk under it', () => {
  const page = () => join(folder, 'page');

  test('whatever path is asked for, only files of the page are answered', async () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%2E.',
      '..%2f',
      '%5c',
      '\\',
      '/',
      '//',
      'assets',
      'main.js',
      'secret.txt',
      'index.html',
      '%00',
      '%',
      '%252e%252e',
      'C:',
      '..;',
      '....//',
      '\u2025',
      'etc',
      'passwd',
    );
    const path = fc
      .array(fc.oneof({ weight: 3, arbitrary: piece }, { weight: 1, arbitrary: fc.string() }))
      .map((all) => all.join('/'));
    const allowed = [readFileSync(join(page(), 'assets', 'main.js'), 'utf8'), '<html lang="en">n0nce</html>'];
    await fc.assert(
      fc.asyncProperty(
        path,
        fc.constantFrom('app://slipway/', 'app://slipway', 'app://x/', 'file://'),
        async (way, top) => {
          const answer = await answerOwnScheme({ method: 'GET', url: top + way }, page(), 'n0nce');
          const text = await answer.text();
          if (answer.status === 200) expect(allowed).toContain(text);
          else expect(answer.status).toBe(404);
          expect(text).not.toContain('secret');
        },
      ),
      { numRuns: 1_500 },
    );
  });

  test('the address of the checklist is nowhere', async () => {
    for (const url of [
      'app://x/../../etc/passwd',
      'app://slipway/../../etc/passwd',
      `app://slipway${sep}..${sep}secret.txt`,
    ])
      expect((await answerOwnScheme({ method: 'GET', url }, page(), 'n0nce')).status).toBe(404);
  });

  test('files have no special rights', () => {
    expect(readBuilderConfig('electron-builder.yml').electronFuses?.grantFileProtocolExtraPrivileges).toBe(false);
  });
});

test('3: the policy of the page allows its own files and nothing else, by a header with every answer', async () => {
  for (const url of ['app://slipway/', 'app://slipway/assets/main.js', 'app://slipway/nowhere']) {
    const { headers } = await answerOwnScheme({ method: 'GET', url }, join(folder, 'page'), 'n0nce');
    const policy = Object.fromEntries(
      (headers.get('content-security-policy') ?? '').split('; ').map((one) => {
        const [name = '', ...sources] = one.split(' ');
        return [name, sources.join(' ')];
      }),
    );
    expect(policy).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self' 'nonce-n0nce'",
      'img-src': "'self' data:",
      'connect-src': "'self'",
      'worker-src': "'self'",
      'font-src': "'self'",
      'frame-ancestors': "'none'",
      'base-uri': "'none'",
      'form-action': "'none'",
    });
  }
});

// 4: navigation, windows and links: `lock-down.test.ts` (the app's window), `tab-session.test.ts` (tabs), `whole-app.test.ts` (both are in force).
// 5: permissions, devices, screens and downloads: `lock-down.test.ts` and `tab-session.test.ts`.

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

test('7: the fuses leave the program as it is, and nothing can make a Node of it', () => {
  for (const name of ['electron-builder.yml', 'electron-builder.dev.yml']) {
    const { electronFuses, asar } = readBuilderConfig(name);
    const { resetAdHocDarwinSignature: _, ...fuses } = electronFuses ?? {};
    expect([asar, fuses]).toEqual([
      true,
      {
        runAsNode: false,
        enableCookieEncryption: true,
        enableNodeOptionsEnvironmentVariable: false,
        enableNodeCliInspectArguments: false,
        enableEmbeddedAsarIntegrityValidation: true,
        onlyLoadAppFromAsar: true,
        loadBrowserProcessSpecificV8Snapshot: false,
        grantFileProtocolExtraPrivileges: false,
      },
    ]);
    const known = Object.keys(FuseV1Options).map((fuse) => fuse.toLowerCase());
    for (const fuse of Object.keys(fuses)) expect(known).toContain(fuse.toLowerCase());
  }
  // With `runAsNode` off these would start the app itself.
  const starts = /child_process.*\bfork\b|\bfork\(|ELECTRON_RUN_AS_NODE|new Worker\(/;
  expect(readFileSync(join(import.meta.dirname, '../../src-main/electron/main.ts'), 'utf8')).not.toMatch(starts);
});

// 8: a page that crashed is loaded again, and the end is one: `whole-app.test.ts`, `quit.test.ts`; drafts are on disk: `app/kept-drafts.test.ts`.
//    The gateway runs in the main process, not in one of its own: see "Decisions" in ARCHITECTURE.md.
// 9: tabs: `tab-session.test.ts`, `tab-certificate.test.ts`, `tab-address.test.ts`.

describe('10: what other programs may ask of the app has a token, and is of this machine', () => {
  const ask = (address: string, headers: Record<string, string>, path = '/call/workspaces.list'): Promise<number> =>
    new Promise((done, fail) => {
      const url = new URL(address);
      const sent = request(
        {
          host: url.hostname,
          port: url.port,
          path,
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
        },
        (answer) => {
          answer.resume();
          done(answer.statusCode ?? 0);
        },
      );
      sent.on('error', fail);
      sent.end('{}');
    });

  test('forged hosts, foreign origins and no token get nothing', async () => {
    const data = join(folder, 'asked');
    const reached: string[] = [];
    const handlers = new Proxy({} as Handlers, { get: (_, name) => async () => void reached.push(String(name)) });
    const askable = createAskable(handlers, data, () => undefined);
    await askable.serve(['/shop']);
    const { readdirSync } = await import('node:fs');
    const running = join(data, 'running');
    const [name = ''] = readdirSync(running);
    const { address } = JSON.parse(readFileSync(join(running, name), 'utf8')) as { address: string };
    const { host } = new URL(address);
    expect(new URL(address).hostname).toMatch(/^(127\.0\.0\.1|\[::1\])$/);
    for (const headers of [
      { host },
      { host: 'shop.test' },
      { host: `${host}.evil.test` },
      { host, origin: 'https://evil.test' },
      { host, origin: 'null' },
      { host, cookie: 'slipway=guess' },
      { host, authorization: 'Bearer guess' },
    ]) {
      for (const path of ['/call/workspaces.list', '/api/workspaces.list', '/session'])
        expect(await ask(address, headers, path)).toBeGreaterThanOrEqual(400);
    }
    expect(reached).toEqual([]);
    if (process.platform !== 'win32') expect(statSync(join(running, name)).mode & 0o077).toBe(0);
    await askable.close();
  });
});

test.skipIf(process.platform === 'win32')('11: the key of the authority is its owner’s alone', async () => {
  const keys = join(folder, 'ca');
  const ca = createLocalCa({ folder: keys, clock: Date.now });
  const leaf = await ca.leafFor(['shop.test']);
  expect(statSync(join(keys, 'ca-key.pem')).mode & 0o777).toBe(0o600);
  expect(statSync(keys).mode & 0o077).toBe(0);
  const told = JSON.stringify([
    await desk.handlers['certificates.list'](null),
    await desk.handlers['reach.state'](null),
  ]);
  expect(told).not.toContain('PRIVATE KEY');
  expect(leaf.certificate).not.toContain('PRIVATE KEY');
});

test('12: credentials are masked in what is listed and exported', () => {
  const lines = ['Authorization', 'Bearer abc', 'cookie', 'id=1', 'Set-Cookie', 'id=2', 'accept', 'text/html'];
  expect(redactLines(lines)).toEqual([
    'Authorization',
    redacted,
    'cookie',
    redacted,
    'Set-Cookie',
    redacted,
    'accept',
    'text/html',
  ]);
});
