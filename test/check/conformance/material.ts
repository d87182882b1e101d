import { X509Certificate } from 'node:crypto';
import { createAuthority, type Pair, type TestAuthority } from '../../gateway/certificates.ts';
import type { KubeObject } from './cluster.ts';
import type { SuiteObject } from './suite.ts';

/** Certificates and keys for the objects that the suite makes by program, and for its clients. */
export type Material = {
  readonly objectFor: (wanted: SuiteObject) => Promise<KubeObject>;
  /** The certificate of a client, by the name that cases give it. */
  readonly clientPair: (name: string) => Promise<Pair>;
  /** Whether a certificate (its SHA-256 fingerprint) was made here. */
  readonly knows: (fingerprint: string) => boolean;
};

/** Authorities are made when first named and then kept, so that what is signed by `CA-A` in one object is trusted through another. */
export function createMaterial(): Material {
  const authorities = new Map<string, Promise<TestAuthority>>();
  const pairs = new Map<string, Promise<Pair>>();
  const fingerprints = new Set<string>();
  const authority = (name: string): Promise<TestAuthority> => {
    const made = authorities.get(name) ?? createAuthority(name);
    authorities.set(name, made);
    return made;
  };
  const pair = (by: string, names: readonly string[]): Promise<Pair> => {
    const key = `${by} ${names.join(' ')}`;
    const made = pairs.get(key) ?? authority(by).then((ca) => ca.issue(names));
    pairs.set(key, made);
    return made;
  };
  return {
    objectFor: async ({ kind, namespace, name, type, cert = '', sans = [], data = '' }) => {
      const base = { apiVersion: 'v1', kind, metadata: { namespace, name } };
      if (kind === 'ConfigMap') {
        const named = /^ca\.crt = (.+)$/.exec(data)?.[1];
        if (named === undefined) throw new Error(`cannot make a ConfigMap of "${data}"`);
        return { ...base, data: { 'ca.crt': (await authority(named)).pem } };
      }
      const by = /signed by (CA-[A-Z])$/.exec(cert)?.[1] ?? (cert.startsWith('self-signed') ? 'nobody' : undefined);
      if (by === undefined || type !== 'kubernetes.io/tls') throw new Error(`cannot make a Secret of "${cert}"`);
      const made = await pair(by, sans.length > 0 ? sans : ['client.example']);
      fingerprints.add(new X509Certificate(made.certificate).fingerprint256);
      return { ...base, type, stringData: { 'tls.crt': made.certificate, 'tls.key': made.key } };
    },
    clientPair: (name) => {
      const by = clientAuthorities[name];
      if (by === undefined) throw new Error(`cannot judge: nobody knows the client certificate "${name}"`);
      return pair(by, ['client.example']);
    },
    knows: (fingerprint) => fingerprints.has(fingerprint),
  };
}

/** Who signs the certificates of the clients of the suite. */
const clientAuthorities: Readonly<Record<string, string>> = {
  'tls-validity-checks-client-certificate': 'CA-A',
  'tls-validity-checks-per-port-client-certificate': 'CA-B',
  'tls-checks-client-certificate': 'CA-C',
};
