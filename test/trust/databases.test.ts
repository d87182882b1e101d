import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findStores } from '../../src-main/trust/find-stores.ts';
import { firefoxProfiles } from '../../src-main/trust/firefox-profiles.ts';
import { javaStore } from '../../src-main/trust/java.ts';
import { createLedger } from '../../src-main/trust/ledger.ts';
import { nssStore } from '../../src-main/trust/nss.ts';
import type { Store } from '../../src-main/trust/store.ts';
import { createTrustOs, type TrustOs } from '../../src-main/trust/trust-os.ts';
import { createTrustStores } from '../../src-main/trust/trust-stores.ts';
import { asked, known, machine, newCa, ownFolder, wantedOf, worldOf } from './machine.ts';
import { makeMkcert } from './mkcert-authority.ts';

/** NSS's `certutil` answers `-H` with its help; the one of Windows has the same name and other options. */
const hasCertutil =
  process.platform !== 'win32' && /-A .*cert/.test(String(spawnSync('certutil', ['-H'], { encoding: 'utf8' }).stderr));
const keytool =
  process.platform === 'win32'
    ? undefined
    : spawnSync('sh', ['-c', 'command -v keytool'], { encoding: 'utf8' }).stdout.trim();
const hasKeytool = keytool !== undefined && keytool !== '' && spawnSync(keytool, ['-help']).status === 0;

const here = (home: string, environment: Readonly<Record<string, string>> = {}): TrustOs =>
  createTrustOs({ platform: 'linux', environment: { PATH: process.env.PATH ?? '', ...environment }, home });

const heldBy = async (store: Store, thumbprints: readonly string[] = []) => {
  const look = await store.look(new Set(thumbprints));
  if (look.is !== 'there') throw new Error(look.says);
  return look.held;
};

describe.skipIf(!hasCertutil)(
  hasCertutil ? 'databases of NSS, by its real certutil' : 'there is no certutil of NSS here',
  () => {
    const nss = (folder: string, make = true) =>
      nssStore({ os: here(folder) }, { id: 'nss', name: 'NSS', usedBy: 'tests', folder, make });
    const nicknames = (folder: string) => execFileSync('certutil', ['-L', '-d', `sql:${folder}`], { encoding: 'utf8' });

    test('a database that is not there is made, and has nothing of ours in the end', async () => {
      const folder = join(ownFolder(), 'new', 'nssdb');
      const store = nss(folder);
      expect(await heldBy(store)).toEqual([]);
      const certificate = known(await newCa().limitedTo(['shop.io']));
      expect(await store.add(certificate, [])).toEqual({ ok: true });
      expect(await heldBy(store)).toMatchObject([{ thumbprint: certificate.thumbprint, trusted: true }]);
      expect(nicknames(folder)).toMatch(/Slipway local authority \w+ +C,,/);
      await store.remove(await heldBy(store));
      expect(await heldBy(store)).toEqual([]);
      expect(nicknames(folder)).not.toContain('Slipway');
    });

    test('an authority of any name is found again, and taken out', async () => {
      const folder = ownFolder();
      const store = nss(folder);
      const certificate = known(await makeMkcert(folder, 'ec', 'CN=Acme development'));
      expect(await store.add(certificate, [])).toEqual({ ok: true });
      const held = await heldBy(store, [certificate.thumbprint]);
      expect(held).toMatchObject([{ thumbprint: certificate.thumbprint, trusted: true }]);
      expect(await store.remove(held)).toEqual({ ok: true });
      expect(nicknames(folder)).not.toMatch(/acme/i);
    });

    test('another certificate of the same authority takes the place of the one before', async () => {
      const folder = ownFolder();
      const store = nss(folder);
      const ca = newCa();
      const [first, second] = [known(await ca.limitedTo(['a.io'])), known(await ca.limitedTo(['a.io', 'b.io']))];
      await store.add(first, []);
      expect(await store.add(second, await heldBy(store))).toEqual({ ok: true });
      expect((await heldBy(store)).map(({ thumbprint }) => thumbprint)).toEqual([second.thumbprint]);
    });

    test('several under one nickname are all taken out, and what others put there stays', async () => {
      const folder = ownFolder();
      const store = nss(folder);
      const ca = newCa();
      const foreign = known(await newCa().certificate());
      await store.add(known(await ca.limitedTo(['a.io'])), []);
      await store.add(known(await ca.limitedTo(['b.io'])), []);
      const file = join(folder, 'foreign.pem');
      writeFileSync(file, foreign.pem);
      execFileSync('certutil', ['-A', '-d', `sql:${folder}`, '-t', 'C,,', '-n', 'Company root', '-i', file]);
      expect(await heldBy(store)).toHaveLength(2);
      expect(await store.remove(await heldBy(store))).toEqual({ ok: true });
      expect(await heldBy(store)).toEqual([]);
      expect(nicknames(folder)).toMatch(/Company root +C,,/);
    });

    test('one that is there without trust is not called trusted', async () => {
      const folder = ownFolder();
      const store = nss(folder);
      const certificate = known(await newCa().limitedTo([]));
      await store.add(certificate, []);
      execFileSync('certutil', ['-M', '-d', `sql:${folder}`, '-t', ',,', '-n', certificate.name]);
      expect(await heldBy(store)).toMatchObject([{ thumbprint: certificate.thumbprint, trusted: false }]);
    });

    test('a profile that was never opened, or has a password, is said', async () => {
      const folder = ownFolder();
      expect(await nss(folder, false).look(new Set())).toMatchObject({
        is: 'unavailable',
        says: expect.stringContaining('open it once'),
      });
      const word = join(folder, 'word');
      writeFileSync(word, 'secret\n');
      execFileSync('certutil', ['-N', '-d', `sql:${folder}`, '-f', word]);
      const added = await nss(folder).add(known(await newCa().limitedTo([])), []);
      const held = await heldBy(nss(folder));
      // Some versions take a certificate without the password; then it is there, else the person is told what to do.
      if (added.ok) expect(held).toMatchObject([{ trusted: true }]);
      else {
        expect(added.failure.message).toContain('password protects');
        expect(held).toEqual([]);
      }
    });

    test('trust and untrust of a Firefox profile, found by profiles.ini, leaves nothing, also of an earlier authority', async () => {
      const home = ownFolder();
      const profile = join(home, '.mozilla/firefox/ab12.default');
      mkdirSync(profile, { recursive: true });
      writeFileSync(
        join(home, '.mozilla/firefox/profiles.ini'),
        '[General]\nVersion=2\n\n[Profile0]\nName=default\nIsRelative=1\nPath=ab12.default\n',
      );
      execFileSync('certutil', ['-N', '-d', `sql:${profile}`, '--empty-password']);
      const stores = createTrustStores(worldOf(here(home)), createLedger());
      const [old, now] = [await wantedOf(newCa(), ['a.io']), await wantedOf(newCa(), ['a.io'])];
      const id = 'firefox:ab12.default';
      const stateOf = async (wanted: typeof now) => (await stores.list(wanted)).find((one) => one.id === id);
      expect(await stores.trust(id, old)).toMatchObject({ ok: true, value: { state: 'trusted' } });
      expect(await stateOf(now)).toMatchObject({
        state: 'untrusted',
        says: expect.stringContaining('an earlier certificate'),
      });
      expect(await stores.trust('nss', now)).toMatchObject({ ok: true, value: { state: 'trusted' } });
      expect(await stores.touched(now)).toEqual(['nss', id]);
      expect(await stores.untrust(id, now)).toMatchObject({ ok: true, value: { state: 'untrusted' } });
      expect(await stores.untrust('nss', now)).toMatchObject({ ok: true, value: { state: 'untrusted' } });
      expect(await stores.touched(now)).toEqual([]);
      expect(nicknames(profile)).not.toContain('Slipway');
      expect(nicknames(join(home, '.pki/nssdb'))).not.toContain('Slipway');
    });
  },
);

describe.skipIf(!hasKeytool)(hasKeytool ? 'Java, by its real keytool' : 'there is no keytool here', () => {
  const javaHome = (): { readonly home: string; readonly keystore: string } => {
    const home = join(ownFolder(), 'a java');
    const keystore = join(home, 'lib/security/cacerts');
    for (const folder of ['bin', 'lib/security']) mkdirSync(join(home, folder), { recursive: true });
    symlinkSync(realpathSync(keytool ?? ''), join(home, 'bin/keytool'));
    const real = join(dirname(dirname(realpathSync(keytool ?? ''))), 'lib/security/cacerts');
    if (existsSync(real)) copyFileSync(realpathSync(real), keystore);
    return { home, keystore };
  };

  test('a store is found by JAVA_HOME, changed and put back', async () => {
    const { home, keystore } = javaHome();
    const os = here(home, { JAVA_HOME: home, PATH: '' });
    const store = (await findStores(worldOf(os))).find(({ id }) => id === `java:${home}`);
    if (!store) throw new Error('it was not found');
    expect(await heldBy(store)).toEqual([]);
    const ca = newCa();
    const [first, second] = [known(await ca.limitedTo(['a.io'])), known(await ca.limitedTo(['b.io']))];
    expect(await store.add(first, [])).toEqual({ ok: true });
    expect(await store.add(second, await heldBy(store))).toEqual({ ok: true });
    expect(await heldBy(store)).toMatchObject([
      { thumbprint: second.thumbprint, trusted: true, entry: second.name.toLowerCase().replaceAll(' ', '-') },
    ]);
    expect(await store.command('/data/ca.pem', second)).toContain(`-keystore '${keystore}'`);
    expect(await store.remove(await heldBy(store))).toEqual({ ok: true });
    expect(await heldBy(store)).toEqual([]);
  }, 60_000);

  test('where the administrator owns it, one step does it', async () => {
    const { home, keystore } = javaHome();
    const elevate: Parameters<typeof worldOf>[1] = {
      elevate: async ({ program, args }) => ({
        is: 'done',
        output: execFileSync(program, [...args], { encoding: 'utf8', stdio: 'pipe' }),
      }),
    };
    const os = { ...here(home), writable: async () => false, guarded: async () => true };
    const store = javaStore(worldOf(os, elevate), { home, keytool: join(home, 'bin/keytool'), keystore });
    const certificate = known(await newCa().limitedTo(['a.io']));
    expect(await store.look(new Set())).toMatchObject({ rights: 'prompt' });
    expect(await store.add(certificate, [])).toEqual({ ok: true });
    expect(await heldBy(store)).toMatchObject([{ thumbprint: certificate.thumbprint }]);
    expect(await store.remove(await heldBy(store))).toEqual({ ok: true });
    expect(await heldBy(store)).toEqual([]);
    const no = javaStore(worldOf(os, { elevate: asked().elevate }), {
      home,
      keytool: join(home, 'bin/keytool'),
      keystore,
    });
    expect(await no.add(certificate, [])).toMatchObject({ failure: { code: 'certificates/declined' } });
  }, 60_000);
});

test('a Java that anybody may have put there is not started with the rights of the administrator', async () => {
  const home = '/evil';
  const keytool = `${home}/bin/keytool`;
  const keystore = `${home}/lib/security/cacerts`;
  const { elevate, steps } = asked();
  const { os } = machine({
    platform: 'linux',
    files: { [keytool]: '', [keystore]: '' },
    readOnly: [keystore],
    unguarded: [keytool],
    programs: { keytool: () => ({}) },
  });
  const store = javaStore(worldOf(os, { elevate }), { home, keytool, keystore });
  expect(await store.look(new Set())).toMatchObject({ rights: 'command' });
  const certificate = known(await newCa().limitedTo([]));
  expect(await store.add(certificate, [])).toMatchObject({ ok: false, failure: { code: 'certificates/failed' } });
  const held = [{ ...certificate, entry: 'a', trusted: true }];
  expect(await store.remove(held)).toMatchObject({ ok: false });
  expect(steps).toEqual([]);
});

test('without certutil the package is named', async () => {
  const { os } = machine({ platform: 'linux' });
  const look = await nssStore(
    { os },
    { id: 'nss', name: '', usedBy: '', folder: '/home/ada/.pki/nssdb', make: true },
  ).look(new Set());
  expect(look.is === 'unavailable' && look.says).toMatch(/"libnss3-tools" \(Debian, Ubuntu\)/);
});

test('profiles of Firefox are found wherever it was installed from, each once', async () => {
  const ini =
    '[Install4F96]\nDefault=x\n\n[Profile1]\r\nName=work\r\nIsRelative=0\r\nPath=/data/work profile\r\n\n[Profile0]\nName=default\nIsRelative=1\nPath=ab.default\n';
  const { os } = machine({
    platform: 'linux',
    files: {
      '/home/ada/.mozilla/firefox/profiles.ini': ini,
      '/home/ada/.mozilla/firefox/ab.default/cert9.db': '',
      '/data/work profile/cert9.db': '',
      '/home/ada/snap/firefox/common/.mozilla/firefox/profiles.ini': ini,
      '/home/ada/snap/firefox/common/.mozilla/firefox/ab.default/cert9.db': '',
    },
  });
  expect(await firefoxProfiles(os)).toEqual([
    { id: 'work profile', name: 'work', folder: '/data/work profile' },
    { id: 'ab.default', name: 'default', folder: '/home/ada/.mozilla/firefox/ab.default' },
    {
      id: 'snap/ab.default',
      name: 'default (snap)',
      folder: '/home/ada/snap/firefox/common/.mozilla/firefox/ab.default',
    },
  ]);
});
