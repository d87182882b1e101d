import { secretValues } from '../../../resource/kubernetes/secret.ts';
import type { Snapshot } from '../../../snapshot/snapshot.ts';
import type { CertificateSource } from '../../listener-tls.ts';
import type { FilterChain } from '../../table.ts';
import { hasPair } from '../find-secret.ts';
import { keyOf, originOf } from '../origin.ts';
import type { Report } from '../report.ts';
import type { ReadIngress } from './locations.ts';

/** Port 443: chains by server name, and the names that a certificate is shown for. */
export type SecureChains = { readonly chains: readonly FilterChain[]; readonly hasTls: (domain: string) => boolean };

/**
 * A chain for every entry under `tls`, and one for all other names with a certificate of the local authority (gateway-api reference
 * 4.1). Of two entries for one name the older one's certificate is shown. Routes are the same on each. No entry at all: no chains.
 */
export const secureChains = (
  ingresses: readonly ReadIngress[],
  snapshot: Snapshot,
  routeConfig: string,
  servers: FilterChain['servers'],
  report: Report,
): SecureChains => {
  const secrets = new Map(
    snapshot.secrets.map((secret) => [keyOf(secret), new Set(Object.keys(secretValues(secret.spec)))]),
  );
  const chains: FilterChain[] = [];
  const taken = new Set<string>();
  let any: ReadIngress | undefined;
  for (const one of ingresses) {
    for (const [index, { hosts, secretName }] of (one.ingress.spec.tls ?? []).entries()) {
      any ??= one;
      const names = namesOf(one, hosts).filter((name) => !taken.has(name));
      if (names.length === 0) continue;
      for (const name of names) taken.add(name);
      const certificate = certificateOf(one, index, secretName, names, secrets, report);
      const isEvery = names.includes('*');
      chains.push({
        protocol: 'HTTPS',
        ...(!isEvery && { sni: names, oneLabel: true }),
        tls: { mode: 'SIMPLE', ...(secretName && { credentialName: secretName }), certificates: [certificate] },
        routeConfig,
        servers: servers.filter(
          ({ origin }) => origin.name === one.ingress.name && origin.namespace === one.ingress.namespace,
        ),
      });
    }
  }
  if (any && !taken.has('*')) {
    const certificate: CertificateSource = {
      from: 'local-authority',
      names: ['*'],
      place: any.ingress.at(['spec', 'tls']),
    };
    chains.push({ protocol: 'HTTPS', tls: { mode: 'SIMPLE', certificates: [certificate] }, routeConfig, servers });
  }
  return { chains, hasTls: (domain) => taken.has(domain) };
};

/** Without hosts the certificate is shown for those of the rules. */
const namesOf = ({ ingress }: ReadIngress, hosts: readonly string[] | undefined): readonly string[] => {
  const written = hosts && hosts.length > 0 ? hosts : (ingress.spec.rules ?? []).map(({ host }) => host || '*');
  const names = [...new Set(written.map((name) => name.toLowerCase()))];
  return names.length === 0 ? ['*'] : names;
};

const certificateOf = (
  { ingress }: ReadIngress,
  index: number,
  secretName: string | undefined,
  names: readonly string[],
  secrets: ReadonlyMap<string, ReadonlySet<string>>,
  report: Report,
): CertificateSource => {
  const { namespace } = ingress;
  const path = ['spec', 'tls', index];
  const place = ingress.at(secretName ? [...path, 'secretName'] : path);
  const own: CertificateSource = { from: 'local-authority', names, place };
  if (!secretName) return own;
  const keys = secrets.get(`${namespace}/${secretName}`);
  if (keys && hasPair(keys)) return { from: 'secret', namespace, name: secretName, place };
  report.add(
    keys === undefined
      ? {
          severity: 'information',
          code: 'tls/no-secret',
          message: `no Secret "${namespace}/${secretName}", so a certificate of the local authority is used; add a Secret of type kubernetes.io/tls to serve your own`,
          place,
        }
      : {
          severity: 'error',
          code: 'tls/secret-keys',
          message: `Secret "${namespace}/${secretName}" is no key pair, so a certificate of the local authority is used; give it "tls.crt" and "tls.key"`,
          place,
        },
  );
  return own;
};

/** Who is served on a port. */
export const serversOn = (
  ingresses: readonly ReadIngress[],
  portName: string,
  number: number,
): FilterChain['servers'] =>
  ingresses.map(({ ingress }) => ({
    origin: originOf(ingress, ['metadata', 'name']),
    portName,
    number,
    hosts: [...new Set((ingress.spec.rules ?? []).map(({ host }) => host || '*'))],
  }));
