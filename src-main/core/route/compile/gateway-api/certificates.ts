import type { FoundObject, ListenerTls } from '../../../snapshot/gateway-api/attached.ts';
import type { AuthoritySource, ChainTls } from '../../listener-tls.ts';

/**
 * How a listener of the Gateway API ends TLS (reference 1.3 and 2.2): with the certificates that can be used of those that it names, by
 * server name where there are several of a kind; what it asks of clients is what `tls.frontend` says for its port. With
 * AllowInsecureFallback a certificate is asked for, and none or any will do.
 */
export const chainTlsOf = ({ certificates, clients }: ListenerTls): ChainTls => {
  const [authorities, ...others] = (clients?.authorities ?? []).map(mapOf);
  return {
    mode: clients === undefined ? 'SIMPLE' : clients.required ? 'MUTUAL' : 'OPTIONAL_MUTUAL',
    certificates: certificates.map((one) => ({ from: 'secret', ...plainly(one) })),
    ...(certificates.length > 1 && { byName: true }),
    ...(clients &&
      authorities && {
        clients: {
          required: clients.required,
          authorities,
          ...(others.length > 0 && { otherAuthorities: others }),
          subjectAltNames: [],
          hashes: [],
          spki: [],
          skipVerify: !clients.required,
        },
      }),
  };
};

const mapOf = (one: FoundObject): AuthoritySource => ({ from: 'config-map', ...plainly(one) });

const plainly = ({ namespace, name, place }: FoundObject): FoundObject => ({ namespace, name, place });
