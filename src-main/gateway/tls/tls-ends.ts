import { createHash } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { publicSuffixes } from '#core/hosts-file/refused-names.ts';
import type { Secrets } from '#core/resource/kubernetes/secret.ts';
import type { ChainTls } from '#core/route/listener-tls.ts';
import type { FilterChain, Table } from '#core/route/table.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { Clock, Log } from '#core/world.ts';
import { withAliases } from './alias-contexts.ts';
import { certificatesByName, shown } from './certificates-by-name.ts';
import {
  certificatesIn,
  type KeyPair,
  type MaterialProblem,
  readAuthorities,
  readCrl,
  readKeyPair,
} from './key-material.ts';
import type { LocalCa } from './local-ca.ts';
import type { Presented } from './served.ts';
import { createTlsEnd, type TlsEnd } from './tls-end.ts';

/** The TLS ends of a table. A chain without one here ends no TLS, or cannot: then `failures` says why. */
export type TlsEnds = {
  readonly ends: ReadonlyMap<FilterChain, TlsEnd>;
  readonly failures: ReadonlyMap<FilterChain, string>;
  /** What the chains show, usable or not. */
  readonly presented: ReadonlyMap<FilterChain, readonly Presented[]>;
  readonly diagnostics: readonly Diagnostic[];
  /** How long a client may take for its hello, and then for its handshake; absent: 15 s. */
  readonly handshakeMs?: number | undefined;
};

export type TlsKeeper = {
  /** Reads and checks every certificate that a table names. Never rejects: what cannot be used fails its own chain alone. */
  readonly prepare: (table: Table, secrets: Secrets) => Promise<TlsEnds>;
};

/** Keeps the ends of chains whose certificates have not changed, and with them the sessions of their clients. */
export function createTlsKeeper(
  ca: LocalCa,
  clock: Clock,
  log: Log,
  alpn: readonly string[],
  handshakeMs?: number,
): TlsKeeper {
  let kept = new Map<string, TlsEnd>();
  /** By what the chain says: files that are damaged or gone for a while do not stop a server that has read them before. */
  let good = new Map<string, { readonly end: TlsEnd; readonly presents: readonly Presented[] }>();
  return {
    prepare: async (table, secrets) => {
      const next = new Map<string, TlsEnd>();
      const goodNow: typeof good = new Map();
      const ends = new Map<FilterChain, TlsEnd>();
      const failures = new Map<FilterChain, string>();
      const presented = new Map<FilterChain, readonly Presented[]>();
      const diagnostics: Diagnostic[] = [];
      for (const chain of table.listeners.flatMap(({ chains }) => chains)) {
        const { tls } = chain;
        if (tls?.certificates === undefined) continue;
        const place = tls.certificates[0]?.place;
        const tell = ({ code, message, serves }: MaterialProblem, at = place) => {
          if (at) diagnostics.push({ severity: serves ? 'warning' : 'error', code, message, place: at });
        };
        const presents: Presented[] = [];
        presented.set(chain, presents);
        try {
          const material = await readMaterial(tls, secrets, ca, clock(), tell, presents);
          const protocols = chain.routeConfig === undefined ? [] : alpn;
          const written = fingerprint({ tls, protocols });
          if (material === undefined) {
            const before = isOfFiles(tls) ? good.get(written) : undefined;
            if (before) {
              ends.set(chain, before.end);
              presented.set(chain, before.presents);
              goodNow.set(written, before);
              continue;
            }
            failures.set(chain, 'the certificate of this server cannot be used');
            continue;
          }
          const key = fingerprint({
            tls: { ...tls, certificates: undefined },
            context: material.context,
            names: material.names,
            shown: material.shown,
            protocols,
            servers: chain.sni,
          });
          const end =
            next.get(key) ??
            kept.get(key) ??
            createTlsEnd({
              context: material.context,
              alpn: protocols,
              handshakeMs,
              ...(tls.clients && { clients: tls.clients }),
              ...(material.names && { contextFor: localContexts(ca, material.names, material.context) }),
              ...(material.pairs && {
                contextFor: withAliases(ca, material.context, material.pairs, chain.sni ?? [], material.contextFor),
              }),
            });
          next.set(key, end);
          goodNow.set(written, { end, presents });
          ends.set(chain, end);
        } catch (error) {
          const reason =
            error instanceof Error ? ((error as { reason?: string }).reason ?? error.message) : String(error);
          failures.set(chain, 'TLS could not be set up');
          tell({
            code: 'tls/refused',
            message: `TLS cannot be set up for this server (${reason}); correct its certificates, ciphers or versions`,
            serves: false,
          });
          log('error', 'TLS of a server could not be set up', { reason });
        }
      }
      kept = next;
      good = goodNow;
      return { ends, failures, presented, diagnostics: withoutDoubles(diagnostics), handshakeMs };
    },
  };
}

/** What a client is shown of a pair; a file of certificates may hold its key as well. */
const chainOf = ({ certificate }: KeyPair): string => `${certificatesIn(certificate).join('\n')}\n`;

const isOfFiles = ({ certificates = [], clients }: ChainTls): boolean =>
  certificates.some(({ from }) => from === 'files') ||
  clients?.authorities.from === 'file' ||
  clients?.crl !== undefined;

type MaterialOf = {
  readonly context: SecureContextOptions;
  /** Of the local authority's certificate; for other names another one is made. */
  readonly names?: readonly string[];
  /** Where none of them is the local authority's. */
  readonly pairs?: readonly KeyPair[];
  /** Of several certificates that are chosen by name, and all of them. */
  readonly contextFor?: (serverName: string) => Promise<SecureContext | undefined>;
  readonly shown?: Pick<SecureContextOptions, 'cert' | 'key'>;
};

async function readMaterial(
  tls: ChainTls,
  secrets: Secrets,
  ca: LocalCa,
  now: number,
  tell: (problem: MaterialProblem, at?: Diagnostic['place']) => void,
  presents: Presented[],
): Promise<MaterialOf | undefined> {
  const pairs: KeyPair[] = [];
  let names: readonly string[] | undefined;
  for (const source of tls.certificates ?? []) {
    if (source.from === 'local-authority') {
      names = source.names.filter((name) => name !== '*');
      const wanted = names.length > 0 ? names : ownNames;
      const leaf = await ca.leafFor(wanted);
      pairs.push(leaf);
      presents.push({ from: { is: 'authority', name: '' }, chain: chainOf(leaf), problems: [], names: wanted });
      continue;
    }
    const read = await readKeyPair(source, secrets, now);
    if (read.problem) tell(read.problem, source.place);
    presents.push({
      from:
        source.from === 'secret'
          ? { is: 'secret', name: `${source.namespace}/${source.name}` }
          : { is: 'file', name: source.certificate },
      chain: read.is === 'usable' ? chainOf(read.value) : '',
      problems: read.problem ? [read.problem.message] : [],
    });
    if (read.is === 'unusable' && !tls.byName) return undefined;
    if (read.is === 'usable') pairs.push(read.value);
  }
  if (pairs.length === 0) return undefined;
  const byName = tls.byName && pairs.length > 1 ? certificatesByName(pairs) : undefined;
  const context: SecureContextOptions = {
    ...shown(byName?.usual ?? pairs),
    minVersion: tls.minVersion ?? 'TLSv1.2',
    maxVersion: tls.maxVersion ?? 'TLSv1.3',
    ciphers: ciphersOf(tls),
    honorCipherOrder: true,
  };
  if (tls.clients) {
    const { authorities, otherAuthorities = [], crl } = tls.clients;
    const read = await readAuthorities(authorities, secrets, ca);
    if (read.is === 'unusable') {
      tell(read.problem, authorities.place);
      if (otherAuthorities.length === 0) return undefined;
    }
    const trusted = read.is === 'usable' ? [read.value.ca] : [];
    for (const source of otherAuthorities) {
      const other = await readAuthorities(source, secrets, ca);
      if (other.is === 'usable') trusted.push(other.value.ca);
      else tell(other.problem, source.place);
    }
    if (trusted.length === 0) return undefined;
    context.ca = trusted;
    const revoked =
      (read.is === 'usable' ? read.value.crl : undefined) ?? (crl === undefined ? undefined : await readCrl(crl));
    if (typeof revoked === 'string') context.crl = revoked;
    else if (revoked?.is === 'usable') context.crl = revoked.value;
    else if (revoked) {
      tell(revoked.problem, authorities.place);
      return undefined;
    }
  }
  if (byName) return { context, pairs, contextFor: byName.contextFor(context), shown: shown(pairs) };
  return names === undefined ? { context, pairs } : { context, names };
}

/** For a server of any host, where the client names none. */
const ownNames = ['localhost', '127.0.0.1', '::1'];

/** The names of TLS 1.3 are not the user's to choose, in Envoy neither; without them node would switch 1.3 off. */
const tls13 = ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'];

/** What Envoy offers where nothing is said. */
const usualCiphers = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
];

function ciphersOf({ ciphers = usualCiphers, minVersion }: ChainTls): string {
  // OpenSSL counts TLS 1.0 and 1.1 as too weak for its usual level; who asks for them shall have them.
  const old = minVersion === 'TLSv1' || minVersion === 'TLSv1.1';
  const extra = old ? ['ECDHE-ECDSA-AES128-SHA', 'ECDHE-RSA-AES128-SHA', 'AES128-SHA', '@SECLEVEL=0'] : [];
  return [...tls13, ...ciphers, ...(ciphers === usualCiphers ? extra : extra.slice(-1))].join(':');
}

/**
 * Contexts with a certificate for the very name that was asked for, or the wildcard of the server over it, and for no other: stores of trust
 * vouch for some names alone, and clients refuse a certificate for its good names, too, where one of them is beyond that.
 */
function localContexts(
  ca: LocalCa,
  names: readonly string[],
  context: SecureContextOptions,
): (serverName: string) => Promise<SecureContext | undefined> {
  const made = new WeakMap<object, SecureContext>();
  return async (serverName) => {
    const covering = names.includes(serverName) ? serverName : names.find((name) => covers(name, serverName));
    const wanted =
      covering !== undefined ? [covering] : isHostName(serverName) ? [serverName] : names.length > 0 ? names : ownNames;
    // Kept by the authority, and made anew by it before it ends.
    const leaf = await ca.leafFor(wanted);
    const known = made.get(leaf);
    if (known) return known;
    const fresh = createSecureContext({ ...context, cert: leaf.certificate, key: leaf.key });
    made.set(leaf, fresh);
    return fresh;
  };
}

/** As clients judge it: the star stands for one label, and never in front of an ending under which others have their names. */
const covers = (name: string, host: string): boolean => {
  if (!name.startsWith('*.')) return name === host;
  const parent = name.slice(2);
  return (
    parent.includes('.') &&
    !publicSuffixes.has(parent) &&
    host.slice(host.indexOf('.') + 1) === parent &&
    host.length > name.length - 1
  );
};

const isHostName = (name: string): boolean =>
  name.length <= 253 &&
  /^(?=.)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/.test(name);

/** Keys are compared by hash and kept nowhere else. */
const fingerprint = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

function withoutDoubles(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const byPlace = new Map(diagnostics.map((one) => [`${one.code} ${one.place.file} ${one.place.range[0]}`, one]));
  return [...byPlace.values()];
}
