import type { Plain } from '../edit/render.ts';
import type {
  CorsPolicy,
  Destination,
  ForwardAction,
  HeaderOperations,
  RedirectAction,
  RetryPolicy,
  Route,
  TextMatch,
} from '../route/table.ts';
import { type Context, serviceOf } from './context.ts';
import type { Group } from './isolate.ts';
import { mergeOperations } from './merge-operations.ts';
import { durationText } from './text-forms.ts';
import type { IstioPath } from './to-virtual-service.ts';

type PlainMap = { readonly [key: string]: Plain };

/** What an entry of `http` does in place of a route: everything but its matches. */
export const entryAction = (route: Route, path: IstioPath, group: Group, context: Context): PlainMap => {
  const { action } = route;
  if (action.do === 'redirect') {
    const headers = headersOf([], action.responseHeaders, route, context);
    context.carry(route, 'redirect', 'headers');
    return { redirect: redirectOf(route, action, path, group, context), ...headers };
  }
  if (action.do === 'respond') {
    context.carry(route, 'respond', 'redirect', 'destinations');
    if (action.because)
      context.tell(
        'approximated',
        route,
        'destinations',
        `these requests get ${action.status} as they do now, because ${action.because}`,
      );
    return { directResponse: { status: action.status } };
  }
  return forwardOf(route, action, path, group, context);
};

const redirectOf = (
  route: Route,
  action: RedirectAction,
  path: IstioPath,
  group: Group,
  context: Context,
): PlainMap => {
  const { scheme, authority, port, status, rewrite } = action;
  const usual = (scheme ?? group.scheme) === 'https' ? 443 : 80;
  if (action.bareHost && !authority && port === undefined && group.port !== usual) {
    const message = 'a port in the host that the client asked for stays in the redirect; name the host to leave it out';
    context.tell('approximated', route, 'redirect', message);
  }
  return {
    ...(scheme && { scheme }),
    ...(authority && { authority }),
    ...(port !== undefined && { port }),
    ...(action.uri && { uri: action.uri }),
    ...(action.prefixRewrite && { prefixRewrite: action.prefixRewrite }),
    ...(rewrite?.kind === 'path' && { uri: rewrite.value || '/' }),
    ...(rewrite?.kind === 'segments' && prefixOf(path, rewrite.value, 'prefixRewrite')),
    redirectCode: status,
  };
};

/** What replaces the prefix of one of the two forms that a prefix by segments has. */
const prefixOf = (path: IstioPath, value: string, field: 'uri' | 'prefixRewrite'): PlainMap => {
  const trimmed = value.replace(/\/+$/, '');
  if (path.type === 'exact') return { uri: trimmed || '/' };
  return { [field]: `${trimmed}/` };
};

const forwardOf = (route: Route, action: ForwardAction, path: IstioPath, group: Group, context: Context): PlainMap => {
  const { destinations, timeoutMs, retry, cors, mirrors = [] } = action;
  const [first] = destinations;
  const rewrite = destinations.length === 1 && first?.rewrite ? first.rewrite : action.rewrite;
  const instead = first?.instead;
  if (instead?.do === 'redirect' && destinations.length === 1) {
    context.carry(route, 'destinations');
    return entryAction({ ...route, action: instead }, path, group, context);
  }
  const missing = destinations.filter((one) => one.instead);
  for (const one of missing) {
    context.tell(
      'lost',
      route,
      'destinations',
      `"${one.host}" is not forwarded to now (${one.instead?.do === 'respond' ? (one.instead.because ?? 'it is refused') : 'it is redirected'}); its share goes to a host that nobody has`,
    );
  }
  if (missing.length === destinations.length) {
    return { directResponse: { status: instead?.do === 'respond' ? instead.status : 500 } };
  }
  const common =
    new Set(destinations.map((one) => JSON.stringify([one.requestHeaders, one.responseHeaders, one.authority ?? ''])))
      .size === 1;
  const authorities = new Set(destinations.map(({ authority }) => authority ?? ''));
  const entryHeaders = common && first ? headersOf(first.requestHeaders, first.responseHeaders, route, context) : {};
  const authority = authorities.size === 1 && first?.authority ? { authority: first.authority } : {};
  const own = destinations.map((one) =>
    destinationOf(route, one, destinations.length > 1, common, authorities.size === 1, context),
  );
  for (const one of destinations) {
    if (one.rewrite && one.rewrite !== rewrite)
      context.tell(
        'lost',
        route,
        'rewrite',
        `the path for "${one.host}" alone cannot be rewritten; requests keep their path`,
      );
  }
  const paths = rewrite ? rewriteOf(route, rewrite, path) : {};
  context.carry(
    route,
    'rewrite',
    'authority-rewrite',
    'destinations',
    'headers',
    'timeout',
    'mirrors',
    'name',
    'subset',
  );
  tellPolicies(route, action, context);
  return {
    ...(Object.keys({ ...paths, ...authority }).length > 0 && { rewrite: { ...paths, ...authority } }),
    route: own,
    ...(timeoutMs !== undefined && { timeout: durationText(timeoutMs) }),
    ...(retry?.origin && { retries: retriesOf(route, retry, context) }),
    ...(cors && { corsPolicy: corsOf(route, cors, context) }),
    ...(mirrors.length > 0 && {
      mirrors: mirrors.map((mirror) => ({
        destination: hostAndPort(mirror.host, mirror.port, context),
        percentage: { value: mirror.perMillion / 10_000 },
      })),
    }),
    ...entryHeaders,
  };
};

const tellPolicies = (route: Route, { session, auth }: ForwardAction, context: Context): void => {
  if (session) {
    const message =
      'a session that keeps a client on its endpoint has no equal in a VirtualService; use "consistentHash" in a DestinationRule';
    context.tell('lost', route, 'session', message);
  }
  if (auth) {
    const message =
      'nobody is asked before requests are sent on; use an AuthorizationPolicy with a provider, or requests are let through unasked';
    context.tell('lost', route, 'auth', message);
  }
};

const rewriteOf = (route: Route, rewrite: NonNullable<ForwardAction['rewrite']>, path: IstioPath): PlainMap => {
  if (rewrite.kind === 'uri') return { uri: rewrite.value };
  if (rewrite.kind === 'regex') return { uriRegexRewrite: { match: rewrite.pattern, rewrite: rewrite.substitution } };
  if (rewrite.kind === 'segments')
    return route.matchedPath.kind === 'whole' ? { uri: rewrite.value } : prefixOf(path, rewrite.value, 'uri');
  if (path.type !== 'prefix') return { uri: rewrite.value || '/' };
  return { uriRegexRewrite: { match: '^.*$', rewrite: (rewrite.value || '/').replaceAll('\\', '\\\\') } };
};

const hostAndPort = (host: string, port: number, { snapshot, source }: Context): PlainMap => {
  const service = serviceOf(host, snapshot);
  const short = service && service.namespace === source.namespace ? service.name : host;
  return { host: short, ...(port > 0 && { port: { number: port } }) };
};

const destinationOf = (
  route: Route,
  one: Destination,
  weighted: boolean,
  common: boolean,
  sameHost: boolean,
  context: Context,
): PlainMap => {
  if (one.port === 0) {
    context.tell(
      'approximated',
      route,
      'destinations',
      `the number of the port of "${one.host}" is in no document; write it in place of what stands there`,
    );
  }
  const host = one.instead ? `${one.host}.invalid` : one.host;
  const headers = common ? {} : headersOf(one.requestHeaders, one.responseHeaders, route, context);
  const set: PlainMap = !sameHost && one.authority ? hostHeader(headers, one.authority) : headers;
  return {
    destination: { ...hostAndPort(host, one.port, context), ...(one.subset && { subset: one.subset }) },
    ...(weighted && { weight: one.weight }),
    ...set,
  };
};

/** Each destination's own host, as a header that is set. */
const hostHeader = (headers: PlainMap, host: string): PlainMap => {
  const own = (headers.headers ?? {}) as PlainMap;
  const request = (own.request ?? {}) as PlainMap;
  const set = (request.set ?? {}) as PlainMap;
  return { headers: { ...own, request: { ...request, set: { ...set, host } } } };
};

const headersOf = (
  request: readonly HeaderOperations[],
  response: readonly HeaderOperations[],
  route: Route,
  context: Context,
): PlainMap => {
  const [before, after] = [mergeOperations(request), mergeOperations(response)];
  if (before?.differs || after?.differs) {
    context.tell(
      'approximated',
      route,
      'headers',
      'a header that is added twice gets one of the two values in a VirtualService',
    );
  }
  const body: PlainMap = {
    ...(before && { request: operationsOf(before.operations) }),
    ...(after && { response: operationsOf(after.operations) }),
  };
  return Object.keys(body).length > 0 ? { headers: body } : {};
};

const operationsOf = ({ set, add, remove }: HeaderOperations): PlainMap => ({
  ...(set.length > 0 && { set: Object.fromEntries(set) }),
  ...(add.length > 0 && { add: Object.fromEntries(add) }),
  ...(remove.length > 0 && { remove }),
});

const retriesOf = (route: Route, retry: RetryPolicy, context: Context): PlainMap => {
  context.tell('approximated', route, 'retry', 'the wait between two attempts grows as Istio has it');
  const words: readonly (string | number)[] = [...retry.on, ...retry.statusCodes];
  const backoff = retry.leastBackoffMs ?? (retry.backoffMs === 25 ? undefined : retry.backoffMs);
  return {
    attempts: retry.retries,
    ...(retry.perTryTimeoutMs !== undefined && { perTryTimeout: durationText(retry.perTryTimeoutMs) }),
    retryOn: words.join(','),
    ...(backoff !== undefined && { backoff: durationText(backoff) }),
  };
};

const corsOf = (route: Route, cors: CorsPolicy, context: Context): PlainMap => {
  const words = (text: string | undefined): readonly string[] =>
    (text ?? '').split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()]));
  const [methods, headers, expose] = [words(cors.methods), words(cors.headers), words(cors.expose)];
  context.tell(
    'approximated',
    route,
    'cors',
    'preflight requests are answered as Istio does it: lists as they are written, joined by commas alone',
  );
  return {
    allowOrigins: cors.origins.map((origin: TextMatch) => ({ [origin.type]: origin.value })),
    ...(methods.length > 0 && { allowMethods: methods }),
    ...(headers.length > 0 && { allowHeaders: headers }),
    ...(expose.length > 0 && { exposeHeaders: expose }),
    ...(cors.maxAgeSeconds !== undefined && { maxAge: `${cors.maxAgeSeconds}s` }),
    ...(cors.credentials && { allowCredentials: true }),
    ...(!cors.forwardUnmatched && { unmatchedPreflights: 'IGNORE' }),
  };
};
