import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { chromiumArguments, keyDigest } from '../../src-main/browser/chromium.ts';
import type { InstalledBrowser } from '../../src-main/browser/find.ts';
import { writeFirefoxPreferences } from '../../src-main/browser/firefox.ts';
import { trustInFirefox } from '../../src-main/browser/firefox-trust.ts';
import { type StartOptions, startBrowser } from '../../src-main/browser/start.ts';
import { createLocalCa } from '../../src-main/gateway/tls/local-ca.ts';

const onPosix = test.skipIf(process.platform === 'win32');

/** A browser that notes what it is started with, locks its profile as Chromium does and stays; another one with its profile hands over. */
const script = `#!/bin/sh
for one in "$@"; do case "$one" in --user-data-dir=*) profile="\${one#--user-data-dir=}";; esac; done
echo "$@" >> "$(dirname "$0")/calls"
env > "$(dirname "$0")/environment"
if [ -n "$FAIL" ]; then echo "no such screen" >&2; exit 7; fi
if [ -L "$profile/SingletonLock" ]; then exit 0; fi
ln -s host-$$ "$profile/SingletonLock"
sleep 600 & echo $! > "$(dirname "$0")/child"
trap 'exit 0' TERM
wait
`;

const rig = (extra: Partial<StartOptions> = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'browser');
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  const browser: InstalledBrowser = { id: 'chromium', name: 'Chromium', kind: 'chromium', path };
  const options: StartOptions = {
    root: join(folder, 'profiles'),
    wiring: { proxyPort: 4000, ownWays: ['localhost', 'nip.io'] },
    platform: 'linux',
    environment: { PATH: process.env.PATH, DISPLAY: ':0', NODE_OPTIONS: '--x', ELECTRON_RUN_AS_NODE: '1', LANG: 'C' },
    user: 1000,
    extra: [],
    warn: () => {},
    ...extra,
  };
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { browser, options, read, profiles: () => (existsSync(options.root) ? readdirSync(options.root) : []) };
};

onPosix('a browser starts with its own profile, takes tabs, and leaves nothing when it is closed', async () => {
  const { browser, options, read, profiles } = rig();
  const started = await startBrowser(browser, 'http://shop.test/', options);
  if (!started.ok) throw new Error(started.failure.message);
  const { profile, pid } = started.value;
  expect(profiles()).toHaveLength(1);
  expect(read('calls')).toContain(`--user-data-dir=${profile} --proxy-server=http://127.0.0.1:4000`);
  expect(read('calls').trim().endsWith(' http://shop.test/')).toBe(true);
  expect(read('environment')).toContain('LANG=C');
  expect(read('environment')).not.toMatch(/NODE_OPTIONS|ELECTRON/);
  await started.value.openTab('http://shop.test/two');
  expect(read('calls').trim().split('\n')).toHaveLength(2);
  expect(read('calls')).toMatch(/ http:\/\/shop\.test\/two\n$/);
  await started.value.close();
  expect(profiles()).toEqual([]);
  expect(() => process.kill(pid, 0)).toThrow();
  // What it started itself is gone, too.
  const stateOf = (process: string) =>
    spawnSync('ps', ['-o', 'stat=', '-p', process], { encoding: 'utf8' }).stdout.trim();
  // Nobody may have asked yet how it ended.
  await expect.poll(() => stateOf(read('child').trim())).toMatch(/^(Z.*)?$/);
});

onPosix('a browser that somebody closes is noticed, and its profile deleted', async () => {
  const { browser, options, profiles } = rig();
  const started = await startBrowser(browser, 'http://shop.test/', options);
  if (!started.ok) throw new Error(started.failure.message);
  process.kill(started.value.pid, 'SIGKILL');
  await started.value.ended;
  expect(profiles()).toEqual([]);
});

onPosix('what cannot be started says why, and leaves no profile', async () => {
  const { browser, options, profiles } = rig();
  const gone = await startBrowser({ ...browser, path: `${browser.path}-gone` }, 'http://a.test/', options);
  expect(gone).toMatchObject({ ok: false, failure: { code: 'browser/not-started' } });
  const environment = { ...options.environment, FAIL: '1' };
  const ended = await startBrowser(browser, 'http://a.test/', { ...options, environment });
  expect(ended).toMatchObject({
    ok: false,
    failure: { message: 'Chromium cannot be started (it ended with 7; no such screen)' },
  });
  expect(profiles()).toEqual([]);
  const file = await startBrowser(browser, 'http://a.test/', { ...options, root: join(browser.path, 'below-a-file') });
  expect(file).toMatchObject({ ok: false, failure: { code: 'browser/no-profile' } });
});

test('without a screen, and for root, nothing is tried', async () => {
  const { browser, options, profiles } = rig();
  const start = (more: Partial<StartOptions>) => startBrowser(browser, 'http://a.test/', { ...options, ...more });
  expect(await start({ environment: {} })).toMatchObject({ ok: false, failure: { code: 'browser/no-display' } });
  expect(await start({ user: 0 })).toMatchObject({ ok: false, failure: { code: 'browser/root' } });
  expect(profiles()).toEqual([]);
});

test('Chromium trusts one key, and this machine and the network at home stay its own affair', async () => {
  const ca = createLocalCa({ clock: Date.now });
  const authority = await ca.certificate();
  const args = chromiumArguments('/p', { proxyPort: 1, authority, ownWays: [] });
  expect(args).toContain(`--ignore-certificate-errors-spki-list=${keyDigest(authority)}`);
  expect(keyDigest(authority)).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  expect(
    args.some((one) => /^--(ignore-certificate-errors$|no-sandbox|disable-web-security|remote-debugging)/.test(one)),
  ).toBe(false);
  const bypass = (...ownWays: readonly string[]) =>
    chromiumArguments('/p', { proxyPort: 1, ownWays })
      .find((one) => one.startsWith('--proxy-bypass-list='))
      ?.split(/[=;]/);
  expect(bypass('localhost', 'nip.io')).toEqual(
    expect.arrayContaining(['<-loopback>', 'localhost', '*.localhost', '127.0.0.0/8', '*.nip.io']),
  );
  expect(bypass('lvh.me')?.filter((one) => one.startsWith('*'))).toEqual(['*.lvh.me']);
  expect(chromiumArguments('/p', { proxyPort: 1, ownWays: [] }).join(' ')).not.toContain('spki');
});

test('preferences of Firefox are read by nobody else, and quoted', async () => {
  const { options } = rig();
  const folder = mkdtempSync(join(tmpdir(), 'slipway-firefox-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await writeFirefoxPreferences(folder, options.wiring, { 'a.b': 'x"); evil("' });
  const text = readFileSync(join(folder, 'user.js'), 'utf8');
  expect(text).toContain('user_pref("network.proxy.http_port", 4000);\n');
  expect(text).toContain('user_pref("network.proxy.allow_hijacking_localhost", true);\n');
  expect(text).toMatch(/no_proxies_on", "localhost, .*, 192\.168\.0\.0\/16, .*, \.localhost, \.nip\.io"\);\n/);
  expect(text).toContain('user_pref("a.b", "x\\"); evil(\\"");\n');
  for (const line of text.trim().split('\n')) expect(line).toMatch(/^user_pref\("[\w.-]+", .+\);$/);
});

const certutil = spawnSync('certutil', ['-H']).error === undefined && process.platform !== 'win32';

test.skipIf(!certutil)('a profile of Firefox trusts the authority by certutil', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-firefox-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const pem = await createLocalCa({ clock: Date.now }).certificate();
  const how = await trustInFirefox(folder, pem, { program: '/none', environment: {}, certutil: 'certutil' });
  expect(how).toBe('certutil');
  const listed = spawnSync('certutil', ['-L', '-d', `sql:${folder}`], { encoding: 'utf8' }).stdout;
  expect(listed).toMatch(/Slipway\s+C,,/);
  expect(readdirSync(folder).filter((name) => name.endsWith('.pem'))).toEqual([]);
});

test('where neither certutil nor Firefox does it, that is said', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-firefox-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const pem = await createLocalCa({ clock: Date.now }).certificate();
  const world = { program: join(folder, 'none'), environment: {}, certutil: join(folder, 'none') };
  await expect(trustInFirefox(folder, pem, world)).rejects.toThrow('Firefox ended before it could be asked');
});
