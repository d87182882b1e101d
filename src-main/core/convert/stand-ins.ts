import type { GatewaySpec as ApiGatewaySpec } from '../resource/gateway-api/gateway.ts';
import type { HttpRouteSpec } from '../resource/gateway-api/http-route.ts';
import type { GatewaySpec } from '../resource/istio/gateway.ts';
import { resolveGatewayName } from '../resource/istio/gateway-name.ts';
import type { VirtualServiceSpec } from '../resource/istio/virtual-service.ts';
import type { SecretSpec } from '../resource/kubernetes/secret.ts';
import type { ServicePort, ServiceSpec } from '../resource/kubernetes/service.ts';
import type { Resource } from '../resource/resource.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { RouteKind } from './answers.ts';

/**
 * The snapshot with everything that a route names and no document declares: Gateways for every host on port 80, Services with the ports
 * that are asked for, and permission to use them. So a route is converted as it is meant, whatever is still missing around it.
 */
export const withStandIns = (snapshot: Snapshot, source: Resource, kind: RouteKind): Snapshot => {
  if (kind === 'VirtualService') return withGateways(snapshot, source as Resource<VirtualServiceSpec>);
  return kind === 'HTTPRoute' ? withParents(snapshot, source as Resource<HttpRouteSpec>) : snapshot;
};

/** `namespace/name` of the Gateways that a VirtualService names, without the mesh. */
export const gatewaysOf = (source: Resource<VirtualServiceSpec>): readonly string[] =>
  (source.spec.gateways ?? [])
    .map((written) => resolveGatewayName(written, source.namespace))
    .filter((name) => name !== 'mesh');

/** A resource without a document of its own: its places are those of the one that names it. */
const standIn = <Spec>(
  source: Resource,
  of: { readonly apiVersion: string; readonly kind: string; readonly namespace: string; readonly name: string },
  spec: Spec,
): Resource<Spec> => ({
  ...of,
  labels: {},
  annotations: {},
  spec,
  file: source.file,
  at: () => source.at(['metadata', 'name']),
  keyAt: () => source.at(['metadata', 'name']),
});

const withGateways = (snapshot: Snapshot, source: Resource<VirtualServiceSpec>): Snapshot => {
  const { hosts = [] } = source.spec;
  const isThere = (key: string): boolean => snapshot.gateways.some((one) => `${one.namespace}/${one.name}` === key);
  const names = gatewaysOf(source);
  // A VirtualService for the mesh alone is converted as if a gateway served it.
  const wanted = names.length === 0 ? [`${source.namespace}/${source.name}`] : names.filter((name) => !isThere(name));
  const spec: GatewaySpec = {
    servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
  };
  const made = wanted.map((key): Resource<GatewaySpec> => {
    const [namespace = '', name = ''] = key.split('/');
    return standIn(source, { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', namespace, name }, spec);
  });
  const asWritten = snapshot.virtualServices.map((one) =>
    one === source && names.length === 0
      ? { ...source, spec: { ...source.spec, hosts, gateways: [...(source.spec.gateways ?? []), source.name] } }
      : one,
  );
  return { ...snapshot, virtualServices: asWritten, gateways: [...snapshot.gateways, ...made] };
};

/** Key pairs that listeners of new Gateways name and no document has, so that the listeners are opened. */
export const withSecrets = (snapshot: Snapshot): Snapshot => {
  const wanted = snapshot.gatewayApi.gateways.flatMap((gateway) =>
    gateway.spec.listeners.flatMap(({ tls }) =>
      (tls?.certificateRefs ?? []).map(({ name }) => ({ gateway, namespace: gateway.namespace, name })),
    ),
  );
  const missing = wanted.filter((one) => !snapshot.secrets.some((secret) => isSame(secret, one)));
  const made = missing.map(({ gateway, namespace, name }) =>
    standIn<SecretSpec>(gateway, { apiVersion: 'v1', kind: 'Secret', namespace, name }, { stringData: keyPair }),
  );
  return { ...snapshot, secrets: [...snapshot.secrets, ...made] };
};

/** Nothing but the marks of PEM, which is all that routing looks at. */
const keyPair = {
  'tls.crt': '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n',
  'tls.key': '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n',
};

const withParents = (snapshot: Snapshot, source: Resource<HttpRouteSpec>): Snapshot => {
  const { gatewayApi } = snapshot;
  const refs = (source.spec.parentRefs ?? []).filter(({ kind = 'Gateway' }) => kind === 'Gateway');
  const missing = refs.filter(
    ({ namespace = source.namespace, name }) =>
      !gatewayApi.gateways.some((one) => one.namespace === namespace && one.name === name),
  );
  const gateways = missing.map(
    ({ namespace = source.namespace, name, sectionName, port }): Resource<ApiGatewaySpec> => {
      const listener = {
        name: sectionName ?? 'http',
        port: port ?? 80,
        protocol: 'HTTP',
        allowedRoutes: { namespaces: { from: 'All' as const } },
      };
      const of = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', namespace, name };
      return standIn(source, of, { gatewayClassName: 'istio', listeners: [listener] });
    },
  );
  const services = servicesOf(source, snapshot.services);
  const namespaces = new Set(services.map(({ namespace }) => namespace));
  const grants = [...namespaces].map((namespace) =>
    standIn(
      source,
      { apiVersion: 'gateway.networking.k8s.io/v1beta1', kind: 'ReferenceGrant', namespace, name: 'converted' },
      {
        from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: source.namespace }],
        to: [{ group: '', kind: 'Service' }],
      },
    ),
  );
  return {
    ...snapshot,
    services: [...snapshot.services.filter((one) => !services.some((other) => isSame(one, other))), ...services],
    gatewayApi: {
      ...gatewayApi,
      gateways: [...gatewayApi.gateways, ...gateways],
      grants: [...gatewayApi.grants, ...grants],
    },
  };
};

type Named = { readonly namespace: string; readonly name: string };

const isSame = (a: Named, b: Named): boolean => a.namespace === b.namespace && a.name === b.name;

/** The Services that the rules name, with every port that is asked for. */
const servicesOf = (
  source: Resource<HttpRouteSpec>,
  known: readonly Resource<ServiceSpec>[],
): readonly Resource<ServiceSpec>[] => {
  const result = new Map<string, Resource<ServiceSpec>>();
  const refs = (source.spec.rules ?? []).flatMap(({ backendRefs = [], filters = [] }) => [
    ...backendRefs,
    ...[...filters, ...backendRefs.flatMap((ref) => ref.filters ?? [])].flatMap(
      ({ requestMirror, externalAuth }) => requestMirror?.backendRef ?? externalAuth?.backendRef ?? [],
    ),
  ]);
  for (const { group = '', kind = 'Service', namespace = source.namespace, name, port } of refs) {
    if (group !== '' || kind !== 'Service' || port === undefined) continue;
    const of = { apiVersion: 'v1', kind: 'Service', namespace, name };
    const service =
      result.get(`${namespace}/${name}`) ??
      known.find((one) => isSame(one, { ...one, ...of })) ??
      standIn<ServiceSpec>(source, of, {});
    const ports: readonly ServicePort[] = service.spec.ports ?? [];
    const all = ports.some((one) => one.port === port) ? ports : [...ports, { port, name: `http-${port}` }];
    result.set(`${namespace}/${name}`, { ...service, spec: { ...service.spec, ports: all } });
  }
  return [...result.values()];
};
