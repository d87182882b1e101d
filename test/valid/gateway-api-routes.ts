import fc from 'fast-check';
import { clean, type Plain, type Rules, valuesOf } from './from-schema.ts';
import { kindOf, type Made, resource } from './made.ts';

/** What the rules of the CRDs of the Gateway API and of Ingresses want beside their schemas. */

const api = (name: string) => kindOf('gateway.networking.k8s.io', name);
const some = <T>(...values: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...values], { minLength: 1 });
const headers = (...names: readonly string[]): fc.Arbitrary<unknown> =>
  some(...names).chain((chosen) =>
    fc.tuple(...chosen.map((name) => fc.constantFrom('fresh', 'a b').map((value) => ({ name, value })))),
  );
const service = { group: undefined, kind: fc.constant('Service'), name: fc.constant('web'), port: fc.constant(80) };

const values: Rules['values'] = {
  'HTTPBackendRef.group': fc.constant(''),
  'HTTPBackendRef.kind': service.kind,
  'HTTPBackendRef.name': service.name,
  'HTTPBackendRef.namespace': fc.constant('shop'),
  'HTTPBackendRef.port': service.port,
  'HTTPBackendRef.filters': fc.constant(undefined),
  'HTTPBackendRef.weight': fc.integer({ min: 1, max: 100 }),
  'GRPCBackendRef.group': fc.constant(''),
  'GRPCBackendRef.kind': service.kind,
  'GRPCBackendRef.name': fc.constant('api'),
  'GRPCBackendRef.namespace': fc.constant('shop'),
  'GRPCBackendRef.port': service.port,
  'GRPCBackendRef.weight': fc.integer({ min: 1, max: 100 }),
  'GRPCBackendRef.filters': fc.constant(undefined),
  'BackendRef.group': fc.constant(''),
  'BackendRef.kind': service.kind,
  'BackendRef.name': fc.constant('db'),
  'BackendRef.namespace': fc.constant('shop'),
  'BackendRef.port': service.port,
  'BackendRef.weight': fc.integer({ min: 1, max: 100 }),
  'BackendObjectReference.group': fc.constant(''),
  'BackendObjectReference.kind': service.kind,
  'BackendObjectReference.name': service.name,
  'BackendObjectReference.namespace': fc.constant('shop'),
  'BackendObjectReference.port': service.port,
  'HTTPHeaderMatch.name': fc.constantFrom('x-user', 'X-Team', 'cookie'),
  'HTTPQueryParamMatch.name': fc.constantFrom('page', 'q'),
  'HTTPRouteMatch.headers': headers('x-user', 'X-Team'),
  'GRPCRouteMatch.headers': headers('x-user', 'tenant'),
  'HTTPHeaderFilter.set': headers('x-shop', 'x-part'),
  'HTTPHeaderFilter.add': headers('x-more'),
  'HTTPHeaderFilter.remove': some('via', 'x-powered-by'),
  'HTTPCORSFilter.allowOrigins': fc.constantFrom(['*'], ['https://shop.example', 'https://*.shop.example']),
  'HTTPCORSFilter.allowMethods': fc.constantFrom(['*'], ['GET', 'PUT']),
  'HTTPCORSFilter.allowHeaders': fc.constantFrom(['*'], ['x-user', 'content-type']),
  'HTTPCORSFilter.exposeHeaders': some('x-shop', 'etag'),
  'HTTPRequestRedirectFilter.hostname': fc.constant('elsewhere.shop.example'),
  'HTTPURLRewriteFilter.hostname': fc.constant('inner.shop.example'),
  'HTTPRequestMirrorFilter.fraction': fc.constantFrom<Plain>({ numerator: 1 }, { numerator: 3, denominator: 10 }),
  'HTTPPathModifier.replaceFullPath': fc.constant('/whole'),
  'HTTPPathModifier.replacePrefixMatch': fc.constant('/begin'),
  'HTTPRouteRetry.codes': some(500, 502, 503),
  'HTTPRouteRetry.attempts': fc.integer({ min: 1, max: 5 }),
  'HTTPRouteTimeouts.request': fc.constantFrom('10s', '1m', '0s'),
  'HTTPRouteTimeouts.backendRequest': fc.constantFrom('1s', '500ms'),
  'HTTPRouteFilter.type': fc.constantFrom(
    ...['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestMirror', 'RequestRedirect', 'URLRewrite', 'CORS'],
  ),
  'GRPCRouteFilter.type': fc.constantFrom('RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestMirror'),
  'GRPCMethodMatch.service': fc.constantFrom('shop.v1.Cart', 'shop.v1.Search'),
  'GRPCMethodMatch.method': fc.constantFrom('Get', 'Put'),
  'HTTPRoute.hostnames': fc.constant(['kiosk.shop.example', '*.kiosk.shop.example']),
  'GRPCRoute.hostnames': fc.constant(['grpc.shop.example']),
  'TLSRoute.hostnames': fc.constant(['tls.shop.example']),
  'IngressServiceBackend.name': fc.constant('web'),
  'IngressBackend.resource': fc.constant(undefined),
  'IngressBackend.service': fc.constantFrom<Plain>(
    { name: 'web', port: { number: 80 } },
    { name: 'api', port: { name: 'http-api' } },
  ),
  'Ingress.defaultBackend': fc.constant({ service: { name: 'web', port: { number: 80 } } }),
  'HTTPIngressRuleValue.paths': fc.constant([]),
  'Ingress.ingressClassName': fc.constant('nginx'),
  'Ingress.tls': fc.constant([{ hosts: ['stall.shop.example'], secretName: 'api-cert' }]),
};

/** The member of a filter that its type names, and no other. */
const members: Readonly<Record<string, string>> = {
  RequestHeaderModifier: 'requestHeaderModifier',
  ResponseHeaderModifier: 'responseHeaderModifier',
  RequestMirror: 'requestMirror',
  RequestRedirect: 'requestRedirect',
  URLRewrite: 'urlRewrite',
  CORS: 'cors',
};
const usual: Plain = {
  requestHeaderModifier: { set: [{ name: 'x-shop', value: 'now' }] },
  responseHeaderModifier: { remove: ['via'] },
  requestMirror: { backendRef: { name: 'api', port: 80 } },
  requestRedirect: { scheme: 'https', statusCode: 301 },
  urlRewrite: { hostname: 'inner.shop.example' },
  cors: { allowOrigins: ['https://shop.example'] },
};
const mendFilter = (filter: Plain): Plain => {
  const member = members[String(filter.type)] ?? '';
  const given = filter[member] as Plain | undefined;
  return { type: filter.type, [member]: given && Object.keys(given).length > 0 ? given : usual[member] };
};

/** One filter of each type, no redirect beside services or a rewrite, and prefixes replaced only where one has matched. */
const mendFilters = (filters: readonly Plain[] | undefined): readonly Plain[] | undefined => {
  const once = [...new Map((filters ?? []).map((filter) => [filter.type, filter])).values()];
  const redirected = once.some(({ type }) => type === 'RequestRedirect');
  const kept = once.filter(
    ({ type }) => !redirected || !['URLRewrite', 'RequestMirror', 'CORS'].includes(String(type)),
  );
  return kept.length > 0 ? kept : undefined;
};

const mend: Rules['mend'] = {
  HTTPRouteFilter: mendFilter,
  GRPCRouteFilter: mendFilter,
  HTTPHeaderFilter: (value) => (Object.keys(value).length > 0 ? value : { remove: ['via'] }),
  HTTPPathModifier: () => ({ type: 'ReplaceFullPath', replaceFullPath: '/whole' }),
  HTTPRequestMirrorFilter: (value) => (value.fraction ? { ...value, percent: undefined } : value),
  BackendObjectReference: (value) => ({ ...value, port: 80 }),
  HTTPBackendRef: (value) => ({ ...value, port: 80 }),
  GRPCBackendRef: (value) => ({ ...value, port: 80 }),
  BackendRef: (value) => ({ ...value, port: 80 }),
  GRPCMethodMatch: (value) => (value.service || value.method ? value : { ...value, service: 'shop.v1.Cart' }),
  SessionPersistence: (value) =>
    clean({
      ...value,
      absoluteTimeout: value.absoluteTimeout ?? '1h',
      cookieConfig: value.type === 'Header' ? undefined : value.cookieConfig,
    }),
  HTTPRouteRule: (rule) => {
    const filters = mendFilters(rule.filters as readonly Plain[] | undefined);
    const redirected = filters?.some(({ type }) => type === 'RequestRedirect');
    return clean({
      ...rule,
      filters,
      backendRefs: redirected ? undefined : (rule.backendRefs ?? [{ name: 'web', port: 80 }]),
    });
  },
  GRPCRouteRule: (rule) =>
    clean({
      ...rule,
      filters: mendFilters(rule.filters as readonly Plain[] | undefined),
      backendRefs: rule.backendRefs ?? [{ name: 'api', port: 80 }],
    }),
};

const rules: Rules = { values, mend };

/** Rules have names and paths of their own. */
const inOrder = (list: readonly Plain[] | undefined, path: (rule: number, match: number) => Plain): readonly Plain[] =>
  (list ?? [{ backendRefs: [{ name: 'web', port: 80 }] }]).map((rule, index) => ({
    ...rule,
    name: rule.name && `rule-${index}`,
    matches: ((rule.matches ?? [{}]) as readonly Plain[]).map((match, i) => ({ ...match, ...path(index, i) })),
  }));

/** A Gateway with a listener for each protocol, routes of each kind for them, and an Ingress; their services are those of the world. */
export const gatewayApiRoutes = (share: number): fc.Arbitrary<readonly Made[]> => {
  const made = (name: string): fc.Arbitrary<Plain> => valuesOf(api(name).schema, rules, share) as fc.Arbitrary<Plain>;
  const ingress = valuesOf(kindOf('networking.k8s.io', 'Ingress').schema, rules, share) as fc.Arbitrary<Plain>;
  return fc
    .record({ http: made('HTTPRoute'), grpc: made('GRPCRoute'), tls: made('TLSRoute'), tcp: made('TCPRoute'), ingress })
    .map(({ http, grpc, tls, tcp, ingress: thrown }) => {
      const at = (sectionName: string): Plain => ({
        useDefaultGateways: undefined,
        parentRefs: [{ name: 'kiosk', sectionName }],
      });
      const path = (rule: number, match: number): Plain => ({
        path: { type: 'PathPrefix', value: `/part-${rule}-${match}` },
      });
      const method = (rule: number, match: number): Plain => ({ method: { service: `shop.v1.Part${rule}${match}` } });
      const { tls: secret, defaultBackend } = thrown;
      const paths = ['/', '/cart', '/search'].map((one, index) => ({
        path: one,
        pathType: index === 2 ? 'Exact' : 'Prefix',
        backend: {
          service: index === 1 ? { name: 'api', port: { name: 'http-api' } } : { name: 'web', port: { number: 80 } },
        },
      }));
      return [
        resource(api('Gateway'), 'kiosk', {
          gatewayClassName: 'istio',
          listeners: [
            { name: 'http', port: 9100, protocol: 'HTTP', hostname: '*.shop.example' },
            { name: 'https', port: 9101, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'api-cert' }] } },
            { name: 'passed', port: 9102, protocol: 'TLS', tls: { mode: 'Passthrough' } },
            { name: 'tcp', port: 9103, protocol: 'TCP' },
          ],
        }),
        resource(
          api('HTTPRoute'),
          'kiosk',
          clean({ ...http, ...at('http'), rules: inOrder(http.rules as Plain[] | undefined, path) }),
        ),
        resource(
          api('GRPCRoute'),
          'kiosk',
          clean({ ...grpc, ...at('https'), rules: inOrder(grpc.rules as Plain[] | undefined, method) }),
        ),
        resource(api('TLSRoute'), 'kiosk', clean({ ...tls, ...at('passed') })),
        resource(api('TCPRoute'), 'kiosk', clean({ ...tcp, ...at('tcp') })),
        resource(
          kindOf('networking.k8s.io', 'Ingress'),
          'stall',
          clean({
            defaultBackend,
            tls: secret,
            ingressClassName: 'nginx',
            rules: [{ host: 'stall.shop.example', http: { paths } }],
          }),
        ),
      ];
    });
};
