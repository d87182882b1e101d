import type { GatewaySpec, ServerTls } from '../../resource/istio/gateway.ts';
import type { Resource } from '../../resource/resource.ts';
import { selects } from '../../route/compile/gateway-ports.ts';
import { labelsKey } from '../facts/labels.ts';
import type { Rule } from '../rule.ts';

type Holder = { readonly gateway: Resource<GatewaySpec>; readonly index: number; readonly field: string };

/** Two Gateways that show the same certificate (analyzer IST0138): browsers reuse a connection for the hosts of both. */
export const duplicateCertificate: Rule = ({ gateways }) => {
  const shown = new Map<string, Map<string, Holder>>();
  return gateways.flatMap((gateway) => {
    const { selector = {} } = gateway.spec;
    const found = gateway.spec.servers.flatMap(({ tls }, index) => {
      const certificate = tls && certificateOf(tls);
      if (!certificate) return [];
      const holders = shown.get(certificate.key) ?? new Map<string, Holder>();
      shown.set(certificate.key, holders);
      const other = [...holders.values()].find(
        (one) => one.gateway !== gateway && meets(selector, one.gateway.spec.selector ?? {}),
      );
      const mark = labelsKey(selector);
      if (!holders.has(mark)) holders.set(mark, { gateway, index, field: certificate.field });
      if (!other) return [];
      const path = ['spec', 'servers', other.index, 'tls', other.field];
      return [
        {
          severity: 'warning' as const,
          code: 'gateway/duplicate-certificate',
          istio: 'IST0138',
          message: `Gateway "${other.gateway.namespace}/${other.gateway.name}" shows the same certificate, so that a browser may ask one Gateway for hosts of the other and get 404; serve the hosts from one Gateway, or use two certificates`,
          place: gateway.at(['spec', 'servers', index, 'tls', certificate.field]),
          related: [{ message: 'the same certificate', place: other.gateway.at(path) }],
        },
      ];
    });
    return found.slice(0, 1);
  });
};

const certificateOf = (tls: ServerTls): { readonly key: string; readonly field: string } | undefined => {
  if (tls.credentialName) return { key: `secret ${tls.credentialName}`, field: 'credentialName' };
  return tls.serverCertificate && tls.privateKey
    ? { key: `files ${tls.serverCertificate} ${tls.privateKey}`, field: 'serverCertificate' }
    : undefined;
};

type Labels = Readonly<Record<string, string>>;

/** One selector holds all labels of the other; an empty one is for every workload. */
const meets = (a: Labels, b: Labels): boolean => selects(a, b) || selects(b, a);
