import type { HttpFilter } from '../../../resource/gateway-api/filters.ts';
import type { HttpRule } from '../../../resource/gateway-api/http-route.ts';
import type { BackendRef } from '../../../resource/gateway-api/references.ts';
import type { RouteResource } from '../../../snapshot/gateway-api/attached.ts';
import { resolveBackend } from '../../../snapshot/gateway-api/backends.ts';
import type { Path } from '../../../text/tree.ts';
import type {
  Action,
  Destination,
  ForwardAction,
  HeaderOperations,
  RedirectAction,
  RespondAction,
} from '../../table.ts';
import type { Resolved } from '../clusters.ts';
import { originOf } from '../origin.ts';
import { translateCorsFilter } from './cors.ts';
import { type Filters, type ListenerFacts, translateFilters } from './filters.ts';
import { authOf, limitsOf, mirrorsOf, retryOf, sessionOf } from './rule-policies.ts';
import type { RuleContext } from './rules.ts';

export type HttpLike = Extract<RouteResource, { readonly kind: 'HTTPRoute' | 'GRPCRoute' }>;
/** The fields that both kinds have, with those of HTTP alone, which are absent for gRPC. */
export type Rule = Omit<HttpRule, 'matches'> & { readonly matches?: readonly object[] };

/** UNAVAILABLE, which is what gRPC clients get for what is 500 to others (reference 2.5). */
const unavailable = 14;

/** What a rule does with requests (reference 2.5 to 2.7). `path` leads to it, `index` counts it among the rules of its route. */
export const translateRule = (
  rule: Rule,
  route: HttpLike,
  index: number,
  path: Path,
  listener: ListenerFacts,
  context: RuleContext,
): Action => {
  const isGrpc = route.kind === 'GRPCRoute';
  const filters = translateFilters(rule.filters ?? [], listener);
  const responseHeaders = listOf(filters.response);
  if (filters.refused) return refused(isGrpc, sayRefused(filters.refused));
  // Who may be redirected is not asked, and must not be left unasked.
  const unasked = refused(isGrpc, 'its filter "ExternalAuth" stands beside a redirect; use the one or the other');
  if (filters.redirect && filters.auth) return unasked;
  if (filters.redirect) return withCors({ ...filters.redirect, responseHeaders }, filters, route, path);
  const destinations = destinationsOf(rule, filters, route, path, listener, context);
  if (destinations.every(({ instead }) => instead?.do === 'respond')) {
    return withCors({ ...refused(isGrpc, reasonOf(rule, destinations)), responseHeaders }, filters, route, path);
  }
  if (filters.auth && destinations.some(({ instead }) => instead?.do === 'redirect')) return unasked;
  const find: Parameters<typeof authOf>[3] = (ref, at) => targetOf(ref, route, at, context);
  const auth = filters.auth && authOf(filters.auth, route, [...path, 'filters'], find);
  if (auth && 'missing' in auth) return refused(isGrpc, auth.missing);
  const mirrors = mirrorsOf(filters.mirrors, route, [...path, 'filters'], find);
  const retry = retryOf(
    rule,
    destinations.some(({ hash }) => hash !== undefined),
    originOf(route.resource, [...path, 'retry']),
  );
  const session = sessionOf(rule, `${route.resource.namespace}/${route.resource.name}/${rule.name ?? index}`, () =>
    originOf(route.resource, [...path, 'sessionPersistence']),
  );
  return {
    do: 'forward',
    destinations,
    totalWeight: destinations.reduce((sum, { weight }) => sum + weight, 0),
    ...(filters.rewrite && { rewrite: filters.rewrite }),
    ...limitsOf(rule),
    ...(filters.cors && { cors: translateCorsFilter(filters.cors) }),
    ...(mirrors.length > 0 && { mirrors }),
    ...(session && { session }),
    ...(auth && { auth }),
    retry,
  };
};

/** Of several reasons the first. */
const reasonOf = ({ backendRefs }: Rule, [first]: readonly Destination[]): string => {
  if (first?.instead?.do === 'respond' && first.instead.because) return first.instead.because;
  return backendRefs?.length
    ? 'none of its backends has a weight above 0; give one to a backend'
    : 'the rule has no backend; add "backendRefs"';
};

const sayRefused = ({ type }: NonNullable<Filters['refused']>): string =>
  `its filter "${type}" cannot be acted on here, and may not be left out; remove it`;

const refused = (isGrpc: boolean, because: string): RespondAction => ({
  do: 'respond',
  status: 500,
  ...(isGrpc && { grpcStatus: unavailable }),
  because,
  responseHeaders: [],
});

const listOf = (operations: HeaderOperations | undefined): readonly HeaderOperations[] =>
  operations ? [operations] : [];

/** Browsers are told what they may do whatever becomes of their requests then, so such an answer takes the place of a destination. */
const withCors = (
  instead: RedirectAction | RespondAction,
  { cors }: Filters,
  { resource }: HttpLike,
  path: Path,
): ForwardAction | RedirectAction | RespondAction => {
  if (!cors) return instead;
  const nobody = { cluster: '', host: '', port: 0, weight: 1, requestHeaders: [], responseHeaders: [] };
  const destination = { ...nobody, instead, origin: originOf(resource, path) };
  return { do: 'forward', destinations: [destination], totalWeight: 1, cors: translateCorsFilter(cors) };
};

const destinationsOf = (
  rule: Rule,
  filters: Filters,
  route: HttpLike,
  path: Path,
  listener: ListenerFacts,
  context: RuleContext,
): readonly Destination[] => {
  const isGrpc = route.kind === 'GRPCRoute';
  const refs = (rule.backendRefs ?? []).map((ref, index) => ({ ref, index }));
  const shared = refs.filter(({ ref }) => (ref.weight ?? 1) > 0);
  return shared.map(({ ref, index }): Destination => {
    const at = [...path, 'backendRefs', index];
    const own = translateFilters((ref.filters ?? []) as readonly HttpFilter[], listener);
    const common = {
      weight: shared.length === 1 ? 1 : (ref.weight ?? 1),
      // The backend's own come behind those of the rule.
      requestHeaders: [...listOf(filters.request), ...listOf(own.request)],
      responseHeaders: [...listOf(filters.response), ...listOf(own.response)],
      origin: originOf(route.resource, at),
    };
    const target = targetOf(ref, route, at, context);
    const refusedFilter = own.refused ?? (own.auth && { type: 'ExternalAuth', index: own.auth.index });
    if ('missing' in target || refusedFilter) {
      const { name: host, port = 0 } = ref;
      const because = 'missing' in target ? target.missing : refusedFilter ? sayRefused(refusedFilter) : '';
      return { cluster: '', host, port, ...common, instead: refused(isGrpc, because) };
    }
    const authority = own.hostname ?? filters.hostname;
    return {
      ...target,
      ...common,
      ...(authority && { authority }),
      ...(own.rewrite && { rewrite: own.rewrite }),
      ...(own.redirect && { instead: { ...own.redirect, responseHeaders: common.responseHeaders } }),
    };
  });
};

/** Where a backend leads, or why nowhere, which is told at its place, too. gRPC is spoken over HTTP/2 whatever the port says. */
const targetOf = (
  ref: Pick<BackendRef, 'group' | 'kind' | 'namespace' | 'name' | 'port'>,
  { kind, resource }: HttpLike,
  at: Path,
  context: RuleContext,
): Resolved | { readonly missing: string } => {
  const backend = resolveBackend(ref, { kind, namespace: resource.namespace }, context.granted, context.knows);
  if (backend.is === 'invalid') {
    const mirrored = at.includes('requestMirror');
    context.report.add({
      severity: 'warning',
      code: 'backend/not-resolved',
      istio: 'IST0171',
      message: `${backend.message}; until then ${mirrored ? 'no copies are sent' : at.includes('externalAuth') ? 'requests of the rule get 500' : 'its share of requests gets 500'}`,
      place: resource.at(at),
    });
    return { missing: backend.message };
  }
  const { name, namespace, port } = backend;
  const speaks = kind === 'GRPCRoute' ? 'http2' : undefined;
  return context.clusters.named({ host: name, port: { number: port } }, namespace, speaks);
};
