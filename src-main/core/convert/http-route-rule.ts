import type { Plain } from '../edit/render.ts';
import type { Destination, ForwardAction, HeaderOperations, RedirectAction, Route } from '../route/table.ts';
import type { AtomPath } from './atoms.ts';
import { type Context, serviceOf } from './context.ts';
import { corsFilter } from './cors-filter.ts';
import { mergeOperations } from './merge-operations.ts';
import { durationText, literalOf } from './text-forms.ts';

type PlainMap = { readonly [key: string]: Plain };

/** What a rule of an HTTPRoute does: everything but its matches. `prefix`: it may have one match alone, of type PathPrefix. */
export type RuleBody = { readonly body: PlainMap; readonly prefix: boolean };

/** Works out what the route does for requests of one path, and tells what an HTTPRoute cannot do. */
export const ruleBody = (route: Route, path: AtomPath, context: Context): RuleBody => {
  const { action } = route;
  if (action.do === 'redirect') return redirectBody(route, action, path, context);
  if (action.do === 'respond') {
    const message = `an HTTPRoute cannot answer by itself, so these requests get 500 in place of ${action.status}`;
    context.tell('lost', route, 'respond', message);
    context.tell('lost', route, 'headers', 'nothing is left whose headers could be changed');
    return { body: {}, prefix: false };
  }
  return forwardBody(route, action, path, context);
};

const redirectBody = (route: Route, action: RedirectAction, path: AtomPath, context: Context): RuleBody => {
  const { scheme, authority, port, status } = action;
  const parts = /^(.*?)(?::(\d+))?$/.exec(authority ?? '');
  const hostname = parts?.[1] ?? '';
  const written = port ?? (parts?.[2] ? Number(parts[2]) : undefined);
  const uri = action.uri ?? (action.rewrite?.kind === 'path' ? action.rewrite.value : undefined);
  const query = uri?.indexOf('?') ?? -1;
  if (query >= 0) {
    context.tell(
      'lost',
      route,
      'redirect',
      'a redirect of an HTTPRoute keeps the query of the request, and cannot have one of its own',
    );
  }
  const whole = uri === undefined ? undefined : query >= 0 ? uri.slice(0, query) : uri;
  const replaced = action.uri ? undefined : action.prefixRewrite;
  const prefix = whole === undefined && replaced !== undefined && path.type === 'PathPrefix';
  const full = whole ?? (prefix ? undefined : replaced);
  if (prefix) tellSlash(route, replaced ?? '', 'redirect', context);
  const group = groupOf(route, context);
  const usual = group.scheme === 'https' ? 443 : 80;
  if (!hostname && !written && (group.port !== usual || scheme === undefined)) {
    if (group.port !== usual)
      context.tell(
        'approximated',
        route,
        'redirect',
        `the redirect names port ${group.port} of the listener, not the port that the client asked for`,
      );
  }
  const request: PlainMap = {
    ...(scheme && { scheme }),
    ...(hostname && { hostname }),
    ...(full !== undefined && { path: { type: 'ReplaceFullPath', replaceFullPath: full } }),
    ...(prefix && { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: replaced ?? '' } }),
    ...(written !== undefined && { port: written }),
    statusCode: status,
  };
  const filters: PlainMap[] = [
    ...modifier('ResponseHeaderModifier', route, action.responseHeaders, context),
    { type: 'RequestRedirect', requestRedirect: request },
  ];
  context.carry(route, 'redirect', 'headers');
  return { body: { filters }, prefix };
};

const groupOf = (route: Route, { isolated }: Context) =>
  isolated.groups.find(({ routes }) => routes.includes(route)) ?? { port: 80, scheme: 'http' as const };

/** Where the old and the new prefix do not both end in a slash, the two APIs join them differently. */
const tellSlash = (route: Route, value: string, aspect: 'rewrite' | 'redirect', context: Context): void => {
  const path = route.conditions.find(({ on }) => on === 'path');
  const old = path?.on === 'path' ? path.match.value : '/';
  if (path?.on === 'path' && path.match.type === 'segments') return;
  if (old.endsWith('/') === value.endsWith('/')) return;
  const message = `between "${value}" and the rest of the path there is exactly one slash now`;
  context.tell('approximated', route, aspect, message);
};

const forwardBody = (route: Route, action: ForwardAction, path: AtomPath, context: Context): RuleBody => {
  const { destinations, fault, cors, mirrors = [], session, auth } = action;
  const [first] = destinations;
  const same = (of: (one: Destination) => unknown): boolean =>
    new Set(destinations.map((one) => JSON.stringify(of(one) ?? null))).size === 1;
  const common = same(({ requestHeaders, responseHeaders, authority }) => [requestHeaders, responseHeaders, authority]);
  const rewrite = rewriteOf(route, action, path, context);
  const filters: PlainMap[] = [];
  if (common && first) filters.push(...ownFilters(route, first, rewrite, context));
  else if (rewrite) filters.push({ type: 'URLRewrite', urlRewrite: { path: rewrite } });
  for (const mirror of mirrors) {
    const service = serviceOf(mirror.host, context.snapshot);
    if (service === undefined || mirror.subset) {
      context.tell(
        'lost',
        route,
        'mirrors',
        `copies cannot go to ${mirror.subset ? `the subset "${mirror.subset}"` : `"${mirror.host}", which is no Service`}`,
      );
      if (service === undefined) continue;
    }
    const percent = mirror.perMillion / 10_000;
    const share: PlainMap =
      percent === 100
        ? {}
        : Number.isInteger(percent)
          ? { percent }
          : { fraction: { numerator: mirror.perMillion, denominator: 1_000_000 } };
    const backendRef = refTo(service, mirror.port, context);
    filters.push({ type: 'RequestMirror', requestMirror: { backendRef, ...share } });
  }
  context.carry(route, 'mirrors');
  if (cors) filters.push(corsFilter(route, cors, context));
  if (fault) context.tell('lost', route, 'fault', `"fault" has no equal in an HTTPRoute; this rule answers without it`);
  if (session) context.carry(route, 'session');
  if (auth) context.carry(route, 'auth');
  const backendRefs = destinations.flatMap((one) => backendOf(route, one, common, context));
  context.carry(route, 'destinations', 'headers', 'authority-rewrite', 'timeout', 'name');
  const limits = limitsOf(route, action, context);
  const body: PlainMap = {
    ...(filters.length > 0 && { filters }),
    ...(backendRefs.length > 0 && { backendRefs }),
    ...limits,
  };
  return { body, prefix: rewrite !== undefined && (rewrite as PlainMap).type === 'ReplacePrefixMatch' };
};

const rewriteOf = (route: Route, { rewrite }: ForwardAction, path: AtomPath, context: Context): Plain | undefined => {
  if (rewrite === undefined) return undefined;
  if (rewrite.kind === 'regex') {
    context.tell(
      'lost',
      route,
      'rewrite',
      'a path cannot be rewritten by a regular expression in an HTTPRoute; requests keep their path',
    );
    return undefined;
  }
  context.carry(route, 'rewrite');
  if (rewrite.kind === 'path' || route.matchedPath.kind === 'whole') {
    return { type: 'ReplaceFullPath', replaceFullPath: rewrite.value };
  }
  // Requests of one path alone, because a more specific rule stands before a wider one.
  if (path.type !== 'PathPrefix') {
    if (path.type === 'Exact') {
      const rest = path.value.slice(route.matchedPath.length);
      return { type: 'ReplaceFullPath', replaceFullPath: rewrite.value + rest };
    }
    context.tell('lost', route, 'rewrite', 'the prefix of a path that a RegularExpression takes cannot be rewritten');
    return undefined;
  }
  tellSlash(route, rewrite.value, 'rewrite', context);
  return { type: 'ReplacePrefixMatch', replacePrefixMatch: rewrite.value };
};

const ownFilters = (
  route: Route,
  one: Destination,
  rewrite: Plain | undefined,
  context: Context,
): readonly PlainMap[] => {
  const hostname = hostnameOf(route, one, context);
  return [
    ...modifier('RequestHeaderModifier', route, one.requestHeaders, context),
    ...modifier('ResponseHeaderModifier', route, one.responseHeaders, context),
    ...(hostname || rewrite
      ? [{ type: 'URLRewrite', urlRewrite: { ...(hostname && { hostname }), ...(rewrite && { path: rewrite }) } }]
      : []),
  ];
};

const hostnameOf = (route: Route, { authority }: Destination, context: Context): string | undefined => {
  if (authority === undefined) return undefined;
  if (/^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/.test(authority)) return authority;
  const message = `"${authority}" cannot be the host of an HTTPRoute's rewrite; services are asked for the host of the request`;
  context.tell('lost', route, 'authority-rewrite', message);
  return undefined;
};

const modifier = (
  type: 'RequestHeaderModifier' | 'ResponseHeaderModifier',
  route: Route,
  list: readonly HeaderOperations[],
  context: Context,
): readonly PlainMap[] => {
  const merged = mergeOperations(list);
  if (merged === undefined) return [];
  if (merged.differs) {
    context.tell(
      'approximated',
      route,
      'headers',
      'a header that is added twice gets one of the two values in an HTTPRoute',
    );
  }
  const pairs = (values: HeaderOperations['set']): readonly PlainMap[] =>
    values.flatMap(([name, value]): PlainMap[] => {
      const literal = literalOf(value);
      if (literal !== undefined) return [{ name, value: literal }];
      context.tell(
        'lost',
        route,
        'headers',
        `the value "${value}" of "${name}" is worked out for each request, which an HTTPRoute cannot do; the header stays as it is`,
      );
      return [];
    });
  const { remove } = merged.operations;
  const [set, add] = [pairs(merged.operations.set), pairs(merged.operations.add)];
  const body: PlainMap = {
    ...(set.length > 0 && { set }),
    ...(add.length > 0 && { add }),
    ...(remove.length > 0 && { remove }),
  };
  if (Object.keys(body).length === 0) return [];
  return [{ type, [type === 'RequestHeaderModifier' ? 'requestHeaderModifier' : 'responseHeaderModifier']: body }];
};

const refTo = (
  service: { readonly name: string; readonly namespace: string },
  port: number,
  { source }: Context,
): PlainMap => ({
  name: service.name,
  ...(service.namespace !== source.namespace && { namespace: service.namespace }),
  port,
});

const backendOf = (route: Route, one: Destination, common: boolean, context: Context): readonly PlainMap[] => {
  const service = serviceOf(one.host, context.snapshot);
  if (service === undefined) {
    const message = `"${one.host}" is no Service of the cluster, so an HTTPRoute cannot name it; its share of requests gets 500`;
    context.tell('lost', route, 'destinations', message);
    return [{ name: one.host.replace(/[^a-z0-9-]+/g, '-'), port: one.port || 80, weight: one.weight }];
  }
  if (one.subset) {
    const message = `the subset "${one.subset}" has no equal in an HTTPRoute; requests go to the whole Service "${service.name}" until it has a Service of its own`;
    context.tell('lost', route, 'subset', message);
  }
  if (one.port === 0) {
    context.tell(
      'approximated',
      route,
      'destinations',
      `the number of the port of "${service.name}" is in no document; write it in place of what stands there`,
    );
  }
  const filters = common ? [] : ownFilters(route, one, undefined, context);
  return [
    {
      ...refTo(service, one.port || 80, context),
      ...(route.action.do === 'forward' && route.action.destinations.length > 1 && { weight: one.weight }),
      ...(filters.length > 0 && { filters }),
    },
  ];
};

const limitsOf = (route: Route, { timeoutMs, retry }: ForwardAction, context: Context): PlainMap => {
  const request = timeoutMs === undefined ? {} : { request: durationText(timeoutMs) };
  if (retry === undefined) {
    context.tell('lost', route, 'retry', 'an HTTPRoute cannot turn retries off; failed connections are tried again');
    return timeoutMs === undefined ? {} : { timeouts: request };
  }
  // Without an origin nothing is written, and both APIs do the same.
  if (retry.origin === undefined) return timeoutMs === undefined ? {} : { timeouts: request };
  const codes = retry.statusCodes.filter((code) => code >= 400 && code <= 599);
  const perTry = retry.perTryTimeoutMs;
  const fits = perTry !== undefined && (timeoutMs === undefined || perTry <= timeoutMs);
  context.tell(
    'approximated',
    route,
    'retry',
    'retries of an HTTPRoute know statuses alone, beside connections that fail or break; other conditions are left out',
  );
  const timeouts = { ...request, ...(fits && { backendRequest: durationText(perTry) }) };
  return {
    ...(Object.keys(timeouts).length > 0 && { timeouts }),
    retry: {
      ...(codes.length > 0 && { codes }),
      attempts: retry.retries,
      ...(retry.backoffMs !== 25 && { backoff: durationText(retry.backoffMs) }),
    },
  };
};
