import { describe, expect, test } from 'vitest';
import { build } from '#core/build.ts';

const gateway = (listeners: string, more = '') => `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: main }
spec: { gatewayClassName: istio, listeners: [${listeners}]${more} }`;
const route = (kind: string, backends: string, more = '') => `apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: { name: ${kind.toLowerCase()} }
spec:
  parentRefs: [{ name: main }]
  rules: [{ backendRefs: [${backends}] }]
${more}`;
const service = (ports: string) => `apiVersion: v1
kind: Service
metadata: { name: oven }
spec: { ports: [${ports}] }`;
const local = `apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: oven }
spec: { address: 3000 }`;
const configMap = (name: string, label = 'CERTIFICATE') => `apiVersion: v1
kind: ConfigMap
metadata: { name: ${name} }
data:
  ca.crt: "-----BEGIN ${label}-----\\nAAAA\\n-----END ${label}-----\\n"`;
const policy = (name: string, target: string, validation: string) => `apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: ${name} }
spec:
  targetRefs: [{ group: "", kind: Service, name: oven${target} }]
  validation: { hostname: oven.local, ${validation} }`;
const of = (...documents: string[]) => build([{ file: 'a.yaml', text: documents.join('\n---\n') }]);
const web = '{ name: web, port: 80, protocol: HTTP }';
const host = 'oven.default.svc.cluster.local';

const reached = (...documents: string[]) => {
  const { table, diagnostics } = of(gateway(web), route('HTTPRoute', '{ name: oven, port: 443 }'), ...documents);
  const action = table.routeConfigs['http.80']?.virtualHosts[0]?.routes[0]?.action;
  const name = action?.do === 'forward' ? (action.destinations[0]?.cluster ?? '') : '';
  return { name, cluster: table.clusters[name], table, diagnostics };
};

describe('a BackendTLSPolicy', () => {
  const oven = service('{ name: secure, port: 443 }');

  test('makes a cluster of its own for routes of the Gateway API', () => {
    const { name, cluster, table } = reached(oven, policy('tls', '', 'wellKnownCACertificates: System'));
    expect(name).toBe(`outbound|443||${host} @ BackendTLSPolicy default/tls`);
    expect(cluster?.policy?.tls).toMatchObject({
      mode: 'SIMPLE',
      sni: 'oven.local',
      subjectAltNames: ['oven.local'],
      verify: true,
      caCertificates: 'system',
      origin: { kind: 'BackendTLSPolicy', path: 'spec.validation' },
    });
    expect(cluster?.policy?.tls?.credentialName).toBeUndefined();
    expect(table.clusters[`outbound|443||${host}`]?.policy).toBeUndefined();
  });

  test('checks the names that it lists, against every ConfigMap that can be used', () => {
    const refs = ['a', 'b', 'nowhere'].map((name) => `{ group: "", kind: ConfigMap, name: ${name} }`).join(', ');
    const names = '{ type: Hostname, hostname: "*.oven.local" }, { type: URI, uri: "spiffe://oven" }';
    const { cluster } = reached(
      oven,
      configMap('a'),
      configMap('b'),
      policy('tls', '', `caCertificateRefs: [${refs}], subjectAltNames: [${names}]`),
    );
    expect(cluster?.policy?.tls).toMatchObject({
      sni: 'oven.local',
      subjectAltNames: ['*.oven.local', 'spiffe://oven'],
      wildcardNames: true,
      credential: { authorities: 'configmap://default/a', otherAuthorities: ['configmap://default/b'] },
    });
  });

  test('for the port comes before the one for the Service', () => {
    const system = 'wellKnownCACertificates: System';
    const { name } = reached(oven, policy('all', '', system), policy('port', ', sectionName: secure', system));
    expect(name).toMatch(/@ BackendTLSPolicy default\/port$/);
  });

  test('without usable authorities has TLS that cannot be spoken, and no plain text', () => {
    const nowhere = 'caCertificateRefs: [{ group: "", kind: ConfigMap, name: nowhere }]';
    for (const validation of [nowhere, 'wellKnownCACertificates: example.com/mine']) {
      const { cluster } = reached(oven, policy('tls', '', validation));
      expect(cluster?.policy?.tls).toMatchObject({ mode: 'SIMPLE', credentialName: '', credential: {} });
      expect(cluster?.policy?.tls?.caCertificates).toBeUndefined();
    }
  });

  test('keeps what a DestinationRule says, but for its TLS', () => {
    const rule = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: oven }
spec:
  host: oven
  trafficPolicy: { tls: { mode: DISABLE }, loadBalancer: { simple: RANDOM } }`;
    const { cluster } = reached(oven, rule, policy('tls', '', 'wellKnownCACertificates: System'));
    expect(cluster?.policy).toMatchObject({ balance: { by: 'random' }, tls: { mode: 'SIMPLE', sni: 'oven.local' } });
  });

  test('shows the certificate that the Gateway names', () => {
    const secret = `apiVersion: v1
kind: Secret
metadata: { name: client }
stringData:
  tls.crt: "-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----\\n"
  tls.key: "-----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----\\n"`;
    const own = gateway(web, ', tls: { backend: { clientCertificateRef: { name: client } } }');
    const { table } = of(
      own,
      route('HTTPRoute', '{ name: oven, port: 443 }'),
      oven,
      secret,
      policy('tls', '', 'wellKnownCACertificates: System'),
    );
    const name = `outbound|443||${host} @ BackendTLSPolicy default/tls @ Gateway default/main`;
    expect(table.clusters[name]?.policy?.tls).toMatchObject({
      mode: 'MUTUAL',
      caCertificates: 'system',
      credential: { pair: 'default/client' },
    });
  });
});

describe('datagrams', () => {
  const both = '{ name: dns, port: 53, protocol: UDP }, { name: dns-tcp, port: 53, protocol: TCP }';

  test('have a listener beside that of the same port of TCP, and a cluster of their own', () => {
    const { table, diagnostics } = of(
      gateway(both),
      route('UDPRoute', '{ name: oven, port: 53 }'),
      route('TCPRoute', '{ name: oven, port: 53 }'),
      service('{ name: dns, port: 53, protocol: UDP }, { name: dns-tcp, port: 53 }'),
      local,
    );
    expect(diagnostics.filter(({ severity }) => severity !== 'information')).toEqual([]);
    expect(table.listeners.map(({ id, chains }) => [id, chains.map(({ protocol }) => protocol)])).toEqual([
      ['0.0.0.0_53', ['TCP']],
      ['udp_0.0.0.0_53', ['UDP']],
    ]);
    const name = `outbound|53||${host} @ udp`;
    expect(table.listeners[1]?.chains[0]?.udp?.destinations).toMatchObject([{ cluster: name, weight: 1 }]);
    expect(table.clusters[name]).toMatchObject({
      protocol: 'udp',
      boundBy: 'local-service',
      endpoints: [{ at: 'address', address: '127.0.0.1', port: 3000 }],
    });
  });

  test('never go to a sample', () => {
    const { table } = of(
      gateway(both),
      route('UDPRoute', '{ name: echo, port: 53 }'),
      service('{ port: 53, protocol: UDP }').replace('name: oven', 'name: echo'),
    );
    expect(table.clusters['outbound|53||echo.default.svc.cluster.local @ udp']).toMatchObject({
      boundBy: 'nothing',
      endpoints: [],
    });
  });

  test('are dropped where a listener has no route, and for the share of what is not there', () => {
    const { table } = of(gateway('{ name: dns, port: 53, protocol: UDP }'));
    expect(table.listeners[0]?.chains[0]?.udp).toMatchObject({ destinations: [], totalWeight: 0 });
    const shares = of(
      gateway('{ name: dns, port: 53, protocol: UDP }'),
      route('UDPRoute', '{ name: oven, port: 53, weight: 3 }, { name: ghost, port: 53 }'),
      service('{ port: 53, protocol: UDP }'),
    );
    expect(shares.table.listeners[0]?.chains[0]?.udp).toMatchObject({
      totalWeight: 4,
      destinations: [
        { cluster: `outbound|53||${host} @ udp`, weight: 3 },
        { cluster: '', host: 'ghost', weight: 1 },
      ],
    });
    expect(shares.diagnostics.map(({ code, message }) => [code, /datagrams is dropped/.test(message)])).toContainEqual([
      'backend/not-resolved',
      true,
    ]);
  });
});

test('a table with all of it is plain data', () => {
  const { table } = of(
    gateway(
      '{ name: dns, port: 53, protocol: UDP }, { name: tls, port: 443, protocol: TLS, tls: { mode: Passthrough } }',
    ),
    route('UDPRoute', '{ name: oven, port: 53 }'),
    route('TLSRoute', '{ name: oven, port: 443 }', '  hostnames: [oven.local]'),
    service('{ name: a, port: 53, protocol: UDP }, { name: b, port: 443 }'),
  );
  expect(JSON.parse(JSON.stringify(table))).toEqual(table);
  expect(
    table.listeners.find(({ port }) => port === 443)?.chains.map(({ sni, tcp }) => [sni, tcp?.destinations.length]),
  ).toEqual([
    [['oven.local'], 1],
    [undefined, 0],
  ]);
});
