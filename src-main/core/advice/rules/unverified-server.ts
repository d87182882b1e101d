import type { ClientTlsSpec } from '../../resource/istio/traffic-policy.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import type { Path } from '../../text/tree.ts';
import type { Rule } from '../rule.ts';

/**
 * TLS to a service without authorities of its own (analyzers IST0128, and IST0129 for one port). Told at the levels at which the
 * analyzer looks: the whole rule and its ports, not subsets. A warning only where nothing is checked: today's Istio otherwise takes the
 * authorities of the system, as is done here.
 */
export const unverifiedServer: Rule = ({ destinationRules }) =>
  destinationRules.flatMap((rule) => {
    const { trafficPolicy, workloadSelector } = rule.spec;
    const look = (tls: ClientTlsSpec | undefined, path: Path, istio: string): readonly Diagnostic[] => {
      if (tls?.mode !== 'SIMPLE' && tls?.mode !== 'MUTUAL') return [];
      if (tls.caCertificates || (tls.credentialName && workloadSelector)) return [];
      const message = tls.insecureSkipVerify
        ? 'the certificate of the service is not checked at all; remove "insecureSkipVerify" and name the authorities in "caCertificates"'
        : tls.credentialName
          ? 'sidecars use "credentialName" only beside a "workloadSelector" and check the service against the authorities of the system; add one, or name the authorities in "caCertificates"'
          : 'no authorities are named, so the certificate of the service is checked against those of the system, and in older versions of Istio not at all; name them in "caCertificates"';
      return [
        {
          severity: tls.insecureSkipVerify ? 'warning' : 'information',
          code: 'destination-rule/unverified-server',
          istio,
          message,
          place: rule.at([...path, 'mode']),
        },
      ];
    };
    const path = ['spec', 'trafficPolicy'];
    return [
      ...look(trafficPolicy?.tls, [...path, 'tls'], 'IST0128'),
      ...(trafficPolicy?.portLevelSettings ?? []).flatMap(({ tls }, index) =>
        look(tls, [...path, 'portLevelSettings', index, 'tls'], 'IST0129'),
      ),
    ];
  });
