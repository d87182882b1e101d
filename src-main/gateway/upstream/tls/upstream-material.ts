import type { SecureContextOptions } from 'node:tls';
import type { Secrets } from '#core/resource/kubernetes/secret.ts';
import type { UpstreamTls } from '#core/route/cluster-policy.ts';
import {
  authoritiesOfSecret,
  type KeyPair,
  type Material,
  type MaterialProblem,
  pairOfSecret,
  readAuthorityFile,
  readCrl,
  readPairFiles,
} from '../../tls/key-material.ts';
import type { LocalCa } from '../../tls/local-ca.ts';

export type MaterialWorld = {
  readonly secrets: Secrets;
  readonly ca: LocalCa;
  /** What this machine trusts, as PEM; asked for once. */
  readonly system: () => readonly string[];
  readonly now: number;
  readonly tell: (problem: MaterialProblem) => void;
};

/** What a policy shows and trusts; undefined where it cannot be used, which has been told. */
export async function readUpstreamMaterial(
  policy: UpstreamTls,
  world: MaterialWorld,
): Promise<SecureContextOptions | undefined> {
  const { secrets, ca, system, now, tell } = world;
  const context: SecureContextOptions = { ...versions };
  const take = <T>(read: Material<T>): T | undefined => {
    if (read.problem) tell(read.problem);
    return read.is === 'usable' ? read.value : undefined;
  };
  if (policy.mode === 'ISTIO_MUTUAL') {
    const own = await ca.leafFor([workload]);
    return { ...context, cert: own.certificate, key: own.key, ca: await ca.certificate() };
  }
  if (policy.mode === 'MUTUAL') {
    const pair = await readPair(policy, secrets, now, take);
    if (!pair) return undefined;
    context.cert = pair.certificate;
    context.key = pair.key;
  }
  if (!policy.verify) return context;
  if (policy.credentialName !== undefined && policy.caCertificates !== 'system') {
    const { authorities, otherAuthorities = [] } = policy.credential ?? {};
    // The compiler has told that there are none.
    if (authorities === undefined) return undefined;
    const first = take(authoritiesOfSecret(authorities, secrets));
    const others = otherAuthorities.flatMap((key) => take(authoritiesOfSecret(key, secrets)) ?? []);
    // One that cannot be read does not take away what the others vouch for.
    const [found, ...more] = first ? [first, ...others] : others;
    const trusted = found && (more.length === 0 ? found : { ca: [found, ...more].map(({ ca }) => ca), crl: undefined });
    return trusted && { ...context, ca: trusted.ca, ...(trusted.crl !== undefined && { crl: trusted.crl }) };
  }
  if (policy.caCertificates === undefined || policy.caCertificates === 'system') {
    const trusted = system();
    // Without any, node trusts those that it brings along.
    if (trusted.length > 0) context.ca = [...trusted];
  } else {
    const trusted = take(await readAuthorityFile(policy.caCertificates));
    if (!trusted) return undefined;
    context.ca = trusted.ca;
  }
  if (policy.caCrl === undefined) return context;
  const crl = take(await readCrl(policy.caCrl));
  return crl === undefined ? undefined : { ...context, crl };
}

async function readPair(
  { credentialName, credential, clientCertificate, privateKey }: UpstreamTls,
  secrets: Secrets,
  now: number,
  take: (read: Material<KeyPair>) => KeyPair | undefined,
): Promise<KeyPair | undefined> {
  if (credentialName !== undefined) {
    return credential?.pair === undefined ? undefined : take(pairOfSecret(credential.pair, secrets, now, 'services'));
  }
  // Istio refuses a rule without either.
  if (clientCertificate === undefined || privateKey === undefined) return undefined;
  return take(await readPairFiles(clientCertificate, privateKey, now, 'services'));
}

/** The name under which one gateway of this machine shows itself to another. */
const workload = 'gateway.slipway.internal';

/** What Istio sets for its clients. */
const versions = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' } as const;

/** Every file that a policy names. */
export const filesOf = ({ caCertificates, caCrl, clientCertificate, privateKey }: UpstreamTls): readonly string[] =>
  [caCertificates, caCrl, clientCertificate, privateKey].filter(
    (file) => file !== undefined && file !== 'system',
  ) as readonly string[];
