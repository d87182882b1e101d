import { describe, expect, test } from 'vitest';
import type { TrustStore } from '#core/reach/trust-store.ts';
import { createLedger, type LedgerFile } from '../../src-main/trust/ledger.ts';
import { mkcertFolder } from '../../src-main/trust/mkcert.ts';
import type { Ran } from '../../src-main/trust/trust-os.ts';
import { createTrustStores } from '../../src-main/trust/trust-stores.ts';
import { asked, known, machine, newCa, wantedOf, worldOf } from './machine.ts';

/** A Windows whose own certutil keeps its list of roots; `no` answers as where the person says no. */
const windows = (how: { no?: boolean; forgetful?: boolean } = {}) => {
  const roots = new Map<string, string>();
  const files: Record<string, string> = {};
  const certutil = (args: readonly string[]): Partial<Ran> => {
    const [verb, value = ''] = [args.find((word) => /^-(store|addstore|delstore)$/.test(word)), args.at(-1)];
    if (verb === '-store')
      return {
        output: [...roots]
          .map(
            ([hash, name]) =>
              `================ Zertifikat 0 ================\r\nAntragsteller: CN=${name}, O=Slipway\r\nZertifikathash(sha1): ${hash}\r\n`,
          )
          .join('\r\n'),
      };
    if (how.no)
      return { code: 1, output: 'CertUtil: -addstore command FAILED: 0x800704c7 (WIN32: 1223 ERROR_CANCELLED)' };
    if (verb === '-delstore') roots.delete(value);
    else if (!how.forgetful) {
      const added = known(files[value] ?? '');
      roots.set(added.thumbprint, added.name);
    }
    return {};
  };
  const made = machine({ platform: 'win32', home: 'D:\\ada', files, programs: { certutil } });
  return { ...made, roots };
};

const memoryFile = (): LedgerFile & { text: () => string | undefined } => {
  let text: string | undefined;
  return {
    read: async () => text,
    write: async (next) => {
      text = next;
    },
    text: () => text,
  };
};

const stateOf = (states: readonly TrustStore[], id: string) => states.find((one) => one.id === id);

describe('whatever the store', () => {
  test('nothing is done where it is trusted already, and another domain asks for another certificate in its place', async () => {
    const { os, ran, roots } = windows();
    const stores = createTrustStores(worldOf(os), createLedger());
    const ca = newCa();
    const first = await wantedOf(ca, ['a.io']);
    expect(stateOf(await stores.list(first), 'system')).toMatchObject({
      state: 'untrusted',
      says: 'it does not know the authority',
      about: { sort: 'windows', called: '', finding: { is: 'unknown' } },
    });
    expect(await stores.trust('system', first)).toMatchObject({
      ok: true,
      value: { state: 'trusted', says: expect.stringContaining('"a.io"') },
    });
    const before = ran.length;
    expect(await stores.trust('system', first)).toMatchObject({ ok: true });
    expect(ran.slice(before).filter((words) => words.includes('-addstore'))).toEqual([]);

    const second = await wantedOf(ca, ['a.io', 'b.io']);
    expect(stateOf(await stores.list(second), 'system')).toMatchObject({
      state: 'untrusted',
      says: 'it trusts the authority, but not yet for "b.io"; trust it again',
    });
    expect(await stores.trust('system', second)).toMatchObject({ ok: true, value: { state: 'trusted' } });
    expect([...roots.keys()]).toEqual([second.certificate.thumbprint]);
  });

  test('what is written down outlives the program, and so does the way back from an authority that is gone', async () => {
    const { os, roots } = windows();
    const file = memoryFile();
    await createTrustStores(worldOf(os), createLedger(file)).trust('system', await wantedOf(newCa(), ['a.io']));
    expect(file.text()).not.toMatch(/PRIVATE/);
    const later = createTrustStores(worldOf(os), createLedger(file));
    expect(await later.touched(undefined)).toEqual(['system']);
    expect(await later.untrust('system', undefined)).toMatchObject({ ok: true, value: { state: 'untrusted' } });
    expect(roots.size).toBe(0);
    expect(await later.touched(undefined)).toEqual([]);
  });

  test('without anything written down it is found by its name', async () => {
    const { os, roots } = windows();
    await createTrustStores(worldOf(os), createLedger()).trust('system', await wantedOf(newCa(), []));
    const another = createTrustStores(worldOf(os), createLedger());
    expect(await another.untrust('system', await wantedOf(newCa(), []))).toMatchObject({ ok: true });
    expect(roots.size).toBe(0);
  });

  test('a store that says yes and forgets is not believed', async () => {
    const { os } = windows({ forgetful: true });
    const stores = createTrustStores(worldOf(os), createLedger());
    const wanted = await wantedOf(newCa(), []);
    expect(await stores.trust('system', wanted)).toMatchObject({
      ok: false,
      failure: { code: 'certificates/not-taken' },
    });
    expect(await stores.touched(wanted)).toEqual([]);
  });

  test('a person who says no is told that nothing was changed', async () => {
    const { os } = windows({ no: true });
    const answer = await createTrustStores(worldOf(os), createLedger()).trust('system', await wantedOf(newCa(), []));
    expect(answer).toMatchObject({ ok: false, failure: { code: 'certificates/declined' } });
  });

  test('what mkcert has put there is trusted, and is not ours to take out', async () => {
    const { os, roots } = windows();
    const ca = newCa();
    const { whole } = await wantedOf(ca, []);
    const mkcert = { certificate: whole, whole, file: 'C:\\mkcert\\rootCA.pem', wholeFile: 'C:\\mkcert\\rootCA.pem' };
    roots.set(whole.thumbprint, 'mkcert ada@desk');
    const stores = createTrustStores(worldOf(os), createLedger());
    expect(stateOf(await stores.list(mkcert), 'system')).toMatchObject({
      state: 'trusted',
      says: expect.stringContaining('every name'),
    });
    expect(await stores.untrust('system', mkcert)).toMatchObject({
      ok: false,
      failure: { code: 'certificates/not-ours' },
    });
    expect(roots.size).toBe(1);
  });

  test('a store that nobody knows is said, and one that is gone with all that was in it is forgotten', async () => {
    const { os } = windows();
    const stores = createTrustStores(worldOf(os), createLedger());
    expect(await stores.untrust('java:/nowhere', undefined)).toMatchObject({
      failure: { code: 'certificates/unknown-store' },
    });
    const ledger = createLedger();
    await ledger.change(() => ({ put: [{ store: 'firefox:old', name: 'Firefox', place: '/gone', thumbprint: 'ab' }] }));
    const others = createTrustStores(worldOf(os), ledger);
    expect(await others.touched(undefined)).toEqual(['firefox:old']);
    expect(await others.untrust('firefox:old', undefined)).toMatchObject({
      ok: true,
      value: { says: expect.stringContaining('gone') },
    });
    expect(await ledger.read()).toEqual({ put: [] });
  });

  test('a ledger that is damaged is begun anew', async () => {
    for (const text of ['', '{', '[]', 'null', '{"put":[{"store":1}],"limited":{}}'])
      expect(await createLedger({ read: async () => text, write: async () => {} }).read()).toEqual({ put: [] });
  });

  test('without any way to the rights the command is the answer', async () => {
    const { elevate, steps } = asked();
    const { os } = machine({
      platform: 'linux',
      files: { '/usr/local/share/ca-certificates/a.crt': '' },
      readOnly: ['/usr/local/share/ca-certificates'],
      programs: { 'update-ca-certificates': () => ({}) },
    });
    const stores = createTrustStores(worldOf(os, { elevate, canAsk: async () => false }), createLedger());
    const answer = await stores.trust('system', await wantedOf(newCa(), []));
    expect(answer).toMatchObject({ ok: false, failure: { code: 'certificates/command' } });
    expect(answer.ok ? '' : answer.failure.detail?.command).toMatch(
      /^sudo install -m 644 \/data\/ca-limited\.pem .* && sudo update-ca-certificates$/,
    );
    expect(steps).toEqual([]);
  });
});

test('the keychain of macOS is asked for what is trusted, and told by the system’s own program', async () => {
  const keychain: string[] = [];
  let trusted = false;
  const files: Record<string, string> = {};
  const security = ([verb, ...args]: readonly string[]): Partial<Ran> => {
    if (verb === 'find-certificate') return { output: args.includes('-c') ? '' : keychain.join('') };
    if (verb === 'verify-cert') return { code: trusted ? 0 : 1 };
    if (verb === 'add-trusted-cert') {
      keychain.push(files[args.at(-1) ?? ''] ?? '');
      trusted = true;
    }
    if (verb === 'delete-certificate') keychain.length = 0;
    return {};
  };
  const { os, ran } = machine({ platform: 'darwin', home: '/Users/ada', files, programs: { security } });
  const stores = createTrustStores(worldOf(os), createLedger());
  const wanted = await wantedOf(newCa(), ['a.io']);
  expect(await stores.trust('system', wanted)).toMatchObject({
    ok: true,
    value: { state: 'trusted', rights: 'prompt' },
  });
  const keychainFile = '/Users/ada/Library/Keychains/login.keychain-db';
  expect(ran).toContainEqual([
    'security',
    'add-trusted-cert',
    '-r',
    'trustRoot',
    '-p',
    'ssl',
    '-k',
    keychainFile,
    '/tmp/given.pem',
  ]);
  trusted = false;
  expect(stateOf(await stores.list(wanted), 'system')).toMatchObject({
    state: 'untrusted',
    says: expect.stringContaining('not trusted for servers'),
  });
  expect(await stores.untrust('system', wanted)).toMatchObject({ ok: true });
  expect(ran).toContainEqual([
    'security',
    'delete-certificate',
    '-t',
    '-Z',
    wanted.certificate.thumbprint.toUpperCase(),
  ]);
  expect(keychain).toEqual([]);
});

test('Node.js is trusted where its variable names a file with the authority, and else told how', async () => {
  const wanted = await wantedOf(newCa(), []);
  const files = { '/etc/all.pem': `# ours\n${wanted.whole.pem}` };
  const list = async (environment: Record<string, string>) =>
    stateOf(
      await createTrustStores(worldOf(machine({ platform: 'linux', files, environment }).os), createLedger()).list(
        wanted,
      ),
      'node',
    );
  expect(await list({})).toMatchObject({ state: 'hint', command: 'export NODE_EXTRA_CA_CERTS=/data/ca.pem' });
  expect(await list({ NODE_EXTRA_CA_CERTS: '/etc/all.pem' })).toMatchObject({ state: 'trusted' });
  expect(await list({ NODE_EXTRA_CA_CERTS: '/etc/none.pem' })).toMatchObject({ state: 'hint' });
});

test('beside WSL the list of Windows is a store of its own', async () => {
  const { os } = machine({
    platform: 'linux',
    environment: { WSL_DISTRO_NAME: 'Debian' },
    programs: {
      certutil: () => ({}),
      wslpath: ([, file]) => ({ output: `\\\\wsl$\\Debian${file?.replaceAll('/', '\\')}\n` }),
    },
  });
  const states = await createTrustStores(worldOf(os), createLedger()).list(await wantedOf(newCa(), []));
  expect(stateOf(states, 'windows')).toMatchObject({
    state: 'untrusted',
    command: 'certutil -user -addstore Root "\\\\wsl$\\Debian\\data\\ca-limited.pem"',
  });
});

test.each([
  ['linux', {}, '/home/ada/.local/share/mkcert'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/mkcert'],
  ['darwin', {}, '/home/ada/Library/Application Support/mkcert'],
  ['linux', { CAROOT: '/roots' }, '/roots'],
] as const)('mkcert on %s with %o keeps its authority in %s', async (platform, environment, folder) => {
  const files = { [`${folder}/rootCA.pem`]: '', [`${folder}/rootCA-key.pem`]: '' };
  expect(await mkcertFolder(machine({ platform, environment, files }).os)).toBe(folder);
  // Without its key it can sign nothing.
  expect(
    await mkcertFolder(machine({ platform, environment, files: { [`${folder}/rootCA.pem`]: '' } }).os),
  ).toBeUndefined();
});
