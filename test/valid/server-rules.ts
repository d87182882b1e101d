import fc from 'fast-check';
import { clean, type Plain, type Rules } from './from-schema.ts';

/** What the rules of Istio want of Gateways, ServiceEntries, WorkloadEntries and Sidecars beside their schemas (9.2, 9.7, 9.8). */

const some = <T>(...values: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...values], { minLength: 1 });
const files = { serverCertificate: '/etc/shop/server.pem', privateKey: '/etc/shop/server.key' };

export const serverValues: Rules['values'] = {
  'Port.number': fc.constant(80),
  'Port.protocol': fc.oneof(
    fc.constantFrom('HTTP', 'TLS', 'TCP', 'HTTP2', 'GRPC', 'MONGO', 'https', 'GRPC-WEB'),
    fc.constant('HTTPS'),
  ),
  'Port.name': fc.constant('port'),
  'Port.targetPort': fc.constant(0),
  'Server.bind': fc.constantFrom('127.0.0.1', '0.0.0.0'),
  'Server.hosts': some('a.shop.example', '*.b.shop.example', 'shop/c.shop.example', '*/d.shop.example'),
  'Server.defaultEndpoint': fc.constant('127.0.0.1:8080'),
  'ServerTLSSettings.caCrl': fc.constant('/etc/shop/revoked.pem'),
  'ServerTLSSettings.caCertificates': fc.constant('/etc/shop/authorities.pem'),
  'ServerTLSSettings.serverCertificate': fc.constant(files.serverCertificate),
  'ServerTLSSettings.privateKey': fc.constant(files.privateKey),
  'ServerTLSSettings.tlsCertificates': fc.constantFrom(
    [files],
    [
      { ...files, caCertificates: '/etc/shop/authorities.pem' },
      { serverCertificate: '/etc/shop/rsa.pem', privateKey: '/etc/shop/rsa.key' },
    ],
  ),
  'ServerTLSSettings.credentialName': fc.constant('shop-cert'),
  'ServerTLSSettings.credentialNames': fc.constantFrom(['shop-cert'], ['shop-cert', 'shop-cert-rsa']),
  'ServerTLSSettings.caCertCredentialName': fc.constant('shop-clients'),
  'ServerTLSSettings.subjectAltNames': fc.constant(['client.shop.example']),
  'ServerTLSSettings.verifyCertificateSpki': fc.constant(['NvqYIYSbgK2vCJpQhObf77vv+bQWtc5ek5RIOwPiC9A=']),
  'ServerTLSSettings.verifyCertificateHash': fc.constant([
    'df6ff72fe9116521268f6f2dd4966f51df479883fe7037b39f75916ac3049d1a',
  ]),
  'ServerTLSSettings.cipherSuites': some('ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384', 'AES128-SHA'),
  'SidecarPort.protocol': fc.constantFrom('HTTP', 'GRPC', 'TCP'),
  'SidecarPort.targetPort': fc.constant(0),
  'IstioEgressListener.hosts': some(
    './*',
    'istio-system/*',
    '*/web.shop.svc.cluster.local',
    '~shop/db.shop.svc.cluster.local',
  ),
  'IstioEgressListener.bind': fc.constant('127.0.0.1'),
  'IstioIngressListener.bind': fc.constant('0.0.0.0'),
  'IstioIngressListener.defaultEndpoint': fc.constantFrom('127.0.0.1:8080', '0.0.0.0:8080', 'unix:///run/shop.sock'),
  // Deprecated: Istio warns of it (IST0002).
  'OutboundTrafficPolicy.egressProxy': fc.constant(undefined),
  'ServicePort.protocol': fc.constantFrom('HTTP', 'HTTPS', 'GRPC', 'HTTP2', 'TLS', 'http'),
  'ServicePort.targetPort': fc.constantFrom(0, 8080, 8443),
  'ServiceEntry.addresses': some('203.0.113.1', '203.0.113.2'),
  'ServiceEntry.subjectAltNames': fc.constant(['outside.example.net']),
  'WorkloadEntry.address': fc.constantFrom('203.0.113.10', '203.0.113.11', '2001:db8::1'),
  'WorkloadEntry.locality': fc.constantFrom('eu-west/one/a', 'eu-north'),
  'WorkloadEntry.labels': fc.constantFrom({ app: 'outside' }, { app: 'outside', version: 'v1' }),
  'WorkloadEntry.ports': fc.constantFrom<Plain>({ http: 8080 }, { http: 8081 }),
  'WorkloadEntry.weight': fc.integer({ min: 1, max: 10 }),
};

const versions = ['TLS_AUTO', 'TLSV1_0', 'TLSV1_1', 'TLSV1_2', 'TLSV1_3'];
/** G22, and a range of versions that has at least one. */
const mendVersions = (tls: Plain): Plain => {
  const { minProtocolVersion: min, maxProtocolVersion: max, cipherSuites } = tls;
  const low = versions.indexOf(String(min ?? 'TLS_AUTO'));
  const high = versions.indexOf(String(max ?? 'TLS_AUTO'));
  const old = low === 1 || low === 2 || high === 1 || high === 2;
  return {
    ...tls,
    minProtocolVersion: old && !min ? 'TLSV1_0' : min,
    maxProtocolVersion: high > 0 && high < Math.max(low, old ? 1 : 3) ? undefined : max,
    cipherSuites: old ? ['AES128-SHA', 'ECDHE-RSA-AES128-SHA'] : cipherSuites,
  };
};

/** G24 to G30 for a server that ends TLS, or not; a sidecar takes certificates from files alone (C6). */
export const serverTls = (tls: Plain, from: 'secrets' | 'files'): Plain => {
  const { mode, minProtocolVersion, maxProtocolVersion, cipherSuites } = tls;
  const common = mendVersions({ minProtocolVersion, maxProtocolVersion, cipherSuites });
  if (mode === 'ISTIO_MUTUAL') return { mode };
  if (mode === undefined || mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH') return clean({ mode, ...common });
  const mutual = mode !== 'SIMPLE';
  const { subjectAltNames, verifyCertificateHash, verifyCertificateSpki, insecureSkipVerify } = tls;
  const asked = mutual
    ? {
        subjectAltNames: from === 'files' ? undefined : subjectAltNames,
        verifyCertificateHash,
        verifyCertificateSpki,
        insecureSkipVerify,
      }
    : {};
  const { credentialName, credentialNames, tlsCertificates, caCertCredentialName, caCertificates, caCrl } = tls;
  const secrets = from === 'secrets' && (credentialName ?? credentialNames) !== undefined;
  const pairs = mutual || from === 'secrets' ? tlsCertificates : undefined;
  const source = secrets ? { credentialName, credentialNames } : pairs ? { tlsCertificates: pairs } : files;
  const authorities = !mutual
    ? {}
    : secrets
      ? { caCertCredentialName }
      : { caCertificates: caCertificates ?? '/etc/shop/authorities.pem', caCrl };
  return clean({ mode, ...common, ...asked, ...source, ...authorities });
};

const endsTls = (protocol: unknown): boolean => /^(HTTPS|TLS)$/i.test(String(protocol));
const isHttp = (protocol: unknown): boolean => /^(HTTP|HTTP2|GRPC|GRPC-WEB)$/.test(String(protocol));

/** Names and numbers that differ; `first` is where they begin. */
const differ = (list: readonly Plain[], first: number, name: string): readonly Plain[] =>
  list.map((one, index) => ({ ...one, number: first + index, name: `${name}-${index}` }));

export const serverMends: Rules['mend'] = {
  Server: (server) => {
    const { tls, ...rest } = server;
    const protocol = (server.port as Plain).protocol;
    if (endsTls(protocol)) return { ...rest, tls: serverTls((tls ?? { mode: 'PASSTHROUGH' }) as Plain, 'secrets') };
    return isHttp(protocol) && tls ? { ...rest, tls: { httpsRedirect: true } } : rest;
  },
  Gateway: (gateway) => {
    const servers = gateway.servers as readonly Plain[];
    const ports = differ(
      servers.map((server) => server.port as Plain),
      8_500,
      'port',
    );
    return {
      ...gateway,
      selector: gateway.selector && { istio: 'ingressgateway' },
      servers: servers.map((server, i) => ({ ...server, port: ports[i] })),
    };
  },
  ServiceEntry: mendServiceEntry,
  Sidecar: (sidecar) => {
    const egress = (sidecar.egress ?? [{ hosts: ['*/*'] }]) as readonly Plain[];
    const ingress = sidecar.ingress as readonly Plain[] | undefined;
    const workload = sidecar.workloadSelector as Plain | undefined;
    return {
      ...sidecar,
      workloadSelector: workload && { labels: { app: 'client' } },
      egress: egress.map((one, index) => {
        const { port, bind, captureMode, ...rest } = one;
        const last = index === egress.length - 1;
        return last
          ? { ...rest, captureMode }
          : clean({ ...rest, bind, captureMode, port: { ...((port ?? {}) as Plain), number: 9_000 + index } });
      }),
      ingress: ingress?.map((one, index) => {
        const { tls, ...rest } = one;
        const port = { ...(one.port as Plain), number: 7_000 + index, protocol: tls ? 'HTTPS' : 'HTTP' };
        return clean({ ...rest, port, tls: tls && serverTls({ ...(tls as Plain), mode: 'MUTUAL' }, 'files') });
      }),
    };
  },
};

/** S3 to S17: what each resolution allows. Hosts get their names from the world. */
function mendServiceEntry(entry: Plain): Plain {
  const { resolution = 'NONE', endpoints, workloadSelector, addresses } = entry;
  const thrown = (entry.ports ?? [{}]) as readonly Plain[];
  const ports = differ(
    thrown.map((port) => ({ protocol: 'HTTP', ...port })),
    80,
    'http',
  ); // S8
  const named = ports.map((port, index) => (index === 0 ? { ...port, name: 'http' } : port));
  const base = { ...entry, ports: named, hosts: ['outside.example.net'] };
  if (resolution === 'NONE') return { ...base, endpoints: undefined, workloadSelector: undefined };
  if (resolution === 'DYNAMIC_DNS') {
    const http = named.map((port) => ({ ...port, protocol: 'HTTP' }));
    return {
      ...base,
      hosts: ['*.outside.example.net'],
      ports: http,
      endpoints: undefined,
      workloadSelector: undefined,
      addresses: undefined,
    };
  }
  const given = endpoints as readonly Plain[] | undefined;
  const places = given?.map((one, index) => ({ ...one, address: one.address ?? `203.0.113.${30 + index}` })); // W1
  if (resolution === 'DNS_ROUND_ROBIN') return { ...base, endpoints: places?.slice(0, 1), workloadSelector: undefined };
  if (resolution === 'DNS') return { ...base, endpoints: places, workloadSelector: undefined };
  if (workloadSelector) return { ...base, endpoints: undefined, workloadSelector: { labels: { app: 'outside' } } };
  return { ...base, endpoints: places ?? [{ address: '203.0.113.10' }], addresses: addresses ?? ['203.0.113.0/24'] };
}
