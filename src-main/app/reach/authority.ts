import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuthorityCertificate, CertificatesState, ClientCertificate, TrustStore } from '#contract/reach.ts';
import type { Failure, Result } from '#core/failure.ts';
import { keepForOwner } from '../../gateway/tls/authority-files.ts';
import type { AuthorityNow, LocalCa } from '../../gateway/tls/local-ca.ts';
import { domainsFor, isWithin } from '../../gateway/tls/name-constraints.ts';
import { certificateOf } from '../../trust/certificate.ts';
import { createLedger, type Limited, type Written } from '../../trust/ledger.ts';
import { mkcertFolder } from '../../trust/mkcert.ts';
import type { StoreWorld } from '../../trust/store.ts';
import { createTrustStores, type Wanted } from '../../trust/trust-stores.ts';
import { writeOwnFile } from '../write-own-file.ts';
import { factsOf } from './certificate-facts.ts';

export type AuthorityWorld = StoreWorld & {
  /** Of the workspace that is open now. */
  readonly ca: () => LocalCa;
  /** The names that the authority signs for now; a wildcard stands for itself. */
  readonly names: () => Promise<readonly string[]>;
  /** The person's; absent: the authority lives in memory, and nobody else can be made to trust it. */
  readonly dataFolder?: string;
};

/** The local authority, and who trusts it: the same for the program that serves and for a terminal while nothing runs. */
export type Authority = {
  readonly state: () => Promise<Omit<CertificatesState, 'served'>>;
  readonly trust: (store: string) => Promise<Result<TrustStore>>;
  readonly untrust: (store: string) => Promise<Result<TrustStore>>;
  /** The ids of stores in which anything of ours is, also of authorities of before. */
  readonly touched: () => Promise<readonly string[]>;
  readonly client: (name: string) => Promise<Result<ClientCertificate>>;
  readonly use: (from: 'mkcert' | 'own') => Promise<Result<null>>;
};

/** Nothing is made before somebody trusts it, or is to be trusted. */
export const createAuthority = ({ ca, names, dataFolder, ...world }: AuthorityWorld): Authority => {
  const file = (name: string): string | undefined => dataFolder && join(dataFolder, name);
  const ledgerFile = file('trusted-by.json');
  const ledger = createLedger(
    ledgerFile === undefined
      ? undefined
      : {
          read: () => readFile(ledgerFile, 'utf8').catch(() => undefined), // absent until something is trusted
          write: (text) => writeOwnFile(ledgerFile, text),
        },
  );
  const stores = createTrustStores(world, ledger);

  type LimitedNow = Limited & { readonly left: readonly string[] };
  let last: Promise<unknown> = Promise.resolve();
  /** What stores are given is made anew where it does not vouch for all names of now; one after the other, because files are written. */
  const limitedFor = (authority: AuthorityNow, thumbprint: string): Promise<LimitedNow> => {
    const mine = last.then(() => limitedNow(authority, thumbprint));
    last = mine.catch(() => undefined); // whoever asked for it gets the error
    return mine;
  };
  const limitedNow = async (authority: AuthorityNow, thumbprint: string): Promise<LimitedNow> => {
    const { domains, left } = domainsFor(await names());
    const written = await ledger.read();
    const limited = await nextLimited(written, domains, thumbprint, ca().limitedTo);
    if (limited !== written.limited) await ledger.change((all) => ({ ...all, limited }));
    const target = file('ca-limited.pem');
    if (
      target !== undefined &&
      authority.from === 'own' &&
      (await readFile(target, 'utf8').catch(() => '')) !== limited.pem
    )
      await writeOwnFile(target, limited.pem);
    return { ...limited, left };
  };
  const wantedOf = async (now: AuthorityNow): Promise<Wanted> => {
    const whole = certificateOf(now.pem);
    if (whole === undefined) throw new Error('the certificate of the local authority cannot be read');
    const wholeFile = now.file !== undefined && { wholeFile: now.file };
    // Another program's authority is trusted by its own certificate, or not at all.
    if (now.from === 'mkcert') return { certificate: whole, whole, ...wholeFile, ...(now.file && { file: now.file }) };
    const { pem, domains, left } = await limitedFor(now, whole.thumbprint);
    const target = file('ca-limited.pem');
    return {
      certificate: certificateOf(pem) ?? whole,
      whole,
      domains,
      left,
      ...wholeFile,
      ...(target !== undefined && { file: target }),
    };
  };
  const existing = async (): Promise<{ readonly now?: AuthorityNow; readonly wanted?: Wanted }> => {
    const now = await ca().existing();
    return now ? { now, wanted: await wantedOf(now) } : {};
  };
  const clients = (): Promise<readonly ClientCertificate[]> =>
    dataFolder ? readClients(dataFolder) : Promise.resolve([]);

  return {
    state: async () => {
      const { now, wanted } = await existing();
      const [list, all, mkcert] = await Promise.all([stores.list(wanted), clients(), mkcertFolder(world.os)]);
      const authority = now && authorityFacts(now);
      return { ...(authority && { authority }), stores: list, clients: all, ...(mkcert !== undefined && { mkcert }) };
    },
    trust: async (store) => {
      if (dataFolder === undefined) return { ok: false, failure: inMemory };
      return stores.trust(store, await wantedOf(await ca().authority()));
    },
    untrust: async (store) => stores.untrust(store, (await existing()).wanted),
    touched: async () => stores.touched((await existing()).wanted),
    client: async (name) => {
      if (dataFolder === undefined) return { ok: false, failure: inMemory };
      if (!/^[A-Za-z0-9][A-Za-z0-9._@-]{0,62}$/.test(name) || name.endsWith('-key'))
        return { ok: false, failure: badName(name) };
      const { certificate, key } = await ca().clientFor(name);
      const folder = join(dataFolder, 'clients');
      const [pemFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}-key.pem`)];
      await writeOwnFile(keyFile, key);
      await writeOwnFile(pemFile, certificate);
      const facts = factsOf(certificate);
      if (facts === undefined) throw new Error('a client certificate that was made cannot be read');
      return { ok: true, value: { ...facts, name, file: pemFile, keyFile } };
    },
    use: async (from) => {
      if (from === 'own') {
        await ca().use({ from });
        return { ok: true, value: null };
      }
      const folder = await mkcertFolder(world.os);
      if (folder === undefined) return { ok: false, failure: noMkcert };
      try {
        await ca().use({ from, folder });
        return { ok: true, value: null };
      } catch (error) {
        return { ok: false, failure: unusable(folder, error) };
      }
    },
  };
};

/** Domains add up while anything is trusted anywhere, so that two workspaces do not take each other's away. */
const nextLimited = async (
  { limited, put }: Written,
  domains: readonly string[],
  authority: string,
  make: (domains: readonly string[]) => Promise<string>,
): Promise<Limited> => {
  const same = limited?.authority === authority ? limited : undefined;
  if (same && put.length > 0 && domains.every((domain) => isWithin(domain, same.domains))) return same;
  const all = same && put.length > 0 ? domainsFor([...same.domains, ...domains]).domains : domains;
  if (same && all.length === same.domains.length && all.every((domain) => same.domains.includes(domain))) return same;
  return { pem: await make(all), domains: all, authority };
};

const authorityFacts = ({ from, pem, file }: AuthorityNow): AuthorityCertificate | undefined => {
  const facts = factsOf(pem);
  return facts && { ...facts, from, ...(file !== undefined && { file }) };
};

const readClients = async (dataFolder: string): Promise<readonly ClientCertificate[]> => {
  const folder = join(dataFolder, 'clients');
  const names = (await readdir(folder).catch(() => [])).filter(
    (name) => name.endsWith('.pem') && !name.endsWith('-key.pem'),
  );
  const found = await Promise.all(
    names.sort().map(async (fileName) => {
      const [file, name] = [join(folder, fileName), fileName.slice(0, -4)];
      const keyFile = join(folder, `${name}-key.pem`);
      // Whoever copied it here may have let others read it.
      await keepForOwner(keyFile).catch(() => {});
      const facts = factsOf(await readFile(file, 'utf8').catch(() => ''));
      return facts ? [{ ...facts, name, file, keyFile }] : [];
    }),
  );
  return found.flat();
};

const inMemory: Failure = {
  code: 'certificates/in-memory',
  message:
    'the local authority lives in memory here, so that nothing can be made to trust it; start "slipway run" with a data folder',
};

const badName = (name: string): Failure => ({
  code: 'certificates/name',
  message: `${JSON.stringify(name)} cannot be the name of a client; use up to 63 letters, digits and ". _ @ -"`,
});

const noMkcert: Failure = {
  code: 'certificates/no-mkcert',
  message: 'mkcert has made no authority on this machine; run "mkcert -install", or set CAROOT to its folder',
};

const unusable = (folder: string, error: unknown): Failure => ({
  code: 'certificates/authority-unusable',
  message: `the authority in "${folder}" cannot be used (${error instanceof Error ? error.message : String(error)}); the one of before stays`,
});
