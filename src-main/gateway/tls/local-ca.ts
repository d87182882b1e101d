import { randomBytes, webcrypto } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '#core/world.ts';

/** A certificate made here with its key, both as PEM; `certificate` is the chain down from the leaf, without the authority's own. */
export type Leaf = { readonly certificate: string; readonly key: string; readonly notAfter: number };

export type LocalCa = {
  /** The authority's certificate as PEM, for clients that are to trust it. Made when first asked for. */
  readonly certificate: () => Promise<string>;
  /** A server certificate for these names and addresses, the same one until it is near its end. */
  readonly leafFor: (names: readonly string[]) => Promise<Leaf>;
};

export type LocalCaOptions = {
  /** Where `ca.pem` and `ca-key.pem` are kept; made if it is not there. Absent: an authority that lives in memory only. */
  readonly folder?: string;
  readonly clock: Clock;
};

const day = 86_400_000;
const caDays = 3650;
/** Browsers refuse certificates of more than 398 days even of authorities that a person has added. */
const leafDays = 90;
/** Another leaf is made this long before the old one ends; its authority must outlive it. */
const renewDays = 30;
/** Names come from clients where a server takes any host, so the memory of them ends somewhere. */
const mostLeaves = 1_000;

/**
 * The authority of this machine: P-256 keys, its own key readable by its owner alone and never shown. It may sign server and client
 * certificates and nothing below itself. Nothing is read, made or written before it is needed.
 */
export function createLocalCa({ folder, clock }: LocalCaOptions): LocalCa {
  const leaves = new Map<string, { readonly leaf: Promise<Leaf>; ends: number }>();
  let authority: Promise<Authority> | undefined;
  const loaded = async (): Promise<Authority> => {
    authority ??= loadAuthority(folder, clock).catch((error: unknown) => {
      // What failed (a full disk, a folder that may not be written) may work the next time.
      authority = undefined;
      throw error;
    });
    return authority;
  };
  return {
    certificate: async () => (await loaded()).pem,
    leafFor: (names) => {
      const key = names.join(' ');
      const known = leaves.get(key);
      if (known && known.ends - clock() > renewDays * day) return known.leaf;
      const leaf = loaded().then((ca) => issue(ca, names, clock()));
      const entry = { leaf, ends: clock() + leafDays * day };
      leaves.delete(key);
      leaves.set(key, entry);
      leaf.then(
        ({ notAfter }) => {
          entry.ends = notAfter;
        },
        () => leaves.delete(key),
      );
      const [oldest] = leaves.keys();
      if (leaves.size > mostLeaves && oldest !== undefined) leaves.delete(oldest);
      return leaf;
    },
  };
}

type X509 = typeof import('@peculiar/x509');
type Authority = {
  readonly x509: X509;
  readonly pem: string;
  readonly certificate: InstanceType<X509['X509Certificate']>;
  readonly key: Keys['privateKey'];
};

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** Loaded late: a gateway without TLS does not pay for it. */
async function loadX509(): Promise<X509> {
  // The library's container of parts wants this polyfill to be there before itself.
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

async function loadAuthority(folder: string | undefined, clock: Clock): Promise<Authority> {
  const x509 = await loadX509();
  if (folder === undefined) return (await makeAuthority(x509, clock())).authority;
  const stored = await readAuthority(x509, folder, clock());
  if (stored) return stored;
  const { authority, keyPem } = await makeAuthority(x509, clock());
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // The key first: a certificate without its key is no use, and would be made again the next time.
  await writeWhole(join(folder, 'ca-key.pem'), keyPem, 0o600);
  await writeWhole(join(folder, 'ca.pem'), authority.pem, 0o644);
  return authority;
}

/** What is stored, unless it is not there, is damaged, does not belong together or ends before a leaf of today would. */
async function readAuthority(x509: X509, folder: string, now: number): Promise<Authority | undefined> {
  let pem: string;
  let keyPem: string;
  try {
    [pem, keyPem] = await Promise.all([
      readFile(join(folder, 'ca.pem'), 'utf8'),
      readFile(join(folder, 'ca-key.pem'), 'utf8'),
    ]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  // Someone may have copied the folder with wider permissions. Where the system has no such thing, there is nothing to narrow.
  await chmod(join(folder, 'ca-key.pem'), 0o600).catch(() => {});
  try {
    const certificate = new x509.X509Certificate(pem);
    const [bytes] = x509.PemConverter.decode(keyPem);
    if (bytes === undefined || certificate.notAfter.getTime() - now < leafDays * day) return undefined;
    const key = (await webcrypto.subtle.importKey('pkcs8', bytes, algorithm, false, ['sign'])) as Keys['privateKey'];
    const probe = new Uint8Array([1]);
    const signed = await webcrypto.subtle.sign(algorithm, key, probe);
    const publicKey = await certificate.publicKey.export(algorithm, ['verify']);
    if (!(await webcrypto.subtle.verify(algorithm, publicKey, signed, probe))) return undefined;
    return { x509, pem, certificate, key };
  } catch {
    // Not PEM, not a certificate, not a key of ours: another authority is made in its place.
    return undefined;
  }
}

async function makeAuthority(
  x509: X509,
  now: number,
): Promise<{ readonly authority: Authority; readonly keyPem: string }> {
  const keys = await newKeys();
  const serialNumber = newSerial();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber,
    // Each has a name of its own, so that a client that trusts an older one is not led astray.
    name: `O=Slipway, CN=Slipway local authority ${serialNumber.slice(0, 8)}`,
    notBefore: new Date(now - day),
    notAfter: new Date(now + caDays * day),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const exported = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  const pem = `${certificate.toString('pem')}\n`;
  const authority = { x509, pem, certificate, key: keys.privateKey };
  return { authority, keyPem: `${x509.PemConverter.encode(exported, 'PRIVATE KEY')}\n` };
}

async function issue(ca: Authority, names: readonly string[], now: number): Promise<Leaf> {
  const { x509 } = ca;
  const keys = await newKeys();
  const notAfter = Math.min(now + leafDays * day, ca.certificate.notAfter.getTime());
  // A common name holds 64 characters at most; clients read the alternative names anyway.
  const common = names.find((name) => name.length <= 64 && /^[\w.*-]+$/.test(name)) ?? 'localhost';
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: [{ CN: [common] }],
    issuer: ca.certificate.subject,
    notBefore: new Date(now - day),
    notAfter: new Date(notAfter),
    signingAlgorithm: algorithm,
    signingKey: ca.key,
    publicKey: keys.publicKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(ca.certificate),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificate: `${certificate.toString('pem')}\n`,
    key: `${x509.PemConverter.encode(key, 'PRIVATE KEY')}\n`,
    notAfter,
  };
}

/** The library writes key types as a browser does; node's know a few uses more. */
const newKeys = async (): Promise<Keys> =>
  (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as Keys;

type Keys = Extract<Parameters<X509['X509CertificateGenerator']['createSelfSigned']>[0], { keys: unknown }>['keys'];

/** 16 random bytes that are a positive number whatever they are. */
const newSerial = (): string => `4${randomBytes(16).toString('hex').slice(1)}`;

/** The whole file or none: written beside, then renamed. Its mode is set before the first byte. */
async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  const beside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    const handle = await open(beside, 'wx', mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
