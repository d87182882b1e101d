import fc from 'fast-check';
import { clean, type Plain, type Rules } from './from-schema.ts';

/** What the rules of Istio want of the HTTP routes of a VirtualService beside their schema (reference 9.4). */

const text = (...words: readonly string[]): fc.Arbitrary<Plain> =>
  fc.oneof(
    fc.constantFrom(...words).map((exact) => ({ exact })),
    fc.constantFrom(...words).map((exact) => ({ prefix: exact.slice(0, 3) })),
    fc.constantFrom(...words).map((exact) => ({ regex: `${exact}[a-z0-9-]*` })),
  );
const conditions = (...names: readonly string[]): fc.Arbitrary<unknown> =>
  fc.dictionary(fc.constantFrom(...names), text('alpha', 'beta', 'gamma'), { minKeys: 1, maxKeys: 2 });
const operations = fc.dictionary(
  fc.constantFrom('x-shop', 'x-part', 'cache-control'),
  fc.constantFrom('fresh', '%REQ(x-user)%', 'a, b', '100%%'),
  { minKeys: 1, maxKeys: 2 },
);
const percentage = fc.constantFrom({ value: 0.5 }, { value: 100 }, { value: 33.3 }, { value: 1 });
const some = <T>(...values: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...values], { minLength: 1 });

export const httpValues: Rules['values'] = {
  'HTTPMatchRequest.scheme': fc.constantFrom<Plain>({ exact: 'http' }, { prefix: 'http' }, { regex: 'https?' }),
  'HTTPMatchRequest.method': fc.constantFrom<Plain>({ exact: 'GET' }, { prefix: 'P' }, { regex: 'GET|HEAD' }),
  'HTTPMatchRequest.headers': conditions('x-user', 'x-team', 'cookie', 'user-agent'),
  'HTTPMatchRequest.withoutHeaders': conditions('x-debug', 'x-robot'),
  'HTTPMatchRequest.queryParams': conditions('page', 'q'),
  'HTTPMatchRequest.sourceNamespace': fc.constant('shop'),
  'HTTPRedirect.uri': fc.constant('/moved'),
  'HTTPRedirect.prefixRewrite': fc.constant('/moved'),
  'HTTPRedirect.authority': fc.constantFrom('elsewhere.shop.example', 'www.shop.example:8443'),
  'HTTPRedirect.port': fc.constantFrom(443, 8443),
  'HTTPRedirect.scheme': fc.constantFrom('http', 'https'),
  'HTTPRedirect.redirectCode': fc.constantFrom(301, 302, 303, 307, 308),
  'HTTPBody.string': fc.constant('closed for today'),
  'HTTPBody.bytes': fc.constant('Y2xvc2Vk'),
  'HTTPRewrite.uri': fc.constant('/inner'),
  'HTTPRewrite.authority': fc.constant('inner.shop.example'),
  'HTTPRewrite.uriRegexRewrite': fc.constantFrom({ match: '^/[a-z]+/(.*)$', rewrite: '/\\1' }),
  'HeaderOperations.set': operations,
  'HeaderOperations.add': operations,
  'HeaderOperations.remove': some('x-powered-by', 'via'),
  'HTTPRetry.attempts': fc.integer({ min: 1, max: 5 }),
  'HTTPRetry.retryOn': some('5xx', 'reset', 'connect-failure', '503', 'unavailable').map((words) => words.join(',')),
  'Delay.percentage': percentage,
  'Abort.percentage': percentage,
  'Abort.grpcStatus': fc.constantFrom('UNAVAILABLE', 'NOT_FOUND'),
  'HTTPMirrorPolicy.percentage': percentage,
  'HTTPRoute.mirrorPercentage': percentage,
  'CorsPolicy.allowOrigins': fc.constantFrom(
    [{ exact: 'https://shop.example' }],
    [{ prefix: 'https://' }, { regex: 'https://[a-z]+\\.shop\\.example' }],
  ),
  'CorsPolicy.allowMethods': some('GET', 'POST', 'PATCH', '*'),
  'CorsPolicy.allowHeaders': some('x-user', 'content-type', '*'),
  'CorsPolicy.exposeHeaders': some('x-shop', 'etag'),
  'CorsPolicy.maxAge': fc.constantFrom('24h', '600s', '1m'),
  // No valid document has them: deprecated with a warning (H25, IST0002), or refused (H21, H23).
  'HTTPRoute.mirrorPercent': fc.constant(undefined),
  'Delay.percent': fc.constant(undefined),
  'Delay.exponentialDelay': fc.constant(undefined),
  'Abort.http2Error': fc.constant(undefined),
  // Roots of delegates are made by the world, which knows whom they can name.
  'HTTPRoute.delegate': fc.constant(undefined),
};

/** H28: something changes. */
const mendRedirect = (value: Plain): Plain =>
  Object.keys(value).some((field) => field !== 'redirectCode') ? value : { ...value, uri: '/moved' };

/** H3, H4, H5: one action, and what goes with it. */
const mendRoute = (value: Plain): Plain => {
  const { redirect, directResponse, rewrite, fault, route, mirrorPercentage, ...rest } = value;
  const copies = rest.mirror ? { mirrorPercentage } : {};
  if (redirect && (!route || rest.name === 'alpha')) return { ...rest, ...copies, redirect };
  if (directResponse && !route) return { ...rest, ...copies, directResponse };
  return { ...rest, ...copies, rewrite, fault, route: route ?? [{ destination: { host: 'web' } }] };
};

export const httpMends: Rules['mend'] = {
  HTTPRedirect: mendRedirect,
  HTTPRoute: mendRoute,
  HTTPRewrite: (value) => (Object.keys(value).length > 0 ? value : { uri: '/inner' }),
  HTTPBody: (value) => (Object.keys(value).length > 0 ? value : { string: 'closed' }),
  HTTPRetry: (value) => ({ ...value, attempts: value.attempts ?? 2 }),
  Delay: (value) => ({ ...value, fixedDelay: value.fixedDelay ?? '50ms' }),
  Abort: (value) => (value.httpStatus || value.grpcStatus ? value : { ...value, httpStatus: 503 }),
  HTTPFaultInjection: (value) => (value.delay || value.abort ? value : { abort: { httpStatus: 503 } }),
};

export type Bound = {
  /** Hosts of the VirtualService; those of conditions are among them. */
  readonly hosts: readonly string[];
  readonly gateways?: readonly string[];
  /** A port that conditions may name. */
  readonly port: number;
};

/** Routes in order of narrowness: each entry has paths of its own, so that none is hidden, and the last one takes the rest. */
export const inOrder = (routes: readonly Plain[], bound: Bound): readonly Plain[] =>
  routes.map((route, index) => {
    const { match = [{}], ...rest } = route;
    const redirect = rest.redirect as Plain | undefined;
    // H28: a prefix is rewritten where one has matched.
    const byPrefix = redirect?.prefixRewrite !== undefined;
    if (index < routes.length - 1) {
      const matches = match as readonly Plain[];
      return { ...rest, match: matches.map((one, i) => entry(one, `/part-${index}-${i}/`, byPrefix, bound)) };
    }
    return byPrefix ? { ...rest, redirect: clean({ ...redirect, prefixRewrite: undefined, uri: '/' }) } : rest;
  });

const entry = (match: Plain, path: string, byPrefix: boolean, { hosts, gateways, port }: Bound): Plain => {
  const { uri, authority, ...rest } = match;
  const thrown = Object.keys((uri ?? { prefix: '' }) as Plain)[0] ?? 'prefix';
  const how = byPrefix ? 'prefix' : thrown;
  const value = how === 'exact' ? `${path}item` : how === 'regex' ? `${path}[0-9]+/.*` : path;
  return clean({
    ...rest,
    uri: { [how]: value },
    authority: authority && authorityOf(authority as Plain, hosts[0] ?? ''),
    port: rest.port && port,
    gateways: rest.gateways && gateways,
  });
};

/** A host header that the VirtualService can get. */
const authorityOf = (thrown: Plain, host: string): Plain =>
  thrown.exact
    ? { exact: host }
    : thrown.regex
      ? { regex: `${host.replaceAll('.', '\\.')}(:[0-9]+)?` }
      : { prefix: host.slice(0, 3) };
