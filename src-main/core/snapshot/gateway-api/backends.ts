import type { BackendObjectRef } from '../../resource/gateway-api/references.ts';
import type { Granted } from './grants.ts';

/** What the workspace knows of a Service. `no-port`: the Service is there, the port is not. */
export type KnowsService = (namespace: string, name: string, port: number) => 'known' | 'no-service' | 'no-port';

/** Where a `backendRef` leads; `reason` is that of the condition ResolvedRefs (reference 2.5, 2.13), `message` for people. */
export type Backend =
  | { readonly is: 'service'; readonly namespace: string; readonly name: string; readonly port: number }
  | {
      readonly is: 'invalid';
      readonly reason: 'InvalidKind' | 'RefNotPermitted' | 'BackendNotFound';
      readonly message: string;
    };

/**
 * Finds out about one backend of a route. Whether it may be referred to is asked before whether it is there, so that nothing is told
 * about what is not permitted.
 */
export const resolveBackend = (
  ref: BackendObjectRef,
  route: { readonly kind: string; readonly namespace: string },
  granted: Granted,
  knows: KnowsService,
): Backend => {
  const { group = '', kind = 'Service', name, namespace = route.namespace, port } = ref;
  if (group !== '' || kind !== 'Service') {
    const written = group === '' ? kind : `${kind} of "${group}"`;
    return invalid('InvalidKind', `a ${written} cannot be a backend here; name a Service`);
  }
  const from = { group: 'gateway.networking.k8s.io', kind: route.kind, namespace: route.namespace };
  if (!granted(from, { group, kind, namespace, name })) {
    return invalid(
      'RefNotPermitted',
      `no ReferenceGrant in namespace "${namespace}" lets ${route.kind}s of "${route.namespace}" refer to the Service "${name}"; add one`,
    );
  }
  if (port === undefined) return invalid('BackendNotFound', `the Service "${name}" needs a "port"; add it`);
  const known = knows(namespace, name, port);
  if (known === 'known') return { is: 'service', namespace, name, port };
  const missing =
    known === 'no-service'
      ? `there is no Service "${name}" in namespace "${namespace}"; correct the name, or bind it with a LocalService`
      : `the Service "${name}" of namespace "${namespace}" has no port ${port}; name one that it has`;
  return invalid('BackendNotFound', missing);
};

const invalid = (reason: Extract<Backend, { is: 'invalid' }>['reason'], message: string): Backend => ({
  is: 'invalid',
  reason,
  message,
});
