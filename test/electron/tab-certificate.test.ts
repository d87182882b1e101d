import type { Certificate } from 'electron';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  isSignedBy,
  judgeCertificate,
  type ShownCertificate,
  type TabTrust,
} from '../../src-main/electron/tab-certificate.ts';
import { createLocalCa } from '../../src-main/gateway/tls/local-ca.ts';

const now = Date.UTC(2026, 10, 21);
const day = 86_400_000;
const host = 'httpbin.example.com';
let authority = '';
let leaf = '';
let ofStranger = '';
let stranger = '';
let ofClient = '';

const first = (pem: string): string => `${pem.split('-----END CERTIFICATE-----')[0]}-----END CERTIFICATE-----\n`;

beforeAll(async () => {
  const ca = createLocalCa({ clock: () => now });
  const other = createLocalCa({ clock: () => now });
  authority = await ca.certificate();
  leaf = first((await ca.leafFor([host, '*.shop.test', '127.0.0.1'])).certificate);
  stranger = await other.certificate();
  ofStranger = first((await other.leafFor([host])).certificate);
  ofClient = first((await ca.clientFor(host)).certificate);
});

describe('a chain is one of the local authority', () => {
  test('for its names, by the leaf alone and with the authority behind it', () => {
    for (const name of [host, 'a.shop.test', '127.0.0.1', 'HTTPBIN.example.com']) {
      expect(isSignedBy([leaf], authority, name, now), name).toBe(true);
      expect(isSignedBy([leaf, authority], authority, name, now), name).toBe(true);
    }
  });

  test.each([
    ['another name', () => [leaf], 'shop.test', now],
    ['a name two labels below a wildcard', () => [leaf], 'a.b.shop.test', now],
    ['another address', () => [leaf], '127.0.0.2', now],
    ['a time after its end', () => [leaf], host, now + 400 * day],
    ['a time before its beginning', () => [leaf], host, now - 400 * day],
    ['a leaf of another authority', () => [ofStranger], host, now],
    ['one with its own authority behind it', () => [ofStranger, stranger], host, now],
    ['one with our authority pushed behind it', () => [ofStranger, authority], host, now],
    ['the authority itself', () => [authority], host, now],
    ['a certificate for clients', () => [ofClient], host, now],
    ['no certificate', () => [], host, now],
    ['what is no certificate', () => ['nonsense'], host, now],
  ] as const)('but not with %s', (_, chain, name, at) => {
    expect(isSignedBy(chain(), authority, name, at)).toBe(false);
  });

  test('but not where a leaf has signed a leaf', () => {
    expect(isSignedBy([ofStranger, leaf, authority], authority, host, now)).toBe(false);
  });

  test('but not after a byte of it was changed', () => {
    const bytes = Buffer.from(leaf.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1;
    const forged = `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64')}\n-----END CERTIFICATE-----\n`;
    expect(isSignedBy([forged], authority, host, now)).toBe(false);
  });
});

describe('Chromium is told', () => {
  const shown = (pem: string, errorCode = -202, hostname = host): ShownCertificate => ({
    hostname,
    errorCode,
    certificate: { data: pem },
  });
  const trust: TabTrust = {
    leadsHere: (name: string) => name === host,
    authority: async () => authority,
    clock: () => now,
  };

  test('to accept a leaf of the local authority for a name that leads to the gateway', async () => {
    expect(await judgeCertificate(shown(leaf), trust)).toBe(0);
  });

  test('to accept it with the authority as the last one, which Electron writes as its own issuer', async () => {
    const last = { data: authority } as Certificate;
    last.issuerCert = last;
    expect(await judgeCertificate({ ...shown(leaf), certificate: { data: leaf, issuerCert: last } }, trust)).toBe(0);
  });

  test.each([
    ['all is well', () => shown(leaf, 0), trust],
    ['the certificate is revoked', () => shown(leaf, -206), trust],
    ['the name is wrong', () => shown(leaf, -200), trust],
    ['the name does not lead to the gateway', () => shown(leaf, -202, 'bank.example'), trust],
    ['it is for another name', () => shown(leaf), { ...trust, clock: () => now + 400 * day }],
    ['another authority signed', () => shown(ofStranger), trust],
    [
      'there is no authority',
      () => shown(leaf),
      { ...trust, authority: () => Promise.resolve<string | undefined>(undefined) },
    ],
  ] as const)('to go by its own judgement where %s', async (_, certificate, by) => {
    expect(await judgeCertificate(certificate(), by)).toBe(-3);
  });
});
