import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, matchesGlob } from 'node:path';
import { validateConfiguration } from 'app-builder-lib/out/util/config/config.js';
import { DebugLogger } from 'builder-util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { changeHosts } from '#core/hosts-file/change.ts';
import { elevatedFlag } from '../../src-main/app/reach/own-program.ts';
import { linkScheme } from '../../src-main/electron/deep-link.ts';
import { project, readBuilderConfig } from './builder-config.ts';

const release = readBuilderConfig('electron-builder.yml');
const dev = readBuilderConfig('electron-builder.dev.yml');
const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
  readonly main: string;
  readonly type: string;
  readonly dependencies: Readonly<Record<string, string>>;
};

describe('the configuration of the installers', () => {
  test.each(['electron-builder.yml', 'electron-builder.dev.yml'])(
    '%s is one by the builder’s own schema',
    async (name) => {
      await expect(validateConfiguration(readBuilderConfig(name), new DebugLogger(false))).resolves.toBeUndefined();
    },
  );

  test('and the schema is asked in earnest', async () => {
    const wrong = { ...release, asarr: true } as typeof release;
    await expect(validateConfiguration(wrong, new DebugLogger(false))).rejects.toThrow(/asarr/);
  });

  test('makes what each system installs', () => {
    expect(release.linux?.target).toEqual(['AppImage', 'deb']);
    expect(release.mac?.target).toEqual([{ target: 'dmg', arch: ['arm64', 'x64'] }]);
    expect(release.win?.target).toEqual([{ target: 'nsis', arch: ['x64', 'arm64'] }]);
    expect(release.protocols).toEqual([{ name: 'Slipway', schemes: [linkScheme] }]);
    // A click on any YAML is the editor's.
    expect(release.fileAssociations).toBeUndefined();
  });

  test('starts the app with its sandbox, everywhere', () => {
    // Without any of its own the builder gives `--no-sandbox` to an AppImage.
    expect(release.appImage?.executableArgs).toEqual([]);
    for (const config of [release, dev]) {
      expect(config.linux?.executableArgs).toBeUndefined();
      expect(config.deb?.executableArgs).toBeUndefined();
    }
  });

  test('signs what is for others, and gives what is not another name, id and program', () => {
    expect([release.mac?.forceCodeSigning, release.win?.forceCodeSigning, release.mac?.notarize]).toEqual([
      true,
      true,
      true,
    ]);
    expect([dev.mac?.forceCodeSigning, dev.win?.forceCodeSigning, dev.mac?.notarize, dev.mac?.identity]).toEqual([
      false,
      false,
      false,
      null,
    ]);
    expect(dev.appId).not.toBe(release.appId);
    expect(dev.productName).not.toBe(release.productName);
    expect(dev.linux?.executableName).not.toBe(release.linux?.executableName);
    // On the PATH this name is the command line's.
    expect([dev, release].map(({ linux }) => linux?.executableName)).not.toContain('slipway');
    expect(release.mac?.hardenedRuntime).toBe(true);
    const rights = readFileSync(join(project, String(release.mac?.entitlements)), 'utf8');
    expect(rights.match(/<key>.*<\/key>/g)).toEqual(['<key>com.apple.security.cs.allow-jit</key>']);
  });
});

describe('what is packed', () => {
  const patterns = release.files as readonly string[];
  const isPacked = (path: string): boolean =>
    patterns.some((one) => !one.startsWith('!') && matchesGlob(path, one)) &&
    !patterns.some((one) => one.startsWith('!') && matchesGlob(path, one.slice(1)));

  test('is all that the app reads: its programs, its page, the samples and the tray’s pictures', () => {
    for (const path of [
      manifest.main.replace('./', ''),
      'out/preload/preload.cjs',
      'out/renderer/index.html',
      'out/renderer/assets/main-abc.js',
      'resources/examples/httpbin/gateway.yaml',
      'resources/examples/httpbin/README.md',
      'resources/icons/tray.png',
      'resources/icons/tray@2x.png',
      'resources/icons/trayTemplate@2x.png',
    ])
      expect([path, isPacked(path)]).toEqual([path, true]);
    expect(manifest.type).toBe('module');
  });

  test('is nothing else: no sources, tests, maps, pictures of README or other people’s tests', () => {
    for (const path of [
      'src-main/electron/main.ts',
      'src-renderer/main.tsx',
      'test/electron/packaging.test.ts',
      'out/main/main.js.map',
      'out/test/unit.json',
      'out/built-from.txt',
      'resources/pictures/window.png',
      'resources/packaging/installer.nsh',
      'node_modules/yaml/README.md',
      'node_modules/yaml/dist/index.d.ts',
      'node_modules/http-proxy/test/http-test.js',
      'node_modules/bare-fs/prebuilds/linux-x64/bare-fs.bare',
    ])
      expect([path, isPacked(path)]).toEqual([path, false]);
  });

  test('is every package that main imports, and no package that the window alone needs', () => {
    const folder = join(project, 'src-main');
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) =>
        [...readFileSync(join(folder, name), 'utf8').matchAll(imported)].map(([, at, later]) => at ?? later ?? ''),
      )
      .filter((from) => !/^(node:|[.#]|electron$)/.test(from))
      .map((from) => from.match(/^(@[^/]+\/)?[^/]+/)?.[0] ?? from);
    // `sarif` is types alone.
    const used = [...new Set(names)].filter((name) => name !== 'sarif').sort();
    expect(used.length).toBeGreaterThan(8);
    expect(used).toEqual(Object.keys(manifest.dependencies).sort());
  });
});

const imported = /^[^\n'"`]*?(?:\bfrom |\bimport\(|^import )'([\w@./#:-]+)'/gm;

describe('the pictures', () => {
  const icons = join(project, 'resources', 'icons');

  test('are there for every system, each of the size that its name says', () => {
    const linux = readdirSync(join(icons, 'linux'));
    expect(linux).toEqual(expect.arrayContaining(['16x16.png', '48x48.png', '256x256.png', '512x512.png']));
    for (const name of linux) {
      const bytes = readFileSync(join(icons, 'linux', name));
      expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}.png`).toBe(name);
    }
    for (const path of [release.linux?.icon, release.mac?.icon, release.win?.icon])
      expect(existsSync(join(project, String(path)))).toBe(true);
    for (const name of ['tray', 'trayTemplate'])
      expect([16, 32]).toEqual(
        [`${name}.png`, `${name}@2x.png`].map((file) => readFileSync(join(icons, file)).readUInt32BE(16)),
      );
  });

  test('of Windows and macOS hold whole pictures up to the sizes that are asked for', () => {
    const ico = readFileSync(join(icons, 'icon.ico'));
    const count = ico.readUInt16LE(4);
    const sizes = Array.from({ length: count }, (_, i) => {
      const at = 6 + 16 * i;
      const png = ico.subarray(ico.readUInt32LE(at + 12)).subarray(0, ico.readUInt32LE(at + 8));
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      expect(png.readUInt32BE(16) % 256).toBe(ico.readUInt8(at));
      return png.readUInt32BE(16);
    });
    expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256]);
    const icns = readFileSync(join(icons, 'icon.icns'));
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    const types: string[] = [];
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) types.push(icns.toString('latin1', at, at + 4));
    expect(types).toEqual(expect.arrayContaining(['ic07', 'ic08', 'ic09', 'ic10']));
  });
});

describe('when the app is removed, what it wrote into the hosts file goes too', () => {
  const block = changeHosts(
    '127.0.0.1 localhost\n',
    {
      does: 'write',
      id: 'main',
      at: '2026-11-21T00:00:00.000Z',
      entries: [{ address: '127.0.0.1', name: 'shop.test' }],
    } as Parameters<typeof changeHosts>[1],
    '\n',
  ).text;
  const script = readFileSync(join(project, 'resources', 'packaging', 'before-remove.sh'), 'utf8');
  const windows = readFileSync(join(project, 'resources', 'packaging', 'installer.nsh'), 'utf8');

  test('the scripts look for the line that blocks begin with, and start the step that the app knows', () => {
    const begin = block.split('\n').find((line) => line.startsWith('# BEGIN')) ?? '';
    const looked = script.match(/'\^(# BEGIN [^']+)'/)?.[1] ?? '?';
    expect(begin.startsWith(looked)).toBe(true);
    expect(windows).toContain(`/C:"${looked}"`);
    expect(script).toContain(` ${elevatedFlag} clean `);
    expect(windows).toContain(`"${elevatedFlag} clean"`);
    expect(script).toContain(`/opt/${release.productName}/${release.linux?.executableName}`);
    expect(script).toContain(`/opt/${dev.productName}/${dev.linux?.executableName}`);
    expect(release.deb?.fpm).toEqual([`--before-remove=resources/packaging/before-remove.sh`]);
    expect(statSync(join(project, 'resources', 'packaging', 'before-remove.sh')).isFile()).toBe(true);
    expect(windows).toMatch(/\$\{ifNot\} \$\{isUpdated\}/);
  });

  const shell = process.platform === 'win32' ? undefined : '/bin/sh';

  test.skipIf(shell === undefined).each([
    ['removing, with a block', 'remove', block, true, ''],
    ['removing, without one', 'remove', '127.0.0.1 localhost\n', false, ''],
    ['an upgrade', 'upgrade', block, false, ''],
    ['no reason', '', block, false, ''],
  ])('on Debian: %s', (_, why, hosts, cleans) => {
    const { calls, said } = remove(script, why, hosts, 'exit 0');
    expect(calls).toEqual(cleans ? [`--no-sandbox ${elevatedFlag} clean`] : []);
    // The fake program cleans nothing, so that the way to do it by hand is said.
    expect(said.includes('take out what stands from "# BEGIN slipway"')).toBe(cleans);
  });

  test.skipIf(shell === undefined)('on Debian a program that fails keeps nothing from being removed', () => {
    const { calls, said, code } = remove(script, 'remove', block, 'exit 7');
    expect([calls.length, code]).toEqual([1, 0]);
    expect(said).toContain('still holds lines of Slipway');
  });
});

/** Carries out the script over a hosts file and a program of the test. */
const remove = (script: string, why: string, hosts: string, does: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-remove-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name: string) => join(folder, name);
  writeFileSync(at('hosts'), hosts);
  writeFileSync(at('calls'), '');
  writeFileSync(at('app'), `#!/bin/sh\necho "$@" >> '${at('calls')}'\n${does}\n`, { mode: 0o755 });
  const here = script.replace('/etc/hosts', at('hosts')).replace('/opt/Slipway/slipway-desktop', at('app'));
  writeFileSync(at('script'), here);
  const said = execFileSync('/bin/sh', ['-c', `/bin/sh '${at('script')}' ${why} 2>&1; echo "code $?"`], {
    encoding: 'utf8',
  });
  const calls = readFileSync(at('calls'), 'utf8').split('\n').filter(Boolean);
  return { calls, said, code: Number(/code (\d+)/.exec(said)?.[1]) };
};
