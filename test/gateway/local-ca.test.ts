import { generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLocalCa } from '../../src-main/gateway/tls/local-ca.ts';
import { makeMkcert } from '../trust/mkcert-authority.ts';

const day = 86_400_000;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-ca-'));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

const lifeOf = (pem: string) => {
  const { validFrom, validTo } = new X509Certificate(pem);
  return { from: Date.parse(validFrom), to: Date.parse(validTo) };
};

test('a leaf is valid for 90 days from the first moment to the last, and already was a day ago', async () => {
  const now = Date.now();
  const leaf = await createLocalCa({ clock: () => now }).leafFor(['shop.test', '*.shop.test', '127.0.0.1']);
  const { from, to } = lifeOf(leaf.certificate);
  expect((to - from) / day).toBeLessThanOrEqual(90);
  expect((to - from) / day).toBeGreaterThan(89);
  expect((now - from) / day).toBeGreaterThanOrEqual(1);
  expect(leaf.notAfter).toBeGreaterThan(now);
  expect(new X509Certificate(leaf.certificate).subjectAltName).toBe(
    'DNS:shop.test, DNS:*.shop.test, IP Address:127.0.0.1',
  );
});

test('the chain ends with the authority, which alone may sign, and nothing below a leaf', async () => {
  const ca = createLocalCa({ clock: Date.now });
  const authority = new X509Certificate(await ca.certificate());
  const { certificate, key } = await ca.leafFor(['shop.test']);
  const [leaf, issuer, ...more] = certificate
    .split(/(?<=-----END CERTIFICATE-----\n)/)
    .filter((part) => part.trim() !== '');
  expect(more).toEqual([]);
  expect(new X509Certificate(issuer ?? '').fingerprint256).toBe(authority.fingerprint256);
  const shown = new X509Certificate(leaf ?? '');
  expect([shown.ca, shown.checkIssued(authority), shown.verify(authority.publicKey)]).toEqual([false, true, true]);
  expect(authority.ca && authority.verify(authority.publicKey)).toBe(true);
  expect([authority.publicKey.asymmetricKeyType, authority.publicKey.asymmetricKeyDetails?.namedCurve]).toEqual([
    'ec',
    'prime256v1',
  ]);
  expect(key).toContain('PRIVATE KEY');
});

test('nothing is made before it is needed, and asking whether there is one makes none', async () => {
  const ca = createLocalCa({ folder, clock: Date.now });
  expect(await ca.existing()).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
  await ca.certificate();
  expect((await ca.existing())?.file).toBe(join(folder, 'ca.pem'));
  expect(readdirSync(folder).sort()).toEqual(['ca-key.pem', 'ca.pem']);
});

test.skipIf(process.platform === 'win32')('the key is its owner’s alone, also where somebody opened it', async () => {
  await createLocalCa({ folder, clock: Date.now }).certificate();
  const key = join(folder, 'ca-key.pem');
  expect(statSync(key).mode & 0o777).toBe(0o600);
  const { chmodSync } = await import('node:fs');
  chmodSync(key, 0o644);
  await createLocalCa({ folder, clock: Date.now }).certificate();
  expect(statSync(key).mode & 0o777).toBe(0o600);
});

test('programs that need it at the same moment get the same authority', async () => {
  const made = await Promise.all(
    Array.from({ length: 8 }, () => createLocalCa({ folder, clock: Date.now }).certificate()),
  );
  expect(new Set(made).size).toBe(1);
  expect(await createLocalCa({ folder, clock: Date.now }).certificate()).toBe(made[0]);
  expect(readdirSync(folder).sort()).toEqual(['ca-key.pem', 'ca.pem']);
});

test.each([
  ['damaged', () => writeFileSync(join(folder, 'ca.pem'), 'nonsense')],
  ['without its key', () => rmSync(join(folder, 'ca-key.pem'))],
  ['with another key', () => writeFileSync(join(folder, 'ca-key.pem'), otherKey())],
])('an authority that is %s gives way to another one', async (_, harm) => {
  const before = await createLocalCa({ folder, clock: Date.now }).certificate();
  harm();
  const now = createLocalCa({ folder, clock: Date.now });
  expect(await now.certificate()).not.toBe(before);
  expect((await createLocalCa({ folder, clock: Date.now }).leafFor(['a.test'])).certificate).toContain(
    (await now.certificate()).trim(),
  );
});

const otherKey = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });

test('leaves are exchanged before they end, and whoever shows them is told once', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  let now = Date.now();
  const ca = createLocalCa({ clock: () => now, lookEveryMs: 1000 });
  let told = 0;
  const stop = ca.onChange(() => {
    told += 1;
  });
  const first = await ca.leafFor(['a.test']);
  vi.advanceTimersByTime(5000);
  expect(told).toBe(0);
  now += 60 * day;
  vi.advanceTimersByTime(1000);
  expect(told).toBe(1);
  const second = await ca.leafFor(['a.test']);
  expect(second.notAfter).toBeGreaterThan(first.notAfter);
  vi.advanceTimersByTime(10_000);
  expect(told).toBe(1);
  stop();
  now += 60 * day;
  vi.advanceTimersByTime(10_000);
  expect(told).toBe(1);
});

test('a certificate for clients is for clients alone', async () => {
  const ca = createLocalCa({ clock: Date.now });
  const { certificate } = await ca.clientFor('alice');
  expect(new X509Certificate(certificate).keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  expect(new X509Certificate(certificate).subject).toBe('CN=alice');
});

test.each(['rsa', 'ec'] as const)(
  'the authority of mkcert signs (%s), from where it lies, also after a restart',
  async (kind) => {
    const mkcert = join(folder, 'mkcert');
    await mkdir(mkcert);
    const root = await makeMkcert(mkcert, kind);
    const own = join(folder, 'own');
    const ca = createLocalCa({ folder: own, clock: Date.now });
    const before = await ca.leafFor(['a.test']);
    let told = 0;
    ca.onChange(() => {
      told += 1;
    });
    await ca.use({ from: 'mkcert', folder: mkcert });
    expect(told).toBe(1);
    const leaf = await ca.leafFor(['a.test']);
    expect(leaf.certificate).not.toBe(before.certificate);
    expect(new X509Certificate(leaf.certificate).verify(new X509Certificate(root).publicKey)).toBe(true);
    expect(await ca.authority()).toMatchObject({
      from: 'mkcert',
      file: join(mkcert, 'rootCA.pem'),
      name: 'mkcert ada@desk',
    });
    // Its own certificate, because mkcert has put that one where it is trusted.
    expect(new X509Certificate(await ca.limitedTo(['a.test'])).fingerprint256).toBe(
      new X509Certificate(root).fingerprint256,
    );
    const again = createLocalCa({ folder: own, clock: Date.now });
    expect((await again.existing())?.from).toBe('mkcert');
    // Its key is nowhere but where mkcert has put it.
    const key = readFileSync(join(mkcert, 'rootCA-key.pem'), 'utf8').split('\n')[1] ?? '?';
    for (const name of readdirSync(own)) expect(readFileSync(join(own, name), 'utf8')).not.toContain(key);
    await again.use({ from: 'own' });
    expect((await createLocalCa({ folder: own, clock: Date.now }).authority()).from).toBe('own');
    expect(existsSync(join(mkcert, 'rootCA-key.pem'))).toBe(true);
  },
);

test('an authority of mkcert that cannot be used changes nothing, and one that is gone later is replaced by our own', async () => {
  const mkcert = join(folder, 'mkcert');
  await mkdir(mkcert);
  await makeMkcert(mkcert, 'ec');
  const ca = createLocalCa({ folder, clock: Date.now });
  const before = await ca.certificate();
  const good = readFileSync(join(mkcert, 'rootCA-key.pem'), 'utf8');
  const secret = randomBytes(24).toString('base64');
  for (const bad of [`-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----\n`, String(otherKey())]) {
    writeFileSync(join(mkcert, 'rootCA-key.pem'), bad);
    const refused = await ca.use({ from: 'mkcert', folder: mkcert }).catch((error: Error) => error.message);
    expect(refused).toMatch(/^its key (cannot be read|does not belong to its certificate)$/);
    expect(await ca.certificate()).toBe(before);
  }
  writeFileSync(join(mkcert, 'rootCA-key.pem'), good);
  await ca.use({ from: 'mkcert', folder: mkcert });
  rmSync(mkcert, { recursive: true });
  const later = createLocalCa({ folder, clock: Date.now });
  expect(await later.authority()).toMatchObject({
    from: 'own',
    pem: before,
    instead: expect.stringContaining('ENOENT'),
  });
});
