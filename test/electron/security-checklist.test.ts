import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { FuseV1Options } from '@electron/fuses';
import type { WebPreferences } from 'electron';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Handlers } from '#contract/contract.ts';
import { redacted, redactLines } from '#core/traffic/redact-lines.ts';
import { createDesk, type Desk } from '../../src-main/app/desk.ts';
import { createAskable } from '../../src-main/electron/be-asked.ts';
import { answerOwnScheme } from '../../src-main/electron/protocol.ts';
import { tabPreferences, windowPreferences } from '../../src-main/electron/web-preferences.ts';
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

// 6: what the window's page may call: `security-checklist-calls.test.ts`.

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
