import type { ClientTlsSpec } from '../../resource/istio/traffic-policy.ts';
import { quotedList } from '../../text/words.ts';
import type { UpstreamTls } from '../cluster-policy.ts';
import type { Origin } from '../table.ts';
import type { RuleInForce } from './destination-rules.ts';
import type { Blocks } from './effective-policy.ts';
import { type FindSecret, hasAuthorities, hasPair } from './find-secret.ts';
import type { Report } from './report.ts';

/** What the `credentialName` of a `tls` block leads to; absent where it has none. */
export type Credentials = (spec: ClientTlsSpec, origin: Origin) => UpstreamTls['credential'];

/**
 * Finds the Secrets of `tls` blocks (reference 2.7 and 6.7): authorities in `<credentialName>-cacert` or in `<credentialName>` itself,
 * certificate and key of MUTUAL in `<credentialName>`. What is missing is told at the block; its requests fail, as in Istio.
 */
export const createCredentials =
  (find: FindSecret, report: Report): Credentials =>
  (spec, origin) => {
    const { credentialName: name, mode, insecureSkipVerify } = spec;
    if (!name || (mode !== 'SIMPLE' && mode !== 'MUTUAL')) return undefined;
    const own = find(name, origin.namespace);
    const beside = find(`${name}-cacert`, origin.namespace);
    const authorities = [beside, own].find((one) => one !== undefined && hasAuthorities(one.keys));
    const pair = mode === 'MUTUAL' && own !== undefined && hasPair(own.keys) ? own : undefined;
    const warn = (code: string, message: string) =>
      report.add({ severity: 'warning', code, message, place: origin.place });
    const wanted = mode === 'MUTUAL' ? '"tls.crt", "tls.key" and "ca.crt"' : '"ca.crt"';
    const called = name.startsWith('configmap://') ? `"${name}"` : `Secret "${name}"`;
    if (own === undefined && (authorities === undefined || mode === 'MUTUAL')) {
      warn(
        'tls/no-upstream-secret',
        `no ${called}, so requests to this service fail with 503 UF; add one with ${wanted}`,
      );
    } else if (
      (mode === 'MUTUAL' && pair === undefined) ||
      (authorities === undefined && insecureSkipVerify !== true)
    ) {
      warn(
        'tls/upstream-secret-keys',
        `${called} has ${quotedList([...(own?.keys ?? [])])}, so requests to this service fail with 503 UF; it needs ${wanted}`,
      );
    }
    return { ...(pair && { pair: pair.key }), ...(authorities && { authorities: authorities.key }) };
  };

/** As a sidecar sees the blocks: a rule for every workload gives none of them a Secret, and without it there is no TLS at all. */
export const withoutSecrets = (blocks: Blocks, { rules }: RuleInForce): Blocks => {
  const { credentialName = '', mode } = blocks.tls?.spec ?? {};
  if (credentialName === '' || credentialName.startsWith('configmap://') || mode === 'ISTIO_MUTUAL') return blocks;
  if (rules.some(({ spec }) => spec.workloadSelector !== undefined)) return blocks;
  const { tls: _, ...others } = blocks;
  return others;
};
