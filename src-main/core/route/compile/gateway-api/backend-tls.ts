import { configMapKey } from '../../../resource/kubernetes/config-map.ts';
import type { BackendTls, FoundObject } from '../../../snapshot/gateway-api/attached.ts';
import type { PolicyState } from '../../../snapshot/gateway-api/backend-tls.ts';
import type { UpstreamTls } from '../../cluster-policy.ts';
import type { Clusters } from '../clusters.ts';
import { originOf } from '../origin.ts';

/**
 * The clusters as the routes of one Gateway reach them: a Service for which a BackendTLSPolicy is in force has a cluster of its own,
 * ` @ BackendTLSPolicy <namespace>/<name>` behind its name, so that nothing else that leads there speaks TLS for it (reference 2.11).
 * Everything but TLS is as a DestinationRule of the same host says; its `tls` gives way, because the policy is what a route of the
 * Gateway API asks for, and must not be weakened by another API. A policy without usable authorities lets nothing through.
 */
export const withBackendTls = (clusters: Clusters, { policies, clientCertificate }: BackendTls, gateway: string) => {
  const find = createFind(policies);
  if (find === undefined) return clusters;
  return {
    ...clusters,
    named: (destination, namespace, speaks) => {
      const found = clusters.named(destination, namespace, speaks);
      if (speaks === 'udp') return found;
      const service = clusters.services().find(({ host }) => host === found.host)?.service;
      const port = service?.spec.ports?.find((one) => one.port === found.port && (one.protocol ?? 'TCP') === 'TCP');
      const state = service && find(`${service.namespace}/${service.name}`, port?.name);
      if (state === undefined) return found;
      const { policy } = state;
      const whose = clientCertificate ? ` @ Gateway ${gateway}` : '';
      const tls = tlsOf(state, clientCertificate);
      const mark = ` @ BackendTLSPolicy ${policy.namespace}/${policy.name}${whose}`;
      const cluster = clusters.variant(found.cluster, mark, (one) => ({ ...one, policy: { ...one.policy, tls } }));
      return { ...found, cluster };
    },
  } satisfies Clusters;
};

/** A policy for the port comes before one for the whole Service. */
const createFind = (
  policies: readonly PolicyState[],
): ((service: string, port: string | undefined) => PolicyState | undefined) | undefined => {
  const byTarget = new Map<string, PolicyState>();
  for (const state of policies) {
    for (const { service, port = '' } of state.holds) byTarget.set(`${service} ${port}`, state);
  }
  if (byTarget.size === 0) return undefined;
  return (service, port) => (port ? byTarget.get(`${service} ${port}`) : undefined) ?? byTarget.get(`${service} `);
};

const tlsOf = ({ policy, authorities, refused }: PolicyState, client: FoundObject | undefined): UpstreamTls => {
  const { hostname, subjectAltNames = [] } = policy.spec.validation;
  const names = subjectAltNames.flatMap(({ hostname: name, uri }) => name ?? uri ?? []);
  const [first, ...others] = authorities.map((one) => configMapKey(one.namespace, one.name));
  const pair = client && `${client.namespace}/${client.name}`;
  const isSystem = refused === undefined && first === undefined;
  return {
    mode: client ? 'MUTUAL' : 'SIMPLE',
    sni: hostname,
    subjectAltNames: names.length > 0 ? names : [hostname],
    wildcardNames: true,
    verify: true,
    ...(isSystem && { caCertificates: 'system' }),
    // Without authorities among what is found, nothing can be sent.
    ...((pair !== undefined || !isSystem) && { credentialName: pair ?? first ?? '' }),
    ...((pair !== undefined || !isSystem) && {
      credential: {
        ...(pair !== undefined && { pair }),
        ...(refused === undefined && first !== undefined && { authorities: first }),
        ...(refused === undefined && others.length > 0 && { otherAuthorities: others }),
      },
    }),
    origin: originOf(policy, ['spec', 'validation']),
  };
};
