import { createPrivateKey, X509Certificate as Parsed, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { nameConstraints, nameConstraintsId, reservedDomains } from './name-constraints.ts';

/** A certificate made here with its key, both as PEM. `certificate` is the chain down from the leaf, the authority's own at the end. */
export type Leaf = { readonly certificate: string; readonly key: string; readonly notAfter: number };

/** An authority with its key at hand, which never leaves it. */
export type Signer = {
  /** The authority's own certificate as PEM. */
  readonly pem: string;
  /** Its common name. */
  readonly name: string;
  readonly notAfter: number;
  /** For servers that are called so. */
  readonly server: (names: readonly string[], now: number) => Promise<Leaf>;
  /** For a client that shows itself as this name, and for nothing else. */
  readonly client: (name: string, now: number) => Promise<Leaf>;
  /**
   * The same authority (subject and key) in another certificate that vouches for servers of these domains, of the reserved ones and of
   * loopback addresses alone, as PEM: what is given to stores of trust, so that its key is worth little to a thief.
   */
  readonly limited: (domains: readonly string[], now: number) => Promise<string>;
};

const day = 86_400_000;
const caDays = 3650;
/** From the first moment to the last. Clients refuse more than 398 days even of authorities that a person has added. */
export const leafDays = 90;
/** Clocks differ, also those of virtual machines on one desk. */
const backDays = 1;

/** Another authority, with the key that it must be kept with, as PEM. */
export async function makeAuthority(now: number): Promise<{ readonly pem: string; readonly keyPem: string }> {
  const x509 = await loadX509();
  const keys = await newKeys();
  const serialNumber = newSerial();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber,
    // Each has a name of its own, so that a client that trusts an older one is not led astray.
    name: `O=Slipway, CN=Slipway local authority ${serialNumber.slice(0, 8)}`,
    notBefore: new Date(now - backDays * day),
    notAfter: new Date(now + caDays * day),
    signingAlgorithm: p256,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const exported = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    pem: `${certificate.toString('pem')}\n`,
    keyPem: `${x509.PemConverter.encode(exported, 'PRIVATE KEY')}\n`,
  };
}

/** Takes up an authority: RSA or ECDSA, its key as PEM of any sort without a passphrase. Rejects, without a word of the key, where the two are not one. */
export async function openAuthority(pem: string, keyPem: string): Promise<Signer> {
  const x509 = await loadX509();
  const known = new Parsed(pem);
  const key = readKey(keyPem);
  if (!known.ca) throw new Error('its certificate is not one of an authority');
  if (!known.checkPrivateKey(key)) throw new Error('its key does not belong to its certificate');
  const algorithm = algorithmOf(key);
  const signingKey = (await webcrypto.subtle.importKey(
    'pkcs8',
    key.export({ type: 'pkcs8', format: 'der' }),
    algorithm,
    false,
    ['sign'],
  )) as Keys['privateKey'];
  const certificate = new x509.X509Certificate(pem);
  const shown = `${certificate.toString('pem')}\n`;
  const own = certificate.getExtension(x509.SubjectKeyIdentifierExtension);
  const authorityKey = own
    ? new x509.AuthorityKeyIdentifierExtension(own.keyId)
    : await x509.AuthorityKeyIdentifierExtension.create(certificate);
  const ends = certificate.notAfter.getTime();

  const issue = async (common: string, names: readonly string[], now: number, usages: string[]): Promise<Leaf> => {
    const keys = await newKeys();
    const notAfter = Math.min(now + (leafDays - backDays) * day, ends);
    const leaf = await x509.X509CertificateGenerator.create({
      serialNumber: newSerial(),
      subject: [{ CN: [common] }],
      issuer: certificate.subjectName,
      notBefore: new Date(now - backDays * day),
      notAfter: new Date(notAfter),
      signingAlgorithm: algorithm,
      signingKey,
      publicKey: keys.publicKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension(usages),
        new x509.SubjectAlternativeNameExtension(
          names.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
        ),
        authorityKey,
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    const secret = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
    return {
      // With the authority's own: test browsers are told to accept its key, and look for it in what they are shown.
      certificate: `${leaf.toString('pem')}\n${shown}`,
      key: `${x509.PemConverter.encode(secret, 'PRIVATE KEY')}\n`,
      notAfter,
    };
  };
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
  return {
    pem: shown,
    name: certificate.subjectName.getField('CN')[0] ?? certificate.subject,
    notAfter: ends,
    server: (names, now) => {
      // A common name holds 64 characters at most; clients read the alternative names anyway.
      const common = names.find((name) => name.length <= 64 && /^[\w.*-]+$/.test(name)) ?? 'localhost';
      return issue(common, names, now, [serverAuth, clientAuth]);
    },
    client: (name, now) => issue(name, [name], now, [clientAuth]),
    limited: async (domains, now) => {
      const twin = await x509.X509CertificateGenerator.create({
        serialNumber: newSerial(),
        subject: certificate.subjectName,
        issuer: certificate.subjectName,
        notBefore: new Date(Math.max(now - backDays * day, certificate.notBefore.getTime())),
        notAfter: new Date(ends),
        signingAlgorithm: algorithm,
        signingKey,
        publicKey: await certificate.publicKey.export(),
        extensions: [
          new x509.BasicConstraintsExtension(true, 0, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
          new x509.ExtendedKeyUsageExtension([serverAuth]),
          new x509.Extension(nameConstraintsId, true, nameConstraints([...reservedDomains, ...domains])),
          ...(own ? [own] : [await x509.SubjectKeyIdentifierExtension.create(certificate.publicKey)]),
        ],
      });
      return `${twin.toString('pem')}\n`;
    },
  };
}

type X509 = typeof import('@peculiar/x509');
type Keys = Extract<Parameters<X509['X509CertificateGenerator']['createSelfSigned']>[0], { keys: unknown }>['keys'];

/** Loaded late: a gateway without TLS does not pay for it. */
async function loadX509(): Promise<X509> {
  // The library's container of parts wants this polyfill to be there before itself.
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

const p256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

const curves: Readonly<Record<string, { readonly namedCurve: string; readonly hash: string }>> = {
  prime256v1: { namedCurve: 'P-256', hash: 'SHA-256' },
  secp384r1: { namedCurve: 'P-384', hash: 'SHA-384' },
  secp521r1: { namedCurve: 'P-521', hash: 'SHA-512' },
};

function readKey(keyPem: string): ReturnType<typeof createPrivateKey> {
  try {
    return createPrivateKey(keyPem);
  } catch {
    // What the library says may hold parts of what was read.
    throw new Error('its key cannot be read');
  }
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: ReturnType<typeof createPrivateKey>) {
  if (asymmetricKeyType === 'rsa') return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const curve = curves[asymmetricKeyDetails?.namedCurve ?? ''];
  if (asymmetricKeyType !== 'ec' || !curve) throw new Error('its key is neither RSA nor one of the curves of NIST');
  return { name: 'ECDSA', ...curve };
}

/** The library writes key types as a browser does; node's know a few uses more. */
const newKeys = async (): Promise<Keys> => (await webcrypto.subtle.generateKey(p256, true, ['sign', 'verify'])) as Keys;

/** 16 random bytes that are a positive number whatever they are. */
const newSerial = (): string => `4${randomBytes(16).toString('hex').slice(1)}`;
