import { spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dataFolderOf } from '../../src-main/app/data-folder.ts';
import { makeMkcert } from '../trust/mkcert-authority.ts';
import { slipway } from './fake-terminal.ts';

/** That of NSS, where it is installed. */
const certutil =
  process.platform === 'linux'
    ? spawnSync('sh', ['-c', 'command -v certutil'], { encoding: 'utf8' }).stdout.trim()
    : '';
const hasCertutil = certutil !== '' && /-A .*cert/.test(spawnSync(certutil, ['-H'], { encoding: 'utf8' }).stderr);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-ca-'));
  vi.stubEnv('XDG_DATA_HOME', folder);
  vi.stubEnv('LOCALAPPDATA', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('the data folder follows the habits of each system', () => {
  expect(dataFolderOf('linux', {}, '/people/ada')).toBe('/people/ada/.local/share/slipway');
  expect(dataFolderOf('linux', { XDG_DATA_HOME: '/data' }, '/people/ada')).toBe('/data/slipway');
  expect(dataFolderOf('linux', { XDG_DATA_HOME: 'data' }, '/people/ada')).toBe('/people/ada/.local/share/slipway');
  expect(dataFolderOf('darwin', {}, '/people/ada')).toBe('/people/ada/Library/Application Support/slipway');
  expect(dataFolderOf('win32', {}, 'D:\\ada')).toBe('D:\\ada\\AppData\\Local\\slipway');
});

// On macOS the folder follows the home alone, which a test must not write to.
test.runIf(process.platform !== 'darwin')(
  'slipway ca names the file of the certificate, and shows the same one',
  async () => {
    const path = await slipway(['ca']);
    const shown = await slipway(['ca', '--pem']);
    expect([path.code, path.answer, shown.code]).toEqual([0, join(folder, 'slipway', 'ca.pem'), 0]);
    expect(readFileSync(path.answer, 'utf8').trim()).toBe(shown.answer);
    expect(new X509Certificate(shown.answer).ca).toBe(true);
    expect(shown.answer).not.toContain('PRIVATE');
  },
);

test.runIf(process.platform !== 'darwin')('a data folder that cannot be used is said in one line', async () => {
  writeFileSync(join(folder, 'slipway'), 'in the way');
  expect(await slipway(['ca'])).toMatchObject({
    code: 1,
    answer: '',
    notes: expect.stringMatching(/^slipway: .*writable$/),
  });
});

/** A machine of its own for one test: nothing in the path but what the test puts there. */
const alone = () => {
  vi.stubEnv('HOME', folder);
  vi.stubEnv('USERPROFILE', folder);
  vi.stubEnv('PATH', join(folder, 'bin'));
  for (const name of ['JAVA_HOME', 'CAROOT', 'NODE_EXTRA_CA_CERTS', 'WSL_DISTRO_NAME', 'XDG_CONFIG_HOME'])
    vi.stubEnv(name, undefined);
};

test.runIf(process.platform === 'linux')('slipway ca list says who trusts it, and makes none by asking', async () => {
  alone();
  const { code, answer } = await slipway(['ca', 'list']);
  expect(code).toBe(0);
  expect(answer).toMatch(/^authority\n {2}none has been needed yet/);
  expect(answer).toMatch(/^ {2}unavailable {2}nss +the program "certutil" is not installed/m);
  expect(answer).toMatch(/^ {2}hint +node /m);
  expect(existsSync(join(folder, 'slipway', 'ca.pem'))).toBe(false);
  await slipway(['ca']);
  const json = JSON.parse((await slipway(['ca', 'list', '--json'])).answer);
  expect(json).toMatchObject({
    authority: { from: 'own', file: join(folder, 'slipway', 'ca.pem') },
    served: [],
    clients: [],
  });
  expect(JSON.stringify(json)).not.toContain('PRIVATE');
});

test.runIf(hasCertutil)(
  'slipway ca trust and untrust change the stores that are named, and say what is true afterwards',
  async () => {
    alone();
    mkdirSync(join(folder, 'bin'));
    symlinkSync(certutil, join(folder, 'bin', 'certutil'));
    expect((await slipway(['ca', 'list'])).answer).toMatch(
      /^ {2}"slipway ca trust (system|nss)" has a store trust it/m,
    );
    expect((await slipway(['ca', 'trust', 'nosuch'])).notes).toMatch(/^slipway: there is no store "nosuch"/);
    const trusted = await slipway(['ca', 'trust', 'nss', '--name', 'httpbin.example.com']);
    expect(trusted).toMatchObject({ code: 0, notes: '' });
    expect(trusted.answer).toMatch(
      /^nss: trusted; it trusts the authority for "httpbin\.example\.com" and reserved names/,
    );
    const more = await slipway(['ca', 'trust', 'nss', '--name', 'other.io', '--json']);
    expect(JSON.parse(more.answer)).toMatchObject([
      { id: 'nss', state: 'trusted', says: expect.stringContaining('"httpbin.example.com", "other.io"') },
    ]);
    // Never `--all` here: it would look into the real stores of this machine.
    // Another authority by now: what the one before has left is found all the same.
    for (const name of ['ca.pem', 'ca-key.pem']) rmSync(join(folder, 'slipway', name));
    const gone = await slipway(['ca', 'untrust', '--all']);
    expect(gone).toMatchObject({ code: 0, answer: 'nss: untrusted; it does not know the authority' });
    const listed = spawnSync(certutil, ['-L', '-d', `sql:${join(folder, '.pki', 'nssdb')}`], { encoding: 'utf8' });
    expect([listed.status, listed.stdout.includes('Slipway')]).toEqual([0, false]);
  },
);

test.runIf(process.platform === 'linux')('slipway ca client makes a pair of files and the line for curl', async () => {
  alone();
  const { code, answer } = await slipway(['ca', 'client', 'alice']);
  const [file = '', keyFile = ''] = answer.split('\n');
  expect(code).toBe(0);
  expect(answer).toContain(
    `curl --cacert ${join(folder, 'slipway', 'ca.pem')} --cert ${file} --key ${keyFile} https://`,
  );
  expect(answer).toContain('openssl pkcs12 -export');
  expect(answer).not.toContain('PRIVATE');
  expect(new X509Certificate(readFileSync(file)).checkPrivateKey(createPrivateKey(readFileSync(keyFile)))).toBe(true);
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  expect(await slipway(['ca', 'client', '../alice'])).toMatchObject({
    code: 1,
    notes: expect.stringContaining('cannot be the name'),
  });
});

test.runIf(process.platform === 'linux')(
  'slipway ca use signs with the authority of mkcert, where there is one',
  async () => {
    alone();
    const none = await slipway(['ca', 'use', 'mkcert']);
    expect(none).toMatchObject({ code: 1, notes: expect.stringContaining('mkcert -install') });
    const roots = join(folder, 'roots');
    mkdirSync(roots);
    vi.stubEnv('CAROOT', roots);
    const root = await makeMkcert(roots, 'ec');
    expect(await slipway(['ca', 'use', 'mkcert'])).toMatchObject({ code: 0, answer: join(roots, 'rootCA.pem') });
    expect((await slipway(['ca', '--pem'])).answer).toBe(root.trimEnd());
    expect((await slipway(['ca', 'list'])).answer).toContain('of mkcert');
    expect(await slipway(['ca', 'use', 'own'])).toMatchObject({ code: 0, answer: join(folder, 'slipway', 'ca.pem') });
  },
);

test.each([
  [['ca', 'nonsense'], '"nonsense" is nothing that can be done'],
  [['ca', 'trust'], 'name the stores'],
  [['ca', 'trust', 'nss', '--all'], 'name the stores'],
  [['ca', 'client'], '"client" takes a name'],
  [['ca', 'use', 'theirs'], '"use" takes "mkcert" or "own"'],
  [['ca', 'list', 'all'], '"list" takes nothing more'],
])('%j is wrong use', async (args, words) => {
  expect(await slipway(args)).toMatchObject({ code: 2, notes: expect.stringContaining(words) });
});

test.runIf(process.platform === 'linux')('by "sudo" it is said whose authority and stores are meant', async () => {
  vi.stubEnv('SUDO_USER', 'ada');
  const uid = vi.spyOn(process as { getuid: () => number }, 'getuid').mockReturnValue(0);
  try {
    const done = await slipway(['ca', 'trust', 'nowhere']);
    expect([done.code, done.notes]).toEqual([1, expect.stringContaining('"ada" calls it without')]);
    uid.mockReturnValue(1000);
    expect((await slipway(['ca', 'trust', 'nowhere'])).notes).not.toContain('sudo');
  } finally {
    uid.mockRestore();
  }
});
