import { isList, isMap, type Plain } from '../edit/render.ts';
import type { ExpectedAnswer } from '../resource/local/route-test.ts';
import { parseDuration } from '../schema/duration.ts';
import type { Path } from '../text/tree.ts';
import type { Say } from './validator-tests.ts';

type PlainMap = { readonly [key: string]: Plain };
/** While it is put together. */
type Expectation = { -readonly [K in keyof ExpectedAnswer]: ExpectedAnswer[K] };

/**
 * What a test of istio-config-validator expects. The tool compares the parts of the rule that matched with what the test says, for equality
 * where `wantMatch` is true and for a difference where it is not; we look at what becomes of the request. Undefined where nothing is left.
 * `namespace` is that of the routes of its host, in which names without one count.
 */
export const expectationOf = (one: PlainMap, say: Say, namespace?: string): ExpectedAnswer | undefined => {
  const parts = ['redirect', 'rewrite', 'fault', 'headers', 'delegate'].filter((key) => mapAt(one, key));
  const routes = routesOf(one, namespace);
  const wanted = one.wantMatch ?? one.isMatch;
  // The oldest files say "destination", and "isMatch" only where it is false.
  const want = wanted === undefined ? 'destination' in one : wanted === true;
  if (wanted === undefined && !want)
    say('approximated', [], '"wantMatch" is not written, which means false there; so it does here');
  const expect: Expectation = {};
  if (!want) {
    const alone = routes.length === 0 ? ', and this test is left out' : '';
    for (const key of parts)
      say(
        'lost',
        [key],
        `that a rule has another "${key}" than this cannot be expected${alone}; say what it is to have`,
      );
    if (routes.length > 0) {
      expect.notDestinations = routes.map(({ host, port, subset }) => ({
        host,
        ...(port !== undefined && { port }),
        ...(subset !== undefined && { subset }),
      }));
      say(
        'approximated',
        ['route'],
        'here none of these services may get the request; there it is enough that anything differs',
      );
    } else if (parts.length === 0) expect.matched = false;
    return Object.keys(expect).length === 0 ? undefined : expect;
  }
  const abort = mapAt(mapAt(one, 'fault') ?? {}, 'abort');
  const allAborted = abort !== undefined && mapAt(abort, 'percentage')?.value === 100;
  if (routes.length > 0 && allAborted) {
    say('lost', ['route'], 'every request is aborted by the fault, so that none of these services gets any');
  } else if (routes.length > 0) {
    const total = routes.reduce((sum, { weight = 0 }) => sum + weight, 0);
    expect.destinations = routes
      .filter(({ weight }) => total === 0 || weight !== 0)
      .map(({ host, port, subset, weight }) => ({
        host,
        ...(port !== undefined && { port }),
        ...(subset !== undefined && { subset }),
        ...(routes.length > 1 &&
          weight !== undefined &&
          total > 0 && { share: Math.round((weight / total) * 1000) / 10 }),
      }));
    routes.forEach(({ headers }, at) => {
      if (headers) say('lost', ['route', at, 'headers'], 'header lines of one destination; write a test with "branch"');
    });
  }
  redirectOf(mapAt(one, 'redirect'), expect, say);
  rewriteOf(mapAt(one, 'rewrite'), expect, say);
  faultOf(mapAt(one, 'fault'), expect, say);
  headersOf(mapAt(one, 'headers'), expect, say);
  const delegate = mapAt(one, 'delegate');
  if (delegate && typeof delegate.name === 'string') {
    const own = typeof delegate.namespace === 'string' ? delegate.namespace : namespace;
    expect.route = `VirtualService ${own ?? 'default'}/${delegate.name}`;
    if (own === undefined) say('approximated', ['delegate'], 'its namespace is not written; "default" is taken for it');
  }
  if (Object.keys(expect).length === 0 && parts.length === 0) expect.matched = true;
  return Object.keys(expect).length === 0 ? undefined : expect;
};

type WrittenRoute = {
  readonly host: string;
  readonly port?: number;
  readonly subset?: string;
  readonly weight?: number;
  readonly headers: boolean;
};

const routesOf = (one: PlainMap, namespace = 'default'): readonly WrittenRoute[] => {
  const list = one.route !== undefined && isList(one.route ?? null) ? (one.route as readonly Plain[]) : [];
  const all: readonly Plain[] =
    list.length === 0 && mapAt(one, 'destination') ? [{ destination: one.destination as Plain }] : list;
  return all.flatMap((route): readonly WrittenRoute[] => {
    if (!isMap(route)) return [];
    const to = mapAt(route, 'destination');
    if (to === undefined || typeof to.host !== 'string') return [];
    const port = mapAt(to, 'port')?.number;
    return [
      {
        // A RouteTest reads short names in its own namespace.
        host: namespace === 'default' || to.host.includes('.') ? to.host : `${to.host}.${namespace}.svc.cluster.local`,
        ...(typeof port === 'number' && { port }),
        ...(typeof to.subset === 'string' && { subset: to.subset }),
        ...(typeof route.weight === 'number' && { weight: route.weight }),
        headers: mapAt(route, 'headers') !== undefined,
      },
    ];
  });
};

const redirectOf = (redirect: PlainMap | undefined, expect: Expectation, say: Say): void => {
  if (redirect === undefined) return;
  const { uri, authority, scheme, redirectCode, ...others } = redirect;
  tellOthers(others, ['redirect'], say);
  const status = typeof redirectCode === 'number' ? redirectCode : 301;
  const dynamic = typeof uri === 'string' && uri.includes('%');
  if (dynamic) say('lost', ['redirect', 'uri'], 'it is put together from the request; expect a "location"');
  expect.redirect = {
    status,
    ...(typeof uri === 'string' && !dynamic && { path: uri }),
    ...(typeof authority === 'string' && { host: authority }),
    ...((scheme === 'http' || scheme === 'https') && { scheme }),
  };
};

const rewriteOf = (rewrite: PlainMap | undefined, expect: Expectation, say: Say): void => {
  if (rewrite === undefined) return;
  const { uri, authority, ...others } = rewrite;
  tellOthers(others, ['rewrite'], say);
  if (typeof uri === 'string') expect.rewrite = uri;
  if (typeof authority === 'string') expect.authority = authority;
};

const faultOf = (fault: PlainMap | undefined, expect: Expectation, say: Say): void => {
  if (fault === undefined) return;
  const { abort: _, delay: __, ...others } = fault;
  tellOthers(others, ['fault'], say);
  const [abort, delay] = [mapAt(fault, 'abort'), mapAt(fault, 'delay')];
  const ms = typeof delay?.fixedDelay === 'string' ? parseDuration(delay.fixedDelay) : undefined;
  const percent = (one: PlainMap | undefined) => {
    const value = one && mapAt(one, 'percentage')?.value;
    return typeof value === 'number' ? value : undefined;
  };
  const found = {
    ...(typeof abort?.httpStatus === 'number' && { status: abort.httpStatus }),
    ...(percent(abort) !== undefined && { abortPercent: percent(abort) as number }),
    ...(ms !== undefined && { delay: ms }),
    ...(percent(delay) !== undefined && { delayPercent: percent(delay) as number }),
  };
  if (abort && abort.httpStatus === undefined)
    say('lost', ['fault', 'abort'], 'only aborts with an HTTP status can be expected');
  if (Object.keys(found).length > 0) expect.fault = found;
};

const headersOf = (headers: PlainMap | undefined, expect: Expectation, say: Say): void => {
  if (headers === undefined) return;
  for (const side of ['request', 'response'] as const) {
    const operations = mapAt(headers, side);
    if (operations === undefined) continue;
    const lines: Record<string, string> = {};
    for (const way of ['set', 'add'] as const) {
      for (const [name, value] of Object.entries(mapAt(operations, way) ?? {})) {
        if (typeof value === 'string' && value.includes('%'))
          say('lost', ['headers', side, way, name], 'its value is put together from the request');
        else if (!isMap(value) && !isList(value)) lines[name] = String(value);
      }
    }
    const removed = operations.remove;
    const gone = removed !== undefined && removed !== null && isList(removed) ? removed.map(String) : [];
    if (Object.keys(lines).length > 0) expect[`${side}Headers`] = lines;
    if (gone.length > 0) expect[side === 'request' ? 'withoutRequestHeaders' : 'withoutResponseHeaders'] = gone;
  }
};

const tellOthers = (others: PlainMap, path: Path, say: Say): void => {
  for (const key of Object.keys(others)) say('lost', [...path, key], 'this cannot be expected');
};

const mapAt = (one: PlainMap, key: string): PlainMap | undefined => {
  const value = one[key];
  return value !== undefined && value !== null && isMap(value) ? value : undefined;
};
