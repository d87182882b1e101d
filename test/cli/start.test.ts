import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildWhenStale, fingerprint, isStale } from '../../src-main/cli/build-when-stale.ts';
import { findElectron, presentElectron, whatIsMissing } from '../../src-main/cli/electron-binary.ts';

let project = '';
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
};

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'slipway-project-'));
  write('package.json', '{}');
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

/** A likeness of Electron's package: its installer does what `script` says. */
const electronPackage = (script: string) => {
  write('node_modules/electron/package.json', '{"name":"electron","version":"1.0.0"}');
  write('node_modules/electron/install.js', script);
};
const arrives = `
  const { mkdirSync, writeFileSync } = require('node:fs');
  mkdirSync(__dirname + '/dist');
  writeFileSync(__dirname + '/dist/program', '');
  writeFileSync(__dirname + '/path.txt', 'program');`;

describe("Electron's program", () => {
  test('is used where it is', async () => {
    electronPackage('process.exit(1)');
    write('node_modules/electron/path.txt', 'program');
    write('node_modules/electron/dist/program', '');
    const said: string[] = [];
    expect(await findElectron(project, (line) => said.push(line))).toMatchObject({ found: true });
    expect(said).toEqual([]);
  });

  test('is fetched where it is missing', async () => {
    electronPackage(arrives);
    expect(presentElectron(project)).toBeUndefined();
    const said: string[] = [];
    const found = await findElectron(project, (line) => said.push(line));
    expect(found).toEqual({ found: true, program: join(project, 'node_modules/electron/dist/program') });
    expect(said).toHaveLength(1);
  });

  test('that cannot be fetched is a reason of one line', async () => {
    electronPackage(
      'const e = new Error("getaddrinfo ENOTFOUND example.test"); console.error(e.stack); process.exit(1);',
    );
    const found = await findElectron(project, () => undefined);
    expect(found).toEqual({
      found: false,
      reason: 'Electron could not be fetched (getaddrinfo ENOTFOUND example.test)',
    });
  });

  test('that never comes is given up', async () => {
    electronPackage('setInterval(() => {}, 1000)');
    const found = await findElectron(project, () => undefined, 200);
    expect(found).toEqual({ found: false, reason: 'Electron could not be fetched (it took too long)' });
  });

  test('of no package at all is a reason too', async () => {
    expect(await findElectron(project, () => undefined)).toEqual({ found: false, reason: 'Electron is not installed' });
  });
});

test.each([
  ['linux', {}, 1000, 'there is no display'],
  ['linux', { DISPLAY: ':0' }, 1000, undefined],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, 1000, undefined],
  ['linux', { DISPLAY: ':0' }, 0, 'Electron does not open windows for root'],
  ['darwin', {}, 501, undefined],
  ['win32', {}, undefined, undefined],
] as const)('on %s with %j as user %s a window lacks: %s', (platform, environment, user, missing) => {
  expect(whatIsMissing(platform, environment, user)).toBe(missing);
});

describe('the build', () => {
  const tool = (script: string) => {
    write('node_modules/electron-vite/package.json', '{"name":"electron-vite","version":"1.0.0"}');
    write('node_modules/electron-vite/bin/electron-vite.js', script);
  };
  const builds = `
    const { mkdirSync, writeFileSync } = require('node:fs');
    for (const file of ['out/main/main.js', 'out/preload/preload.cjs', 'out/renderer/index.html']) {
      mkdirSync(require('node:path').dirname(file), { recursive: true });
      writeFileSync(file, '');
    }`;

  test('runs once, and again only after a source changed', async () => {
    tool(builds);
    write('src-renderer/main.tsx', 'one');
    const said: string[] = [];
    const build = () => buildWhenStale(project, (line) => said.push(line));
    expect(await build()).toEqual({ ok: true, value: null });
    expect(await build()).toEqual({ ok: true, value: null });
    expect(said).toHaveLength(1);
    write('src-renderer/main.tsx', 'two');
    expect(isStale(project)).toBe(true);
    await build();
    expect(said).toHaveLength(2);
    rmSync(join(project, 'out/renderer/index.html'));
    expect(isStale(project)).toBe(true);
  });

  test('that fails says why in one line, and is tried again', async () => {
    tool('console.error("Could not resolve ./x\\n    at build (file.js:1:1)"); process.exit(1);');
    const built = await buildWhenStale(project, () => undefined);
    expect(built).toMatchObject({
      ok: false,
      failure: { message: 'the window cannot be built: Could not resolve ./x' },
    });
    expect(isStale(project)).toBe(true);
  });

  test('without its tool says what to do', async () => {
    expect(await buildWhenStale(project, () => undefined)).toMatchObject({
      ok: false,
      failure: { code: 'build/failed' },
    });
  });

  test('knows sources by name and text', () => {
    write('src-main/a.ts', 'x');
    const before = fingerprint(project);
    expect(fingerprint(project)).toBe(before);
    write('src-main/b.ts', '');
    expect(fingerprint(project)).not.toBe(before);
  });
});
