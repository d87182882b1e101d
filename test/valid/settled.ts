import fc from 'fast-check';
import { clean, type Plain, type Rules, valuesOf } from './from-schema.ts';
import { kindOf, type Made, resource } from './made.ts';

/** Certificate, key and authorities as PEM. */
export type Credentials = { readonly certificate: string; readonly key: string; readonly authority: string };

const some = <T>(...values: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...values], { minLength: 1 });

const rules: Rules = {
  values: {
    'ServicePort.name': fc.constant(undefined),
    'ServicePort.port': fc.constant(80),
    'ServicePort.targetPort': fc.constantFrom(8080, 'http'),
    'ServicePort.protocol': fc.constant('TCP'),
    'ServicePort.appProtocol': fc.constant(undefined),
    'ServicePort.nodePort': fc.integer({ min: 30_000, max: 32_767 }),
    'Service.type': fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer'),
    'Service.ports': fc.constant([{ port: 80 }]),
    'Service.selector': fc.constant({ app: 'web' }),
    'Service.externalName': fc.constant(undefined),
    'Service.clusterIP': fc.constantFrom('10.96.0.10', 'None'),
    'Service.clusterIPs': fc.constant(undefined),
    'Service.externalIPs': fc.constant(['203.0.113.99']),
    'Service.loadBalancerIP': fc.constant('203.0.113.98'),
    'Service.loadBalancerSourceRanges': fc.constant(['203.0.113.0/24']),
    'Service.externalTrafficPolicy': fc.constant('Local'),
    'Service.internalTrafficPolicy': fc.constant('Cluster'),
    'Service.ipFamilies': fc.constant(['IPv4']),
    'Service.ipFamilyPolicy': fc.constant('SingleStack'),
    'Service.sessionAffinity': fc.constant('ClientIP'),
    'Service.sessionAffinityConfig': fc.constant({ clientIP: { timeoutSeconds: 600 } }),
    // The namespaces of the world are part of it.
    'LocalGateway.namespace': fc.constant('istio-system'),
    'LocalGateway.labels': fc.constant({ istio: 'ingressgateway' }),
    'LocalGateway.ports': fc.constant([{ declared: 80, local: 8000 }]),
    'LocalGateway.locality': fc.constantFrom('eu-west/one/a', 'eu-west'),
    'LocalGateway.addresses': some('127.0.0.1', '::1', '0.0.0.0'),
    'LocalGateway.gatewayClasses': fc.constant(['istio']),
    'LocalGateway.ingressClasses': fc.constant(['nginx']),
    'LocalGateway.ingressControllers': fc.constant(undefined),
    'LocalGateway.gatewayAddresses': fc.constant('shared'),
    'LocalGateway.clusterDomain': fc.constant('cluster.local'),
    'LocalGateway.rootNamespace': fc.constant('istio-system'),
    'LocalGateway.serverHeader': fc.constant('shop'),
    'LocalGateway.ignore': fc.constant(undefined),
    'ResolveEntry.host': fc.constantFrom('outside-0.example.net', '*.example.net'),
    'ResolveEntry.address': fc.constantFrom('127.0.0.1:4000', 4000),
    'MeshClient.namespace': fc.constant('shop'),
  },
  mend: {
    // Who sees the rules that are exported to some namespaces only.
    MeshClient: (client) => ({ ...client, namespace: 'shop' }),
    LocalGateway: (gateway) => ({ ...gateway, mesh: gateway.mesh ?? { namespace: 'shop' } }),
    Service: (service) => {
      const { type = 'ClusterIP', clusterIP } = service;
      const balanced = type === 'LoadBalancer';
      const only = (field: string): unknown => (balanced ? service[field] : undefined);
      return clean({
        ...service,
        clusterIP: clusterIP === 'None' && type !== 'ClusterIP' ? undefined : clusterIP,
        externalTrafficPolicy: type === 'ClusterIP' ? undefined : service.externalTrafficPolicy,
        loadBalancerIP: only('loadBalancerIP'),
        loadBalancerClass: only('loadBalancerClass'),
        loadBalancerSourceRanges: only('loadBalancerSourceRanges'),
        allocateLoadBalancerNodePorts: only('allocateLoadBalancerNodePorts'),
        healthCheckNodePort: undefined,
      });
    },
  },
};

const kind = { service: kindOf('', 'Service'), secret: kindOf('', 'Secret') };
const local = { service: kindOf('slipway.dev', 'LocalService'), gateway: kindOf('slipway.dev', 'LocalGateway') };

/** What every world has: services and where they run, Secrets, and the settings of the machine; with `share` of their optional fields. */
export const settled = ({ certificate, key, authority }: Credentials, share: number): fc.Arbitrary<readonly Made[]> => {
  const made = (schema: typeof kind.service.schema): fc.Arbitrary<Plain> =>
    valuesOf(schema, rules, share) as fc.Arbitrary<Plain>;
  const pair = { 'tls.crt': certificate, 'tls.key': key };
  const secret = (name: string, namespace: string, stringData: Plain, type = 'kubernetes.io/tls'): Made =>
    resource(kind.secret, name, { type, stringData }, { namespace });
  const places = fc.constantFrom<readonly Plain[]>(
    [{ address: 3003 }, { address: 'localhost:3003' }, { sample: 'httpbin' }],
    [{ address: '[::1]:3003', labels: { version: 'v1' } }, { sample: 'echo' }, { address: 'http://127.0.0.1:3003' }],
  );
  return fc
    .record({ web: made(kind.service.schema), gateway: made(local.gateway.schema), places, place: fc.nat(2) })
    .map((thrown) => [
      resource(kind.service, 'web', { ...thrown.web, ports: [{ port: 80, name: 'http', targetPort: 8080 }] }),
      resource(kind.service, 'api', {
        selector: { app: 'api' },
        ports: [{ port: 80, name: 'http-api', appProtocol: 'http' }],
      }),
      resource(kind.service, 'db', { selector: { app: 'db' }, ports: [{ port: 80, name: 'tcp-db', protocol: 'TCP' }] }),
      resource(local.service, 'web', {
        endpoints: [
          { address: '127.0.0.1:3001', labels: { version: 'v1', 'topology.kubernetes.io/region': 'eu-west' } },
          {
            address: '127.0.0.1:3002',
            port: 80,
            labels: { version: 'v2', 'topology.kubernetes.io/region': 'eu-north' },
          },
        ],
      }),
      resource(local.service, 'api-here', { service: 'api', ...thrown.places[thrown.place] }),
      resource(local.service, 'db', {
        labels: { version: 'v1' },
        ports: [{ port: 80, name: 'tcp-db', address: 'localhost:5432' }],
      }),
      secret('shop-cert', 'istio-system', { ...pair, 'ca.crt': authority }),
      secret('shop-cert-rsa', 'istio-system', { ...pair, 'ca.crt': authority }),
      secret('shop-clients', 'istio-system', { 'ca.crt': authority }, 'Opaque'),
      secret('api-cert', 'shop', pair),
      ...['shop', 'istio-system'].map((home) => secret('upstream-cert', home, { ...pair, 'ca.crt': authority })),
      resource(local.gateway, 'here', {
        ...thrown.gateway,
        labels: { istio: 'ingressgateway' },
        locality: 'eu-west/one/a',
      }),
    ]);
};
