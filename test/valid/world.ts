import fc from 'fast-check';
import type { ActedKind } from '#core/resource/kind.ts';
import { clean, type Plain, type Rules, valuesOf } from './from-schema.ts';
import { gatewayApiRoutes } from './gateway-api-routes.ts';
import { httpMends, httpValues, inOrder } from './http-rules.ts';
import { kindOf, type Made, resource } from './made.ts';
import { serverMends, serverValues } from './server-rules.ts';
import { type Credentials, settled } from './settled.ts';
import { trafficPolicyMends, trafficPolicyValues } from './traffic-policy-rules.ts';

const istio = (name: string): ActedKind => kindOf('networking.istio.io', name);

export const istioRules: Rules = {
  values: {
    ...trafficPolicyValues,
    ...httpValues,
    ...serverValues,
    'Destination.host': fc.constantFrom('web', 'web.shop.svc.cluster.local'),
    'Destination.subset': fc.constantFrom('v1', 'v2'),
    'VirtualService.exportTo': fc.constantFrom(['*'], ['.', 'istio-system']),
    'DestinationRule.exportTo': fc.constantFrom(['*'], ['.', 'istio-system']),
    'ServiceEntry.exportTo': fc.constantFrom(['*'], ['.', 'istio-system']),
    'TLSMatchAttributes.destinationSubnets': fc.constant(['10.0.0.0/8']),
    'L4MatchAttributes.destinationSubnets': fc.constant(['10.0.0.0/8']),
    'L4MatchAttributes.sourceSubnet': fc.constant('10.1.0.0/16'),
  },
  mend: {
    ...trafficPolicyMends,
    ...httpMends,
    ...serverMends,
    ...weighted('HTTPRoute'),
    ...weighted('TLSRoute'),
    ...weighted('TCPRoute'),
  },
};

/** H33: several destinations have a weight together. */
function weighted(name: string): Rules['mend'] {
  const before = httpMends[name];
  return {
    [name]: (value) => {
      const mended = before ? before(value) : value;
      const route = mended.route as readonly Plain[] | undefined;
      if (!route || route.length < 2) return mended;
      const shares = route.length === 2 ? [90, 10] : [50, 30, 20];
      return { ...mended, route: route.map((one, index) => ({ ...one, weight: shares[index] })) };
    },
  };
}

/** The generated parts of a world, with about `share` of the optional fields set. */
const partsOf = (credentials: Credentials, share: number) => {
  const made = (name: string): fc.Arbitrary<Plain> =>
    valuesOf(istio(name).schema, istioRules, share) as fc.Arbitrary<Plain>;
  const several = (name: string, count: number): fc.Arbitrary<readonly Plain[]> =>
    fc.array(made(name), { minLength: count, maxLength: count });
  return fc.record({
    settled: settled(credentials, share),
    gateway: made('Gateway'),
    virtualServices: several('VirtualService', 6),
    rules: several('DestinationRule', 3),
    entries: several('ServiceEntry', 3),
    workloads: several('WorkloadEntry', 2),
    sidecar: made('Sidecar'),
    routes: gatewayApiRoutes(share),
  });
};

/** Whole workspaces: services, what is known of them, gateways of three APIs and routes that lead from one to the other. */
export const worlds = (credentials: Credentials): fc.Arbitrary<readonly Made[]> =>
  fc
    .constantFrom(0.25, 0.55, 0.9)
    .chain((share) => partsOf(credentials, share))
    .map((thrown) => {
      const all: Made[] = [...thrown.settled];
      const add: Add = (...of) => void all.push(resource(...of));
      const { gateway } = thrown;
      add(istio('Gateway'), 'front', {
        ...gateway,
        servers: [
          { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*.shop.example'] },
          {
            port: { number: 8443, name: 'passed', protocol: 'TLS' },
            hosts: ['*.shop.example'],
            tls: { mode: 'PASSTHROUGH' },
          },
          { port: { number: 5432, name: 'tcp', protocol: 'TCP' }, hosts: ['*'] },
          ...(gateway.servers as readonly Plain[]),
        ],
      });
      for (const [index, spec] of thrown.virtualServices.entries()) addVirtualService(add, spec, index);
      addRules(add, thrown.rules);
      thrown.entries.forEach((entry, index) => {
        const host = `outside-${index}.example.net`;
        const hosts = String((entry.hosts as readonly string[])[0]).startsWith('*') ? [`*.${host}`] : [host];
        add(istio('ServiceEntry'), `outside-${index}`, { ...entry, hosts });
      });
      thrown.workloads.forEach((workload, index) => {
        add(istio('WorkloadEntry'), `workload-${index}`, {
          ...workload,
          address: `203.0.113.${20 + index}`,
          labels: { app: 'outside', version: 'v1' },
        });
      });
      add(istio('Sidecar'), 'client', thrown.sidecar, { namespace: 'clients' });
      all.push(...thrown.routes);
      return all;
    });

type Add = (...of: Parameters<typeof resource>) => void;

/** By turns: of a gateway, of gateway and mesh, of the mesh alone, with a delegate, of TLS, of TCP. */
function addVirtualService(add: Add, spec: Plain, index: number): void {
  const kind = istio('VirtualService');
  const host = `part-${index}.shop.example`;
  const { exportTo } = spec;
  const http = (spec.http ?? [{ route: [{ destination: { host: 'web' } }] }]) as readonly Plain[];
  const l4 = (list: unknown, match: (one: Plain) => Plain): readonly Plain[] | undefined =>
    (list as readonly Plain[] | undefined)?.slice(0, 1).map((one) => ({
      ...one,
      match: ((one.match ?? [{}]) as readonly Plain[]).slice(0, 1).map((m) => clean({ ...m, ...match(m) })),
      route: one.route ?? [{ destination: { host: 'web' } }],
    }));
  const name = `routes-${index}`;
  const gateways = index === 1 ? ['front', 'mesh'] : index === 2 ? undefined : ['front'];
  const bound = { hosts: [host], gateways: ['front'], port: 80 };
  if (index < 3) {
    const hosts = index === 2 ? ['api', 'api.example.net'] : [host, `also-${host}`];
    add(
      kind,
      name,
      clean({
        hosts,
        gateways,
        exportTo,
        http: inOrder(http, index === 2 ? { hosts, gateways: ['mesh'], port: 80 } : bound),
      }),
    );
  } else if (index === 3) {
    const root = {
      name: 'team',
      match: [{ uri: { prefix: '/part-' } }],
      delegate: { name: 'team-routes', namespace: 'shop' },
    };
    add(
      kind,
      name,
      clean({ hosts: [host], gateways, exportTo, http: [root, { route: [{ destination: { host: 'web' } }] }] }),
    );
    add(kind, 'team-routes', { http: inOrder([...http, {}], { ...bound }).slice(0, -1) });
  } else if (index === 4) {
    const tls = l4(spec.tls ?? [{}], (m) => ({
      sniHosts: [host],
      port: m.port && 8443,
      gateways: m.gateways && ['front'],
    }));
    add(kind, name, clean({ hosts: [host], gateways, exportTo, tls }));
  } else {
    const tcp = l4(spec.tcp ?? [{}], (m) => ({ port: 5432, gateways: m.gateways && ['front'] }));
    add(kind, name, clean({ hosts: [host], gateways, exportTo, tcp }));
  }
}

/** One rule for each service, with subsets that have endpoints. */
function addRules(add: Add, [rule = {}, ruleOfApi = {}, ruleOfDb = {}]: readonly Plain[]): void {
  const subsets = (list: unknown, versions: readonly string[]): readonly Plain[] =>
    versions.map((version, index) => ({
      ...((list as readonly Plain[] | undefined)?.[index] ?? {}),
      name: version,
      labels: { version },
    }));
  const kind = istio('DestinationRule');
  const unselected = ({ workloadSelector, ...rest }: Plain): Plain => rest;
  add(kind, 'web', { ...unselected(rule), host: 'web', subsets: subsets(rule.subsets, ['v1', 'v2']) });
  add(kind, 'api', clean({ ...unselected(ruleOfApi), host: 'api.shop.svc.cluster.local', subsets: undefined }));
  const selected = {
    ...ruleOfDb,
    workloadSelector: { matchLabels: { istio: 'ingressgateway' } },
    exportTo: ['.'],
    trafficPolicy: ruleOfDb.trafficPolicy && withSecret(ruleOfDb.trafficPolicy as Plain),
    subsets: subsets(ruleOfDb.subsets, ['v1']).map((one) =>
      clean({ ...one, trafficPolicy: one.trafficPolicy && withSecret(one.trafficPolicy as Plain) }),
    ),
  };
  add(
    kind,
    'db',
    clean({ ...(ruleOfDb.workloadSelector ? selected : { ...ruleOfDb, subsets: undefined }), host: 'db' }),
  );
}

/** A rule for some workloads alone may take certificates from a Secret (IST0128). */
function withSecret(policy: Plain): Plain {
  const tls = (one: unknown): Plain | undefined => {
    const { mode, sni, subjectAltNames } = (one ?? {}) as Plain;
    if (mode !== 'SIMPLE' && mode !== 'MUTUAL') return one as Plain | undefined;
    return clean({ mode, sni, subjectAltNames, credentialName: 'upstream-cert' });
  };
  const ports = policy.portLevelSettings as readonly Plain[] | undefined;
  return clean({
    ...policy,
    tls: tls(policy.tls),
    portLevelSettings: ports?.map((settings) => clean({ ...settings, tls: tls(settings.tls) })),
  });
}
